// express.static: odd names, options together, errors, mounts; a favicon; listings.
#include <crema/express.hpp>
#include <crema/serve_favicon.hpp>
#include <crema/serve_index.hpp>

#include "sections.hpp"
using namespace crema;

Router staticEdge() {
  auto router = express.Router();
  auto mount = [=](Value path, StaticOptions options = {}) {
    router.use(path, express.static_("public/edge", options));
  };

  mount("/plain");
  mount("/dotted", {.dotfiles = "allow"});
  mount("/denied", {.dotfiles = "deny"});
  mount("/ignored-strict", {.dotfiles = "ignore", .fallthrough = false});
  mount("/strict", {.fallthrough = false});
  mount("/strict-no-redirect", {.fallthrough = false, .redirect = false});
  mount("/no-redirect", {.redirect = false});
  mount("/no-index", {.index = false});
  mount("/two-indexes", {.index = {"nothing.html", "tobi.txt", "names.txt"}});
  mount("/index-text", {.index = "names.txt"});
  mount("/extension", {.extensions = "txt"});
  mount("/extensions", {.extensions = {"d", "htm", "html", "txt"}});
  mount("/no-extensions", {.extensions = false});
  mount("/forever", {.maxAge = Infinity});
  mount("/for-days", {.immutable = true, .maxAge = "30 days"});
  mount("/no-cache-control", {.immutable = true, .maxAge = "1d", .cacheControl = false});
  mount("/no-ranges", {.acceptRanges = false});
  mount("/no-tags", {.etag = false});
  mount("/no-dates", {.lastModified = false});
  mount("/own-headers", {
                            .redirect = true,
                            .setHeaders =
                                [](auto& res, auto path) {
                                  res.set("X-Served", path.split("/").pop());
                                  res.set("Cache-Control", "no-store");
                                  res.set("ETag", "\"served\"");
                                },
                        });
  router.use("/pages/:lang", express.static_("public/edge"));
  router.use("/one-file", express.static_("public/edge/nums.txt"));
  router.use("/nowhere", express.static_("public/does-not-exist", {.fallthrough = false}));
  router.use("/layered", express.static_("public/edge/users"), express.static_("public/edge/pets"),
             express.static_("public/edge"));
  router.use(
      "/status",
      [](auto& req, auto& res, auto next) {
        res.status(501);
        next();
      },
      express.static_("public/edge"));
  router.use(
      "/preset",
      [](auto& req, auto& res, auto next) {
        res.set({{"Content-Type", "text/x-preset"},
                 {"ETag", "\"preset\""},
                 {"Cache-Control", "private"},
                 {"X-Preset", "yes"}});
        next();
      },
      express.static_("public/edge"));
  router.use(
      "/headers-first",
      [](auto& req, auto& res, auto next) {
        res.set({{"Content-Encoding", "identity"}, {"Content-Language", "en"}, {"X-Kept", "yes"}});
        next();
      },
      express.static_("public/edge", {.fallthrough = false}));
  auto app = express();
  app.use("/inner", express.static_("public/edge"));
  router.use("/app", app);
  router.use("/rewritten", [](auto& req, auto& res, auto next) {
    req.url = format("/users{}", req.url);
    next();
  });
  router.use("/rewritten/users", express.static_("public/edge"));

  router.use("/icon", favicon("public/pixel.png"));
  router.use("/icon-aged", favicon("public/pixel.png", {.maxAge = "1d"}));
  router.use("/icon-fresh", favicon("public/pixel.png", {.maxAge = 0}));
  // the favicon is for /favicon.ico of the whole site alone
  auto site = express();
  site.use(favicon("public/pixel.png", {.maxAge = "1h"}));
  site.use([](auto& req, auto& res) { res.send(format("not the icon {}", req.path())); });
  router.use("/site", site);

  auto list = [=](Value path, ServeIndexOptions options = {}) {
    router.use(path, serveIndex("public/edge/users", options));
  };
  list("/list/plain");
  router.use("/list/all", serveIndex("public/edge", {.hidden = true}));
  router.use("/list/visible", serveIndex("public/edge"));
  router.use("/list/filtered", serveIndex("public/edge", {.filter = [](auto name) { return name.endsWith(".txt"); }}));
  router.use("/list/files", express.static_("public/edge", {.index = false}), serveIndex("public/edge"));

  router.use([](auto& req, auto& res) { res.status(404).send(format("fell through {} {}", req.method, req.path())); });
  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("error {} {}", err.status, err.code || "").trim());
  });

  return router;
}
