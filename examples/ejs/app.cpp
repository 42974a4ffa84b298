// EJS templates in files that end in .html.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
using namespace crema;

Value users = {
    {{"name", "tobi"}, {"email", "tobi@learnboost.com"}},
    {{"name", "loki"}, {"email", "loki@learnboost.com"}},
    {{"name", "jane"}, {"email", "jane@learnboost.com"}},
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Without this line the files of EJS would have to end in .ejs.
  app.engine(".html", ejs.__express);

  // Without this line the folder would be "views" in the working directory.
  app.set("views", path.join(__dirname, "views"));

  app.use(express.static_(path.join(__dirname, "public")));

  // Without this line each name would need its extension: res.render("users.html").
  app.set("view engine", "html");

  app.get("/", [](auto& req, auto& res) { res.render("users", {{"users", users}, {"title", "EJS example"}}); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
