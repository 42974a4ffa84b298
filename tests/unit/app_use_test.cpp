// app.use() in its shapes; mounted apps, their parents and events.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

Handler mark(std::string letter) {
  return [=](auto& req, auto&, auto next) {
    req["marks"] = (req["marks"] || "") + letter;
    next();
  };
}
Handler marks() {
  return [](auto& req, auto& res) { res.send((req["marks"] || "") + " " + req.baseUrl + " " + req.url); };
}
Router routes() { return express.Router().get("/in", marks()); }

}  // namespace

TEST_CASE("app.use takes a path or none, lists of paths, and handlers in lists of any depth") {
  struct {
    std::string name, path, answer;
    void (*use)(const App& app);
  } const shapes[] = {
      {"one handler", "/x", " /x", [](auto& app) { app.use(marks()); }},
      {"several", "/x", "ab  /x", [](auto& app) { app.use(mark("a"), mark("b"), marks()); }},
      {"a list", "/x", "ab  /x",
       [](auto& app) {
         app.use({mark("a"), mark("b"), marks()});
       }},
      {"lists in lists", "/x", "abc  /x",
       [](auto& app) {
         app.use({mark("a"), {mark("b"), {mark("c")}}}, marks());
       }},
      {"a path", "/p/x", "a /p /x", [](auto& app) { app.use("/p", mark("a"), marks()); }},
      {"a path and a list", "/p", "ab /p /",
       [](auto& app) {
         app.use("/p", {mark("a"), mark("b")}, marks());
       }},
      {"a path in a Value", "/p/x", " /p /x", [](auto& app) { app.use(Value("/p"), marks()); }},
      {"paths", "/q/x", " /q /x",
       [](auto& app) {
         app.use({"/p", "/q"}, marks());
       }},
      {"paths and expressions", "/r7/x", " /r7 /x",
       [](auto& app) {
         app.use({"/p", R"(^/r\d)"_re}, marks());
       }},
      {"paths in paths", "/q/x", " /q /x", [](auto& app) { app.use(Array("/p", Array("/q", "/r")), marks()); }},
      {"an expression", "/r7/x", " /r7 /x", [](auto& app) { app.use(R"(^/r\d)"_re, marks()); }},
      {"an empty path", "/x", "  /x", [](auto& app) { app.use("", marks()); }},
      {"a trailing slash", "/p/x", " /p /x", [](auto& app) { app.use("/p/", marks()); }},
      {"a router", "/in", " /in", [](auto& app) { app.use(routes()); }},
      {"a router under a path", "/p/in", "a /p /in", [](auto& app) { app.use("/p", mark("a"), routes()); }},
      {"routers in a list", "/in", "a  /in",
       [](auto& app) {
         app.use({mark("a"), express.Router(), routes()});
       }},
      {"an app", "/p/in", " /p /in",
       [](auto& app) {
         auto inner = express();
         inner.use(routes());
         app.use("/p", inner);
       }},
      {"an app's router", "/p/in", " /p /in",
       [](auto& app) {
         auto inner = express();
         inner.use(routes());
         app.use("/p", inner.router);
       }},
  };
  for (const auto& shape : shapes) {
    CAPTURE(shape.name);
    auto app = express();
    shape.use(app);
    const auto answer = Pump(app).get(shape.path).body;
    CHECK(answer.find(shape.answer.substr(shape.answer.find_first_not_of(' '))) != std::string::npos);
    CHECK(answer.substr(0, answer.find(' ')) == shape.answer.substr(0, shape.answer.find(' ')));
  }
}

TEST_CASE("an expression in use() counts where it matches a prefix that ends at a slash") {
  auto app = express();
  app.use(R"(api)"_re, mark("anywhere")).use(R"(/ap)"_re, mark("half")).use(R"(/api)"_re, mark("whole")).use(marks());
  Pump pump(app);
  CHECK(pump.get("/api/x").body == "whole  /api/x");
  CHECK(pump.get("/xyz/api").body == "  /xyz/api");
  CHECK(pump.get("/apix").body == "  /apix");
}

TEST_CASE("a mounted app knows its place and its parent, and its parent's events") {
  auto app = express(), blog = express(), admin = express();
  CHECK(!blog.parent);
  CHECK(blog.parent == undefined);
  CHECK(blog.path() == "");
  CHECK(blog.mountpath == "/");
  auto events = Array();
  app.set("title", "top");
  blog.on("mount", [=](auto parent) { events.push("on " + parent.get("title")); });
  blog.once("mount", [=](auto& parent) { events.push("once " + parent.get("title")); });
  app.use("/blog", blog);
  blog.use("/admin", admin);
  CHECK(blog.parent == app);
  CHECK(admin.parent.parent == app);
  CHECK(bool(blog.parent));
  CHECK(admin.path() == "/blog/admin");
  app.use({"/a", "/b"}, blog);
  CHECK(JSON.stringify(blog.mountpath) == R"(["/a","/b"])");
  CHECK(blog.path() == "/a,/b");
  CHECK(JSON.stringify(events) == R"(["on top","once top","on top"])");
}

TEST_CASE("events of one's own are called in order, and an argument that is not there is no app") {
  auto app = express();
  auto events = Array();
  app.on("ready", [=] { events.push("first"); });
  app.on("ready", [=](auto& with) { events.push(with ? "app" : "none"); });
  CHECK(app.emit("ready"));
  CHECK(app.emit("ready", app));
  CHECK(!app.emit("unheard"));
  CHECK(JSON.stringify(events) == R"(["first","none","first","app"])");
}

TEST_CASE("an app that is no app says so where it is used") {
  auto app = express();
  CHECK_THROWS_WITH_AS(app.parent.get("title"),
                       "Cannot read properties of undefined (reading 'get'): there is no app here; app.parent is one "
                       "only once the app is mounted",
                       TypeError);
  CHECK_THROWS_AS(app.parent.use(marks()), TypeError);
}

TEST_CASE("req.app is the mounted app inside, and the parent again after it; a router only calls it") {
  auto app = express(), inner = express();
  app.set("title", "outer");
  inner.set("title", "inner");
  auto title = [](auto& req, auto& res) { res.send(req.app.get("title") + (req.app == res.app ? "" : "!")); };
  inner.get("/in", title);
  app.use("/mounted", inner, title);
  app.use("/called", express.Router().use(inner).use(title));
  Pump pump(app);
  CHECK(pump.get("/mounted/in").body == "inner");
  CHECK(pump.get("/mounted/out").body == "outer");
  CHECK(pump.get("/called/in").body == "inner");
  CHECK(pump.get("/called/out").body == "inner");
  CHECK(inner.mountpath == "/mounted");
}

TEST_CASE("the last answer is by the settings of the app that the server calls") {
  auto app = express(), inner = express();
  app.set("env", "production");
  inner.set("env", "development");
  inner.get("/fails", [] { throw Error("a secret"); });
  app.use(express.Router().use(inner));
  CHECK(Pump(app).get("/fails").body.find("secret") == std::string::npos);
}

TEST_CASE("app.router is made at its first touch, with the settings of then") {
  auto early = express(), late = express();
  early.router.get("/x", marks());
  early.enable("case sensitive routing");
  early.get("/Y", marks());
  late.enable("case sensitive routing");
  late.router.get("/Y", marks());
  CHECK(Pump(early).get("/y").status == 200);
  CHECK(Pump(late).get("/y").status == 404);
  CHECK(late.router.listRoutes().length() == 1);
}
