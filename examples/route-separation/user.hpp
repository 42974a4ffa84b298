// Users.
#pragma once
#include <crema/express.hpp>
using namespace crema;

namespace user {

inline Value users = {
    {{"name", "TJ"}, {"email", "tj@vision-media.ca"}},
    {{"name", "Tobi"}, {"email", "tobi@vision-media.ca"}},
};

inline void list(Request& req, Response& res) { res.render("users", {{"title", "Users"}, {"users", users}}); }

inline void load(Request& req, Response& res, Next next) {
  Value id = req.params["id"];
  req.user = users[id];
  if (req.user) {
    next();
  } else {
    auto err = Error("cannot find user " + id);
    err.status = 404;
    next(err);
  }
}

inline void view(Request& req, Response& res) {
  res.render("users/view", {{"title", "Viewing user " + req.user["name"]}, {"user", req.user}});
}

inline void edit(Request& req, Response& res) {
  res.render("users/edit", {{"title", "Editing user " + req.user["name"]}, {"user", req.user}});
}

inline void update(Request& req, Response& res) {
  // Here you would validate, and store it in a database.
  Value user = req.body["user"];
  req.user["name"] = user["name"];
  req.user["email"] = user["email"];
  res.redirect(req.get("Referrer") || "/");
}

}  // namespace user
