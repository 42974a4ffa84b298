// express.static with its options.
#include <crema/express.hpp>
#include <crema/serve_index.hpp>

#include "sections.hpp"
using namespace crema;

Router files() {
  auto router = express.Router();

  router.use("/default", express.static_("public"));
  router.use("/no-index", express.static_("public", {.index = false}));
  router.use("/own-index", express.static_("public", {.index = {"home.html", "hello.txt"}}));
  router.use("/no-redirect", express.static_("public", {.redirect = false}));
  router.use("/dot-allow", express.static_("public", {.dotfiles = "allow"}));
  router.use("/dot-deny", express.static_("public", {.dotfiles = "deny"}));
  router.use("/dot-deny-strict", express.static_("public", {.dotfiles = "deny", .fallthrough = false}));
  router.use("/aged", express.static_("public", {.maxAge = "1d"}));
  router.use("/immutable", express.static_("public", {.immutable = true, .maxAge = 31536000000}));
  router.use(
      "/bare",
      express.static_("public", {.etag = false, .lastModified = false, .cacheControl = false, .acceptRanges = false}));
  router.use("/extensions", express.static_("public", {.extensions = {"html", "txt"}}));
  router.use("/strict", express.static_("public", {.fallthrough = false}));
  router.use("/headers", express.static_("public", {
                                                       .setHeaders =
                                                           [](auto& res, auto path, auto stat) {
                                                             res.set("X-Size", String(stat.size));
                                                             if (path.endsWith(".txt"))
                                                               res.set("Content-Type", "text/x-own");
                                                           },
                                                   }));
  router.use("/two", express.static_("views"), express.static_("public"));
  router.use("/missing", express.static_("no-such-folder"));
  router.use("/listing", serveIndex("public/sub"));

  router.use([](auto& req, auto& res) { res.status(404).send(format("fell through {}", req.path())); });
  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("error {} {}", err.status, err.code || ""));
  });

  return router;
}
