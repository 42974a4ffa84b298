// Paths and parameters: more of the syntax, merging, restoring, app.param() in all its uses.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router paramEdge() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) { res.json({spread(req.params)}); };

  router.get("/matrix/:row,:column", show);
  router.get("/at/@:user", show);
  router.get("/v:major.:minor", show);
  router.get("/price/$:amount", show);
  router.get("/tilde/~:name", show);
  router.get("/paren/:user\\(:op\\)", show);
  router.get("/range/:from..:to", show);
  router.get("/star\\*/:x", show);
  router.get("/brace\\{:x\\}", show);
  router.get("/dots/a.b/:x", show);
  router.get("/user{s}/:user/:op", show);
  router.get("/name/:name{.:format}", show);
  router.get("/opt{/:a}{/:b}/end", show);
  router.get("/deep{/:a{/:b{/:c}}}", show);
  router.get("/edit/:id{/edit}", show);
  router.get("/zip/*path.zip", show);
  router.get("/mid/*path/tail", show);
  router.get("/wild{/*path}/tail", show);
  router.get("/two-stars/*a/-/*b", show);
  router.get("/pre-*rest", show);
  router.get({"/list/a/:x", "/list/:y/b", "/list/*z"}, show);
  router.get("/long-names/:a_1/:B2", show);
  router.get("/none", show);
  router.get(R"(^\/regex\/(\d+)(?:-(\d+))?\/(.*)$)"_re, show);
  router.get(R"(^\/either\/(?:(?<left>l\w+)|(?<right>r\w+))$)"_re, show);
  router.get(R"(\/anywhere)"_re, [](auto& req, auto& res) { res.send(format("anywhere in {}", req.path())); });

  // restored after a router, replaced inside it
  auto inside = express.Router();
  inside.use("/:second", [](auto& req, auto& res, auto next) {
    res.append("X-Inside", JSON.stringify({spread(req.params)}));
    next();
  });
  router.use("/restore/:first", inside, [](auto& req, auto& res) { res.json({spread(req.params)}); });

  // merged, numbers moved up behind the parent's
  auto merged = [=](Value path) { return express.Router({.mergeParams = true}).get(path, show); };
  router.use(R"(^\/merge\/id:(\d+))"_re, merged(R"(^\/(.*)\.(.*))"_re));
  router.use(R"(^\/merge-more\/id:(\d+)\/name:(\w+))"_re, merged(R"(\/(.*))"_re));
  router.use(R"(^\/merge-same\/id:(\d+))"_re, merged(R"(\/name:(\w+))"_re));
  router.use("/merge-over/:name", merged("/:name"));
  router.use("/merge-both/:a", express.Router({.mergeParams = true}).use("/:b", merged("/:c")));

  // param(): once a request and value, again for another value
  auto people = express();
  people.param({"user", "friend"}, [](auto& req, auto& res, auto next, auto value, auto name) {
    res.append("X-Param", format("{}={}", name, value));
    next();
  });
  people.get("/once/:user", [](auto& req, auto& res, auto next) { next(); });
  people.get("/once/:user", [](auto& req, auto& res, auto next) { next(); });
  people.use("/once/:user", [](auto& req, auto& res) { res.send(format("once {}", req.params["user"])); });
  people.get("/:user/differ", [](auto& req, auto& res, auto next) { next(); });
  people.get("/bob/:user", [](auto& req, auto& res) { res.send(format("differs {}", req.params["user"])); });
  people.get("/pair/:user/:friend",
             [](auto& req, auto& res) { res.send(format("{} and {}", req.params["user"], req.params["friend"])); });
  people.get("/unnamed/:other", [](auto& req, auto& res) { res.send(format("no param for {}", req.params["other"])); });
  router.use("/people", people);

  // a changed value stays for later routes
  auto altered = express();
  altered.param("user", [](auto& req, auto& res, auto next) {
    req.params["user"] = "loki";
    next();
  });
  altered.get("/:user", [](auto& req, auto& res, auto next) { next("route"); });
  altered.get("/:user", [](auto& req, auto& res) { res.send(req.params["user"]); });
  router.use("/altered", altered);

  // two functions for one name, one of them late; errors; only for routes that run
  auto strict = express();
  strict.param("id", [](auto& req, auto& res, auto next) { setTimeout(next, 3); });
  strict.param("id", [](auto& req, auto& res, auto next, auto id) {
    res.append("X-Second", id);
    if (id == "throw") throw Error("thrown in param");
    if (id == "fail") return next(Error("passed on in param"));
    if (id == "skip") return next("route");
    if (id == "leave") return next("router");
    next();
  });
  strict.param("never", [](auto& req, auto& res, auto next) { next(Error("never called")); });
  strict.post("/:never", [](auto& req, auto& res) { res.send("posted"); });
  strict.get("/user/:id", [](auto& req, auto& res) { res.send(format("user {}", req.params["id"])); });
  strict.all("/user/:id", [](auto& req, auto& res) { res.send("all"); });
  strict.get("/user/skip", [](auto& req, auto& res) { res.send("the literal route"); });
  strict.get("/:name/skip2", [](auto& req, auto& res) { res.send(format("name {}", req.params["name"])); });
  strict.use("/throws/:id", [] { throw Error("after a late param"); });
  strict.use("/area/:id", [](auto& req, auto& res) { res.json({{"url", req.url}, {"id", req.params["id"]}}); });
  strict.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(format("{}", err.message)); });
  router.use("/strict", strict, [](auto& req, auto& res) { res.status(404).send("left"); });

  // the first value fails: the second is not tried
  auto failing = express();
  failing.param("user", [](auto& req, auto& res, auto next, auto user) {
    res.append("X-Param", user);
    if (user == "foo") throw Error("foo is refused");
    if (user == "bar") return next("route");
    next();
  });
  failing.get("/:user/bob", [](auto& req, auto& res) { res.send("first"); });
  failing.get("/foo/:user", [](auto& req, auto& res) { res.send("second"); });
  failing.get("/bar/:user", [](auto& req, auto& res) { res.send(format("third {}", req.params["user"])); });
  failing.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  router.use("/failing", failing);

  // param() of a parent is not the child's
  auto child = express.Router({.mergeParams = true});
  child.get("/:user/pet/:pet", [](auto& req, auto& res) { res.json({spread(req.params)}); });
  people.use("/child/:user", child);

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{} {}", err.status || 500, err.message));
  });

  return router;
}
