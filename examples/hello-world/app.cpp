// The smallest program: one route that answers with a text.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/", [](auto& req, auto& res) { res.send("Hello World"); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
