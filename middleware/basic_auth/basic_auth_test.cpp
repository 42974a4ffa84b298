// basicAuth(), against what npm's basic-auth and express-basic-auth do.
#include <crema/basic_auth.hpp>
#include <crema/buffer.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

std::string basic(const std::string& pair) { return "Basic " + Buffer.from(pair).toString("base64").str(); }

// Status, challenge and body.
std::string ask(Handler guard, const std::string& field) {
  auto app = express();
  app.set("env", "test");
  app.use(guard);
  app.get("/", [](auto& req, auto& res) { res.json(req["auth"]); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  const auto answer = Pump(app).get("/", field.empty() ? testing::Fields{} : testing::Fields{{"Authorization", field}});
  return std::to_string(answer.status) + " " + answer.header("WWW-Authenticate") + "|" + answer.body;
}

}  // namespace

TEST_CASE("basicAuth.parse reads names and passwords as npm's basic-auth") {
  const auto parsed = [](Value field) { return JSON.stringify(basicAuth.parse(field)); };
  CHECK(parsed(basic("foo:bar")) == R"({"name":"foo","pass":"bar"})");
  CHECK(parsed("basic Zm9vOmJhcg==") == R"({"name":"foo","pass":"bar"})");
  CHECK(parsed("  BASIC   Zm9vOmJhcg==  ") == R"({"name":"foo","pass":"bar"})");
  CHECK(parsed(basic("foo:pass:word")) == R"({"name":"foo","pass":"pass:word"})");
  CHECK(parsed(basic(":")) == R"({"name":"","pass":""})");
  CHECK(parsed(basic("Zoë:ä")) == R"({"name":"Zoë","pass":"ä"})");
  CHECK(parsed(basic("a\nb:c")) == R"({"name":"a\nb","pass":"c"})");
  for (const Value& none :
       {Value(), Value(5), Value(""), Value("Basic"), Value("Basic "), Value("Something Zm9vOmJhcg=="),
        Value("basic=" + basic("foo:bar").substr(6)), Value("Basic Zm9v Zm9v"), Value("Basic ="), Value("Basic Zm9v=v"),
        Value(basic("foobar")), Value(basic("foo:b\nar"))})
    CHECK(basicAuth.parse(none) == undefined);
}

TEST_CASE("basicAuth(req) reads them from the request") {
  auto app = express();
  auto auth = basicAuth;
  app.get("/", [=](auto& req, auto& res) {
    auto user = auth(req);
    res.send(user ? user["name"] + "/" + user["pass"] : Value("nobody"));
  });
  Pump pump(app);
  CHECK(pump.get("/", {{"Authorization", basic("foo:bar")}}).body == "foo/bar");
  CHECK(pump.get("/").body == "nobody");
}

TEST_CASE("users pass by name and password") {
  const auto guard = basicAuth({.users = {{"admin", "secret"}, {"ann", ""}}});
  CHECK(ask(guard, basic("admin:secret")) == R"(200 |{"user":"admin","password":"secret"})");
  CHECK(ask(guard, basic("ann:")) == R"(200 |{"user":"ann","password":""})");
  for (const std::string who :
       {"admin:secre", "admin:secret2", "admin:", "ann:secret", "adm:secret", ":", "toString:x"})
    CHECK(ask(guard, basic(who)) == "401 |");
  CHECK(ask(guard, "") == "401 |");
  CHECK(ask(basicAuth(), basic("a:b")) == "401 |");
}

TEST_CASE("the challenge names the realm, and the refusal has a body of one's own") {
  CHECK(ask(basicAuth({.challenge = true}), "") == "401 Basic|");
  CHECK(ask(basicAuth({.challenge = true, .realm = "the app"}), "") == "401 Basic realm=\"the app\"|");
  CHECK(ask(basicAuth({.challenge = true, .realm = [](auto& req) { return req.hostname(); }}), "") ==
        "401 Basic realm=\"localhost\"|");
  CHECK(ask(basicAuth({.unauthorizedResponse = "go away"}), "") == "401 |go away");
  CHECK(ask(basicAuth({.unauthorizedResponse = {{"error", "no"}}}), "") == R"(401 |{"error":"no"})");
  const auto own = basicAuth({.unauthorizedResponse = [](auto& req) {
    return req["auth"] ? "no " + req["auth"]["user"] : Value("no credentials");
  }});
  CHECK(ask(own, "") == "401 |no credentials");
  CHECK(ask(own, basic("eve:x")) == "401 |no eve");
}

TEST_CASE("an authorizer decides, at once, later, or by its callback") {
  const auto plain = basicAuth({.authorizer = [](auto name, auto password) {
    return basicAuth.safeCompare(name, "a") & basicAuth.safeCompare(password, "b");
  }});
  const auto later = basicAuth({.authorizer = [](auto name, auto password) -> Task<Value> {
    co_await Promise.resolve();
    if (name == "broken") throw Error("no list of users");
    co_return name == "a" && password == "b";
  }});
  const auto called = basicAuth({
      .authorizer =
          [](auto name, auto password, auto callback) {
            if (name == "broken") return callback(Error("no list of users"));
            callback(null, name == "a" && password == "b");
          },
      .authorizeAsync = true,
  });
  for (const auto& guard : {plain, later, called}) {
    CHECK(ask(guard, basic("a:b")).starts_with("200"));
    CHECK(ask(guard, basic("a:c")) == "401 |");
    CHECK(ask(guard, "") == "401 |");
  }
  CHECK(ask(later, basic("broken:")) == "500 |no list of users");
  CHECK(ask(called, basic("broken:")) == "500 |no list of users");
}

TEST_CASE("wrong users are refused where it is made") {
  CHECK_THROWS_WITH(basicAuth({.users = "admin"}), "Expected an object for the basic auth users, found string instead");
  CHECK_THROWS_WITH_AS(basicAuth({.users = {{"admin", undefined}, {"b", "c"}}}),
                       "the password of the basic auth user 'admin' must be a string, found undefined", TypeError);
}
