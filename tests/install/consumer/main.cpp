// A user's program in two files.
#include <crema/express.hpp>
#include <crema/version.hpp>
using namespace crema;

Router pages();

int main() {
  auto app = express();
  app.use("/", pages());
  app.listen(process.env["PORT"] || 3000, [] { console.log("Crema", CREMA_VERSION_STRING); });
}
