// Files that the browser saves instead of showing them.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  auto FILES_DIR = path.join(__dirname, "files");

  app.get("/", [](auto& req, auto& res) {
    res.send(
        "<ul>"
        "<li>Download <a href=\"/files/notes/groceries.txt\">notes/groceries.txt</a>.</li>"
        "<li>Download <a href=\"/files/amazing.txt\">amazing.txt</a>.</li>"
        "<li>Download <a href=\"/files/missing.txt\">missing.txt</a>.</li>"
        "<li>Download <a href=\"/files/Käse und 牛奶.txt\">Käse und 牛奶.txt</a>.</li>"
        "</ul>");
  });

  // *file stands for the rest of the path: a list of its segments.
  app.get("/files/*file", [=](auto& req, auto& res, auto next) {
    res.download(req.params["file"].join("/"), {.root = FILES_DIR}, [=](auto err) {
      if (!err) return;  // sent
      if (err.status != 404) return next(err);
      res.statusCode = 404;
      res.send("Cant find that file, sorry!");
    });
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
