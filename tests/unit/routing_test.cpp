// Order, chains and mounting: the router as Express 5 has it.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

Handler says(std::string text) {
  return [=](auto&, auto& res) { res.send(text); };
}

}  // namespace

TEST_CASE("layers run in the order of their registration") {
  auto app = express();
  app.use([](auto& req, auto&, auto next) {
    req["seen"] = "first";
    next();
  });
  app.get("/", [](auto& req, auto&, auto next) {
    req["seen"] = req["seen"] + " second";
    next();
  });
  app.get("/", [](auto& req, auto& res) { res.send(req["seen"] + " third"); });
  app.get("/", says("never"));
  CHECK(Pump(app).get("/").body == "first second third");
}

TEST_CASE("a list in braces is a chain, at any depth") {
  auto app = express();
  auto mark = [](auto name) -> Handler {
    return [=](auto& req, auto&, auto next) {
      req["marks"] = (req["marks"] || "") + name;
      next();
    };
  };
  app.get("/", {mark("a"), {mark("b"), mark("c")}}, mark("d"), [](auto& req, auto& res) { res.send(req["marks"]); });
  CHECK(Pump(app).get("/").body == "abcd");
}

TEST_CASE("next(\"route\") leaves the route, next(\"router\") the router") {
  auto app = express();
  auto router = express.Router();
  router.get(
      "/x", [](auto&, auto&, auto next) { next("route"); }, says("same route"));
  router.get("/x", [](auto& req, auto& res, auto next) {
    if (req.query["leave"]) return next("router");
    res.send("next route");
  });
  router.get("/x", says("same router"));
  app.use(router);
  app.get("/x", says("parent"));
  Pump pump(app);
  CHECK(pump.get("/x").body == "next route");
  CHECK(pump.get("/x?leave=1").body == "parent");
}

TEST_CASE("a mounted router sees its own part of the url") {
  auto app = express();
  auto router = express.Router();
  router.get("/deep", [](auto& req, auto& res) {
    res.json({{"url", req.url}, {"baseUrl", req.baseUrl}, {"originalUrl", req.originalUrl}, {"path", req.path()}});
  });
  router.get("/", [](auto& req, auto& res) { res.json({{"url", req.url}, {"baseUrl", req.baseUrl}}); });
  app.use("/m", router);
  app.use([](auto& req, auto& res) { res.status(404).json({{"url", req.url}, {"baseUrl", req.baseUrl}}); });
  Pump pump(app);
  CHECK(pump.get("/m/deep?a=1").body ==
        R"({"url":"/deep?a=1","baseUrl":"/m","originalUrl":"/m/deep?a=1","path":"/deep"})");
  CHECK(pump.get("/M?a").body == R"({"url":"/?a","baseUrl":"/M"})");
  CHECK(pump.get("/m/none").body == R"({"url":"/m/none","baseUrl":""})");
  CHECK(pump.get("/mx").body == R"({"url":"/mx","baseUrl":""})");
}

TEST_CASE("a url that a handler rewrites is routed anew, with the prefix put back") {
  auto app = express();
  auto router = express.Router();
  router.use([](auto& req, auto&, auto next) {
    req.url = "/new" + req.url;
    next();
  });
  router.get("/new/old", [](auto& req, auto& res) { res.send(req.baseUrl + req.url); });
  app.use("/m", router);
  app.get("/m/new/other", says("outside"));
  Pump pump(app);
  CHECK(pump.get("/m/old").body == "/m/new/old");
  CHECK(pump.get("/m/other").body == "outside");
  CHECK(pump.get("/m/none").status == 404);
}

TEST_CASE("params are those of the layer; a router merges them when asked") {
  auto app = express();
  app.set("env", "test");
  auto alone = express.Router(), merged = express.Router({.mergeParams = true});
  auto show = [](auto& req, auto& res) { res.json(req.params); };
  alone.get("/:b", show);
  merged.get("/:b", show);
  app.use("/alone/:a", alone);
  app.use("/merged/:a", merged);
  app.get("/files/*path", show);
  app.get("/none", show);
  Pump pump(app);
  CHECK(pump.get("/alone/1/2").body == R"({"b":"2"})");
  CHECK(pump.get("/merged/1/2").body == R"({"a":"1","b":"2"})");
  CHECK(pump.get("/files/a%20b/c/").body == R"({"path":["a b","c",""]})");
  CHECK(pump.get("/none").body == "{}");
  CHECK(pump.get("/alone/1/%zz").status == 400);
}

