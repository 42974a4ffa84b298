// Version 1 of the API.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router apiv1() {
  auto apiv1 = express.Router();

  apiv1.get("/", [](auto& req, auto& res) { res.send("Hello from APIv1 root route."); });

  apiv1.get("/users", [](auto& req, auto& res) { res.send("List of APIv1 users."); });

  return apiv1;
}
