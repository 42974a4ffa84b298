// passport, LocalStrategy and ensureLoggedIn(), against what npm's passport 0.7 does. Answers beside npm's are in tests/interop.
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/node.hpp>
#include <crema/passport.hpp>
#include <crema/session.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Agent;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

const Fields form = {{"Content-Type", "application/x-www-form-urlencoded"}};
const std::string ann = "username=ann&password=cat";

Value accounts() {
  return {{{"id", 1}, {"name", "ann"}, {"password", "cat"}}, {{"id", 2}, {"name", "bob"}, {"password", "dog"}}};
}

LocalStrategy local_strategy() {
  return LocalStrategy([all = accounts()](auto username, auto password, auto done) {
    if (username == "broken") return done(Error("no database"));
    auto user = all.find([=](auto one) { return one["name"] == username; });
    if (!user) return done(null, false, {{"message", "Unknown user."}});
    if (user["password"] != password) return done(null, false, {{"message", "Wrong password."}, {"type", "warning"}});
    done(null, user, {{"message", "Welcome."}, {"scope", "all"}});
  });
}

void keep_ids(const Passport& guard) {
  guard.serializeUser([](auto user, auto done) { done(null, user["id"]); });
  guard.deserializeUser([all = accounts()](auto id, auto done) {
    done(null, all.find([=](auto one) { return one["id"] == id; }) || Value(false));
  });
}

// An app with sessions, whose guard knows ann and bob.
App site(const Passport& guard) {
  auto app = express();
  app.set("env", "test");
  guard.use(local_strategy());
  keep_ids(guard);
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}), flash(), express.urlencoded(),
          express.json());
  app.use(guard.initialize(), guard.session());
  app.get("/me", [](auto& req, auto& res) { res.send(req.isAuthenticated() ? req.user["name"] : Value("nobody")); });
  app.get("/session", [](auto& req, auto& res) { res.json({spread(req.session), {"cookie", undefined}}); });
  app.get("/flash", [](auto& req, auto& res) { res.json(req.flash()); });
  return app;
}

void tell_errors(const App& app) {
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{}: {}", err.name, err.message));
  });
}

}  // namespace

TEST_CASE("a login lasts until the logout, and each begins a new session") {
  Passport guard;
  auto app = site(guard);
  app.post("/login", guard.authenticate("local", {.successRedirect = "/me", .failureRedirect = "/no"}));
  app.post("/logout", [](auto& req, auto& res, auto next) {
    req.logout([=](auto err) { err ? next(err) : res.send(req.user == null ? "out" : "still in"); });
  });
  app.get("/visit", [](auto& req, auto& res) {
    req.session["seen"] = true;
    res.send(req.session.id());
  });
  Pump pump(app);
  Agent agent(pump);
  const auto before = agent.get("/visit").body;
  CHECK(agent.get("/me").body == "nobody");
  const auto in = agent.post("/login", ann, form);
  CHECK(in.status == 302);
  CHECK(in.header("Location") == "/me");
  CHECK(agent.get("/me").body == "ann");
  CHECK(agent.get("/session").body == R"({"passport":{"user":1}})");
  const auto during = agent.get("/visit").body;
  CHECK(during != before);
  CHECK(agent.post("/logout", "").body == "out");
  CHECK(agent.get("/me").body == "nobody");
  CHECK(agent.get("/visit").body != during);
}

