// Webhooks: other services call; the signature over the raw body says who it was, and an id comes but once.
#include <crema/express.hpp>
using namespace crema;

Value secret = process.env["WEBHOOK_SECRET"] || "change me";
Value tolerance = Number(process.env["TOLERANCE"] || 300);
Set<> seen;
Value events = Array();

Value hmac(Value data) { return crypto.createHmac("sha256", secret).update(data).digest("hex"); }

bool same(Value a, Value b) {
  Value left = Buffer.from(a), right = Buffer.from(b);
  return left.length() == right.length() && crypto.timingSafeEqual(left, right);
}

void keepRaw(Request& req, Response& res, Value body) { req["rawBody"] = body; }

void signed_(Request& req, Response& res, Next next) {
  auto given = req.get("X-Hub-Signature-256") || "";
  if (!same(given, "sha256=" + hmac(req["rawBody"] || ""))) return res.status(401).json({{"error", "Wrong signature"}});
  next();
}

void once(Request& req, Response& res, Next next) {
  auto id = req.get("X-Delivery");
  if (!id) return res.status(400).json({{"error", "X-Delivery is missing"}});
  if (seen.has(id)) return res.json({{"received", true}, {"duplicate", true}});
  seen.add(id);
  next();
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.post("/github", express.json({.verify = keepRaw}), signed_, once, [](auto& req, auto& res) {
    auto event = req.get("X-GitHub-Event") || "unknown";
    if (event == "ping") return res.json({{"pong", req.body["zen"]}});
    events.push({{"from", "github"}, {"event", event}, {"repository", req.body.get("repository").get("name")}});
    res.status(202).json({{"received", true}});
  });

  app.post("/payments", express.raw({.limit = "1kb", .type = "application/json"}), [](auto& req, auto& res) {
    if (!Buffer.isBuffer(req.body)) return res.status(415).json({{"error", "JSON, please"}});
    auto parts = (req.get("Payment-Signature") || "").match(R"(^t=(\d+),v1=(\w+)$)"_re) || Array();
    Value time = parts[1], signature = parts[2];
    if (!time) return res.status(400).json({{"error", "No signature"}});
    if (!same(signature, hmac(time + "." + req.body))) return res.status(400).json({{"error", "Wrong signature"}});
    if (Math.abs(Date.now() / 1000 - time) > tolerance) return res.status(400).json({{"error", "Too old"}});
    auto payment = JSON.parse(req.body);
    if (payment["type"] == "payment.succeeded") {
      events.push({{"from", "payments"}, {"event", "paid"}, {"amount", payment["data"]["amount"] / 100}});
    } else if (payment["type"] == "payment.failed") {
      events.push({{"from", "payments"}, {"event", "failed"}, {"reason", payment["data"]["reason"]}});
    } else {
      console.log(format("Unhandled event type {}", payment["type"]));
    }
    res.json({{"received", true}});
  });

  app.get("/events", [](auto& req, auto& res) { res.json(events); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.type || err.name}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
