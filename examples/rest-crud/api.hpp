// The API: users in an array, which lives as long as the program.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline App api() {
  auto app = express();
  Value users = {
      {{"id", 1}, {"name", "Ann"}, {"email", "ann@example.com"}},
      {{"id", 2}, {"name", "Bob"}, {"email", "bob@example.com"}},
  };
  Let nextId = 3;

  app.use(express.json());

  app.get("/users", [=](auto& req, auto& res) { res.json(users); });

  app.get("/users/:id", [=](auto& req, auto& res) {
    auto user = users.find([=](auto u) { return u["id"] == parseInt(req.params["id"]); });
    if (!user) return res.status(404).json({{"error", "User not found"}});
    res.json(user);
  });

  app.post("/users", [=](auto& req, auto& res) {
    if (!req.body || !req.body["name"]) return res.status(400).json({{"error", "A user needs a name"}});
    Value user = {{"id", nextId++}, {"name", req.body["name"]}, {"email", req.body["email"]}};
    users.push(user);
    res.status(201).location(format("/users/{}", user["id"])).json(user);
  });

  app.put("/users/:id", [=](auto& req, auto& res) {
    auto user = users.find([=](auto u) { return u["id"] == parseInt(req.params["id"]); });
    if (!user) return res.status(404).json({{"error", "User not found"}});
    if (!req.body || !req.body["name"]) return res.status(400).json({{"error", "A user needs a name"}});
    user["name"] = req.body["name"];
    user["email"] = req.body["email"];
    res.json(user);
  });

  app.patch("/users/:id", [=](auto& req, auto& res) {
    auto user = users.find([=](auto u) { return u["id"] == parseInt(req.params["id"]); });
    if (!user) return res.status(404).json({{"error", "User not found"}});
    Object.assign(user, req.body, {{"id", user["id"]}});
    res.json(user);
  });

  app.delete_("/users/:id", [=](auto& req, auto& res) {
    auto index = users.findIndex([=](auto u) { return u["id"] == parseInt(req.params["id"]); });
    if (index == -1) return res.status(404).json({{"error", "User not found"}});
    users.splice(index, 1);
    res.status(204).send();
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.message}});
  });

  return app;
}