TEST_CASE("who is not known gets 401, or what the options say") {
  Passport guard;
  auto app = site(guard);
  app.post("/plain", guard.authenticate("local"));
  app.post("/away",
           guard.authenticate("local", {.failureRedirect = "/login", .failureFlash = true, .failureMessage = true}));
  app.post("/text",
           guard.authenticate("local", {.failureRedirect = "/", .failureFlash = "No.", .failureMessage = "Never."}));
  app.post("/object",
           guard.authenticate("local", {.failureRedirect = "/", .failureFlash = {{"type", "t"}, {"message", "m"}}}));
  app.post("/kind", guard.authenticate("local", {.failureRedirect = "/", .failureFlash = {{"message", "m"}}}));
  app.post("/error", guard.authenticate("local", {.failWithError = true}));
  app.post("/words", guard.authenticate("local", {.failWithError = true, .badRequestMessage = "Who?"}));
  tell_errors(app);
  Pump pump(app);
  const auto refused = pump.post("/plain", "username=ann&password=dog", form);
  CHECK(refused.status == 401);
  CHECK(refused.body == "Unauthorized");
  CHECK(!refused.has("WWW-Authenticate"));
  CHECK(!refused.has("Content-Type"));
  const auto bad = pump.post("/plain", "username=ann", form);
  CHECK(bad.status == 400);
  CHECK(bad.body == "Bad Request");
  CHECK(pump.post("/plain?username=ann&password=cat", "").status == 404);
  CHECK(pump.post("/error", "username=x&password=y", form).body == "AuthenticationError: Unauthorized");
  CHECK(pump.post("/words", "{}", {{"Content-Type", "application/json"}}).body == "AuthenticationError: Bad Request");
  CHECK(pump.post("/plain", "username=broken&password=y", form).body == "Error: no database");
  const auto flashed = [&](const char* url, const std::string& body) {
    Agent agent(pump);
    CHECK(agent.post(url, body, form).status == 302);
    const auto messages = agent.get("/flash").body;
    return messages + agent.get("/session").body;
  };
  CHECK(flashed("/away", "username=zoe&password=x") ==
        R"({"error":["Unknown user."]}{"flash":{},"messages":["Unknown user."]})");
  CHECK(flashed("/away", "username=ann&password=x") ==
        R"({"warning":["Wrong password."]}{"flash":{},"messages":["Wrong password."]})");
  CHECK(flashed("/away", "") == R"({"error":["Missing credentials"]}{"flash":{},"messages":["Missing credentials"]})");
  CHECK(flashed("/text", "username=ann&password=x") == R"({"error":["No."]}{"flash":{},"messages":["Never."]})");
  CHECK(flashed("/object", "username=ann&password=x") == R"({"t":["m"]}{"flash":{}})");
  CHECK(flashed("/kind", "username=ann&password=x") == R"({"error":["m"]}{"flash":{}})");
}

TEST_CASE("a login may keep what the session held, tell something, or last for one request") {
  Passport guard;
  auto app = site(guard);
  const auto told = [](auto& req, auto& res) { res.json({req.user["name"], req.authInfo}); };
  app.get("/page", ensureLoggedIn(), told);
  app.get("/login", ensureLoggedOut("/page"), [](auto&, auto& res) { res.send("form"); });
  app.post("/keep", guard.authenticate("local", {.successReturnToOrRedirect = "/",
                                                 .successFlash = true,
                                                 .successMessage = "Hi.",
                                                 .keepSessionInfo = true}));
  app.post("/new", guard.authenticate("local", {.successReturnToOrRedirect = "/", .successFlash = true}));
  app.post("/once", guard.authenticate("local", {.session = false}), told);
  app.post("/quiet", guard.authenticate("local", {.authInfo = false}), told);
  app.post("/account", guard.authorize("local"), [](auto& req, auto& res) {
    res.json({req.user, req["account"]["name"], req.authInfo});
  });
  app.post("/assign", guard.authenticate("local", {.assignProperty = "guest"}), [](auto& req, auto& res) {
    res.json({req.user, req["guest"]["name"]});
  });
  Pump pump(app);
  Agent kept(pump), fresh(pump);
  for (auto* agent : {&kept, &fresh}) {
    const auto away = agent->get("/page?a=1");
    CHECK(away.header("Location") == "/login");
    CHECK(agent->get("/login").body == "form");
  }
  CHECK(kept.post("/keep", ann, form).header("Location") == "/page?a=1");
  CHECK(kept.get("/session").body == R"({"flash":{"success":["Welcome."]},"messages":["Hi."],"passport":{"user":1}})");
  CHECK(kept.get("/page").body == R"(["ann",null])");
  CHECK(kept.get("/login").header("Location") == "/page");
  CHECK(fresh.post("/new", ann, form).header("Location") == "/");
  CHECK(fresh.get("/session").body == R"({"passport":{"user":1}})");
  CHECK(pump.post("/once", ann, form).body == R"(["ann",{"message":"Welcome.","scope":"all"}])");
  CHECK(!pump.post("/once", ann, form).has("Set-Cookie"));
  CHECK(pump.post("/quiet", ann, form).body == R"(["ann",null])");
  CHECK(pump.post("/account", ann, form).body == R"([null,"ann",{"message":"Welcome.","scope":"all"}])");
  CHECK(pump.post("/assign", ann, form).body == R"([null,"ann"])");
}

