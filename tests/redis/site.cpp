#include <crema/express.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
using namespace crema;
int main() {
  auto client = createClient({.url = process.env["REDIS_URL"]});
  client.on("error", [](auto err) { console.error(err.message); });
  client.connect().catch_(console.error);
  auto store = RedisStore({.client = client});
  auto app = express();
  app.use(session(
      {.secret = "s", .resave = false, .saveUninitialized = false, .store = store, .cookie = {.maxAge = 300000}}));
  app.get("/", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  });
  app.get("/destroy",
          [](auto& req, auto& res) { req.session.destroy([=](auto err) { res.send(err ? "err" : "gone"); }); });
  app.get("/cluster", [=](auto& req, auto& res) -> Task<> {
    auto set = co_await client.mSet({{"{a}1", 1}, {"{a}2", 2}});
    auto got = co_await client.mGet({"{a}1", "b", "c", "{a}2"});
    co_await client.set("b", "x");
    auto n = co_await client.del({"{a}1", "b", "c", "{a}2"});
    res.json({{"got", got}, {"n", n}, {"cluster", client.isCluster()}, {"size", co_await client.dbSize()}});
  });
  app.get("/key/:key", [=](auto& req, auto& res) -> Task<> {
    co_await client.set(req.params["key"], "set", {.EX = 60});
    auto got = co_await client.get(req.params["key"]);
    res.send(got);
  });
  app.get("/all", [=](auto& req, auto& res, auto next) {
    store.length([=](auto err, auto n) { err ? next(err) : res.json(n); });
  });
  app.get("/clear",
          [=](auto& req, auto& res, auto next) { store.clear([=](auto err) { err ? next(err) : res.json("ok"); }); });
  app.get("/rss", [](auto& req, auto& res) {
    res.json({{"rss", process.memoryUsage()["rss"]}, {"fds", fs.readdirSync("/proc/self/fd").length()}});
  });
  app.listen({.port = process.env["PORT"], .host = "127.0.0.1", .threads = int(parseInt(process.env["THREADS"]) || 1)});
  client.quit();
}
