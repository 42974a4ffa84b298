// An API for users: create, read, update, delete.
#include <crema/express.hpp>

#include "api.hpp"
using namespace crema;

int main() {
  auto app = api();
  auto port = process.env["PORT"] || 3000;

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