TEST_CASE("a callback decides instead, with what the strategies said") {
  Passport guard;
  auto app = site(guard);
  app.post("/one", [=](auto& req, auto& res, auto next) {
    guard.authenticate("local", [=](auto err, auto user, auto info, auto status) {
      if (err) return next(err);
      if (!user) return res.json({user, info, status});
      req.logIn(user, [=](auto failed) { failed ? next(failed) : res.send(req.user["name"]); });
    })(req, res, next);
  });
  app.post("/many", [=](auto& req, auto& res, auto next) {
    guard.authenticate({"local"}, {.session = false}, [=](auto, auto user, auto info, auto status) {
      res.json({user, info, status});
    })(req, res, next);
  });
  app.post("/throws", guard.authenticate("local", [](auto err, auto user) { throw Error(err ? "twice" : "once"); }));
  tell_errors(app);
  Pump pump(app);
  Agent agent(pump);
  CHECK(agent.post("/one", "username=zoe&password=x", form).body == R"([false,{"message":"Unknown user."},null])");
  CHECK(agent.post("/one", "", form).body == R"([false,{"message":"Missing credentials"},400])");
  CHECK(agent.post("/one", "username=broken&password=x", form).body == "Error: no database");
  CHECK(agent.post("/one", ann, form).body == "ann");
  CHECK(agent.get("/me").body == "ann");
  CHECK(pump.post("/many", "", form).body == R"([false,[{"message":"Missing credentials"}],[400]])");
  CHECK(pump.post("/throws", ann, form).body ==
        "Error: twice");  // what it throws is an error of the strategy, which it is told
}

