// The routes for birds: a module that is mounted.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router birds() {
  auto router = express.Router();

  auto timeLog = [](auto& req, auto& res, auto next) {
    res.set("X-Mounted-At", req.baseUrl);
    next();
  };
  router.use(timeLog);

  router.get("/", [](auto& req, auto& res) { res.send("Birds home page"); });
  router.get("/about", [](auto& req, auto& res) { res.send("About birds"); });
  router.get("/:name", [](auto& req, auto& res) { res.send(format("All about the {}", req.params["name"])); });

  return router;
}
