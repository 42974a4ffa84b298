// The router's finer points: every method, stacks of handlers, use() in all its shapes, what next() does where, many routes.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router routerEdge() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) {
    res.json({{"url", req.url},
              {"baseUrl", req.baseUrl},
              {"originalUrl", req.originalUrl},
              {"path", req.path()},
              {"params", {spread(req.params)}}});
  };
  auto trail = [](Value mark) {
    return [=](auto& req, auto& res, auto next) {
      res.append("X-Trail", mark);
      next();
    };
  };

  // a route for each method
  auto verb = [](auto& req, auto& res) { res.set("X-Verb", req.method).send(format("verb {}", req.method)); };
  // clang-format off
  router.route("/verbs")
      .get(verb).post(verb).put(verb).patch(verb).delete_(verb)
      .options(verb).trace(verb).copy(verb).lock(verb).unlock(verb).mkcol(verb).move(verb)
      .purge(verb).propfind(verb).proppatch(verb).report(verb).search(verb)
      .merge(verb).checkout(verb).mkactivity(verb).notify(verb).subscribe(verb).unsubscribe(verb)
      .link(verb).unlink(verb).query(verb).acl(verb).bind(verb).rebind(verb).unbind(verb).source(verb).mkcalendar(verb);
  // clang-format on

  // a route without handlers, with an error handler alone, with all() last
  router.route("/empty");
  router.get("/empty", [](auto& req, auto& res) { res.send("the next route"); });
  router.get("/error-only", [](auto& err, auto& req, auto& res, auto next) { res.send("never without an error"); });
  router.get("/error-only", [](auto& req, auto& res) { res.send("no error"); });
  router.route("/all-last").get(trail("get")).post(trail("post")).all([](auto& req, auto& res) {
    res.send(format("all {}", req.method));
  });
  router.route("/all-twice").all(trail("one")).all(trail("two"), trail("three")).get([](auto& req, auto& res) {
    res.send("got");
  });
  router.route("/nested-lists")
      .all({trail("a"), {trail("b"), {trail("c")}}})
      .get({{trail("d")}, [](auto& req, auto& res) { res.send("lists"); }});
  router.route("/all-throws").all([] { throw Error("from all"); }).get([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(format("caught {}", err.message));
  });

  // errors run down to the next handler that takes four arguments, in the route or after it
  router.use("/errors", [](auto& err, auto& req, auto& res, auto next) { res.send("above: never"); });
  auto errors = express.Router();
  errors.get(
      "/route", [](auto& req, auto& res, auto next) { next(Error("one")); }, trail("skipped"),
      [](auto& err, auto& req, auto& res, auto next) {
        res.append("X-Trail", err.message);
        next(Error("two"));
      },
      [](auto& err, auto& req, auto& res, auto next) { res.send(format("in the route: {}", err.message)); });
  errors.get(
      "/recovers", [](auto& req, auto& res, auto next) { next(Error("one")); },
      [](auto& err, auto& req, auto& res, auto next) { next(); },
      [](auto& req, auto& res) { res.send("recovered in the route"); });
  errors.get(
      "/route-after-error", [](auto& req, auto& res, auto next) { next(Error("one")); },
      [](auto& err, auto& req, auto& res, auto next) { next("route"); },
      [](auto& req, auto& res) { res.send("never"); });
  errors.get("/route-after-error", [](auto& req, auto& res) { res.send("the next route"); });
  errors.get("/rethrown", [] { throw Error("boom"); });
  errors.use("/rethrown", [] { throw Error("not called for errors"); });
  errors.use("/rethrown", [](auto& err) { throw Error(format("{}, oops", err["message"])); });
  errors.use("/rethrown", [](auto& err, auto& req, auto& res, auto next) { res.send(err.message); });
  errors.get("/with-param/:id", [](auto& req) { throw Error(format("thrown for {}", req.params["id"])); });
  errors.use(trail("not for errors"));
  errors.use("/with-param", [](auto& err, auto& req, auto& res, auto next) {
    res.json({{"message", err.message}, {"params", {spread(req.params)}}, {"url", req.url}});
  });
  router.use("/errors", errors);
  router.use("/errors", [](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(format("outer: {}", err.message));
  });

  // next('route') in use() is next(); next('router') leaves the router; neither is an error
  auto routed = express.Router();
  routed.use(
      "/route", [](auto& req, auto& res, auto next) { next("route"); }, trail("skipped in the same use"));
  routed.use("/route", [](auto& err, auto& req, auto& res, auto next) { res.send("an error: never"); });
  routed.use("/route", [](auto& req, auto& res) { res.send("the next use"); });
  routed.use("/router", [](auto& req, auto& res, auto next) { next("router"); });
  routed.use("/router", [](auto& err, auto& req, auto& res, auto next) { res.send("an error: never"); });
  routed.use("/router", [](auto& req, auto& res) { res.send("inside: never"); });
  routed.get(
      "/in-route", [](auto& req, auto& res, auto next) { next("router"); },
      [](auto& req, auto& res) { res.send("never"); });
  routed.get("/in-route", [](auto& req, auto& res) { res.send("never either"); });
  router.use("/next", routed);
  router.use("/next", [](auto& req, auto& res) { res.send(format("outside {}", req.url)); });

  // use() with lists, lists of lists, several lists, lists of paths, regular expressions, no path, an empty path
  router.use("/lists", {trail("a"), {trail("b"), trail("c")}}, trail("d"), {trail("e")}, show);
  router.use({"/paths/one", "/paths/:two", R"(^\/paths-\d+)"_re}, {trail("x"), trail("y")}, show);
  router.use("/slash/", show);
  router.use(R"(^\/reg\/(?<name>\w+))"_re, show);
  auto prefixes = express.Router();
  prefixes.use(R"(\/api.*)"_re, trail("a"));
  prefixes.use(R"(api)"_re, trail("b"));
  prefixes.use(R"(\/test)"_re, trail("c"));
  prefixes.use("", trail("empty path"));
  prefixes.use(show);
  router.use("/prefixes", prefixes);

  // baseUrl and url on the way in and back out
  auto level3 = express.Router();
  level3.use("/:c", [](auto& req, auto& res, auto next) {
    res.append("X-Base", req.baseUrl);
    next();
  });
  auto level2 = express.Router();
  level2.use("/:b", level3);
  level2.use([](auto& req, auto& res, auto next) {
    res.append("X-Base", format("2 {} {}", req.baseUrl, req.url));
    next();
  });
  router.use("/levels/:a", level2);
  router.use("/levels", [](auto& req, auto& res) {
    res.append("X-Base", format("0 {} {}", req.baseUrl, req.url)).json({spread(req.params)});
  });

  // a router called as a function, with a url made blank
  auto called = express.Router();
  called.use([](auto& req, auto& res) { res.send(format("called with {}", req.url)); });
  router.use("/called", [=](auto& req, auto& res, auto next) { called(req, res, next); });
  router.use("/blank", [=](auto& req, auto& res, auto next) {
    req.url = "";
    called(req, res, next);
  });
  router.use("/blank", [](auto& req, auto& res) { res.send("a blank url matches nothing"); });

  // method and url rewritten, with a query
  router.use("/rewrite", [](auto& req, auto& res, auto next) {
    req.url = "/rewritten?x=2";
    next();
  });
  router.get("/rewrite", [](auto& req, auto& res) { res.send("never: the url changed"); });
  router.use([](auto& req, auto& res, auto next) {
    if (req.path() == "/rewrite-here") req.url = "/rewritten?x=2";
    next();
  });
  router.get("/rewritten", [](auto& req, auto& res) {
    res.json({{"query", req.query}, {"url", req.url}, {"originalUrl", req.originalUrl}});
  });
  router.use("/rewrite-at-root", express.Router()
                                     .use([](auto& req, auto& res, auto next) {
                                       req.url = "/inner?y=3";
                                       next();
                                     })
                                     .get("/inner", [](auto& req, auto& res) {
                                       res.json({{"query", req.query}, {"url", req.url}, {"baseUrl", req.baseUrl}});
                                     }));
  router.post("/as-get", [](auto& req, auto& res, auto next) {
    req.method = "GET";
    next("route");
  });
  router.get("/as-get", [](auto& req, auto& res) { res.send(format("now {}", req.method)); });

  // many routes, many handlers, a long chain
  auto many = express.Router();
  for (int i = 0; i < 3000; i++) {
    many.get(format("/thing{}", i), [=](auto& req, auto& res) { res.send(format("thing {}", i)); });
  }
  router.use("/many", many);
  auto deep = express.Router();
  for (int i = 0; i < 4000; i++) {
    deep.use([](auto& req, auto& res, auto next) {
      req["depth"] = (req["depth"] || 0) + 1;
      next();
    });
  }
  deep.get("/", [](auto& req, auto& res) { res.send(format("depth {}", req["depth"])); });
  router.use("/deep", deep);
  auto long_ = router.route("/long");
  for (int i = 0; i < 4000; i++) {
    long_.all([](auto& req, auto& res, auto next) {
      req["depth"] = (req["depth"] || 0) + 1;
      next();
    });
  }
  long_.get([](auto& req, auto& res) { res.send(format("long {}", req["depth"])); });

  return router;
}