TEST_CASE("strategies of one's own, one after the other") {
  struct KeyStrategy : Strategy {
    Value key;
    explicit KeyStrategy(Value k) {
      name = "key";
      key = k;
    }
    void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) override {
      Value given = req.query["key"], realm = options.more.get("realm").value_or("site");
      if (given == "late") return void(setTimeout([=, this] { self.success({{"name", key}}); }, 10));
      if (given == "throw") throw Error("fell");
      if (given == "error") return self.error(Error("broken"));
      if (given == "pass") return self.pass();
      if (given == "away") return self.redirect("/elsewhere", 303);
      if (given == key) return self.success({{"name", "keeper"}});
      if (given == "status") return self.fail(418);
      self.fail(format("Key realm=\"{}\"", realm), given == "forbidden" ? Value(403) : Value());
    }
  };
  Passport guard;
  auto app = site(guard);
  guard.use(KeyStrategy("sesame")).use("other", std::make_shared<KeyStrategy>("open"));
  const auto told = [](auto& req, auto& res) { res.send(req.user ? req.user["name"] : Value("anybody")); };
  app.get("/key", guard.authenticate("key", {.session = false, .more = {{"realm", "gate"}}}), told);
  app.get("/both", guard.authenticate({"key", "other"}, {.session = false}), told);
  app.get("/list", guard.authenticate(Value{"local", "key"}, {.session = false}), told);
  app.get("/object", guard.authenticate(KeyStrategy("self"), {.session = false}), told);
  app.get("/unknown", guard.authenticate("nobody"), told);
  tell_errors(app);
  Pump pump(app);
  CHECK(pump.get("/key?key=sesame").body == "keeper");
  CHECK(pump.get("/key?key=late").body == "sesame");
  CHECK(pump.get("/key?key=pass").body == "anybody");
  CHECK(pump.get("/key?key=throw").body == "Error: fell");
  CHECK(pump.get("/key?key=error").body == "Error: broken");
  const auto away = pump.get("/key?key=away");
  CHECK(away.status == 303);
  CHECK(away.header("Location") == "/elsewhere");
  CHECK(away.header("Content-Length") == "0");
  const auto refused = pump.get("/key");
  CHECK(refused.status == 401);
  CHECK(refused.header("WWW-Authenticate") == "Key realm=\"gate\"");
  CHECK(pump.get("/key?key=forbidden").status == 403);
  CHECK(!pump.get("/key?key=forbidden").has("WWW-Authenticate"));
  CHECK(pump.get("/key?key=status").body == "I'm a Teapot");
  CHECK(pump.get("/both?key=open").body == "keeper");
  CHECK(pump.get("/both").headers("WWW-Authenticate") ==
        std::vector<std::string>{"Key realm=\"site\"", "Key realm=\"site\""});
  CHECK(pump.get("/list?key=sesame").body == "keeper");
  CHECK(pump.get("/list").status == 400);
  CHECK(pump.get("/object?key=self").body == "keeper");
  CHECK(pump.get("/unknown").body == "Error: Unknown authentication strategy \"nobody\"");
  guard.unuse("key");
  CHECK(pump.get("/key").body == "Error: Unknown authentication strategy \"key\"");
  CHECK_THROWS_WITH(guard.use("", KeyStrategy("x")), "Authentication strategies must have a name");
}

TEST_CASE("an async verify, its errors, and a request that it gets") {
  const auto soon = [] { return Promise([=](auto resolve, auto) { setTimeout([=] { resolve(1); }, 10); }); };
  Passport guard;
  auto app = site(guard);
  guard.use("async", LocalStrategy([=](auto username, auto, auto done) -> Task<> {
              if (username == "early") throw Error("early");
              co_await soon();
              if (username == "late") throw Error("late");
              done(null, username == "ann" ? Value{{"id", 1}, {"name", "ann"}} : Value(false));
            }));
  guard.use("nested",
            LocalStrategy({.usernameField = "user[name]", .passwordField = "user[secret]", .passReqToCallback = true},
                          [](auto& req, auto username, auto password, auto done) {
                            done(null, {{"id", 2}, {"name", format("{} {} {}", req.path(), username, password)}});
                          }));
  app.post("/async", guard.authenticate("async", {.successRedirect = "/me"}));
  app.post("/nested", guard.authenticate("nested", {.session = false}),
           [](auto& req, auto& res) { res.send(req.user["name"]); });
  tell_errors(app);
  Pump pump(app);
  Agent agent(pump);
  CHECK(agent.post("/async", ann, form).status == 302);
  CHECK(agent.get("/me").body == "ann");
  CHECK(pump.post("/async", "username=zoe&password=x", form).status == 401);
  CHECK(pump.post("/async", "username=early&password=x", form).body == "Error: early");
  CHECK(pump.post("/async", "username=late&password=x", form).body == "Error: late");
  const Fields json = {{"Content-Type", "application/json"}};
  CHECK(pump.post("/nested", R"({"user":{"name":"ann","secret":"s"}})", json).body == "/nested ann s");
  CHECK(pump.post("/nested", R"({"user":{"name":["ann"],"secret":"s"}})", json).status == 400);
  CHECK(pump.post("/nested", R"({"user":null})", json).body.starts_with("TypeError: Cannot read properties of null"));
  CHECK_THROWS_AS(LocalStrategy({.passReqToCallback = true}, [](auto, auto, auto) {}), TypeError);
  CHECK_THROWS_AS(LocalStrategy([](auto&, auto, auto, auto) {}), TypeError);
}

