// Errors: thrown, passed on later, and what answers them.
#include <crema/express.hpp>
#include <crema/morgan.hpp>
using namespace crema;

bool test = process.env["NODE_ENV"] == "test";

// Four parameters make it an error handler. There may be several, in any order.
void error(Error& err, Request& req, Response& res, Next next) {
  if (!test) console.error(err.stack);
  res.status(500);
  res.send("Internal Server Error");
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  if (!test) app.use(morgan("dev"));

  app.get("/", [] {
    // What a handler throws goes to the error handlers …
    throw Error("something broke!");
  });

  app.get("/next", [](auto& req, auto& res, auto next) {
    // … and so does what it passes to next(), also when that comes later: after a query, say.
    process.nextTick([=] { next(Error("oh no!")); });
  });

  // Behind the routes: in front of them it would not hear of their errors.
  app.use(error);

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
