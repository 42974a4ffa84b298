// JSON lines by a library for logs: levels, a logger for each request, one line for each answer.
#include <crema/express.hpp>

#include "pino.hpp"
using namespace crema;

auto logger = pino({.level = process.env["LEVEL"] || "info", .base = undefined});
Value nextId = 1;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // The lines of a request's logger tell which request they are about.
  app.use([](auto& req, auto& res, auto next) {
    req["log"] = logger.child({{"id", nextId++}});
    auto began = Date.now();
    res.on("finish", [=] {
      auto level = res.statusCode >= 500 ? "error" : res.statusCode >= 400 ? "warn" : "info";
      auto line = Value{
          {"method", req.method}, {"url", req.originalUrl}, {"status", res.statusCode}, {"ms", Date.now() - began}};
      req["log"][level](line, "request");
    });
    next();
  });
  app.use(express.json());

  app.get("/", [](auto& req, auto& res) {
    req["log"]["debug"]({{"ip", req.ip()}}, "somebody has come");
    res.send("Hello World!");
  });

  app.post("/orders", [](auto& req, auto& res) {
    auto order = req.body || Object();
    if (!order["item"]) return res.status(400).json({{"error", "item is required"}});
    req["log"]["info"]({{"order", order}}, "an order");
    res.status(201).json(order);
  });

  app.get("/fail", [](auto& req, auto& res) { throw Error("The printer is on fire"); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    req["log"]["error"]({{"name", err.name}, {"url", req.originalUrl}}, err.message);
    res.status(err.status || 500).json({{"error", err.message}});
  });

  app.listen(port, [=] { logger.info({{"port", Number(port)}}, "listening"); });
}
