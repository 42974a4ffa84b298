// A site of files: several folders, one below a prefix, pages by sendFile, downloads, a page for what is not there.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Sends one of the pages; they are not in a folder that is served.
  auto page = [](Value name) {
    return [=](auto& req, auto& res) { res.sendFile(name, {.root = path.join(__dirname, "pages")}); };
  };

  // /about is public/about.html; a folder redirects to the path with a slash, and sends its index.html.
  app.use(express.static_(path.join(__dirname, "public"), {.extensions = Array("html")}));

  // Below a prefix that no folder has: the first folder that has the file sends it.
  app.use("/static", express.static_(path.join(__dirname, "docs"), {.index = false, .redirect = false}));
  app.use("/static", express.static_(path.join(__dirname, "public", "css")));

  app.get("/", page("index.html"));
  app.get({"/contact", "/imprint"}, page("contact.html"));

  // Names come from the client: with a root nothing outside of it is sent.
  app.get("/files/*name", [](auto& req, auto& res, auto next) {
    SendFileOptions options = {
        .root = path.join(__dirname, "files"), .dotfiles = "deny", .headers = {{"X-Sent-By", "sendFile"}}};
    res.sendFile(req.params["name"].join("/"), options, [=](auto err) {
      if (err && !res.headersSent()) next(err);
    });
  });

  app.get("/download/:name", [](auto& req, auto& res, auto next) {
    res.download(req.params["name"], format("copy of {}", req.params["name"]), {.root = path.join(__dirname, "files")},
                 [=](auto err) {
                   if (err && !res.headersSent()) next(err);
                 });
  });

  app.use([](auto& req, auto& res) { res.status(404).sendFile("404.html", {.root = path.join(__dirname, "pages")}); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).type("text").send(format("{}: {}", err.status, err.message));
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
