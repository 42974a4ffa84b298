// Sessions of session and of cookie_session with the options of each request's field X-Lab: does with them what the body asks for, step by
// step, and tells what came of each. The port of visit_lab.mjs.
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/map.hpp>
#include <crema/session.hpp>
using namespace crema;

namespace {

bool has(Value given, const char* name) { return typeof_(given.get(name)) != "undefined"; }

SessionOptions sessionOptions(Value given, StoreHandle store) {
  Value cookie = given.get("cookie"), genid = given.get("genid");
  SessionOptions options = {
      .secret = given["secret"],
      .resave = given["resave"],
      .saveUninitialized = given["saveUninitialized"],
      .store = store,
      .name = (given["name"] || "").str(),
      .rolling = !!given["rolling"],
      .proxy = given["proxy"],
      .unset = (given["unset"] || "keep").str(),
  };
  if (genid) {
    options.genid = [=](auto& req) -> Value {
      static int made = 0;
      return format("{}{}", genid, made++);
    };
  }
  if (!cookie) return options;
  options.cookie = {.maxAge = cookie["maxAge"], .secure = cookie["secure"], .sameSite = cookie["sameSite"]};
  if (has(cookie, "httpOnly")) options.cookie.httpOnly = !!cookie["httpOnly"];
  if (has(cookie, "path")) options.cookie.path = cookie["path"];
  options.cookie.domain = cookie["domain"];
  if (cookie["expires"]) options.cookie.expires = Date(cookie["expires"]);
  options.cookie.priority = cookie["priority"];
  options.cookie.partitioned = cookie["partitioned"];
  return options;
}

CookieSessionOptions cookieSessionOptions(Value given) {
  CookieSessionOptions options;
  if (given["name"]) options.name = given["name"].str();
  if (has(given, "keys")) options.keys = given["keys"];
  options.secret = given["secret"];
  options.maxAge = given["maxAge"];
  options.secure = given["secure"];
  if (has(given, "httpOnly")) options.httpOnly = !!given["httpOnly"];
  options.sameSite = given["sameSite"];
  if (has(given, "signed")) options.signed_ = !!given["signed"];
  if (has(given, "overwrite")) options.overwrite = !!given["overwrite"];
  if (has(given, "path")) options.path = given["path"];
  options.domain = given["domain"];
  if (given["expires"]) options.expires = Date(given["expires"]);
  options.priority = given["priority"];
  options.partitioned = !!given["partitioned"];
  return options;
}

Value show(Request req) {
  Value shown = {{"session", typeof_(req.session) == "undefined" ? "undefined" : JSON.stringify(req.session)}};
  if (req.sessionID) shown["id"] = "sess:" + req.sessionID;
  if (req.session && req["sessionOptions"]) {
    shown["isNew"] = req.session.isNew();
    shown["isChanged"] = req.session.isChanged();
    shown["isPopulated"] = req.session.isPopulated();
  }
  return shown;
}

// One step; `done` is called with what it says, if it says anything.
void step(Request req, Response res, Value one, Callback<Value> done) {
  Value what = one[0], a = one[1], b = one[2];
  Callback<Error> called = [=](auto err) {
    if (err) done({{"error", err.message}});
    else done(undefined);
  };
  if (what == "save") return void(req.session.save(called));
  if (what == "reload") return void(req.session.reload(called));
  if (what == "regenerate") return void(req.session.regenerate(called));
  if (what == "destroy") return void(req.session.destroy(called));
  if (what == "set") req.session[a] = b;
  if (what == "inner") req.session[a]["inner"] = b;
  if (what == "delete") delete_(req.session[a]);
  if (what == "touch") req.session.touch();
  if (what == "null") req.session = null;
  if (what == "none") req.session = undefined;
  if (what == "own") req.session = a;
  if (what == "cookie") req.session["cookie"][a] = b;
  if (what == "option") req["sessionOptions"][a] = b;
  if (what == "flash") {
    if (typeof_(b) != "undefined") return done({{"flash", req.flash(a, b)}});
    if (typeof_(a) != "undefined") return done({{"flash", req.flash(a)}});
    return done({{"flash", req.flash()}});
  }
  if (what == "field") res.append(a, b);
  if (what == "head") res.writeHead(int(a));
  if (what == "write") res.write(a);
  if (what == "maxAge") {
    return done(
        {{"age", Math.round(req.session.cookie().maxAge / 10000)}, {"original", req.session.cookie().originalMaxAge}});
  }
  if (what == "hash") return done({{"same", req.session.id() == req.sessionID}});
  done(undefined);
}

void steps(Request req, Response res, Value list, Value said, Callback<> done) {
  if (list.length() == 0) return done();
  Callback<Value> next = [=](auto told) {
    said.push({{"step", list[0][0]}, spread(told), spread(show(req))});
    steps(req, res, list.slice(1), said, done);
  };
  try {
    step(req, res, list[0], next);
  } catch (Error& err) {
    next({{"thrown", format("{}: {}", err.name, err.message)}});
  }
}

struct Lab {
  Router router = express.Router();
  StoreHandle store;
};

Lab lab(Value text) {
  static Map<Lab> labs;
  if (!labs.has(text)) {
    Value asked = JSON.parse(text), given = asked["options"];
    Lab one;
    bool stored = asked["kind"] == "session";
    if (stored) one.store = session.MemoryStore();
    auto make = [&]() -> Handler {
      return stored ? session(sessionOptions(given, one.store)) : cookieSession(cookieSessionOptions(given));
    };
    one.router.use(make());
    if (asked["twice"]) one.router.use(make());
    one.router.use(flash());
    labs.set(text, one);
  }
  return labs.get(text);
}

}  // namespace

int main() {
  auto app = express();
  app.set("env", "production");
  app.set("trust proxy", !!process.env["TRUST"]);
  app.use(express.json());
  app.get("/stored", [](auto& req, auto& res, auto next) {
    auto store = lab(req.get("X-Lab")).store;
    if (!store) return res.json(null);
    store.all([=](auto err, auto all) {
      if (err) return next(err);
      res.json(Object.entries(all).map([](auto entry) { return Array("sess:" + entry[0], entry[1]); }));
    });
  });
  app.use([](auto& req, auto& res, auto next) { lab(req.get("X-Lab")).router(req, res, next); });
  app.all("/{*path}", [](auto& req, auto& res, auto next) {
    Value said = Array(Value{{"step", "begin"}, spread(show(req))});
    Value list = req.body ? req.body["list"] : Array(), end = req.body ? req.body["end"] : Value("json");
    steps(req, res, list, said, [=] {
      if (end == "throw") {
        auto err = Error("thrown");
        err["said"] = said;
        return next(err);
      }
      if (res.headersSent()) return res.end(JSON.stringify(said));
      if (end == "redirect") return res.redirect("/elsewhere");
      if (end == "empty") return res.status(204).end();
      if (end == "end") return res.end(JSON.stringify(said));
      if (end == "later") return void(setTimeout([=] { res.json(said); }, 2));
      res.json(said);
    });
  });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (res.headersSent()) return next(err);
    res.status(500).json({{"name", err.name}, {"message", err.message}, {"said", err["said"]}});
  });
  app.listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
