// Markdown as a template engine of one's own.
#include <crema/express.hpp>
#include <crema/html_text.hpp>

#include "marked.hpp"
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Renders views that end in .md; {name} stands for the local of that name.
  app.engine("md", [](auto path, auto options, auto fn) {
    fs.readFile(path, "utf8", [=](auto err, auto str) {
      if (err) return fn(err);
      auto html = marked.parse(str).replace(Regex(R"(\{([^}]+)\})", "g"),
                                            [=](auto, auto name) { return escapeHtml(options[name] || ""); });
      fn(null, html);
    });
  });

  app.set("views", path.join(__dirname, "views"));

  // The default, so that names of views need no .md.
  app.set("view engine", "md");

  app.get("/", [](auto& req, auto& res) { res.render("index", {{"title", "Markdown Example"}}); });

  app.get("/fail", [](auto& req, auto& res) { res.render("missing", {{"title", "Markdown Example"}}); });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
