// What a view shows may come from the handler, from middleware by way of req, or from middleware by way of res.locals.
#include <crema/ejs.hpp>
#include <crema/express.hpp>

#include "user.hpp"
using namespace crema;

bool ferrets(Value user) { return user["species"] == "ferret"; }

// Middleware that loads: nothing is nested, other routes may use it, and the handler has all on req.
void count(Request& req, Response& res, Next next) {
  User::count([=](auto err, auto count) {
    if (err) return next(err);
    req["count"] = count;
    next();
  });
}

void users(Request& req, Response& res, Next next) {
  User::all([=](auto err, auto users) {
    if (err) return next(err);
    req["users"] = users;
    next();
  });
}

// Middleware that sets locals: the handler has little left to say. But what they are is decided in the middleware.
void count2(Request& req, Response& res, Next next) {
  User::count([=](auto err, auto count) {
    if (err) return next(err);
    res.locals["count"] = count;
    next();
  });
}

void users2(Request& req, Response& res, Next next) {
  User::all([=](auto err, auto users) {
    if (err) return next(err);
    res.locals["users"] = users.filter(ferrets);
    next();
  });
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("views", path.join(__dirname, "views"));
  app.set("view engine", "ejs");

  // All in the handler: simple, and nested.
  app.get("/", [](auto& req, auto& res, auto next) {
    User::count([=](auto err, auto count) {
      if (err) return next(err);
      User::all([=](auto err, auto users) {
        if (err) return next(err);
        res.render("index", {{"title", "Users"}, {"count", count}, {"users", users.filter(ferrets)}});
      });
    });
  });

  app.get("/middleware", count, users, [](auto& req, auto& res) {
    res.render("index", {{"title", "Users"}, {"count", req["count"]}, {"users", req["users"].filter(ferrets)}});
  });

  app.get("/middleware-locals", count2, users2, [](auto& req, auto& res) {
    res.render("index", {{"title", "Users"}});
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
