// All routes in one map: paths that hold paths, and methods that hold handlers.
#include <crema/express.hpp>
#include <crema/html_text.hpp>
using namespace crema;

bool verbose = process.env["NODE_ENV"] != "test";

namespace users {
void list(Request& req, Response& res) { res.send("user list"); }

void get(Request& req, Response& res) { res.send("user " + escapeHtml(req.params["uid"])); }

void delete_(Request& req, Response& res) { res.send("delete users"); }
}  // namespace users

namespace pets {
void list(Request& req, Response& res) { res.send("user " + escapeHtml(req.params["uid"]) + "'s pets"); }

void delete_(Request& req, Response& res) {
  res.send("delete " + escapeHtml(req.params["uid"]) + "'s pet " + escapeHtml(req.params["pid"]));
}
}  // namespace pets

// A handler, or more routes.
struct RouteMap : Handler {
  using Handler::Handler;
  RouteMap(std::initializer_list<Map<RouteMap>::Entry> routes) : inner(routes) {}
  Map<RouteMap> inner;
};

void map(App app, RouteMap routes, Value path = "") {
  for (auto [key, value] : routes.inner) {
    if (!value) {
      map(app, value, path + key);
    } else {
      if (verbose) console.log("%s %s", key, path);
      app[key](path, value);
    }
  }
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  RouteMap routes = {
      {"/users",
       {
           {"get", users::list},
           {"delete", users::delete_},
           {"/:uid",
            {
                {"get", users::get},
                {"/pets",
                 {
                     {"get", pets::list},
                     {"/:pid", {{"delete", pets::delete_}}},
                 }},
            }},
       }},
  };
  map(app, routes);

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
