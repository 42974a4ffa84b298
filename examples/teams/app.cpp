// Organisations, teams and members: routers in routers with mergeParams, params that are looked up once, roles, one place for errors.
#include <crema/express.hpp>
using namespace crema;

const Value ROLES = Object.freeze({{"guest", 0}, {"member", 1}, {"admin", 2}, {"owner", 3}});
struct {
  Value orgs = {{{"id", "acme"}, {"name", "Acme"}, {"plan", "pro"}},
                {{"id", "init"}, {"name", "Initech"}, {"plan", "free"}}};
  Map<> teams = {
      {"acme", Array({{"id", 1},
                      {"name", "Web"},
                      {"members", {{{"user", "ann"}, {"role", "owner"}}, {{"user", "bob"}, {"role", "member"}}}}})},
      {"init", Array()},
  };
} db;
const Value tokens = {{"t-ann", "ann"}, {"t-bob", "bob"}, {"t-cem", "cem"}};

// Wraps a handler, so that what it returns is sent.
auto send_ = [](auto fn, Value status = 200) {
  return [=](auto& req, auto& res, auto next) -> Task<> {
    try {
      Value result = co_await fn(req, res);
      if (result == undefined) res.sendStatus(204);
      else res.status(status).json(result);
    } catch (Error& err) {
      next(err);
    }
  };
};

auto authenticate = [](auto& req, auto& res, auto next) {
  Value parts = req.get("Authorization").value_or("").split(" "), scheme = parts[0], token = parts[1];
  if (scheme != "Bearer" || !Object.hasOwn(tokens, token))
    return next(createError(401, "Who are you?", {{"headers", {{"WWW-Authenticate", "Bearer"}}}}));
  req.user = {{"name", tokens[token]}};
  next();
};

Handler authorize(auto... names) {
  Value roles = Array(names...);
  return [=](auto& req, auto& res, auto next) {
    Value member = req["team"]["members"].find([=](auto member) { return member["user"] == req.user["name"]; }),
          role = member.get("role").value_or("guest");
    if (!roles.includes(role))
      throw createError(403, format("{} is {}, and not {}", req.user["name"], role, roles.join(" or ")));
    req.user["role"] = role;
    next();
  };
}

Handler atLeast(Value role) {
  return authorize(spread(Object.keys(ROLES).filter([=](auto name) { return ROLES[name] >= ROLES[role]; })));
}

Handler requireFields(auto... names) {
  Value fields = Array(names...);
  return [=](auto& req, auto& res, auto next) {
    Value missing = fields.filter([=](auto field) { return !req.body.get(field); });
    missing.length() ? next(createError(400, format("Missing: {}", missing), {{"missing", missing}})) : next();
  };
}

int main() {
  // /orgs/:orgId/teams/:teamId/members
  auto members = express.Router({.mergeParams = true});
  members.get("/", send_([](auto& req, auto& res) -> Task<Value> { co_return req["team"]["members"]; }));
  members.post("/", atLeast("admin"), requireFields("user"),
               send_(
                   [](auto& req, auto& res) -> Task<Value> {
                     Value team = req["team"], user = req.body["user"], role = req.body["role"].value_or("member"),
                           params = req.params;
                     if (!Object.hasOwn(ROLES, role))
                       throw createError.UnprocessableEntity(format("No such role: {}", role));
                     if (team["members"].some([=](auto member) { return member["user"] == user; }))
                       throw createError.Conflict(
                           format("{} is in team {} of {} already", user, params["teamId"], params["orgId"]));
                     Value member = {{"user", user}, {"role", role}};
                     team["members"].push(member);
                     co_return member;
                   },
                   201));
  members.delete_("/:user", authorize("owner"), send_([](auto& req, auto& res) -> Task<Value> {
                    Value team = req["team"], user = req.params["user"];
                    auto index = team["members"].findIndex([=](auto member) { return member["user"] == user; });
                    if (index == -1) throw createError(404, format("{} is no member", user));
                    team["members"].splice(index, 1);
                    co_return undefined;
                  }));

  // /orgs/:orgId/teams
  auto teams = express.Router({.mergeParams = true});
  teams.param("teamId", [](auto& req, auto& res, auto next, auto id) {
    req["team"] = db.teams.get(req.params["orgId"]).find([=](auto team) { return team["id"] == Number(id); });
    next(req["team"] ? Error() : createError(404, format("No team {} in {}", id, req["org"]["name"])));
  });
  teams.get("/", send_([](auto& req, auto& res) -> Task<Value> {
              co_return db.teams.get(req["org"]["id"]).map([](auto team) {
                return Value{spread(omit(team, "members")), {"size", team["members"].length()}};
              });
            }));
  teams.post("/", requireFields("name"),
             send_(
                 [](auto& req, auto& res) -> Task<Value> {
                   Value org = req["org"], list = db.teams.get(org["id"]);
                   if (org["plan"] == "free" && list.length() >= 1)
                     throw createError(402, "The free plan has one team",
                                       {{"upgrade", format("/orgs/{}/upgrade", org["id"])}});
                   Value team = {{"id", 1 + Math.max(spread({0, spread(list.map([](auto t) { return t["id"]; }))}))},
                                 {"name", req.body["name"]},
                                 {"members", Array({{"user", req.user["name"]}, {"role", "owner"}})}};
                   list.push(team);
                   co_return team;
                 },
                 201));
  teams.get("/:teamId", send_([](auto& req, auto& res) -> Task<Value> { co_return req["team"]; }));
  teams.use("/:teamId/members", members);

  auto orgs = express.Router();
  orgs.param("orgId", [](auto& req, auto& res, auto next, auto id) {
    req["org"] = db.orgs.find([=](auto org) { return org["id"] == id; });
    if (!req["org"]) return next("route");
    next();
  });
  orgs.get("/", send_([](auto& req, auto& res) -> Task<Value> {
             co_return db.orgs.map([](auto org) {
               return Value{{"id", org["id"]}, {"name", org["name"]}, {"teams", db.teams.get(org["id"]).length()}};
             });
           }));
  orgs.get("/:orgId", send_([](auto& req, auto& res) -> Task<Value> { co_return req["org"]; }));
  orgs.post("/:orgId/upgrade", send_([](auto& req, auto& res) -> Task<Value> {
              co_return Object.assign(req["org"], {{"plan", "pro"}});
            }));
  orgs.use(
      "/:orgId/teams", [](auto& req, auto& res, auto next) { req["org"] ? next() : next("router"); }, teams);

  auto app = express();
  auto port = process.env["PORT"] || 3000;
  app.use(express.json());
  app.use("/orgs", authenticate, orgs);
  app.use([](auto& req, auto& res, auto next) {
    next(createError(404, format("{} {} is not here", req.method, req.originalUrl)));
  });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    Value status = err.status.value_or(500), message = err.message, expose = err.expose,
          headers = err.headers.value_or(Object()), more = omit(err, "status", "message", "expose", "headers");
    res.set(headers).status(status).json({{"error", expose ? message : "Something broke"}, spread(more)});
  });

  app.listen(port, [=] { console.log(format("Teams on port {}", port)); });
}
