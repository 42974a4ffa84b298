// Errors: thrown, passed on, rejected; the default pages.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router errors() {
  auto router = express.Router();

  auto handled = express.Router();
  handled.get("/throw", [] { throw Error("thrown"); });
  handled.get("/next", [](auto& req, auto& res, auto next) { next(Error("passed on")); });
  handled.get("/reject", []() -> Task<> {
    throw Error("rejected");
    co_return;
  });
  handled.get("/text", [](auto& req, auto& res, auto next) { next("just text"); });
  handled.get("/http/:status",
              [](auto& req, auto& res, auto next) { next(createError(Number(req.params["status"]))); });
  handled.get("/http/:status/:message", [](auto& req, auto& res, auto next) {
    next(createError(Number(req.params["status"]), req.params["message"]));
  });
  handled.get("/props", [](auto& req, auto& res, auto next) {
    next(createError(402, "pay first", {{"code", "E_PAY"}, {"headers", {{"X-Price", "5"}}}}));
  });
  handled.get(
      "/recover", [](auto& req, auto& res, auto next) { next(Error("first")); },
      [](auto& req, auto& res) { res.send("never"); });
  handled.use("/recover", [](auto& err, auto& req, auto& res, auto next) { next(); });
  handled.get("/recover", [](auto& req, auto& res) { res.send("recovered"); });
  handled.get("/replace", [](auto& req, auto& res, auto next) { next(Error("first")); });
  handled.use("/replace",
              [](auto& err, auto& req, auto& res, auto next) { next(Error(format("{} then second", err.message))); });
  handled.get("/in-handler", [](auto& req, auto& res, auto next) { next(Error("first")); });
  // (err) alone is no error handler in Express, and so it is never called
  handled.use("/in-handler", [](auto& err) { throw Error(format("thrown while handling {}", err["message"])); });
  handled.get(
      "/route-handler", [](auto& req, auto& res, auto next) { next(Error("x")); },
      [](auto& err, auto& req, auto& res, auto next) {
        res.status(418).send(format("in the route: {}", err.message));
      });
  handled.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .json({{"message", err.message || String(err)},
               {"status", err.status || null},
               {"expose", err.expose.value_or(null)},
               {"code", err.code || null}});
  });
  router.use("/handled", handled);

  // nobody handles these: the default page, as NODE_ENV=production shows it
  auto production = express.Router();
  production.get("/throw", [] { throw Error("a secret of ours"); });
  production.get("/status/:status", [](auto& req, auto& res, auto next) {
    auto err = Error("told <b>to the client</b>");
    err.status = Number(req.params["status"]);
    next(err);
  });
  production.get("/statusCode", [](auto& req, auto& res, auto next) {
    auto err = Error("x");
    err.statusCode = 503;
    err.headers = {{"Retry-After", "5"}};
    next(err);
  });
  production.get("/res-status", [](auto& req, auto& res, auto next) {
    res.status(422);
    next(Error("x"));
  });
  production.get("/headers-dropped", [](auto& req, auto& res, auto next) {
    res.set("X-Before", "set");
    res.set("Cache-Control", "public");
    next(Error("x"));
  });
  production.get("/started", [](auto& req, auto& res, auto next) {
    res.write("begun");
    setTimeout([=] { next(Error("too late")); }, 20);
  });
  router.use("/production", production);

  return router;
}
