// Pets.
#pragma once
#include "../../db.hpp"
#include "../../lib/boot.hpp"

namespace pet {

inline void before(Request& req, Response& res, Next next) {
  Value pet = db::pets[req.params["pet_id"]];
  if (!pet) return next("route");
  req["pet"] = pet;
  next();
}

inline void show(Request& req, Response& res) { res.render("show", {{"pet", req["pet"]}}); }

inline void edit(Request& req, Response& res) { res.render("edit", {{"pet", req["pet"]}}); }

inline void update(Request& req, Response& res) {
  Value body = req.body;
  req["pet"]["name"] = body["pet"]["name"];
  res["message"]("Information updated!");
  res.redirect("/pet/" + req["pet"]["id"]);
}

inline Controller controller = {
    .engine = "ejs",
    .before = before,
    .actions = {{"show", show}, {"edit", edit}, {"update", update}},
};

}  // namespace pet