TEST_CASE("users get into the session and out of it by the first function that does not pass") {
  Passport guard;
  auto app = express();
  app.set("env", "test");
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}), guard.session());
  guard.serializeUser(
      [](auto& req, auto user, auto done) { req.query["pass"] ? done("pass") : done(null, user["id"]); });
  guard.serializeUser([](auto user, auto done) -> Task<> {
    if (user["id"] == 9) throw Error("not him");
    done(null, user["id"] == 8 ? Value() : Value(format("second {}", user["id"])));
    co_return;
  });
  guard.deserializeUser([](auto id, auto done) { id == 5 ? done(Error("no database")) : done("pass"); });
  guard.deserializeUser([](auto& req, auto id, auto done) {
    if (id == 7) return done(null, null);
    done(null, id == 6 ? Value() : Value{{"id", id}});
  });
  app.get("/login/:id", [](auto& req, auto& res, auto next) {
    req.login({{"id", parseInt(req.params["id"])}}, [=](auto err) {
      err ? next(err) : res.json({req.user, req.session["passport"]});
    });
  });
  app.get("/me", [](auto& req, auto& res) { res.json({req.user || null, req.session["passport"]}); });
  tell_errors(app);
  Pump pump(app);
  Agent agent(pump);
  const auto after = [&](const char* url) {
    const auto answer = agent.get(url).body;
    return answer + agent.get("/me").body;
  };
  CHECK(after("/login/0") == R"([{"id":0},{"user":0}][{"id":0},{"user":0}])");
  CHECK(after("/login/1?pass=1") == R"([{"id":1},{"user":"second 1"}][{"id":"second 1"},{"user":"second 1"}])");
  CHECK(after("/login/5") == R"([{"id":5},{"user":5}]Error: no database)");
  CHECK(pump.get("/login/9?pass=1").body == "Error: not him");
  CHECK(pump.get("/login/8?pass=1").body == "Error: Failed to serialize user into session");
  Agent seventh(pump), sixth(pump);
  CHECK(seventh.get("/login/7").body == R"([{"id":7},{"user":7}])");
  CHECK(seventh.get("/me").body == R"([null,{}])");  // he is gone, and forgotten
  CHECK(sixth.get("/login/6").status == 200);
  CHECK(sixth.get("/me").body == "Error: Failed to deserialize user out of session");
}

TEST_CASE("what is told of a login is changed before req.authInfo") {
  for (int kind = 0; kind < 4; kind++) {
    Passport guard;
    auto app = site(guard);
    if (kind == 0) guard.transformAuthInfo([](auto info) { return Value{{"scope", info["scope"]}}; });
    if (kind == 1) guard.transformAuthInfo([](auto info, auto done) { done("pass"); });
    if (kind == 1) guard.transformAuthInfo([](auto& req, auto info, auto done) { done(null, {{"path", req.path()}}); });
    if (kind == 2) guard.transformAuthInfo([](auto info, auto done) { done(Error("no scope")); });
    app.post("/", guard.authenticate("local", {.session = false}),
             [](auto& req, auto& res) { res.json(req.authInfo); });
    tell_errors(app);
    const char* wanted[] = {R"({"scope":"all"})", R"({"path":"/"})", "Error: no scope",
                            R"({"message":"Welcome.","scope":"all"})"};
    CHECK(Pump(app).post("/", ann, form).body == wanted[kind]);
  }
}

