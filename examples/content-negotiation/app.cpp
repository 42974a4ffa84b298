// One resource in three forms: the client's Accept field decides.
#include <crema/express.hpp>
using namespace crema;

Value users = {{{"name", "Tobi"}}, {{"name", "Loki"}}, {{"name", "Jane"}}};

void html(Request& req, Response& res) {
  res.send("<ul>" + users.map([](auto user) { return "<li>" + user["name"] + "</li>"; }).join("") + "</ul>");
}

void text(Request& req, Response& res) {
  res.send(users.map([](auto user) { return " - " + user["name"] + "\n"; }).join(""));
}

void json(Request& req, Response& res) { res.json(users); }

Handler formatted(Map<Handler> table) {
  return [=](auto& req, auto& res) { res.format(table); };
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // The forms may stand in the route …
  app.get("/", [](auto& req, auto& res) {
    res.format({
        {"html",
         [&] {
           res.send("<ul>" + users.map([](auto user) { return "<li>" + user["name"] + "</li>"; }).join("") + "</ul>");
         }},
        {"text", [&] { res.send(users.map([](auto user) { return " - " + user["name"] + "\n"; }).join("")); }},
        {"json", [&] { res.json(users); }},
    });
  });

  // … or come from a table of handlers, which a small middleware takes.
  app.get("/users", formatted({{"html", html}, {"text", text}, {"json", json}}));

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
