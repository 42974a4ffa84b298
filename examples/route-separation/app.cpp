// Routes in one file, what they do in others.
#include <crema/cookie_parser.hpp>
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <crema/morgan.hpp>

#include "post.hpp"
#include "site.hpp"
#include "user.hpp"
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));

  if (process.env["NODE_ENV"] != "test") app.use(morgan("dev"));

  app.use(methodOverride("_method"));
  app.use(cookieParser());
  app.use(express.urlencoded({.extended = true}));
  app.use(express.static_(path.join(__dirname, "public")));

  app.get("/", site::index);

  app.get("/users", user::list);
  app.all("/user/:id{/:op}", user::load);
  app.get("/user/:id", user::view);
  app.get("/user/:id/view", user::view);
  app.get("/user/:id/edit", user::edit);
  app.put("/user/:id/edit", user::update);

  app.get("/posts", post::list);

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
