// Does with a session what each request asks for, beside the routes of examples/redis-sessions. The port of lab.js.
#include <crema/express.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
using namespace crema;

namespace {

// One step on the session: [what, key, value].
void step(Request req, Value one) {
  Value what = one[0], key = one[1], value = one[2];
  if (what == "set") req.session[key] = value;
  if (what == "delete") delete_(req.session[key]);
  if (what == "push") req.session[key].push(value);
  if (what == "add") req.session[key] += value;
  if (what == "inner") req.session[key]["inner"] = value;
  if (what == "maxAge") req.session.cookie().maxAge = key;
  if (what == "touch") req.session.touch();
  if (what == "null") req.session = null;
}

void show(Request req, Response res, Error err = {}) {
  Value data = req.session ? JSON.parse(JSON.stringify(req.session)) : null;
  if (data) delete_(data["cookie"]);
  Value age = null, message = null;
  if (req.session) age = req.session.cookie().originalMaxAge;
  if (err) message = err.message;
  res.json({{"session", data}, {"age", age}, {"error", message}});
}

App lab(RedisClient client, Value given) {
  auto app = express();
  auto store = RedisStore({
      .client = client,
      .ttl = given["ttl"],
      .disableTTL = bool(given["disableTTL"]),
      .disableTouch = bool(given["disableTouch"]),
  });
  app.use(session({
      .secret = given["secret"] || "my-secret",
      .resave = given["resave"] || false,
      .saveUninitialized = given["saveUninitialized"] || false,
      .store = store,
      .cookie = {.maxAge = given["maxAge"]},
      .rolling = bool(given["rolling"]),
      .unset = (given["unset"] || "keep").str(),
  }));
  app.use([](auto&, auto& res, auto next) {
    res.set("X-Process", String(process.pid()));
    next();
  });
  app.use(express.urlencoded());
  app.use(express.json({.limit = "4mb"}));

  // { before: [step…], call: 'regenerate', after: [step…] }
  app.post("/do", [](auto& req, auto& res) {
    Value before = req.body["before"], call = req.body["call"], after = req.body["after"];
    for (auto one : before) step(req, one);
    if (!call) return show(req, res);
    Callback<Error> done = [=](auto err) {
      if (!err) {
        for (auto one : after) step(req, one);
      }
      show(req, res, err);
    };
    if (call == "regenerate") req.session.regenerate(done);
    if (call == "save") req.session.save(done);
    if (call == "reload") req.session.reload(done);
    if (call == "destroy") req.session.destroy(done);
  });
  app.get("/show", [](auto& req, auto& res) { show(req, res); });
  app.get("/quiet", [](auto&, auto& res) { res.send("quiet"); });

  app.get("/store/:what", [=](auto& req, auto& res, auto next) {
    Callback<Error, Value> done = [=](auto err, auto result) {
      if (err) return next(err);
      res.json(result == undefined ? null : result);
    };
    Value what = req.params["what"];
    if (what == "ids") return store.ids(done);
    if (what == "length") return store.length(done);
    if (what == "all") return store.all(done);
    store.clear([=](auto err) { done(err, null); });
  });

  app.get("/", [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });
  app.post("/login", [](auto& req, auto& res, auto next) {
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = req.body["user"];
      res.json({{"user", req.session["user"]}});
    });
  });
  app.get("/me", [](auto& req, auto& res) {
    if (!req.session["user"]) return res.sendStatus(401);
    res.json({{"user", req.session["user"]}});
  });
  app.post("/logout", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) { err ? next(err) : res.send("bye"); });
  });
  return app;
}

}  // namespace

int main() {
  auto client = createClient({.url = process.env["REDIS_URL"]});
  client.on("error", [](auto err) { console.error(err.message); });
  client.connect();
  lab(client, JSON.parse(process.env["OPTIONS"] || "{}"))
      .listen({.port = process.env["PORT"], .host = "127.0.0.1", .reusePort = process.env["REUSE_PORT"] == "1"},
              [] { console.log("up"); });
}
