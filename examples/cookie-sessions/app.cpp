// A session that lives in the browser's cookie: nothing is kept on the server.
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(cookieSession({.secret = "manny is cool"}));

  app.get("/", [](auto& req, auto& res) {
    req.session["count"] = (req.session["count"] || 0) + 1;
    res.send("viewed " + req.session["count"] + " times\n");
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
