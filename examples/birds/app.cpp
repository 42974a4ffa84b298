// Routers as modules: birds, their sightings, and two versions of an API.
#include <crema/express.hpp>

#include "birds.hpp"
#include "sightings.hpp"
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.json());
  app.use("/birds/:bird/sightings", sightings());
  app.use("/birds", birds());

  auto v1 = express.Router();
  v1.get("/", [](auto& req, auto& res) { res.send("Hello from APIv1 root route."); });
  v1.get("/users", [](auto& req, auto& res) { res.send("List of APIv1 users."); });

  auto v2 = express.Router({.caseSensitive = true});
  v2.get("/", [](auto& req, auto& res) { res.send("Hello from APIv2 root route."); });
  v2.get("/users", [](auto& req, auto& res) {
    res.json({{"version", 2}, {"url", req.url}, {"base", req.baseUrl}, {"original", req.originalUrl}});
  });

  app.use("/api/v1", v1);
  app.use({"/api/v2", "/api/latest"}, v2);

  app.get("/", [](auto& req, auto& res) { res.send("Hello from root route."); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
