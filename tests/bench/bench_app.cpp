// The benchmark's server: the routes of README.md, written as peers/node-express.mjs is.
#include <crema/express.hpp>
#include <crema/session.hpp>
#ifdef CREMA_HAS_REDIS
#include <crema/redis_store.hpp>
#endif
using namespace crema;

int main() {
  auto noop = [](auto& req, auto& res, auto next) { next(); };
  auto app = express();

  app.get("/", [](auto& req, auto& res) { res.type("text").send("Hello World!"); });
  app.get("/json", [](auto& req, auto& res) { res.json({{"message", "Hello, World!"}}); });
  app.get("/users/:id/books/:bookId", [](auto& req, auto& res) { res.json(req.params); });
  app.post("/echo-json", express.json(), [](auto& req, auto& res) { res.json({spread(req.body), {"served", true}}); });
  app.get("/mw", {noop, noop, noop, noop, noop, noop, noop, noop, noop, noop},
          [](auto& req, auto& res) { res.type("text").send("ok"); });

  if (process.env["PUBLIC"]) app.use("/static", express.static_(process.env["PUBLIC"]));

  SessionOptions options = {.secret = "bench", .resave = false, .saveUninitialized = false};
#ifdef CREMA_HAS_REDIS
  if (process.env["REDIS_URL"]) {
    auto client = createClient({.url = process.env["REDIS_URL"]});
    client.on("error", [](auto err) { console.error(err.message); });
    client.connect();
    options.store = RedisStore({.client = client});
  }
#endif
  auto sessions = session(options);
  app.get("/counter", sessions, [](auto& req, auto& res) {
    req.session["views"] = req.session["views"].value_or(0) + 1;
    res.type("text").send(format("Number of views: {}", req.session["views"]));
  });

  app.listen({
      .port = process.env["PORT"],
      .host = "127.0.0.1",
      .threads = int(parseInt(process.env["THREADS"]) || 1),
      .backlog = 4096,
      .keepAliveTimeout = 65000,
  });
}
