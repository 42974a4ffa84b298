// A program whose sessions live in the store that STORE names: memory, sqlite (SQLITE_FILE) or redis (REDIS_URL).
// PORT and THREADS are honoured. A visitor has an owner and counts; slow routes leave time for others in between.
#include <crema/express.hpp>
#include <crema/session.hpp>
#ifdef HAS_SQLITE
#include <crema/sqlite_store.hpp>
#endif
#ifdef HAS_REDIS
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#endif

#include <cstdlib>
#include <string>

using namespace crema;

namespace {

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value ? value : otherwise;
}

StoreHandle chosen_store() {
  const std::string name = environment("STORE", "memory");
#ifdef HAS_SQLITE
  if (name == "sqlite") return SqliteStore({.db = environment("SQLITE_FILE", "sessions.db")});
#endif
#ifdef HAS_REDIS
  if (name == "redis") {
    auto client = createClient({.url = environment("REDIS_URL", "redis://127.0.0.1:6379")});
    client.connect();
    return RedisStore({.client = client});
  }
#endif
  if (name != "memory") throw Error("STORE=" + name + " is not in this build");
  return session.MemoryStore();
}

}  // namespace

int main() {
  auto app = express();
  app.use(session({.secret = "my-secret",
                   .resave = false,
                   .saveUninitialized = false,
                   .store = chosen_store(),
                   .cookie = {.maxAge = 3600000}}));
  app.get("/login/:owner", [](auto& req, auto& res) {
    req.session["owner"] = req.params["owner"];
    req.session["count"] = 0;
    res.send("hello");
  });
  app.get("/who", [](auto& req, auto& res) { res.send(req.session["owner"] || "nobody"); });
  app.get("/count", [](auto& req, auto& res) {
    if (!req.session["owner"]) return res.send("nobody");
    req.session["count"] = req.session["count"] + 1;
    res.send(format("{} {}", req.session["owner"], req.session["count"]));
  });
  app.get("/set/:value", [](auto& req, auto& res) {
    if (!req.session["owner"]) return res.send("nobody");
    req.session["value"] = req.params["value"];
    res.send(req.session["owner"]);
  });
  app.get("/value", [](auto& req, auto& res) { res.send(req.session["value"] || "none"); });
  app.get("/slow/:ms", [](auto& req, auto& res) {
    if (!req.session["owner"]) return res.send("nobody");
    setTimeout(
        [=] {
          req.session["count"] = req.session["count"] + 1;
          res.send(req.session["owner"]);
        },
        Number(req.params["ms"]));
  });
  app.get("/logout", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) { err ? next(err) : res.send("bye"); });
  });
  const auto port = std::atoi(environment("PORT", "7200").c_str());
  const auto threads = std::atoi(environment("THREADS", "1").c_str());
  app.listen({.port = port, .threads = threads}, [=] { console.log("ready"); });
}
