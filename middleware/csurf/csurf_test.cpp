// csurf() and CsrfTokens, against what npm's csurf and csrf do. Tokens of Node's are in tests/interop, too.
#include <crema/cookie_parser.hpp>
#include <crema/cookie_session.hpp>
#include <crema/csurf.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Agent;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

App guarded(Handler before, Handler guard) {
  auto app = express();
  app.set("env", "test");
  app.use(before, express.urlencoded(), guard);
  app.get("/token", [](auto& req, auto& res) { res.send(req.csrfToken()); });
  app.get("/twice", [](auto& req, auto& res) { res.json(req.csrfToken() == req.csrfToken()); });
  app.all("/act", [](auto& req, auto& res) { res.send(format("done {}", req.method)); });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{}: {}", err.code || "error", err.message));
  });
  return app;
}

const Fields form = {{"Content-Type", "application/x-www-form-urlencoded"}};
const std::string refused = "EBADCSRFTOKEN: invalid csrf token";

}  // namespace

TEST_CASE("a token is needed for what changes something, with the secret in a cookie or the session") {
  const Handler befores[] = {cookieParser(), cookieSession({.keys = {"key"}}), cookieParser("sign")};
  const Handler guards[] = {csurf({.cookie = true}), csurf(), csurf({.cookie = {{.signed_ = true}}})};
  for (int i = 0; i < 3; i++) {
    Pump pump(guarded(befores[i], guards[i]));
    Agent agent(pump), stranger(pump);
    const auto token = agent.get("/token").body;
    CHECK(token.size() == 36);
    CHECK(token[8] == '-');
    const auto other = agent.get("/token").body;
    CHECK(other != token);
    CHECK(agent.get("/twice").body == "true");
    CHECK(agent.get("/act").body == "done GET");
    for (const auto& good : {token, other}) {
      CHECK(agent.post("/act", "_csrf=" + good, form).body == "done POST");
      CHECK(agent.post("/act?_csrf=" + good, "").body == "done POST");
      for (const char* name : {"csrf-token", "xsrf-token", "x-csrf-token", "X-XSRF-Token"})
        CHECK(agent.post("/act", "", {{name, good}}).body == "done POST");
    }
    const auto none = agent.post("/act", "");
    CHECK(none.status == 403);
    CHECK(none.body == refused);
    CHECK(agent.request("DELETE", "/act").body == refused);
    CHECK(agent.post("/act", "_csrf=" + token + "x", form).body == refused);
    CHECK(agent.post("/act", "_csrf[]=" + token, form).body == refused);
    stranger.get("/token");
    CHECK(stranger.post("/act", "_csrf=" + token, form).body == refused);
  }
}

TEST_CASE("the cookie has the attributes of its options") {
  const auto set = [](CsurfCookie options) {
    return Pump(guarded(cookieParser("sign"), csurf({.cookie = {options}}))).get("/act").header("Set-Cookie");
  };
  const auto attributes = [=](CsurfCookie options) {
    const auto field = set(options);
    return field.substr(0, field.find('=')) + field.substr(field.find(';'));
  };
  CHECK(attributes({}) == "_csrf; Path=/");
  CHECK(attributes({.key = "k", .path = "/a", .httpOnly = true, .secure = true, .maxAge = 60, .sameSite = true}) ==
        "k; Max-Age=60; Path=/a; HttpOnly; Secure; SameSite=Strict");
  CHECK(attributes({.sameSite = "lax", .domain = "a.com", .priority = "high", .partitioned = true}) ==
        "_csrf; Domain=a.com; Path=/; Partitioned; Priority=High; SameSite=Lax");
  CHECK(set({.signed_ = true}).starts_with("_csrf=s%3A"));
  CHECK_THROWS_WITH_AS(csurf({.cookie = {{.sameSite = "some"}}}), "option sameSite is invalid", TypeError);
}

