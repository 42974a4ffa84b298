// An API for those who have a key: it is in a field or in the query, it has a role, and it has a number of calls.
#include <crema/express.hpp>
using namespace crema;

Value keys = {
    {"foo", {{"owner", "tobi"}, {"role", "reader"}, {"calls", 0}}},
    {"bar", {{"owner", "loki"}, {"role", "writer"}, {"calls", 0}}},
};
Value limit = 5;
Value repos = {
    {{"name", "express"}, {"url", "https://github.com/expressjs/express"}, {"owner", "tobi"}},
    {{"name", "stylus"}, {"url", "https://github.com/learnboost/stylus"}, {"owner", "loki"}},
};

Error failure(int status, Value message) {
  auto err = Error(message);
  err.status = status;
  return err;
}

void authenticate(Request& req, Response& res, Next next) {
  auto key = req.get("X-API-Key") || req.query["api-key"];
  if (!key) return next(failure(400, "api key required"));
  if (!Object.hasOwn(keys, key)) return next(failure(401, "invalid api key"));
  req["key"] = keys[key];
  next();
}

void count(Request& req, Response& res, Next next) {
  req["key"]["calls"]++;
  res.set("X-Calls-Left", String(Math.max(0, limit - req["key"]["calls"])));
  if (req["key"]["calls"] > limit) return next(failure(429, "no calls left"));
  next();
}

Handler only(Value role) {
  return [=](auto& req, auto& res, auto next) {
    if (req["key"]["role"] != role) return next(failure(403, format("only for {}s", role)));
    next();
  };
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  Handler api = {authenticate, count};
  app.use("/api", api, express.json());

  app.get("/api/repos", [](auto& req, auto& res) { res.json(repos); });
  app.get("/api/repos/mine", [](auto& req, auto& res) {
    res.json(repos.filter([=](auto repo) { return repo["owner"] == req["key"]["owner"]; }));
  });
  app.post("/api/repos", only("writer"), [](auto& req, auto& res) {
    Value repo = {spread(req.body), {"owner", req["key"]["owner"]}};
    repos.push(repo);
    res.status(201).json(repo);
  });
  app.get("/api/me", [](auto& req, auto& res) { res.json(req["key"]); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send({{"error", err.message}});
  });
  app.use([](auto& req, auto& res) { res.status(404).send({{"error", "Sorry, can't find that"}}); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
