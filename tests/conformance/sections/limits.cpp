// express-rate-limit, connect-timeout, method-override, compression and vhost in more of their options.
#include <crema/compression.hpp>
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <crema/rate_limit.hpp>
#include <crema/timeout.hpp>
#include <crema/vhost.hpp>

#include "sections.hpp"
using namespace crema;

struct DownStore : RateLimitStore {
  Task<Value> increment(Value key) override {
    throw Error("the store is down");
    co_return undefined;
  }
  void decrement(Value key) override {}
  void resetKey(Value key) override {}
};

Router limits() {
  auto router = express.Router();
  auto ok = [](auto& req, auto& res) { res.send("ok"); };
  auto keyGenerator = [](auto& req) { return req.get("x-client") || "everyone"; };

  auto limit = [=](Value path, RateLimitOptions options) {
    if (!options.limit.function() && options.limit.value() == undefined && !options.max) options.limit = 2;
    options.keyGenerator = keyGenerator;
    options.validate = false;
    auto limiter = rateLimit(options);
    router.get(format("/rate/{}", path), limiter, [](auto& req, auto& res) {
      auto info = req["rateLimit"] || req["quota"];
      res.status(req.query["fail"] ? 500 : 200);
      if (!info) return res.json(null);
      res.json({{"limit", info["limit"]},
                {"used", info["used"]},
                {"left", info["remaining"]},
                {"reset", info["resetTime"] > Date()}});
    });
    return limiter;
  };
  limit("defaults", {});
  limit("eight", {.standardHeaders = "draft-8", .legacyHeaders = false});
  limit(
      "eight-named",
      {.windowMs = 900000, .limit = 100, .standardHeaders = "draft-8", .legacyHeaders = false, .identifier = "quota"});
  limit("both", {.standardHeaders = true, .legacyHeaders = true});
  limit("none", {.standardHeaders = false, .legacyHeaders = false});
  limit("max", {.limit = undefined, .max = 1});
  limit("zero", {.limit = 0});
  limit("short", {.windowMs = 400, .limit = 1, .legacyHeaders = false});
  limit("text", {.limit = 1, .message = "Slow down, please.", .statusCode = 420});
  limit("function", {.limit = 1, .message = [](auto& req) { return format("too many for {}", req.get("x-client")); }});
  limit("late-message", {.limit = 1, .message = []() -> Task<Value> { co_return Value{{"error", "late"}}; }});
  limit("handler", {.limit = 1, .handler = [](auto& req, auto& res, auto next, auto& options) {
                      res.status(options.statusCode).json({{"handled", true}, {"limit", options.limit.value()}});
                    }});
  limit("limit-function", {.limit = [](auto& req) { return req.query["premium"] == "yes" ? 5 : 1; }});
  limit("late-limit", {.limit = [](auto& req) -> Task<Value> { co_return req.query["premium"] == "yes" ? 5 : 1; }});
  limit("skip-ok", {.limit = 2, .skipSuccessfulRequests = true});
  limit("skip-failed", {.limit = 2, .skipFailedRequests = true});
  limit("successful", {.limit = 1, .skipSuccessfulRequests = true, .requestWasSuccessful = [](auto& req) {
                         return req.query["good"] == "yes";
                       }});
  limit("skip-late", {.limit = 1, .skip = [](auto& req) -> Task<Value> { co_return req.query["skip"] == "yes"; }});
  limit("property", {.requestPropertyName = "quota"});
  auto resettable = limit("reset", {.limit = 1, .legacyHeaders = false});
  router.get("/rate-reset", [=](auto& req, auto& res) {
    resettable.resetKey(keyGenerator(req));
    res.send("reset");
  });
  router.get("/rate/store-down", rateLimit({.keyGenerator = keyGenerator, .store = DownStore(), .validate = false}),
             ok);
  router.get(
      "/rate/store-down-passed",
      rateLimit({.keyGenerator = keyGenerator, .store = DownStore(), .passOnStoreError = true, .validate = false}), ok);
  router.use("/rate/errors",
             rateLimit({.windowMs = 60000,
                        .limit = 1,
                        .keyGenerator = keyGenerator,
                        .handler = [](auto& req, auto& res, auto next) { next(Error("limited")); },
                        .validate = false}),
             ok);

  // time limits
  auto sleep = [=](Value path, Duration time, TimeoutOptions options, int after) {
    router.get(format("/timeout/{}", path), timeout(time, options), [=](auto& req, auto& res) {
      setTimeout(
          [=] {
            if (req["timedout"]) return;
            res.send(format("in time, {}", req["timedout"]));
          },
          after);
    });
  };
  sleep("under", 1000, {}, 5);
  sleep("over", 30, {}, 200);
  sleep("text", "30ms", {}, 200);
  router.get("/timeout/no-respond", timeout(20, {.respond = false}),
             [](auto& req, auto& res) { setTimeout([=] { res.send(format("timed out {}", req["timedout"])); }, 60); });
  router.get("/timeout/cleared", timeout(20), [](auto& req, auto& res) {
    req["clearTimeout"]();
    setTimeout([=] { res.send(format("cleared {}", req["timedout"])); }, 60);
  });
  router.get("/timeout/started", timeout(20), [](auto& req, auto& res) {
    res.write("begun, ");
    setTimeout([=] { res.end("ended"); }, 60);
  });

  // the method told otherwise
  auto override_ = [=](Value path, Handler override) {
    router.use(format("/override/{}", path), override, [](auto& req, auto& res) {
      res.json({{"method", req.method}, {"original", req["originalMethod"] || null}});
    });
  };
  override_("default", methodOverride());
  override_("any-method", methodOverride("X-HTTP-Method", {.methods = null}));
  override_("get-too", methodOverride("_method", {.methods = {"POST", "GET"}}));
  override_("query", methodOverride("verb"));
  router.use("/override/form", express.urlencoded({.extended = false}),
             methodOverride([](auto& req) { return req.body && req.body["_method"]; }), [](auto& req, auto& res) {
               res.json({{"method", req.method}, {"body", req.body || null}});
             });

  // compression
  auto packed = [=](Value path, CompressionOptions options, auto handler) {
    router.get(format("/compression/{}", path), compression(options), handler);
  };
  Value text = Value("hello, world ").repeat(200);
  packed("default", {}, [=](auto& req, auto& res) { res.type("text").send(text); });
  packed("threshold-zero", {.threshold = 0}, [](auto& req, auto& res) { res.type("text").send("hi"); });
  packed("threshold-text", {.threshold = "2kb"},
         [](auto& req, auto& res) { res.type("text").send(Value("x").repeat(2000)); });
  packed("threshold-edge", {.threshold = 100},
         [](auto& req, auto& res) { res.type("text").send(Value("y").repeat(Number(req.query["n"]))); });
  packed("filter-none", {.filter = [] { return false; }}, [=](auto& req, auto& res) { res.type("text").send(text); });
  packed("filter-header",
         {.filter = [](auto& req,
                       auto& res) { return req.get("x-no-compression") ? false : compression.filter(req, res); }},
         [=](auto& req, auto& res) { res.type("text").send(text); });
  packed("filter-all", {.threshold = 0, .filter = [] { return true; }},
         [](auto& req, auto& res) { res.type("png").send(Buffer.alloc(500)); });
  packed("encoded", {}, [=](auto& req, auto& res) { res.set("Content-Encoding", "x-custom").type("text").send(text); });
  packed("bogus-type", {}, [=](auto& req, auto& res) { res.type("application/x-bogus").send(text); });
  packed("svg", {.threshold = 0}, [](auto& req, auto& res) { res.type("svg").send("<svg/>"); });
  packed("no-type", {.threshold = 0}, [=](auto& req, auto& res) { res.end(text); });
  packed("empty", {.threshold = 0}, [](auto& req, auto& res) { res.type("text").end(); });
  packed("length-small", {.threshold = 100},
         [](auto& req, auto& res) { res.type("text").set("Content-Length", "10").end("0123456789"); });
  packed("length-large", {.threshold = 100},
         [](auto& req, auto& res) { res.type("text").set("Content-Length", "200").end(Value("z").repeat(200)); });
  packed("enforced", {.enforceEncoding = "gzip"}, [=](auto& req, auto& res) { res.type("text").send(text); });
  packed("etag", {}, [=](auto& req, auto& res) { res.set("ETag", "\"strong\"").type("text").send(text); });
  packed("vary", {}, [=](auto& req, auto& res) { res.vary("Accept").type("text").send(text); });
  packed("status", {.threshold = 0},
         [](auto& req, auto& res) { res.status(404).type("text").send("not found, but packed"); });
  packed("flush", {.threshold = 0}, [](auto& req, auto& res) {
    res.type("text").write("first ");
    res.flush();
    setTimeout([=] { res.end("second"); }, 5);
  });

  // hosts
  router.use("/vhost", vhost(R"(^(\w+)\.regex\.org$)"_re, [](auto& req, auto& res) {
               res.json({{"host", req["vhost"]["host"]},
                         {"hostname", req["vhost"]["hostname"]},
                         {"length", req["vhost"]["length"]},
                         {"first", req["vhost"][0]}});
             }));
  router.use("/vhost", vhost("*.*.deep.com", [](auto& req, auto& res) {
               res.json({req["vhost"][0], req["vhost"][1], req["vhost"]["length"], req["vhost"]["host"]});
             }));
  router.use("/vhost", vhost("mail.*.net", [](auto& req, auto& res, auto next) {
               req.query["next"] ? next() : res.send(format("mail of {}", req["vhost"][0]));
             }));
  auto site = express();
  site.get("/", [](auto& req, auto& res) { res.json({{"host", req["vhost"]["hostname"]}, {"baseUrl", req.baseUrl}}); });
  router.use("/vhost", vhost("app.example.com", site));
  router.use("/vhost",
             [](auto& req, auto& res) { res.status(404).send(format("no host {}", req["vhost"] == undefined)); });

  router.use([](auto& err, auto& req, auto& res, auto next) {
    if (res.headersSent()) return;
    res.status(err.status || 500)
        .send(format("{} {} {}", err.code || "error", err.message, err["timeout"] || "").trim());
  });

  return router;
}
