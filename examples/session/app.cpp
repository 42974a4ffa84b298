// A page that counts its visits in the session.
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Fills req.session.
  app.use(session({
      .secret = "keyboard cat",
      .resave = false,             // don't save what has not changed
      .saveUninitialized = false,  // don't make a session before something is stored in it
  }));

  app.get("/", [](auto& req, auto& res) {
    Value body = "";
    if (req.session["views"]) {
      ++req.session["views"];
    } else {
      req.session["views"] = 1;
      body += "<p>First time visiting? view this page in several browsers :)</p>";
    }
    res.send(body + "<p>viewed <strong>" + req.session["views"] + "</strong> times.</p>");
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
