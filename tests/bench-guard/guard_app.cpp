// What bench-guard measures: a route for each kind of work, written as a user would.
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

int main() {
  auto noop = [](auto& req, auto& res, auto next) { next(); };
  auto app = express();

  app.get("/", [](auto& req, auto& res) { res.type("text").send("Hello World!"); });
  app.get("/json", [](auto& req, auto& res) { res.json({{"message", "Hello, World!"}}); });
  app.get("/users/:id/books/:bookId", [](auto& req, auto& res) { res.json(req.params); });
  app.get("/async", [](auto& req, auto& res) -> Task<> {
    res.type("text").send("Hello World!");
    co_return;
  });
  app.get("/mw", {noop, noop, noop, noop, noop, noop, noop, noop, noop, noop},
          [](auto& req, auto& res) { res.type("text").send("ok"); });
  app.post("/echo-json", express.json(), [](auto& req, auto& res) { res.json({spread(req.body), {"served", true}}); });

  auto sessions = session({.secret = "bench", .resave = false, .saveUninitialized = false});
  app.get("/counter", sessions, [](auto& req, auto& res) {
    req.session["views"] = req.session["views"].value_or(0) + 1;
    res.type("text").send(format("Number of views: {}", req.session["views"]));
  });
  app.get("/views", sessions,
          [](auto& req, auto& res) { res.type("text").send(format("Views: {}", req.session["views"])); });
  app.use("/static", express.static_(process.env["PUBLIC"]));

  app.listen({.port = process.env["PORT"], .host = "127.0.0.1"});
}
