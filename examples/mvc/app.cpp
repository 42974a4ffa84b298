// Model, view, controller: the controllers' functions have names that say what they are for, and the routes are made from these.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <crema/morgan.hpp>
#include <crema/session.hpp>

#include "controllers/main/index.hpp"
#include "controllers/pet/index.hpp"
#include "controllers/user/index.hpp"
#include "controllers/user-pet/index.hpp"
#include "lib/boot.hpp"
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto verbose = process.env["NODE_ENV"] != "test";

  // The engine, so that names of views need no extension.
  app.set("view engine", "ejs");

  // Views of the pages for errors; those of the controllers stand beside them.
  app.set("views", path.join(__dirname, "views"));

  // A method of one's own: keeps a message in the session, for the page that comes next.
  app.response["message"] = Function([](auto& req, auto& res, auto msg) {
    auto& sess = req.session;
    sess["messages"] = sess["messages"] || Array();
    sess["messages"].push(msg);
  });

  if (verbose) app.use(morgan("dev"));

  app.use(express.static_(path.join(__dirname, "public")));

  app.use(session({
      .secret = "some secret here",
      .resave = false,             // don't save what has not changed
      .saveUninitialized = false,  // don't make a session before something is stored in it
  }));

  app.use(express.urlencoded({.extended = true}));

  // Forms can only GET and POST: ?_method=put makes it a PUT.
  app.use(methodOverride("_method"));

  // Views find the messages, and nobody finds them twice. What is posted goes on to a page, which is to show them.
  app.use([](auto& req, auto& res, auto next) {
    auto msgs = req.session["messages"] || Array();
    res.locals["messages"] = msgs;
    res.locals["hasMessages"] = msgs.length() > 0;
    if (req.method == "GET") delete_(req.session["messages"]);
    next();
  });

  boot(app, verbose,
       {
           {"main", start::controller},
           {"pet", pet::controller},
           {"user", user::controller},
           {"user-pet", user_pet::controller},
       });

  app.use([=](auto& err, auto& req, auto& res, auto next) {
    if (verbose) console.error(err.stack);
    res.status(500).render("5xx");
  });

  // Whoever comes here was answered by nobody.
  app.use([](auto& req, auto& res) { res.status(404).render("404", {{"url", req.originalUrl}}); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
