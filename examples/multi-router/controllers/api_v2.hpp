// Version 2 of the API.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router apiv2() {
  auto apiv2 = express.Router();

  apiv2.get("/", [](auto& req, auto& res) { res.send("Hello from APIv2 root route."); });

  apiv2.get("/users", [](auto& req, auto& res) { res.send("List of APIv2 users."); });

  return apiv2;
}
