// Figures for Prometheus: requests by route and status, how long they took, how many are under way.
#include <crema/express.hpp>
using namespace crema;

Value buckets = {0.01, 0.1, 1};
Map<> counts;
Map<> times_;
Value active = 0;

void add(Map<> map, Value key, Value amount) { map.set(key, (map.get(key) || 0) + amount); }

// One line for each set of labels, below what the figure is.
Value lines(Value name, Value kind, Value help, Map<> map) {
  Value all = {format("# HELP {} {}", name, help), format("# TYPE {} {}", name, kind)};
  map.forEach([=](auto value, auto labels) { all.push(format("{}{} {}", name, labels, value)); });
  return all.join("\n") + "\n";
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use([](auto& req, auto& res, auto next) {
    auto start = Date.now();
    active++;
    res.on("finish", [=] {
      Value route = req.route ? req.baseUrl + req.route["path"] : Value("none");
      auto seconds = (Date.now() - start) / 1000;
      add(counts, format("{{method=\"{}\",route=\"{}\",status=\"{}\"}}", req.method, route, res.statusCode), 1);
      buckets.forEach([=](auto limit) {
        add(times_, format("_bucket{{route=\"{}\",le=\"{}\"}}", route, limit), seconds <= limit ? 1 : 0);
      });
      add(times_, format("_bucket{{route=\"{}\",le=\"+Inf\"}}", route), 1);
      add(times_, format("_sum{{route=\"{}\"}}", route), seconds);
      add(times_, format("_count{{route=\"{}\"}}", route), 1);
    });
    res.on("close", [] { active--; });
    next();
  });

  app.get("/", [](auto& req, auto& res) { res.send("Hello World!"); });

  app.get("/users/:id", [](auto& req, auto& res) { res.json({{"id", req.params["id"]}}); });

  app.get("/slow", [](auto& req, auto& res) { setTimeout([=] { res.send("at last"); }, 300); });

  app.get("/metrics", [](auto& req, auto& res) {
    Map<> current;
    current.set("", active);
    res.type("text/plain; version=0.0.4")
        .send(Array(lines("http_requests_total", "counter", "Requests that were answered.", counts),
                    lines("http_request_duration_seconds", "histogram", "How long answers took.", times_),
                    lines("http_requests_active", "gauge", "Requests under way.", current))
                  .join("\n"));
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
