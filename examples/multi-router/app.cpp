// Two versions of an API, each in a router of its own.
#include <crema/express.hpp>

#include "controllers/api_v1.hpp"
#include "controllers/api_v2.hpp"
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use("/api/v1", apiv1());
  app.use("/api/v2", apiv2());

  app.get("/", [](auto& req, auto& res) { res.send("Hello from root route."); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
