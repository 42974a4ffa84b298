// A search in Redis' sets, and a page that asks as one types.
#include <crema/express.hpp>
#include <crema/redis.hpp>
using namespace crema;

Task<> initializeRedis(RedisClient db) {
  try {
    co_await db.connect();

    // What there is to be found.
    co_await db.sAdd("ferret", "tobi");
    co_await db.sAdd("ferret", "loki");
    co_await db.sAdd("ferret", "jane");
    co_await db.sAdd("cat", "manny");
    co_await db.sAdd("cat", "luna");
  } catch (Error& err) {
    console.error("Error initializing Redis:", err.message);
    process.exit(1);
  }
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  auto db = redis.createClient({.url = process.env["REDIS_URL"] || "redis://127.0.0.1:6379"});
  db.on("error", [](auto err) { console.error(format("Redis: {}", err.message)); });

  app.use(express.static_(path.join(__dirname, "public")));

  app.get("/search/{:query}", [=](auto& req, auto& res, auto next) {
    auto query = req.params["query"] || "";
    db.sMembers(query).then([=](auto vals) { res.send(vals.sort()); }).catch_([=](auto err) {
      console.error(format("Redis error for query \"{}\":", query), err.message);
      next(err);
    });
  });

  // One file of a folder whose other files are not for visitors.
  app.get("/client.js", [](auto& req, auto& res) { res.sendFile(path.join(__dirname, "static", "client.js")); });

  auto start = [&]() -> Task<> {
    co_await initializeRedis(db);
    app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
  };

  run(start());
}
