// Forms that are guarded by csurf and csrf-csrf, with the session and cookies of both programs, and limits that are counted in one Redis.
// The port of guard_lab.js.
#include <crema/cookie_parser.hpp>
#include <crema/cookie_session.hpp>
#include <crema/csrf_csrf.hpp>
#include <crema/csurf.hpp>
#include <crema/express.hpp>
#include <crema/rate_limit.hpp>
#include <crema/rate_limit_redis.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
using namespace crema;

namespace {

// A guard, a route for its token, and one that it guards.
Router guarded(Handler guard, Callback<Value(Request&, Response&)> token = {}) {
  auto router = express.Router();
  router.use(guard);
  router.get("/token", [=](auto& req, auto& res) { res.send(token ? token(req, res) : req.csrfToken()); });
  router.post("/act", [](auto&, auto& res) { res.send("done"); });
  return router;
}

// A session that the browser keeps.
Router carried() {
  auto router = express.Router();
  router.use(cookieSession({.name = "carried", .keys = {"new", "old"}, .maxAge = 300000, .sameSite = "lax"}),
             express.json());
  router.get("/show", [](auto& req, auto& res) {
    res.json({{"session", req.session}, {"isNew", req.session.isNew()}, {"isPopulated", req.session.isPopulated()}});
  });
  router.post("/set", [](auto& req, auto& res) {
    for (auto [key, value] : Object.entries(req.body)) req.session[key] = value;
    res.send(String(req.session.isChanged()));
  });
  router.post("/forget", [](auto& req, auto& res) {
    req.session = null;
    res.send("forgotten");
  });
  return router;
}

App lab(RedisClient client) {
  auto app = express();
  app.use("/carried", carried());
  app.use(cookieParser("my-secret"));
  app.use(session(
      {.secret = "my-secret", .resave = false, .saveUninitialized = false, .store = RedisStore({.client = client})}));
  app.use(express.urlencoded());
  app.get("/hello", [](auto& req, auto& res) {
    req.session["user"] = "ann";
    res.send("hello");
  });
  app.use("/session", guarded(csurf()));
  app.use("/cookie", guarded(csurf({.cookie = {{.key = "_plain", .httpOnly = true}}})));
  app.use("/signed", guarded(csurf({.cookie = {{.key = "_signed", .signed_ = true}}, .saltLength = 12})));
  CsrfCookieOptions plain = {.secure = false};
  auto twice = doubleCsrf({
      .getSecret = [] { return Array("new", "old"); },
      .getSessionIdentifier = [](auto& req) { return req.session.id(); },
      .cookieName = "double",
      .cookieOptions = plain,
      .getCsrfTokenFromRequest = [](auto& req) { return req.body["_csrf"]; },
  });
  app.use("/double",
          guarded(twice.doubleCsrfProtection, [=](auto& req, auto& res) { return twice.generateCsrfToken(req, res); }));

  auto limit = [=](Value path, RateLimitOptions options) {
    options.keyGenerator = [](auto& req) { return req.get("x-client") || "everyone"; };
    options.validate = false;
    options.store = RateLimitRedisStore({.client = client, .prefix = format("rl:{}:", path).str()});
    app.get(path, rateLimit(options), [](auto& req, auto& res) {
      res.status(req.query["fail"] ? 500 : 200)
          .json({{"used", req["rateLimit"]["used"]}, {"left", req["rateLimit"]["remaining"]}});
    });
  };
  limit("/limit", {.limit = 4});
  limit("/short", {.windowMs = 400, .limit = 1});
  limit("/failures", {.limit = 4, .skipSuccessfulRequests = true});

  app.use([](auto& err, auto&, auto& res, auto) {
    res.status(err.status || 500).send(format("{}: {}", err.code, err.message));
  });
  return app;
}

}  // namespace

int main() {
  auto client = createClient({.url = process.env["REDIS_URL"]});
  client.on("error", [](auto err) { console.error(err.message); });
  client.connect();
  lab(client).listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
