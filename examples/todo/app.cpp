// A list of things to do: forms that redirect, EJS pages that share their parts, a stylesheet.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
using namespace crema;

Value todos = {
    {{"id", 1}, {"title", "Read the tutorial"}, {"done", true}},
    {{"id", 2}, {"title", "Write the program"}, {"done", false}},
    {{"id", 3}, {"title", "Tell Ann & Bob"}, {"done", false}},
};
Value nextId = 4;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.locals["site"] = "Things to do";
  app.locals["open"] = Function([] { return todos.filter([](auto todo) { return !todo["done"]; }).length(); });

  app.use(express.static_(path.join(__dirname, "public")));
  app.use(express.urlencoded({.extended = false}));

  app.get("/", [](auto& req, auto& res) {
    auto show = req.query["show"] || "all";
    auto shown = todos.filter([=](auto todo) { return show == "all" || todo["done"] == (show == "done"); });
    res.render("index", {{"todos", shown}, {"show", show}});
  });

  app.post("/todos", [](auto& req, auto& res) {
    auto title = (req.body["title"] || "").trim();
    if (!title) return res.status(400).render("message", {{"message", "Please say what there is to do."}});
    todos.push({{"id", nextId++}, {"title", title}, {"done", false}});
    res.redirect("/");
  });

  app.post("/todos/clear", [](auto& req, auto& res) {
    todos = todos.filter([](auto todo) { return !todo["done"]; });
    res.redirect("/");
  });

  // Each route below is about one of the list.
  app.param("id", [](auto& req, auto& res, auto next, auto id) {
    req["todo"] = todos.find([=](auto todo) { return todo["id"] == Number(id); });
    if (!req["todo"]) return next("route");
    next();
  });

  app.get("/todos/:id", [](auto& req, auto& res) { res.render("edit", {{"todo", req["todo"]}}); });

  app.post("/todos/:id", [](auto& req, auto& res) {
    req["todo"]["title"] = req.body["title"];
    res.redirect("/");
  });

  app.post("/todos/:id/toggle", [](auto& req, auto& res) {
    req["todo"]["done"] = !req["todo"]["done"];
    res.redirect("/?show=" + (req.body["show"] || "all"));
  });

  app.post("/todos/:id/delete", [](auto& req, auto& res) {
    todos.splice(todos.indexOf(req["todo"]), 1);
    res.redirect("/");
  });

  app.use([](auto& req, auto& res) {
    res.status(404).render("message", {{"message", format("There is nothing at {}", req.path())}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