TEST_CASE("without a session a login says what is missing") {
  const std::string missing =
      "Error: Login sessions require session support. Did you forget to use `express-session` middleware?";
  Passport guard;
  guard.use(local_strategy());
  keep_ids(guard);
  auto app = express();
  app.set("env", "test");
  app.use(express.urlencoded());
  app.post("/login", guard.authenticate("local"));
  app.get("/session", guard.session());
  app.get("/logout", guard.initialize(),
          [](auto& req, auto& res, auto next) { req.logOut([=](auto err) { next(err); }); });
  app.get("/bare", guard.initialize(), [](auto& req) { req.login({{"id", 1}}); });
  app.get("/bareout", guard.initialize(), [](auto& req) { req.logout(); });
  app.get("/once", guard.initialize(), [](auto& req, auto& res) {
    req.login({{"id", 1}}, {.session = false}, [=](auto err) {
      res.json({req.user, req.isAuthenticated(), req.isUnauthenticated()});
    });
  });
  app.get("/none", [](auto& req, auto& res) { res.send(req.isAuthenticated()); });
  app.get("/guarded", ensureLoggedIn("/door"));
  app.post("/cookie", cookieSession({.keys = {"k"}}), guard.authenticate("local"));
  tell_errors(app);
  Pump pump(app);
  CHECK(pump.post("/login", ann, form).body == missing);
  CHECK(pump.get("/session").body == missing);
  CHECK(pump.get("/logout").body == missing);
  CHECK(pump.get("/bare").body == "Error: req#login requires a callback function");
  CHECK(pump.get("/bareout").body == "Error: req#logout requires a callback function");
  CHECK(pump.get("/once").body == R"([{"id":1},true,false])");
  CHECK(pump.get("/none").body == "TypeError: req.isAuthenticated is not a function");
  CHECK(pump.get("/guarded").header("Location") == "/door");
  CHECK(pump.post("/cookie", ann, form).body == "TypeError: req.session.regenerate is not a function");
}

TEST_CASE("another property has the user, and another guard its own strategies") {
  Passport guard, other = guard.Authenticator();
  guard.use(local_strategy());
  keep_ids(guard);
  auto app = express();
  app.set("env", "test");
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}), express.urlencoded());
  app.use(guard.initialize({.userProperty = "account"}), guard.session());
  app.post("/login", guard.authenticate("local"), [](auto& req, auto& res) {
    res.json({req.user, req["account"]["name"]});
  });
  app.post("/other", other.authenticate("local"));
  app.get("/me", [](auto& req, auto& res) {
    res.json({req.user, req["account"] && req["account"]["name"], req.isAuthenticated()});
  });
  app.post("/logout", [](auto& req, auto& res) {
    req.session["seen"] = 1;
    req.logout({.keepSessionInfo = true}, [=](auto err) {
      res.json({req["account"], req.session["seen"], req.session["passport"]});
    });
  });
  tell_errors(app);
  Pump pump(app);
  Agent agent(pump);
  CHECK(agent.post("/login", ann, form).body == R"([null,"ann"])");
  CHECK(agent.get("/me").body == R"([null,"ann",true])");
  CHECK(agent.post("/other", ann, form).body == "Error: Unknown authentication strategy \"local\"");
  CHECK(agent.post("/logout", "").body == R"([null,1,{}])");
  CHECK(agent.get("/me").body == R"([null,null,false])");
}

TEST_CASE("a client that leaves during a login leaves nothing behind") {
  auto held = std::make_shared<Done>();
  auto marked = std::make_shared<int>(0);
  Passport guard;
  guard.use(LocalStrategy([=](auto, auto, auto done) { *held = done; }));
  keep_ids(guard);
  auto app = express();
  app.set("env", "test");
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}), express.urlencoded());
  app.post("/login", guard.authenticate("local", {.session = false}), [marked](auto& req, auto& res) {
    ++*marked;
    res.send("late");
  });
  Pump pump(app);
  {
    const auto client = pump.connect();
    client->send("POST /login?username=a&password=b HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    CHECK(static_cast<bool>(*held));
  }
  (*held)(nullptr, {{"id", 1}});  // nobody is there any more
  pump.settle();
  CHECK(*marked == 1);
  *held = Done();
  CHECK(pump.get("/").status == 404);
}
