// What stands below /users.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router usersRouter() {
  auto router = express.Router();

  router.get("/", [](auto& req, auto& res, auto next) { res.send("respond with a resource"); });

  return router;
}