TEST_CASE("cookies that are set already stay") {
  auto app = express();
  app.use(
      cookieParser(),
      [](auto& req, auto& res, auto next) {
        res.cookie("a", "1").cookie("b", "2");
        next();
      },
      csurf({.cookie = true}), [](auto& req, auto& res) { res.send("ok"); });
  CHECK(Pump(app).get("/").count("Set-Cookie") == 3);
}

TEST_CASE("methods, place of the token and lengths are options") {
  Pump pump(guarded(cookieParser(), csurf({
                                        .cookie = true,
                                        .ignoreMethods = {"get", "DELETE"},
                                        .value = [](auto& req) { return req.get("x-own"); },
                                        .saltLength = 20,
                                        .secretLength = 30,
                                    })));
  Agent agent(pump);
  const auto token = agent.get("/token").body;
  CHECK(token.size() == 48);
  CHECK(agent.cookie("_csrf").size() == 40);
  CHECK(agent.request("DELETE", "/act").body == "done DELETE");
  CHECK(agent.request("OPTIONS", "/act").body == refused);
  CHECK(agent.post("/act", "_csrf=" + token, form).body == refused);
  CHECK(agent.post("/act", "", {{"X-Own", token}}).body == "done POST");
  CHECK_THROWS_WITH_AS(csurf({.saltLength = 0}), "option saltLength must be finite number > 1", TypeError);
  CHECK_THROWS_WITH_AS(csurf({.secretLength = 0}), "option secretLength must be finite number > 1", TypeError);
}

TEST_CASE("without session or cookies it says so, and tampered cookies give a new secret") {
  const Handler nothing = [](auto& req, auto& res, auto next) { next(); };
  CHECK(Pump(guarded(nothing, csurf())).get("/token").body == "error: misconfigured csrf");
  CHECK(Pump(guarded(nothing, csurf({.cookie = true}))).get("/token").body == "error: misconfigured csrf");
  CHECK(Pump(guarded(cookieParser(), csurf({.cookie = {{.signed_ = true}}}))).get("/token").body ==
        "error: misconfigured csrf");
  Pump pump(guarded(cookieParser("sign"), csurf({.cookie = {{.signed_ = true}}})));
  CHECK(pump.get("/act", {{"Cookie", "_csrf=s%3Aabc.def"}}).has("Set-Cookie"));
}

TEST_CASE("a secret that the handler takes away is made anew for the next token") {
  auto app = express();
  app.set("env", "test");
  app.use(cookieSession({.keys = {"key"}}), csurf());
  app.get("/", [](auto& req, auto& res) {
    Value first = req.csrfToken();
    delete_(req.session["csrfSecret"]);
    Value second = req.csrfToken();
    res.json({first != second, CsrfTokens().verify(req.session["csrfSecret"], second)});
  });
  app.get("/gone", [](auto& req, auto& res) {
    req.session = null;
    res.send(req.csrfToken());
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/").body == "[true,true]");
  CHECK(pump.get("/gone").body == "misconfigured csrf");
}

TEST_CASE("CsrfTokens makes and checks what npm's csrf does") {
  const CsrfTokens tokens;
  CHECK(tokens.verify("Kx_3-aSecretOf24Chars_aa", "aB3dE5gH-zv7kaWXaArfcQFLo0NAKPH6vNGg"));
  CHECK(tokens.verify("Zoë", "abc-3oQfMzajryJcYK8W5g8tlehjKPg"));
  const Value secret = tokens.secretSync(), token = tokens.create(secret);
  CHECK(secret.length() == 24);
  CHECK(tokens.verify(secret, token));
  CHECK(!tokens.verify(secret, token + "a"));
  CHECK(!tokens.verify(secret, "abc"));
  CHECK(!tokens.verify(secret, "-"));
  CHECK(!tokens.verify(secret, Array(token)));
  CHECK(!tokens.verify("", token));
  CHECK(!tokens.verify(undefined, token));
  CHECK_THROWS_WITH_AS(tokens.create(""), "argument secret is required", TypeError);
  CHECK_THROWS_WITH_AS(tokens.create(5), "argument secret is required", TypeError);
}
