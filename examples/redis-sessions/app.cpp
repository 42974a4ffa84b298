// Logins in Redis: every program on it with the same secret has the same sessions.
#include <crema/express.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  auto client = createClient({.url = process.env["REDIS_URL"] || "redis://127.0.0.1:6379"});
  client.on("error", [](auto err) { console.error(format("Redis: {}", err.message)); });
  client.connect();

  app.use(session({
      .secret = process.env["SESSION_SECRET"] || "my-secret",
      .resave = false,
      .saveUninitialized = false,
      .store = RedisStore({.client = client}),
      .cookie = {.maxAge = 300000},
  }));
  app.use(express.urlencoded());

  app.get("/", [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });

  app.post("/login", [](auto& req, auto& res, auto next) {
    Value user = req.body["user"];
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = user;
      res.json({{"user", user}});
    });
  });

  app.get("/me", [](auto& req, auto& res) {
    if (!req.session["user"]) return res.sendStatus(401);
    res.json({{"user", req.session["user"]}});
  });

  app.post("/logout", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) {
      if (err) return next(err);
      res.send("bye");
    });
  });

  app.listen({.port = port, .host = "127.0.0.1", .reusePort = process.env["REUSE_PORT"] == "1"},
             [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
