// Views with EJS in files that end in .html: a list of users, with a header and a footer that all pages share.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // EJS renders *.html; without this line its files would end in .ejs.
  app.engine(".html", ejs.__express);
  app.set("views", path.join(__dirname, "views"));
  app.set("view engine", "html");
  app.use(express.static_(path.join(__dirname, "public")));

  app.locals["plural"] = Function([](auto n, auto word) { return format("{} {}{}", n, word, n == 1 ? "" : "s"); });

  Value users = {
      {{"name", "tobi"}, {"email", "tobi@example.com"}, {"since", Date("2024-03-05")}, {"roles", {"admin", "author"}}},
      {{"name", "loki"}, {"email", "loki@example.com"}, {"since", Date("2025-11-23")}, {"roles", Array("author")}},
      {{"name", "jane <j>"}, {"email", "jane@example.com"}, {"since", Date("2026-01-31")}},
  };

  app.get("/", [=](auto& req, auto& res) { res.render("users", {{"title", "Users"}, {"users", users}}); });

  app.get("/users/:name", [=](auto& req, auto& res, auto next) {
    auto user = users.find([=](auto u) { return u["name"] == req.params["name"]; });
    if (!user) return next();
    res.render("user", {{"title", user["name"]}, {"user", user}});
  });

  app.get("/search", [=](auto& req, auto& res) {
    auto found = users.filter([=](auto u) { return u["name"].includes(req.query["q"] || ""); });
    res.render("users", {{"title", "Found"}, {"users", found}});
  });

  app.use([](auto& req, auto& res) {
    res.status(404).render("error",
                           {{"title", "Not found"}, {"message", format("There is nothing at {}", req.path())}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
