// helmet's parts and policies, cors in more of its options, csrf tokens.
#include <crema/cookie_parser.hpp>
#include <crema/cors.hpp>
#include <crema/csurf.hpp>
#include <crema/express.hpp>
#include <crema/helmet.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

Router security() {
  auto router = express.Router();
  auto ok = [](auto& req, auto& res) { res.send("ok"); };

  // helmet's parts alone
  router.get("/part/csp", helmet.contentSecurityPolicy(), ok);
  router.get("/part/coep", helmet.crossOriginEmbedderPolicy(), ok);
  router.get("/part/coep-credentialless", helmet.crossOriginEmbedderPolicy({.policy = "credentialless"}), ok);
  router.get("/part/coop", helmet.crossOriginOpenerPolicy({.policy = "same-origin-allow-popups"}), ok);
  router.get("/part/corp", helmet.crossOriginResourcePolicy({.policy = "same-site"}), ok);
  router.get("/part/agent-cluster", helmet.originAgentCluster(), ok);
  router.get("/part/referrer", helmet.referrerPolicy(), ok);
  router.get("/part/referrer-list",
             helmet.referrerPolicy({.policy = {"no-referrer", "strict-origin-when-cross-origin"}}), ok);
  router.get("/part/hsts", helmet.strictTransportSecurity({.maxAge = 123456.9, .preload = true}), ok);
  router.get("/part/hsts-zero", helmet.hsts({.maxAge = 0, .includeSubDomains = false}), ok);
  router.get("/part/no-sniff", helmet.xContentTypeOptions(), ok);
  router.get("/part/dns-prefetch", helmet.xDnsPrefetchControl({.allow = true}), ok);
  router.get("/part/download", helmet.xDownloadOptions(), ok);
  router.get("/part/frame", helmet.frameguard({.action = "deny"}), ok);
  router.get("/part/cross-domain", helmet.xPermittedCrossDomainPolicies({.permittedPolicies = "by-content-type"}), ok);
  router.get("/part/powered-by", helmet.hidePoweredBy(), ok);
  router.get("/part/xss", helmet.xXssProtection(), ok);

  // helmet whole, with some parts off or changed
  router.get("/helmet/api",
             helmet({.contentSecurityPolicy = false,
                     .crossOriginResourcePolicy = {{.policy = "cross-origin"}},
                     .frameguard = false}),
             ok);
  router.get("/helmet/old-names",
             helmet({.hsts = false,
                     .noSniff = false,
                     .dnsPrefetchControl = false,
                     .ieNoOpen = false,
                     .permittedCrossDomainPolicies = false,
                     .hidePoweredBy = false,
                     .xssFilter = false}),
             ok);
  router.get("/helmet/nothing",
             helmet({.contentSecurityPolicy = false,
                     .crossOriginEmbedderPolicy = false,
                     .crossOriginOpenerPolicy = false,
                     .crossOriginResourcePolicy = false,
                     .originAgentCluster = false,
                     .referrerPolicy = false,
                     .strictTransportSecurity = false,
                     .xContentTypeOptions = false,
                     .xDnsPrefetchControl = false,
                     .xDownloadOptions = false,
                     .xFrameOptions = false,
                     .xPermittedCrossDomainPolicies = false,
                     .xPoweredBy = false,
                     .xXssProtection = false}),
             ok);

  // policies
  auto policy = [=](Value path, CspOptions options) {
    router.get(format("/policy/{}", path), helmet.contentSecurityPolicy(options), ok);
  };
  policy("merged",
         {.directives = {{"scriptSrc", {"'self'", "example.com"}}, {"style-src", null}, {"imgSrc", Array("*")}}});
  policy("own", {.useDefaults = false,
                 .directives = {{"defaultSrc", Array("'self'")},
                                {"script-src", "'self' js.example.com"},
                                {"sandbox", Array()},
                                {"upgradeInsecureRequests", Array()}}});
  policy("report", {.directives = {{"reportUri", "/report"}}, .reportOnly = true});
  policy("no-default", {.useDefaults = false,
                        .directives = {{"defaultSrc", helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc},
                                       {"scriptSrc", Array("'none'")}}});
  policy("nonce", {.useDefaults = false,
                   .directives = {{"defaultSrc", Array("'self'")},
                                  {"scriptSrc", {"'self'", Function([](auto& req, auto& res) {
                                                   return format("'nonce-{}'", req.get("x-nonce") || "none");
                                                 })}}}});
  policy("broken-at-run", {.useDefaults = false,
                           .directives = {{"defaultSrc", Array("'self'")}, {"scriptSrc", Array(Function([](auto& req) {
                                                                              return req.get("x-nonce") ? "bad;value"
                                                                                                        : "'self'";
                                                                            }))}}});

  // cors
  auto area = [=](Value path, Handler handler) {
    router.use(format("/cors/{}", path),
               express.Router()
                   .use(handler)
                   .all("/", ok)
                   .get("/fails", [](auto& req, auto& res, auto next) { next(Error("nope")); })
                   .get("/denied", [](auto& req, auto& res) { res.sendStatus(401); }));
  };
  area("methods-text", cors({.methods = "PUT,POST"}));
  area("methods-list", cors({.methods = {"put", "Delete"}}));
  area("headers-text", cors({.allowedHeaders = "header1,header2"}));
  area("headers-none", cors({.allowedHeaders = Array()}));
  area("exposed-list", cors({.exposedHeaders = {"X-One", "X-Two"}}));
  area("exposed-none", cors({.exposedHeaders = ""}));
  area("age", cors({.maxAge = 456}));
  area("age-zero", cors({.maxAge = 0}));
  area("credentials", cors({.origin = "http://example.com", .credentials = true}));
  area("no-credentials", cors({.credentials = false}));
  area("mixed-list", cors({.origin = {R"(^https?:\/\/(\w+\.)?example\.com$)"_re, "http://other.org"}}));
  area("success-204", cors({.preflightContinue = false, .optionsSuccessStatus = 204}));
  router.use(
      "/cors/vary-kept",
      [](auto& req, auto& res, auto next) {
        res.set("Vary", "Foobar");
        next();
      },
      cors({.origin = "http://example.com"}), ok);
  area("per-request", cors([](auto& req, auto callback) {
         if (req.get("x-fail")) return callback(Error("no options today"));
         req.get("origin") == "http://friend.com" ? callback(null, {.origin = true, .credentials = true, .maxAge = 5})
                                                  : callback(null, {.origin = false});
       }));
  area("asked",
       cors({.origin = [](auto origin, auto callback) { callback(null, origin == "http://friend.com" || !origin); }}));
  area("asked-text", cors({.origin = [](auto origin, auto callback) { callback(null, "http://always.com"); }}));
  router.options("/cors/one-route", cors());
  router.delete_("/cors/one-route", cors({.origin = "http://example.com"}), ok);

  // csrf: the secret in a cookie or in the session, the token in a field, the query or a header
  auto guarded = express.Router();
  guarded.use(cookieParser(), express.urlencoded({.extended = false}), csurf({.cookie = true}));
  guarded.get("/token", [](auto& req, auto& res) { res.send(req.csrfToken()); });
  guarded.all("/act", [](auto& req, auto& res) { res.send(format("done {}", req.method)); });
  router.use("/csrf", guarded);
  auto guardedBySession = express.Router();
  guardedBySession.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false}),
                       express.urlencoded({.extended = false}), csurf());
  guardedBySession.get("/token", [](auto& req, auto& res) { res.send(req.csrfToken()); });
  guardedBySession.all("/act", [](auto& req, auto& res) { res.send(format("done {}", req.method)); });
  router.use("/csrf-session", guardedBySession);
  router.use("/csrf-options", cookieParser(),
             csurf({.cookie = {{.key = "_guard", .httpOnly = true, .maxAge = 60, .sameSite = "strict"}},
                    .ignoreMethods = {"GET", "DELETE"},
                    .value = [](auto& req) { return req.get("x-own-token"); }}),
             ok);
  router.use("/csrf-alone", csurf({.cookie = true}), ok);

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{}: {}", err.code || "error", err.message));
  });

  return router;
}
