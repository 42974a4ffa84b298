// A program that leaves as it should: the balancer is told first, then answers and jobs complete, then it ends.
#include <crema/express.hpp>
using namespace crema;

Map<> jobs;
Value draining = false;
Value closed = false;

void leave() {
  if (!closed || jobs.size() > 0) return;
  console.log("All is done");
  process.exit(0);
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use([](auto& req, auto& res, auto next) {
    if (draining) res.set("Connection", "close");
    next();
  });

  app.get("/healthz", [](auto& req, auto& res) { res.json({{"status", "ok"}, {"jobs", jobs.size()}}); });

  app.get("/readyz", [](auto& req, auto& res) {
    if (draining) return res.status(503).set("Retry-After", "5").json({{"status", "draining"}});
    res.json({{"status", "ready"}});
  });

  app.post("/jobs/:name", [](auto& req, auto& res) {
    Value name = req.params["name"];
    if (draining) return res.status(503).json({{"error", "No new jobs"}});
    if (jobs.has(name)) return res.status(409).json({{"error", format("{} is under way", name)}});
    jobs.set(name, "under way");
    setTimeout(
        [=] {
          console.log(format("{} is done", name));
          jobs.delete_(name);
          leave();
        },
        1500);
    res.status(202).json({{"name", name}, {"status", jobs.get(name)}});
  });

  app.post("/drain", [](auto& req, auto& res) {
    draining = true;
    res.sendStatus(204);
  });

  app.post("/restart", [](auto& req, auto& res) {
    process.kill(process.pid(), "SIGTERM");
    setTimeout([=] { res.send("Somebody will start me again."); }, 200);
  });

  auto server = app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });

  auto shutdown = [&](Value signal) {
    if (!server.listening()) return;
    console.log(format("{}: no new connections, {} jobs under way", signal, jobs.size()));
    draining = true;
    server.close([] {
      console.log("All connections are closed");
      closed = true;
      leave();
    });
    setTimeout(
        [] {
          console.error("It takes too long");
          process.exit(1);
        },
        10000)
        .unref();
  };

  process.on("SIGTERM", shutdown);
  process.on("SIGINT", shutdown);
}
