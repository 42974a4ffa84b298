// Logins by passport, with the options that each request names. The port of passport_lab.js.
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/passport.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
using namespace crema;

namespace {

const Value& users() {
  static const Value all = {{{"id", 0}, {"name", "ann"}, {"password", "cat"}},
                            {{"id", 1}, {"name", "bob"}, {"password", "dog"}},
                            {{"id", 7}, {"name", "ghost"}, {"password", "boo"}},
                            {{"id", 8}, {"name", "broken"}, {"password", "x"}},
                            {{"id", 9}, {"name", "keyless"}, {"password", "x"}}};
  return all;
}

Value userOf(Value id) {
  return users().find([=](auto user) { return user["id"] == id; });
}

void verify(Value username, Value password, Done done) {
  if (username == "fall") throw Error("verify fell");
  if (username == "error") return done(Error("no database"));
  auto user = users().find([=](auto one) { return one["name"] == username; });
  if (!user) return done(null, false);
  if (user["password"] != password) {
    return done(null, false,
                {{"message", "Wrong password."}, {"type", password == "kind" ? Value("warning") : Value()}});
  }
  done(null, user, username == "bob" ? Value{{"message", "Welcome."}, {"type", "greeting"}} : Value());
}

// Does what the request's header X-Key says.
struct KeyStrategy : Strategy {
  Value realm;
  KeyStrategy(Value own_name, Value r) {
    name = own_name;
    realm = r;
  }
  void authenticate(Request& req, const AuthenticateOptions&, Authentication self) override {
    auto key = req.get("X-Key");
    if (key == "pass") return self.pass();
    if (key == "throw") throw Error("the strategy fell");
    if (key == "error") return self.error(Error("broken"));
    if (key == "redirect") return self.redirect("/elsewhere");
    if (key == "see-other") return self.redirect("/elsewhere?a=1", 303);
    if (key == "number") return self.fail(403);
    if (key == "object") return self.fail({{"message", "No key."}, {"type", "key"}}, 402);
    if (key == "late") return void(setTimeout([=] { self.success(users()[1], {{"message", "Late."}}); }, 1));
    if (key == name) return self.success(users()[0], "By key.");
    self.fail(format("Key realm=\"{}\"", realm), key == "status" ? Value(418) : Value());
  }
};

// JSON's options as the struct that has them.
AuthenticateOptions optionsOf(Value given) {
  AuthenticateOptions options;
  options.successRedirect = given.get("successRedirect");
  options.successReturnToOrRedirect = given.get("successReturnToOrRedirect");
  options.successFlash = given.get("successFlash");
  options.successMessage = given.get("successMessage");
  options.failureRedirect = given.get("failureRedirect");
  options.failureFlash = given.get("failureFlash");
  options.failureMessage = given.get("failureMessage");
  options.failWithError = !!given.get("failWithError");
  options.session = !!given.get("session").value_or(true);
  options.keepSessionInfo = !!given.get("keepSessionInfo");
  options.assignProperty = given.get("assignProperty");
  options.authInfo = !!given.get("authInfo").value_or(true);
  options.badRequestMessage = given.get("badRequestMessage");
  return options;
}

LoginOptions loginOptionsOf(Value given) {
  return {.session = !!given.get("session").value_or(true), .keepSessionInfo = !!given.get("keepSessionInfo")};
}

void preparePassport() {
  passport.use(LocalStrategy(verify));
  passport.use(
      "nested",
      LocalStrategy({.usernameField = "user[name]", .passwordField = "user[secret]", .passReqToCallback = true},
                    [](auto& req, auto username, auto password, auto done) {
                      setTimeout(
                          [=] {
                            verify(username, password, [=](auto err, auto user, auto info) {
                              err ? done(err) : done(null, user, info && Value{spread(info), {"path", req.path()}});
                            });
                          },
                          1);
                    }));
  passport.use(KeyStrategy("key", "site"));
  passport.use("second", KeyStrategy("second", "other site"));
  passport.serializeUser([](auto& req, auto user, auto done) {
    user["name"] == "keyless" ? done(null, undefined) : req.query["pass"] ? done("pass") : done(null, user["id"]);
  });
  passport.serializeUser([](auto user, auto done) {
    done(null, user["name"] == "keyless" ? Value() : Value{{"id", user["id"]}});
  });
  passport.deserializeUser([](auto id, auto done) {
    typeof_(id) == "object" ? done("pass")
    : id == 8               ? done(Error("no such table"))
                            : done(null, id == 7 ? Value(false) : userOf(id));
  });
  passport.deserializeUser([](auto&, auto kept, auto done) { done(null, userOf(kept["id"])); });
  passport.transformAuthInfo([](auto info) {
    Value later = {{"message", "Better late."}};
    return info.get("message") == "Late." ? later : Value();
  });
}

App lab(RedisClient client) {
  auto app = express();
  app.use(session({.secret = "my-secret",
                   .resave = false,
                   .saveUninitialized = false,
                   .store = RedisStore({.client = client}),
                   .cookie = {.maxAge = 300000}}));
  app.use(flash(), express.urlencoded(), express.json());
  Value property = JSON.parse(process.env["OPTIONS"] || "{}")["userProperty"];
  app.use(passport.initialize({.userProperty = property ? property.str() : ""}), passport.session());
  auto who = [=](const Request& req) {
    return Value{{"user", req.user},
                 {"own", property && Value(req[property])},
                 {"account", req["account"]},
                 {"guest", req["guest"]},
                 {"info", req.authInfo},
                 {"in", req.isAuthenticated()},
                 {"out", req.isUnauthenticated()}};
  };

  app.post(
      "/auth",
      [](auto& req, auto& res, auto next) {
        Value asked = JSON.parse(req.get("X-Options"));
        auto told = [=](auto err, auto user, auto info, auto status) {
          res.json({{"err", err ? err.message : Value(null)}, {"user", user}, {"info", info}, {"status", status}});
        };
        auto options = optionsOf(asked["options"]);
        auto handler = asked["authorize"]  ? passport.authorize(asked["strategies"], options)
                       : asked["callback"] ? passport.authenticate(asked["strategies"], options, told)
                                           : passport.authenticate(asked["strategies"], options);
        handler(req, res, next);
      },
      [=](auto& req, auto& res) { res.json(who(req)); });
  app.post("/login/:n", [=](auto& req, auto& res, auto next) {
    req.login(users()[req.params["n"]], loginOptionsOf(JSON.parse(req.get("X-Options"))),
              [=](auto err) { err ? next(err) : res.json(who(req)); });
  });
  app.post("/logout", [=](auto& req, auto& res, auto next) {
    req.logout(loginOptionsOf(JSON.parse(req.get("X-Options"))),
               [=](auto err) { err ? next(err) : res.json(who(req)); });
  });
  app.get("/me", [=](auto& req, auto& res) {
    res.json({spread(who(req)),
              {"kept", req.session["passport"]},
              {"messages", req.session["messages"]},
              {"returnTo", req.session["returnTo"]},
              {"seen", req.session["seen"]}});
  });
  app.get("/flash", [](auto& req, auto& res) { res.json(req.flash()); });
  app.post("/seen/:what", [](auto& req, auto& res) {
    req.session["seen"] = req.params["what"];
    res.send("seen");
  });
  app.get("/page", ensureLoggedIn(), [](auto&, auto& res) { res.send("page"); });
  app.get("/page/:n", ensureLoggedIn({.redirectTo = "/door?from=page", .setReturnTo = false}),
          [](auto&, auto& res) { res.send("page"); });
  app.get("/door", ensureLoggedOut("/page"), [](auto&, auto& res) { res.send("door"); });
  app.use([](auto& err, auto&, auto& res, auto) {
    res.status(err.status || 500).json({{"name", err.name}, {"message", err.message}, {"status", err.status}});
  });
  return app;
}

}  // namespace

int main() {
  preparePassport();
  auto client = createClient({.url = process.env["REDIS_URL"]});
  client.on("error", [](auto err) { console.error(err.message); });
  client.connect();
  lab(client).listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
