// How often a client may call: the whole API, a login that is guarded more strictly, and keys with limits of their own.
#include <crema/express.hpp>
#include <crema/rate_limit.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // One proxy stands before us: the client is whom it names in X-Forwarded-For.
  app.set("trust proxy", 1);

  Value limits = {{"free", 2}, {"pro", 5}};

  auto apiLimiter = rateLimit({
      .windowMs = 15 * 60 * 1000,
      .limit = 5,
      .message = {{"error", "Too many requests, please try again later."}},
      .standardHeaders = "draft-7",
      .legacyHeaders = false,
  });

  auto loginLimiter = rateLimit({
      .windowMs = 60 * 60 * 1000,
      .limit = 3,
      .message = "Too many failed logins from this address, please try again after an hour",
      .skipSuccessfulRequests = true,
  });

  auto keyLimiter = rateLimit({
      .windowMs = 60 * 1000,
      .limit = [=](auto& req, auto& res) { return limits[req.query["plan"]] || 1; },
      .keyGenerator = [](auto& req, auto& res) { return req.get("X-API-Key") || "nobody"; },
      .skip = [](auto& req, auto& res) { return req.get("X-API-Key") == "internal"; },
      .handler =
          [](auto& req, auto& res, auto next, auto& options) {
            Value limit = req["rateLimit"]["limit"], used = req["rateLimit"]["used"];
            res.status(options.statusCode).json({{"error", "slow down"}, {"limit", limit}, {"used", used}});
          },
  });

  app.use("/api", apiLimiter);
  app.use(express.json());

  app.get("/", [](auto& req, auto& res) { res.send("No limit here"); });

  app.get("/api/time", [](auto& req, auto& res) { res.json({{"remaining", req["rateLimit"]["remaining"]}}); });

  app.post("/login", loginLimiter, [](auto& req, auto& res) {
    if (req.body.get("password") != "secret") return res.status(401).json({{"error", "Wrong password"}});
    res.json({{"ok", true}});
  });

  app.get("/keys", keyLimiter, [](auto& req, auto& res) { res.send("served"); });

  // Forgets what a client has done.
  app.post("/admin/reset", [=](auto& req, auto& res) {
    apiLimiter.resetKey(req.ip());
    res.sendStatus(204);
  });

  app.listen(port, [=] { console.log(format("Server running on port {}", port)); });
}
