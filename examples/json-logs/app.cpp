// A log of JSON lines: what the program says, and morgan's requests with a level by their status.
#include <crema/express.hpp>
#include <crema/morgan.hpp>
using namespace crema;

Value levels = {{"debug", 20}, {"info", 30}, {"warn", 40}, {"error", 50}};
Value least = levels[process.env["LEVEL"] || "info"];

// Writes one line, with the fields of the program's choice.
void log(Value level, Value message, Value fields) {
  if (levels[level] < least) return;
  console.log(JSON.stringify({{"level", level}, {"time", Date().toISOString()}, {"message", message}, spread(fields)}));
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // morgan makes an object of each request, and the stream finds its level.
  auto describe = [](auto& tokens, auto& req, auto& res) {
    return JSON.stringify({
        {"method", tokens.method(req, res)},
        {"url", tokens.url(req, res)},
        {"status", Number(tokens.status(req, res))},
        {"bytes", Number(tokens.res(req, res, "content-length")) || 0},
        {"ms", Number(tokens["response-time"](req, res))},
        {"agent", req.get("User-Agent") || null},
    });
  };
  auto write = [](auto line) {
    auto request = JSON.parse(line);
    log(request["status"] >= 500   ? "error"
        : request["status"] >= 400 ? "warn"
                                   : "info",
        "request", {{"request", request}});
  };
  app.use(morgan(describe, {.stream = {.write = write}}));
  app.use(express.json());

  app.get("/", [](auto& req, auto& res) {
    log("debug", "somebody has come", {{"ip", req.ip()}});
    res.send("Hello World!");
  });

  app.post("/orders", [](auto& req, auto& res) {
    auto order = req.body || Object();
    if (!order["item"]) return res.status(400).json({{"error", "item is required"}});
    log("info", "an order", {{"order", order}});
    res.status(201).json(order);
  });

  app.get("/fail", [](auto& req, auto& res) { throw Error("The printer is on fire"); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    log("error", err.message, {{"name", err.name}, {"url", req.originalUrl}});
    res.status(err.status || 500).json({{"error", err.message}});
  });

  app.listen(port, [=] { log("info", "listening", {{"port", Number(port)}}); });
}
