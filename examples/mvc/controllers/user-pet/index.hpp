// The pets of a user.
#pragma once
#include "../../db.hpp"
#include "../../lib/boot.hpp"

namespace user_pet {

inline void create(Request& req, Response& res, Next next) {
  Value id = req.params["user_id"];
  Value user = db::users[id];
  Value body = req.body;
  if (!user) return next("route");
  Value pet = {{"name", body["pet"]["name"]}};
  pet["id"] = db::pets.push(pet) - 1;
  user["pets"].push(pet);
  res["message"]("Added pet " + body["pet"]["name"]);
  res.redirect("/user/" + id);
}

inline Controller controller = {
    .name = "pet",
    .prefix = "/user/:user_id",
    .actions = {{"create", create}},
};

}  // namespace user_pet
