// Mustache by app.engine: pages without logic, a list, partials, and a form.
#include <crema/express.hpp>

#include "mustache_express.hpp"
using namespace crema;

Value recipes = {
    {{"id", 1}, {"title", "Pancakes"}, {"minutes", 20}, {"steps", {"Mix", "Wait", "Fry"}}},
    {{"id", 2}, {"title", "Fish & chips"}, {"minutes", 45}, {"steps", Array()}},
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Renders views that end in .mustache.
  app.engine("mustache", mustacheExpress());
  app.set("view engine", "mustache");
  app.set("views", path.join(__dirname, "views"));
  app.locals["site"] = "Recipes";

  app.use(express.urlencoded());

  app.get("/", [](auto& req, auto& res) {
    auto quick = recipes.filter([](auto recipe) { return recipe["minutes"] <= 30; });
    res.render("index", {{"title", "All"}, {"recipes", recipes}, {"quick", quick.length()}});
  });

  app.get("/recipes/:id", [](auto& req, auto& res, auto next) {
    auto recipe = recipes.find([=](auto recipe) { return recipe["id"] == Number(req.params["id"]); });
    if (!recipe) return next();
    res.render("recipe", {{"title", recipe["title"]}, {"recipe", recipe}, {"note", req.query["note"]}});
  });

  app.post("/recipes", [](auto& req, auto& res) {
    Value title = req.body["title"], minutes = req.body["minutes"];
    if (!title) return res.status(400).render("message", {{"title", "Not yet"}, {"message", "A recipe has a title."}});
    recipes.push(
        {{"id", recipes.length() + 1}, {"title", title}, {"minutes", Number(minutes) || 30}, {"steps", Array()}});
    res.redirect(format("/recipes/{}", recipes.length()));
  });

  app.get("/broken", [](auto& req, auto& res) { res.render("broken", {{"title", "Broken"}}); });

  app.use([](auto& req, auto& res) {
    res.status(404).render("message", {{"title", "Not found"}, {"message", "There is no " + req.path()}});
  });

  app.listen(port, [=] { console.log(format("Recipes on http://localhost:{}", port)); });
}
