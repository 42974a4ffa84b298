// doubleCsrf(), against what npm's csrf-csrf does.
#include <crema/cookie_parser.hpp>
#include <crema/csrf_csrf.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Agent;
using crema::testing::Pump;

namespace {

DoubleCsrfOptions usual() {
  return {
      .getSecret = [] { return "secret"; },
      .getSessionIdentifier = [](auto& req) { return req.get("x-user") || "nobody"; },
      .cookieName = "csrf",
  };
}

App guarded(DoubleCsrfUtilities csrf, Handler parser = cookieParser()) {
  auto app = express();
  app.set("env", "test");
  app.use(parser, csrf.doubleCsrfProtection);
  app.get("/token", [=](auto& req, auto& res) { res.send(csrf.generateCsrfToken(req, res)); });
  app.get("/own", [](auto& req, auto& res) { res.send(req.csrfToken()); });
  app.get("/new", [](auto& req, auto& res) {
    res.send(req["csrfToken"]({{"overwrite", true}, {"cookieOptions", {{"maxAge", 60000}, {"path", "/new"}}}}));
  });
  app.get("/strict",
          [=](auto& req, auto& res) { res.send(csrf.generateCsrfToken(req, res, {.validateOnReuse = true})); });
  app.all("/act", [=](auto& req, auto& res) { res.send(format("done {}", csrf.validateRequest(req))); });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{}: {}", err.code || "error", err.message));
  });
  return app;
}

const std::string refused = "EBADCSRFTOKEN: invalid csrf token";

}  // namespace

TEST_CASE("a token has to be in the cookie and in the request") {
  Pump pump(guarded(doubleCsrf(usual())));
  Agent agent(pump), other(pump);
  const auto token = agent.get("/token").body;
  CHECK(token.size() == 64 + 1 + 64);
  CHECK(token[64] == '.');
  CHECK(agent.get("/own").body == token);
  CHECK(agent.get("/act").body == "done false");
  CHECK(agent.post("/act", "", {{"x-csrf-token", token}}).body == "done true");
  const auto none = agent.post("/act", "");
  CHECK(none.status == 403);
  CHECK(none.body == refused);
  CHECK(agent.post("/act", "", {{"x-csrf-token", token + "a"}}).body == refused);
  CHECK(agent.post("/act", "", {{"x-csrf-token", token}, {"x-user", "ann"}}).body == refused);
  CHECK(other.post("/act", "", {{"x-csrf-token", token}}).body == refused);
  other.cookie("csrf", "abc.def");
  CHECK(other.post("/act", "", {{"x-csrf-token", "abc.def"}}).body == refused);
  CHECK(other.get("/strict").body == refused);
  CHECK(other.get("/token").body != "abc.def");
}

TEST_CASE("what Node has signed is good, by any of the secrets") {
  const std::string token =
      "f6ab77896d997cdc2963872df9503dcab7c067bbed97ca0748a345548048abca."
      "9ba1a62dd697b197b4fd9003f3b6749c7f607ace418a98a55836086b410620e2";
  auto options = usual();
  options.getSecret = [] { return Array("new", "secret"); };
  options.getSessionIdentifier = [] { return "Zoë"; };
  Pump pump(guarded(doubleCsrf(options)));
  CHECK(pump.post("/act", "", {{"Cookie", "csrf=" + token}, {"x-csrf-token", token}}).body == "done true");
  options.getSecret = [] { return Array("new", "newer"); };
  Pump later(guarded(doubleCsrf(options)));
  CHECK(later.post("/act", "", {{"Cookie", "csrf=" + token}, {"x-csrf-token", token}}).body == refused);
}

TEST_CASE("the cookie has the options that are given, and those of one call") {
  Pump pump(guarded(doubleCsrf(usual())));
  const auto attributes = [&](Pump& of, const char* target) {
    const auto field = of.get(target).header("Set-Cookie");
    return field.substr(field.find(';'));
  };
  CHECK(attributes(pump, "/token") == "; Path=/; HttpOnly; Secure; SameSite=Strict");
  CHECK(attributes(pump, "/new").starts_with("; Max-Age=60; Path=/new; Expires="));
  auto options = usual();
  options.cookieOptions = {.secure = false, .sameSite = "lax"};
  Pump plain(guarded(doubleCsrf(options)));
  CHECK(attributes(plain, "/token") == "; Path=/; HttpOnly; SameSite=Lax");
  auto named = usual();
  named.cookieName = DoubleCsrfOptions{}.cookieName;
  CHECK(Pump(guarded(doubleCsrf(named))).get("/token").header("Set-Cookie").starts_with("__Host-psifi.x-csrf-token="));
}

TEST_CASE("everything else is an option, too") {
  auto options = usual();
  options.csrfTokenDelimiter = "~";
  options.messageDelimiter = "?";
  options.size = 8;
  options.hmacAlgorithm = "sha1";
  options.ignoredMethods = {"POST"};
  options.getCsrfTokenFromRequest = [](auto& req) { return req.query["t"]; };
  options.errorConfig = {.statusCode = 418, .message = "no", .code = "MINE"};
  options.skipCsrfProtection = [](auto& req) { return req.get("x-skip") == "yes"; };
  Pump pump(guarded(doubleCsrf(options)));
  Agent agent(pump);
  CHECK(agent.post("/act", "").body == "done false");
  CHECK(agent.request("PUT", "/act", {{"x-skip", "yes"}}).body == "done false");
  const auto answer = agent.get("/token");
  CHECK(answer.status == 418);
  CHECK(answer.body == "MINE: no");
  const auto token = agent.request("GET", "/token", {{"x-skip", "yes"}}).body;
  CHECK(token.size() == 40 + 1 + 16);
  CHECK(token[40] == '~');
  CHECK(agent.request("PUT", "/act?t=" + token).body == "done true");
}

TEST_CASE("cookieParser() is needed; what is missing is refused where it is made") {
  const Handler nothing = [](auto& req, auto& res, auto next) { next(); };
  CHECK(Pump(guarded(doubleCsrf(usual()), nothing))
            .post("/act", "")
            .body.starts_with("error: Cannot read properties of undefined"));
  DoubleCsrfOptions options;
  CHECK_THROWS_WITH_AS(doubleCsrf(options), "getSecret is not a function", TypeError);
  options.getSecret = [] { return "x"; };
  CHECK_THROWS_WITH_AS(doubleCsrf(options), "getSessionIdentifier is not a function", TypeError);
  auto wrong = usual();
  wrong.hmacAlgorithm = "rot13";
  CHECK_THROWS(doubleCsrf(wrong));
}
