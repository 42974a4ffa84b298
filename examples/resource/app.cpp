// A helper of one's own that makes the routes of a resource from a controller.
#include <crema/express.hpp>
using namespace crema;

Value users = {{{"name", "tj"}},        {{"name", "ciaran"}}, {{"name", "aaron"}},
               {{"name", "guillermo"}}, {{"name", "simon"}},  {{"name", "tobi"}}};

struct User {
  static void index(Request& req, Response& res) { res.send(users); }

  static void show(Request& req, Response& res) {
    res.send(users[req.params["id"]] || Value{{"error", "Cannot find user"}});
  }

  static void destroy(const Request& req, const Response& res, Value id) {
    auto destroyed = users[id] != undefined;
    delete_(users[id]);
    res.send(destroyed ? "destroyed" : "Cannot find user");
  }

  static void range(const Request& req, const Response& res, Value a, Value b, Value format) {
    auto range = users.slice(a, b + 1);
    if (format == "json") return res.send(range);
    res.send("<ul>" +
             range.map([](auto user) { return user ? "<li>" + user["name"] + "</li>" : Value(""); }).join("\n") +
             "</ul>");
  }
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  auto resource = [=](Value path, auto obj) {
    app.get(path, obj.index);
    app.get(path + "/:a..:b{.:format}", [=](auto& req, auto& res) {
      auto a = parseInt(req.params["a"], 10);
      auto b = parseInt(req.params["b"], 10);
      Value format = req.params["format"];
      obj.range(req, res, a, b, format);
    });
    app.get(path + "/:id", obj.show);
    app.delete_(path + "/:id", [=](auto& req, auto& res) {
      auto id = parseInt(req.params["id"], 10);
      obj.destroy(req, res, id);
    });
  };

  resource("/users", User());

  app.get("/", [](auto& req, auto& res) {
    res.send(Array("<h1>Examples:</h1> <ul>", "<li>GET /users</li>", "<li>GET /users/1</li>", "<li>GET /users/3</li>",
                   "<li>GET /users/1..3</li>", "<li>GET /users/1..3.json</li>", "<li>DELETE /users/4</li>", "</ul>")
                 .join("\n"));
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
