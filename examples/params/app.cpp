// Parameters that are converted and looked up before any route sees them.
#include <crema/express.hpp>
using namespace crema;

Value users = {{{"name", "tj"}}, {{"name", "tobi"}}, {{"name", "loki"}}, {{"name", "jane"}}, {{"name", "bandit"}}};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // :to and :from become integers.
  app.param({"to", "from"}, [](auto& req, auto& res, auto next, auto num, auto name) {
    req.params[name] = parseInt(num, 10);
    if (isNaN(req.params[name])) {
      next(createError(400, "failed to parseInt " + num));
    } else {
      next();
    }
  });

  // :user loads the user.
  app.param("user", [](auto& req, auto& res, auto next, auto id) {
    req.user = users[id];
    if (req.user) {
      next();
    } else {
      next(createError(404, "failed to find user"));
    }
  });

  app.get("/", [](auto& req, auto& res) { res.send("Visit /user/0 or /users/0-2"); });

  app.get("/user/:user", [](auto& req, auto& res) { res.send("user " + req.user["name"]); });

  app.get("/users/:from-:to", [](auto& req, auto& res) {
    Value from = req.params["from"];
    Value to = req.params["to"];
    auto names = users.map([](auto user) { return user["name"]; });
    res.send("users " + names.slice(from, to + 1).join(", "));
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
