// Who has been here in the last minutes: a sorted set in Redis, whose scores are times.
#include <crema/express.hpp>
#include <crema/html_text.hpp>
#include <crema/redis.hpp>
using namespace crema;

Value list(Value ids) {
  return "<ul>" + ids.map([](auto id) { return "<li>" + escapeHtml(id) + "</li>"; }).join("") + "</ul>";
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  auto db = redis.createClient({.url = process.env["REDIS_URL"] || "redis://127.0.0.1:6379"});
  db.on("error", [](auto err) { console.error(format("Redis: {}", err.message)); });
  db.connect();

  auto add = [=](Value id) { return db.zAdd("online", {{"score", Date.now()}, {"value", id}}); };
  auto last = [=](Value minutes) { return db.zRange("online", Date.now() - minutes * 60000, "+inf", {.BY = "SCORE"}); };

  // Here it is the browser's name; a real site would take req.user.id.
  app.use([=](auto& req, auto& res, auto next) {
    add(req.get("User-Agent") || "unknown").then([=] { next(); }).catch_(next);
  });

  app.get("/", [=](auto& req, auto& res) -> Task<> {
    auto ids = co_await last(5);
    res.send("<p>Users online: " + String(ids.length()) + "</p>" + list(ids));
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
