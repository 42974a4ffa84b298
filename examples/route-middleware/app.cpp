// Middleware of single routes: it loads the user and decides who may do what.
#include <crema/express.hpp>
using namespace crema;

Value users = {
    {{"id", 0}, {"name", "tj"}, {"email", "tj@vision-media.ca"}, {"role", "member"}},
    {{"id", 1}, {"name", "ciaran"}, {"email", "ciaranj@gmail.com"}, {"role", "member"}},
    {{"id", 2}, {"name", "aaron"}, {"email", "aaron.heckmann+github@gmail.com"}, {"role", "admin"}},
};

void loadUser(Request& req, Response& res, Next next) {
  // You would fetch the user from a database.
  Value user = users[req.params["id"]];
  if (user) {
    req.user = user;
    next();
  } else {
    next(Error("Failed to load user " + req.params["id"]));
  }
}

void andRestrictToSelf(Request& req, Response& res, Next next) {
  // If the user we view is the user we are, then everything is fine :)
  if (req["authenticatedUser"]["id"] == req.user["id"]) {
    next();
  } else {
    next(Error("Unauthorized"));
  }
}

Handler andRestrictTo(Value role) {
  return [=](auto& req, auto& res, auto next) {
    if (req["authenticatedUser"]["role"] == role) {
      next();
    } else {
      next(Error("Unauthorized"));
    }
  };
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // In place of a real login: everybody is the first user.
  app.use([](auto& req, auto& res, auto next) {
    req["authenticatedUser"] = users[0];
    next();
  });

  app.get("/", [](auto& req, auto& res) { res.redirect("/user/0"); });

  app.get("/user/:id", loadUser, [](auto& req, auto& res) { res.send("Viewing user " + req.user["name"]); });

  app.get("/user/:id/edit", loadUser, andRestrictToSelf,
          [](auto& req, auto& res) { res.send("Editing user " + req.user["name"]); });

  app.delete_("/user/:id", loadUser, andRestrictTo("admin"),
              [](auto& req, auto& res) { res.send("Deleted user " + req.user["name"]); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
