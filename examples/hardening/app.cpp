// What a site in production does against abuse: fields for browsers, careful cookies, limits, and input that is what it seems.
#include <crema/express.hpp>
#include <crema/helmet.hpp>
#include <crema/rate_limit.hpp>
#include <crema/session.hpp>
using namespace crema;

// Compares in constant time, whatever the lengths.
bool safeEqual(Value a, Value b) {
  auto hash = [](Value text) { return crypto.createHash("sha256").update(String(text)).digest(); };
  return crypto.timingSafeEqual(hash(a), hash(b));
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Nobody needs to know what this runs on; the proxy before us tells whether the visitor came by https.
  app.disable("x-powered-by");
  app.set("trust proxy", 1);

  // Scripts of a page run only with the nonce of its answer.
  app.use([](auto& req, auto& res, auto next) {
    res.locals["nonce"] = crypto.randomBytes(16).toString("base64");
    next();
  });

  app.use(helmet({
      .contentSecurityPolicy = {{
          .directives =
              {
                  {"scriptSrc", {"'self'", Function([](auto& req, auto& res) {
                                   return format("'nonce-{}'", res.locals["nonce"]);
                                 })}},
                  {"imgSrc", {"'self'", "data:", "https://images.example.com"}},
                  {"upgradeInsecureRequests", null},
              },
      }},
      .referrerPolicy = {{.policy = {"no-referrer", "strict-origin-when-cross-origin"}}},
      .strictTransportSecurity = {{.maxAge = 63072000, .preload = true}},
      .frameguard = {{.action = "deny"}},
  }));

  app.use([](auto& req, auto& res, auto next) {
    res.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    next();
  });

  // Two names for one thing are a way around checks: a parameter may come once.
  app.use([](auto& req, auto& res, auto next) {
    for (auto [name, value] : Object.entries(req.query)) {
      if (Array.isArray(value)) return res.status(400).json({{"error", format("Duplicate parameter: {}", name)}});
    }
    next();
  });

  app.use(express.json({.limit = "1kb", .strict = true}));

  app.use(session({
      .secret = {process.env["SESSION_SECRET"] || "new secret", "old secret"},
      .resave = false,
      .saveUninitialized = false,
      .cookie = {.maxAge = 30 * 60 * 1000, .secure = true, .httpOnly = true, .sameSite = "strict"},
      .name = "__Host-sid",
  }));

  auto limiter = rateLimit({.windowMs = 60 * 1000, .limit = 4, .standardHeaders = "draft-8", .legacyHeaders = false});

  app.get("/", [](auto& req, auto& res) {
    res.type("html").send(
        format(R"(<!DOCTYPE html><title>Hardened</title><script nonce="{}">console.log("allowed")</script>)",
               res.locals["nonce"]));
  });

  app.get("/search", [](auto& req, auto& res) { res.json({{"q", req.query["q"]}}); });

  app.post("/login", limiter, [](auto& req, auto& res, auto next) {
    Value password = req.body.get("password");
    if (!safeEqual(password, "correct horse")) return res.status(401).json({{"error", "Wrong password"}});
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["admin"] = true;
      res.json({{"ok", true}});
    });
  });

  app.get("/admin", [](auto& req, auto& res) {
    if (!req.session["admin"]) return res.sendStatus(403);
    res.set("Cache-Control", "no-store");
    res.json({{"secret", 42}});
  });

  // Only a redirect to ourselves is one.
  app.get("/go", [](auto& req, auto& res) {
    auto target = String(req.query["to"] || "/");
    if (!R"(^\/(?![/\\]))"_re.test(target)) return res.status(400).send("That leads elsewhere");
    res.redirect(target);
  });

  app.use([](auto& req, auto& res) { res.status(404).json({{"error", "Not found"}}); });

  // What went wrong inside is nobody's business.
  app.use([](auto& err, auto& req, auto& res, auto next) {
    auto status = err.status || 500;
    res.status(status).json({{"error", status < 500 ? err.message : "Something broke!"}});
  });

  app.listen(port, [=] { console.log(format("Hardened app on port {}", port)); });
}
