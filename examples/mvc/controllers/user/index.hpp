// Users.
#pragma once
#include "../../db.hpp"
#include "../../lib/boot.hpp"

namespace user {

inline void before(Request& req, Response& res, Next next) {
  Value id = req.params["user_id"];
  if (!id) return next();
  // Stands for a query: the answer comes later.
  process.nextTick([=] {
    req.user = db::users[id];
    if (!req.user) return next("route");
    next();
  });
}

inline void list(Request& req, Response& res) { res.render("list", {{"users", db::users}}); }

inline void edit(Request& req, Response& res) { res.render("edit", {{"user", req.user}}); }

inline void show(Request& req, Response& res) { res.render("show", {{"user", req.user}}); }

inline void update(Request& req, Response& res) {
  Value body = req.body;
  req.user["name"] = body["user"]["name"];
  res["message"]("Information updated!");
  res.redirect("/user/" + req.user["id"]);
}

inline Controller controller = {
    .engine = "ejs",
    .before = before,
    .actions = {{"list", list}, {"edit", edit}, {"show", show}, {"update", update}},
};

}  // namespace user
