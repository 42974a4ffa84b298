// The well-known middleware.
#include <crema/compression.hpp>
#include <crema/cors.hpp>
#include <crema/express.hpp>
#include <crema/helmet.hpp>
#include <crema/method_override.hpp>
#include <crema/morgan.hpp>
#include <crema/rate_limit.hpp>
#include <crema/response_time.hpp>
#include <crema/vhost.hpp>

#include "sections.hpp"
using namespace crema;

Router middleware() {
  auto router = express.Router();
  auto ok = [](auto& req, auto& res) { res.send("ok"); };

  Map<Handler> origins = {
      {"all", cors()},
      {"one", cors({.origin = "http://example.com"})},
      {"list", cors({.origin = {"http://a.com", "http://b.com"}})},
      {"regex", cors({.origin = R"(\.example\.com$)"_re})},
      {"reflect", cors({.origin = true, .credentials = true})},
      {"off", cors({.origin = false})},
      {"full", cors({.origin = "http://example.com",
                     .methods = {"GET", "PUT"},
                     .allowedHeaders = {"X-A", "X-B"},
                     .exposedHeaders = "X-C",
                     .maxAge = 600,
                     .optionsSuccessStatus = 200})},
      {"own", cors({.origin =
                        [](auto origin, auto callback) {
                          origin == "http://bad.com" ? callback(Error("not allowed")) : callback(null, true);
                        }})},
      {"onward", cors({.preflightContinue = true})},
  };
  for (auto& [name, handler] : origins) {
    auto area = express.Router();
    area.use(handler);
    area.all("/", ok);
    router.use(format("/cors/{}", name), area);
  }

  router.get("/helmet/default", helmet(), ok);
  router.get("/helmet/some",
             helmet({
                 .contentSecurityPolicy = {{.directives = {{"defaultSrc", Array("'self'")},
                                                           {"scriptSrc", {"'self'", "cdn.example.com"}},
                                                           {"upgradeInsecureRequests", null}}}},
                 .crossOriginEmbedderPolicy = true,
                 .crossOriginResourcePolicy = {{.policy = "cross-origin"}},
                 .referrerPolicy = {{.policy = {"origin", "unsafe-url"}}},
                 .strictTransportSecurity = {{.maxAge = 1000, .includeSubDomains = false, .preload = true}},
                 .xDnsPrefetchControl = {{.allow = true}},
                 .xFrameOptions = {{.action = "deny"}},
             }),
             ok);
  router.get("/helmet/off",
             helmet({.contentSecurityPolicy = false, .strictTransportSecurity = false, .xPoweredBy = false}), ok);
  router.get("/helmet/report",
             helmet({.contentSecurityPolicy = {{.useDefaults = false,
                                                .directives = {{"defaultSrc", Array("'none'")}},
                                                .reportOnly = true}}}),
             ok);

  auto packed = express.Router();
  packed.use(compression({.threshold = 100}));
  packed.get("/long", [](auto& req, auto& res) { res.type("text").send(Value("compress me ").repeat(100)); });
  packed.get("/short", [](auto& req, auto& res) { res.type("text").send("short"); });
  packed.get("/image", [](auto& req, auto& res) { res.type("png").send(Buffer.alloc(1000)); });
  packed.get("/never", [](auto& req, auto& res) {
    res.set("Cache-Control", "no-transform").type("text").send(Value("n").repeat(1000));
  });
  packed.get("/pieces", [](auto& req, auto& res) {
    res.type("text");
    res.write(Value("a").repeat(200));
    res.end(Value("b").repeat(200));
  });
  packed.get("/json", [](auto& req, auto& res) {
    res.json({{"list", Array.from(100, [](auto, auto i) { return i; })}});
  });
  router.use("/compression", packed);

  auto override_ = express.Router();
  override_.use(methodOverride("X-HTTP-Method-Override"));
  override_.use(methodOverride("_method"));
  override_.all("/", [](auto& req, auto& res) {
    res.json({{"method", req.method}, {"original", req["originalMethod"] || null}});
  });
  router.use("/method-override", override_);

  Map<RateLimitOptions> limits = {{"legacy", {.standardHeaders = false, .legacyHeaders = true}},
                                  {"six", {.standardHeaders = "draft-6", .legacyHeaders = false}},
                                  {"seven", {.standardHeaders = "draft-7", .legacyHeaders = false}}};
  for (auto [name, options] : limits) {
    options.windowMs = 60000;
    options.limit = 3;
    options.keyGenerator = [](auto& req) { return req.get("x-client") || "everyone"; };
    router.get(format("/limit/{}", name), rateLimit(options), ok);
  }
  router.get("/limit/own",
             rateLimit({
                 .windowMs = 60000,
                 .limit = 1,
                 .message = {{"error", "slow down"}},
                 .statusCode = 503,
                 .keyGenerator = [](auto& req) { return req.get("x-client") || "everyone"; },
                 .skip = [](auto& req) { return req.query["skip"] == "yes"; },
             }),
             ok);

  router.get("/response-time", responseTime({.suffix = false}), ok);

  Value lines = Array();
  MorganStream stream = {.write = [=](auto line) { lines.push(line.trim()); }};
  auto logged = express.Router();
  logged.use(morgan(":method :url :status :res[content-length] :req[x-tag] :http-version :referrer :user-agent",
                    {.skip = [](auto& req, auto& res) { return req.path() == "/lines"; }, .stream = stream}));
  logged.get("/lines", [=](auto& req, auto& res) {
    res.json(lines.filter([=](auto line) { return line.includes(req.query["tag"]); }));
  });
  logged.get("/a", ok);
  logged.post("/missing", [](auto& req, auto& res) { res.status(404).send("no"); });
  router.use("/morgan", logged);

  router.use("/vhost", vhost("api.example.com", [](auto& req, auto& res) { res.send("the api"); }));
  router.use("/vhost",
             vhost("*.example.com", [](auto& req, auto& res) { res.send(format("tenant {}", req["vhost"][0])); }));
  router.use("/vhost", [](auto& req, auto& res) { res.send("main site"); });

  router.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });

  return router;
}
