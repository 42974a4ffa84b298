// The home page.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router indexRouter() {
  auto router = express.Router();

  router.get("/", [](auto& req, auto& res, auto next) { res.render("index", {{"title", "Express"}}); });

  return router;
}