TEST_CASE("param callbacks run once for a value, before the handlers") {
  auto app = express();
  Let calls = 0;
  app.param("id", [=](auto& req, auto&, auto next, auto id) {
    ++calls;
    if (id == "0") return next(createError(404, "no such id"));
    req["item"] = "item " + id;
    next();
  });
  app.get("/:id", [](auto&, auto&, auto next) { next(); });
  app.get("/:id", [](auto& req, auto& res) { res.send(req["item"]); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(int(err.status)).send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/7").body == "item 7");
  CHECK(calls == 1);
  const auto missing = pump.get("/0");
  CHECK(missing.status == 404);
  CHECK(missing.body == "no such id");
}

TEST_CASE("HEAD is served by GET, OPTIONS by the list of methods, and a wrong method is a 404") {
  auto app = express();
  app.get("/x", says("hello"));
  app.post("/x", says("posted"));
  Pump pump(app);
  const auto head = pump.request("HEAD", "/x");
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == "5");
  const auto options = pump.request("OPTIONS", "/x");
  CHECK(options.header("Allow") == "GET, HEAD, POST");
  CHECK(options.body == "GET, HEAD, POST");
  CHECK(pump.request("OPTIONS", "/y").status == 404);
  CHECK(pump.request("PUT", "/x").status == 404);
}

TEST_CASE("a mounted app has settings of its own, and its parent's where it has none") {
  auto app = express(), admin = express();
  Let mounted = "";
  admin.on("mount", [=](auto& parent) { mounted = parent == parent ? "mounted" : ""; });
  app.set("title", "parent").set("x", 1);
  admin.set("title", "child").disable("x-powered-by");
  admin.get("/", [](auto& req, auto& res) {
    res.json({{"title", req.app.get("title")},
              {"x", req.app.get("x")},
              {"path", req.app.path()},
              {"at", req.app.mountpath}});
  });
  app.use("/admin", admin);
  app.get("/", [](auto& req, auto& res) { res.send(req.app.get("title")); });
  app.use([](auto& req, auto& res) { res.status(404).send(req.app.get("title")); });
  CHECK(mounted == "mounted");
  Pump pump(app);
  CHECK(pump.get("/admin").body == R"({"title":"child","x":1,"path":"/admin","at":"/admin"})");
  CHECK(pump.get("/").body == "parent");
  CHECK(pump.get("/admin/none").body == "parent");
}

TEST_CASE("a thousand routes and layers find the right one, in order") {
  auto app = express();
  for (int i = 0; i < 1000; i++) {
    app.get("/static/" + std::to_string(i), says("static " + std::to_string(i)));
    app.get("/item/" + std::to_string(i) + "/:x", [](auto& req, auto& res) { res.send(req.params["x"]); });
  }
  app.use([](auto&, auto&, auto next) { next(); });
  app.get("/:any", says("any"));
  app.get("/static/late", says("late"));
  Pump pump(app);
  CHECK(pump.get("/static/0").body == "static 0");
  CHECK(pump.get("/STATIC/999/").body == "static 999");
  CHECK(pump.get("/item/500/abc").body == "abc");
  CHECK(pump.get("/else").body == "any");
  CHECK(pump.get("/static/late").body == "late");
  CHECK(pump.get("/static/1000").status == 404);
}

TEST_CASE("ten thousand layers that call next() need no stack") {
  auto app = express();
  for (int i = 0; i < 10000; i++) {
    app.use([](auto& req, auto&, auto next) {
      req["count"] = (req["count"] || 0) + 1;
      next();
    });
  }
  app.get("/", [](auto& req, auto& res) { res.send(String(req["count"])); });
  CHECK(Pump(app).get("/").body == "10000");
}

TEST_CASE("routes may be added while requests run") {
  auto app = express();
  app.get("/add", [=](auto&, auto& res) {
    app.get("/added", [](auto&, auto& r) { r.send("here"); });
    res.send("added");
  });
  Pump pump(app);
  CHECK(pump.get("/added").status == 404);
  CHECK(pump.get("/add").body == "added");
  CHECK(pump.get("/added").body == "here");
}

TEST_CASE("app.all, app.route and app[method] register as Express does") {
  auto app = express();
  app.all("/all", [](auto& req, auto& res) { res.send(req.method); });
  app.route("/route").get(says("got")).post(says("posted")).all([](auto& req, auto& res) {
    res.send("all " + req.method);
  });
  app["m-search"]("/search", says("searched"));
  app.delete_("/gone", says("deleted"));
  Pump pump(app);
  CHECK(pump.request("PROPFIND", "/all").body == "PROPFIND");
  CHECK(pump.get("/route").body == "got");
  CHECK(pump.post("/route", "x").body == "posted");
  CHECK(pump.request("PUT", "/route").body == "all PUT");
  CHECK(pump.request("M-SEARCH", "/search").body == "searched");
  CHECK(pump.request("DELETE", "/gone").body == "deleted");
}
