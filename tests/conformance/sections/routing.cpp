// Order, methods, chains, next in all its forms, routers, mounted apps, HEAD and OPTIONS.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router routing() {
  auto router = express.Router();

  router.get("/hello", [](auto& req, auto& res) { res.send("GET hello"); });
  router.post("/hello", [](auto& req, auto& res) { res.send("POST hello"); });
  router.put("/hello", [](auto& req, auto& res) { res.send("PUT hello"); });
  router.patch("/hello", [](auto& req, auto& res) { res.send("PATCH hello"); });
  router.delete_("/hello", [](auto& req, auto& res) { res.send("DELETE hello"); });

  router.all("/any", [](auto& req, auto& res) { res.send(format("{} any", req.method)); });

  // the first match wins; a later one runs after next()
  router.get("/order", [](auto& req, auto& res, auto next) {
    res.set("X-First", "yes");
    next();
  });
  router.get("/order", [](auto& req, auto& res) { res.send("second"); });
  router.get("/order", [](auto& req, auto& res) { res.send("never"); });

  // several handlers, arrays of handlers
  auto mark = [](Value letter) {
    return [=](auto& req, auto& res, auto next) {
      res.locals["trail"] = (res.locals["trail"] || "") + letter;
      next();
    };
  };
  router.get("/chain", mark("a"), mark("b"), [](auto& req, auto& res) { res.send(res.locals["trail"]); });
  router.get("/arrays", {mark("a"), {mark("b"), mark("c")}}, mark("d"),
             [](auto& req, auto& res) { res.send(res.locals["trail"]); });

  // code after next() runs on the way back
  router.get(
      "/after",
      [](auto& req, auto& res, auto next) {
        res.locals["trail"] = "in";
        next();
        res.locals["trail"] += " out";
        res.end(res.locals["trail"]);
      },
      [](auto& req, auto& res) { res.locals["trail"] += " handler"; });

  // next('route') and next('router')
  router.get(
      "/skip/:who",
      [](auto& req, auto& res, auto next) {
        if (req.params["who"] == "route") return next("route");
        next();
      },
      [](auto& req, auto& res) { res.send("same route"); });
  router.get("/skip/:who", [](auto& req, auto& res) { res.send("next route"); });

  auto guarded = express.Router();
  guarded.use([](auto& req, auto& res, auto next) {
    if (!req.get("x-auth")) return next("router");
    next();
  });
  guarded.get("/secret", [](auto& req, auto& res) { res.send("inside"); });
  router.use("/guarded", guarded, [](auto& req, auto& res) { res.status(401).send("outside"); });

  // route() chains
  router.route("/book")
      .all([](auto& req, auto& res, auto next) {
        res.set("X-All", req.method);
        next();
      })
      .get([](auto& req, auto& res) { res.send("get a book"); })
      .post([](auto& req, auto& res) { res.status(201).send("add a book"); })
      .put([](auto& req, auto& res) { res.send("update the book"); });

  // arrays of paths, regular expressions
  router.get({"/one", "/two", "/three/:n"}, [](auto& req, auto& res) {
    res.json({{"path", req.path()}, {"params", {spread(req.params)}}});
  });
  router.get(R"(.*fly$)"_re, [](auto& req, auto& res) { res.send(format("regex {}", req.path())); });
  router.get(R"(^\/commits\/(\w+)(?:\.\.(\w+))?$)"_re, [](auto& req, auto& res) {
    res.json({{"from", req.params[0]}, {"to", req.params[1] == undefined ? Value("HEAD") : req.params[1]}});
  });
  router.get(R"(^\/named\/(?<year>\d{4})-(?<month>\d{2})$)"_re,
             [](auto& req, auto& res) { res.json({spread(req.params)}); });

  // middleware with a path: req.url, baseUrl, originalUrl
  auto show = [](auto& req, auto& res) {
    res.json({{"url", req.url}, {"baseUrl", req.baseUrl}, {"originalUrl", req.originalUrl}, {"path", req.path()}});
  };
  router.use("/mount", show);
  auto inner = express.Router();
  inner.use("/deeper", show);
  inner.get("/", show);
  router.use("/outer", inner);
  router.use({"/alias1", "/alias2"}, show);
  router.use(
      "/tenant/:name",
      [](auto& req, auto& res, auto next) {
        res.set("X-Tenant", req.params["name"]);
        next();
      },
      show);

  // rewriting the url routes anew
  router.use("/old", [](auto& req, auto& res, auto next) {
    req.url = "/new" + req.url.slice(1);
    next();
  });
  router.get("/old/new", [](auto& req, auto& res) { res.send("rewritten"); });
  router.post("/override", [](auto& req, auto& res, auto next) {
    req.method = "PUT";
    next();
  });
  router.put("/override", [](auto& req, auto& res) { res.send("as PUT"); });

  // mounted apps
  auto admin = express();
  admin.get("/", [=](auto& req, auto& res) {
    res.json({{"mountpath", admin.mountpath}, {"path", admin.path()}, {"baseUrl", req.baseUrl}});
  });
  admin.get("/dashboard", [](auto& req, auto& res) { res.send("dashboard"); });
  auto nested = express();
  nested.get("/", [=](auto& req, auto& res) {
    res.json({{"mountpath", nested.mountpath}, {"baseUrl", req.baseUrl}, {"same", req.app == nested}});
  });
  admin.use("/nested", nested);
  router.use("/admin", admin);

  // strict, case sensitive, merged parameters
  auto strict = express.Router({.strict = true});
  strict.get("/exact", [](auto& req, auto& res) { res.send("exact"); });
  strict.get("/slash/", [](auto& req, auto& res) { res.send("slash"); });
  router.use("/strict", strict);
  auto sensitive = express.Router({.caseSensitive = true});
  sensitive.get("/Case", [](auto& req, auto& res) { res.send("Case"); });
  router.use("/sensitive", sensitive);
  auto merged = express.Router({.mergeParams = true});
  merged.get("/comments/:comment", [](auto& req, auto& res) { res.json({spread(req.params)}); });
  router.use("/posts/:post", merged);
  auto apart = express.Router();
  apart.get("/comments/:comment", [](auto& req, auto& res) { res.json({spread(req.params)}); });
  router.use("/apart/:post", apart);

  // async handlers
  auto sleep = [](Value ms) { return Promise([=](auto resolve) { setTimeout(resolve, ms); }); };
  router.get("/async", [=](auto& req, auto& res) -> Task<> {
    co_await sleep(5);
    res.send("async");
  });
  router.use("/async-mw", [=](auto& req, auto& res, auto next) -> Task<> {
    co_await sleep(5);
    res.set("X-Async", "yes");
    next();
  });
  router.get("/async-mw", [](auto& req, auto& res) { res.send("after async middleware"); });
  router.get("/timer", [](auto& req, auto& res) { setTimeout([=] { res.send("from a timer"); }, 5); });
  router.get(
      "/late-next", [](auto& req, auto& res, auto next) { setTimeout(next, 5); },
      [](auto& req, auto& res) { res.send("late next"); });

  // HEAD and OPTIONS
  router.get("/auto", [](auto& req, auto& res) { res.set("X-Method", req.method).send("automatic"); });
  router.post("/auto", [](auto& req, auto& res) { res.send("posted"); });
  router.head("/head-first", [](auto& req, auto& res) { res.set("X-Head", "own").end(); });
  router.get("/head-first", [](auto& req, auto& res) { res.send("get"); });
  router.options("/own-options", [](auto& req, auto& res) { res.set("Allow", "GET").send("own"); });

  return router;
}
