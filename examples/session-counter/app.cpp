// A page-view counter in the session.
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(session({
      .secret = "my-secret",
      .resave = false,
      .saveUninitialized = false,
      .cookie = {.maxAge = 300000},
  }));

  app.get("/", [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
