// A JSON API whose clients have a key.
#include <crema/express.hpp>
using namespace crema;

// In a real service they are in a database. They don't say who somebody is: they count, and keep away, clients.
Value apiKeys = {"foo", "bar", "baz"};

Value repos = {
    {{"name", "express"}, {"url", "https://github.com/expressjs/express"}},
    {{"name", "stylus"}, {"url", "https://github.com/learnboost/stylus"}},
    {{"name", "cluster"}, {"url", "https://github.com/learnboost/cluster"}},
};

Value users = {{{"name", "tobi"}}, {{"name", "loki"}}, {{"name", "jane"}}};

Value userRepos = {
    {"tobi", {repos[0], repos[1]}},
    {"loki", Array(repos[1])},
    {"jane", Array(repos[2])},
};

// An error with the status that the answer is to have.
Error error(Value status, Value message) {
  auto err = Error(message);
  err.status = status;
  return err;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Mounted at /api: it is called only for paths that begin so.
  app.use("/api", [](auto& req, auto& res, auto next) {
    Value key = req.query["api-key"];
    if (!key) return next(error(400, "api key required"));
    if (apiKeys.indexOf(key) == -1) return next(error(401, "invalid api key"));

    // All is well; keep it for the routes.
    req["key"] = key;
    next();
  });

  // From here on the key is a good one.
  app.get("/api/users", [](auto& req, auto& res) { res.send(users); });

  app.get("/api/repos", [](auto& req, auto& res) { res.send(repos); });

  app.get("/api/user/:name/repos", [](auto& req, auto& res, auto next) {
    Value name = req.params["name"];
    Value user = userRepos[name];

    if (user) res.send(user);
    else next();
  });

  // Four parameters: only errors come here.
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500);
    res.send({{"error", err.message}});
  });

  // The last one: whatever nobody has answered.
  app.use([](auto& req, auto& res) {
    res.status(404);
    res.send({{"error", "Sorry, can't find that"}});
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
