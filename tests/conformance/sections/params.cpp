// Path syntax of Express 5 and app.param().
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router params() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) { res.json({spread(req.params)}); };

  router.get("/users/:userId/books/:bookId", show);
  router.get("/flights/:from-:to", show);
  router.get("/plants/:genus.:species", show);
  router.get("/files/*path", show);
  router.get("/shop{/:category}", show);
  router.get("/docs/:page{.:format}", show);
  router.get("/any/*first/then/*rest", show);
  router.get("/opt{/a{/:b}}/end", show);
  router.get("/colon\\:literal/:x", show);
  router.get("/quoted/:\"with space\"", show);
  router.get("/root{/*splat}", show);

  Value people = {"ann", "bob", "cyd"};
  auto withParam = express.Router();
  withParam.param("id", [=](auto& req, auto& res, auto next, auto id, auto name) {
    if (!R"(^\d+$)"_re.test(id)) return next("route");
    req["person"] = people[Number(id)];
    res.append("X-Param", format("{}={}", name, id));
    if (!req["person"]) {
      auto err = Error("no such person");
      err.status = 404;
      return next(err);
    }
    next();
  });
  withParam.use("/:id/x", [](auto& req, auto& res, auto next) { next(); });
  withParam.get("/:id", [](auto& req, auto& res) { res.send(req["person"]); });
  withParam.get("/:id/x", [](auto& req, auto& res) { res.send(format("x of {}", req["person"])); });
  withParam.get("/:other", [](auto& req, auto& res) { res.send(format("other {}", req.params["other"])); });
  router.use("/person", withParam);
  router.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });

  return router;
}
