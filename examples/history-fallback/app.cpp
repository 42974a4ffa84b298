// A page that has its routes in the browser: an API, files, and for all other addresses the one page.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  Value users = {{{"id", 1}, {"name", "Ann"}}, {{"id", 2}, {"name", "Bob"}}};

  app.get("/api/users", [=](auto& req, auto& res) { res.json(users); });

  app.get("/api/users/:id", [=](auto& req, auto& res) {
    auto user = users.find([=](auto user) { return user["id"] == Number(req.params["id"]); });
    if (!user) return res.status(404).json({{"error", "There is no such user"}});
    res.json(user);
  });

  // What the API does not know is an error, never the page.
  app.use("/api", [](auto& req, auto& res) {
    res.status(404).json({{"error", format("There is no {}", req.originalUrl)}});
  });

  app.use(express.static_(path.join(__dirname, "public")));

  // A browser that opens an address of the page gets the page; a file that is missing stays missing.
  app.get("/*address", [](auto& req, auto& res, auto next) {
    auto wantsPage = (req.get("Accept") || "").includes("text/html");
    if (!wantsPage || path.extname(req.path()) != "") return next();
    res.set("Cache-Control", "no-cache");
    res.sendFile("index.html", {.root = path.join(__dirname, "public"), .cacheControl = false});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
