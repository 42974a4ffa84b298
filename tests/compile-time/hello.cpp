#include <crema/express.hpp>

int main() {
  auto app = crema::express();
  app.get("/", [](auto&, auto& res) { res.send("Hello World!"); });
  app.listen(3000);
}
