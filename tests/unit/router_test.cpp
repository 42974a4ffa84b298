// express.Router: options, routes as objects, lists of routes, methods, calls by hand.
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
void pass(Request&, Response&, Next next) { next(); }

}  // namespace

TEST_CASE("a path matches as the options of its router say") {
  struct {
    RouterOptions options;
    std::string pattern, path;
    int status;
  } const cases[] = {
      {{}, "/Users", "/users", 200},
      {{}, "/users", "/users/", 200},
      {{}, "/users/", "/users", 200},
      {{}, "/users", "/users//", 404},
      {{}, "/users", "//users", 404},
      {{.caseSensitive = true}, "/Users", "/users", 404},
      {{.caseSensitive = true}, "/Users", "/Users/", 200},
      {{.strict = true}, "/users", "/users/", 404},
      {{.strict = true}, "/users/", "/users", 404},
      {{.strict = true}, "/users/", "/users/", 200},
      {{.strict = true}, "/users/:id", "/USERS/1", 200},
      {{}, "/users/:id", "/users/1//", 404},
  };
  for (const auto& c : cases) {
    CAPTURE(c.pattern);
    CAPTURE(c.path);
    auto app = express();
    app.use(express.Router(c.options).get(c.pattern, says("ok")));
    CHECK(Pump(app).get(c.path).status == c.status);
  }
}

TEST_CASE("strict and case-sensitive routing do not touch middleware beyond its case") {
  auto app = express();
  app.use(express.Router({.caseSensitive = true, .strict = true}).use("/Mw", says("ok")));
  Pump pump(app);
  CHECK(pump.get("/Mw/").status == 200);
  CHECK(pump.get("/Mw/x").status == 200);
  CHECK(pump.get("/mw").status == 404);
}

TEST_CASE("every method that Node knows is a member, and a name in brackets") {
  auto app = express();
  auto verb = [](auto& req, auto& res) { res.send(req.method); };
#define CREMA_REGISTER(name) app.name("/", verb);
  CREMA_METHODS(CREMA_REGISTER)
#undef CREMA_REGISTER
  for (auto name :
       Array("acl", "bind", "checkout", "copy", "delete", "get", "link", "lock", "m-search", "merge", "mkactivity",
             "mkcalendar", "mkcol", "move", "notify", "options", "patch", "post", "propfind", "proppatch", "purge",
             "put", "query", "rebind", "report", "search", "source", "subscribe", "trace")
           .concat(Array("unbind", "unlink", "unlock", "unsubscribe"))) {
    CAPTURE(name);
    auto named = express();
    auto router = express.Router();
    router[name]("/router", verb);
    router.route("/route")[name](verb);
    named[name]("/app", verb).use(router);
    const std::string method = name.toUpperCase();
    if (name != "m-search") CHECK(Pump(app).request(method, "/").body == method);
    for (auto way : {"/app", "/router", "/route"}) CHECK(Pump(named).request(method, way).body == method);
  }
}

TEST_CASE("a method that a handler assigns is compared in any case, and route.all takes any") {
  auto app = express();
  app.use([](auto& req, auto&, auto next) {
    req.method = req.get("x-method");
    next();
  });
  app.put("/put", says("put"));
  app.all("/app", says("app.all"));
  app.use(express.Router().all("/router", says("router.all")));
  app.route("/route").all(says("route.all"));
  Pump pump(app);
  CHECK(pump.get("/put", {{"X-Method", "put"}}).body == "put");
  CHECK(pump.get("/app", {{"X-Method", "purge"}}).body == "app.all");
  CHECK(pump.get("/app", {{"X-Method", "BREW"}}).status == 404);
  CHECK(pump.get("/router", {{"X-Method", "BREW"}}).body == "router.all");
  CHECK(pump.get("/route", {{"X-Method", "BREW"}}).body == "route.all");
}

TEST_CASE("OPTIONS lists the methods of one router, sorted, each once, and all() lists none") {
  auto app = express();
  app.post("/x", pass).get("/x", pass).get("/x", pass).put("/X", pass).get("/:any", pass);
  app.use("/r", express.Router().get("/x", pass).all("/all", pass));
  app.delete_("/r/x", pass);
  app.get("/own", pass).options("/own", pass);
  Pump pump(app);
  const auto options = [&](auto target) { return pump.request("OPTIONS", target); };
  CHECK(options("/x").body == "GET, HEAD, POST, PUT");
  CHECK(options("/r/x").body == "GET, HEAD");
  CHECK(options("/r/all").status == 404);
  CHECK(options("/own").header("Allow") == "GET, HEAD");
  CHECK(options("/").status == 404);
  const auto answer = options("/x");
  CHECK(answer.header("Content-Type") == "text/plain");
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
  CHECK(answer.header("Content-Length") == "20");
}

TEST_CASE("req.route is the route that the request is in, as JSON shows it") {
  auto app = express();
  app.get("/users/:id", pass, [](auto& req, auto& res) {
    res.json({{"route", req.route}, {"same", req.route == req.route}});
  });
  app.route("/z").all(pass).get([](auto& req, auto& res) { res.json(req.route["methods"]); });
  app.all("/all", [](auto& req, auto& res) {
    res.json({{"stack", req.route["stack"].length()}, {"search", req.route["methods"]["m-search"]}});
  });
  app.get({"/a", "/b"}, [](auto& req, auto& res) { res.json(req.route["path"]); });
  app.use([](auto& req, auto& res) { res.json(req.route == undefined ? Value("none") : req.route["path"]); });
  Pump pump(app);
  CHECK(pump.get("/users/7").body ==
        R"({"route":{"path":"/users/:id","stack":[)"
        R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"get"},)"
        R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"get"}],)"
        R"("methods":{"get":true}},"same":true})");
  CHECK(pump.get("/z").body == R"({"_all":true,"get":true})");
  CHECK(pump.get("/all").body == R"({"stack":35,"search":true})");
  CHECK(pump.get("/b").body == R"(["/a","/b"])");
  CHECK(pump.get("/none").body == R"("none")");
  CHECK(pump.post("/z", "").body == R"("/z")");
}

TEST_CASE("router.listRoutes tells paths, methods and mounted routers, as JSON and to walk on") {
  auto inner = express.Router(), router = express.Router();
  inner.get("/q", pass);
  router.get({"/a", "/b"}, pass).all("/c", pass).put("/d", pass).head("/e", pass).get("/e", pass);
  router.route("/f").post(pass).get(pass).all(pass);
  router.use(pass).use("/in", inner).use("/app", express());
  const auto list = router.listRoutes();
  CHECK(
      JSON.stringify(list.map([](auto r) {
        return Value{{"path", r["path"]}, {"methods", r["methods"]}};
      })) ==
      R"([{"path":"/a","methods":["GET","HEAD"]},{"path":"/b","methods":["GET","HEAD"]},{"path":"/c","methods":["*"]},)"
      R"({"path":"/d","methods":["PUT"]},{"path":"/e","methods":["HEAD"]},{"path":"/e","methods":["GET","HEAD"]},)"
      R"({"path":"/f","methods":["POST","GET","*","HEAD"]},{"path":"/in"}])");
  CHECK(list[7]["router"]["listRoutes"]()[0]["path"] == "/q");
  CHECK(list[0]["router"] == undefined);
}

TEST_CASE("app.router.stack: the layers, with the routes, and the stacks of mounted routers") {
  auto app = express(), sub = express();
  auto router = express.Router();
  CHECK(router.stack.length() == 0);
  router.get("/q", pass).use(sub);
  app.use(express.json());
  app.get({"/x", "/y"}, pass, pass).use("/r", router).use("/sub", sub).route("/z").post(pass).put(pass);
  const Value stack = app.router.stack;
  CHECK(
      JSON.stringify(stack) ==
      R"([{"name":"<anonymous>","rawPath":"/","slash":true,"matchers":[null]},)"
      R"({"name":"handle","rawPath":["/x","/y"],"slash":false,"matchers":[null,null],"route":{"path":["/x","/y"],"stack":[)"
      R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"get"},)"
      R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"get"}],"methods":{"get":true}}},)"
      R"({"name":"router","rawPath":"/r","slash":false,"matchers":[null]},)"
      R"({"name":"mounted_app","rawPath":"/sub","slash":false,"matchers":[null]},)"
      R"({"name":"handle","rawPath":"/z","slash":false,"matchers":[null],"route":{"path":"/z","stack":[)"
      R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"post"},)"
      R"({"name":"<anonymous>","rawPath":"/","slash":false,"matchers":[null],"method":"put"}],"methods":{"post":true,"put":true}}}])");
  CHECK(stack[0]["route"] == undefined);
  CHECK(stack[0]["handle"]["stack"] == undefined);
  CHECK(stack[1]["handle"]["name"] == "handle");
  CHECK(stack[1]["route"]["stack"][0]["handle"]["name"] == "");
  CHECK(stack[2]["handle"]["stack"][0]["route"]["path"] == "/q");
  CHECK(stack[2]["handle"]["stack"][1]["name"] == "app");
  // What tutorials list.
  Value routes = Array();
  app.router.stack.forEach([=](auto layer) {
    if (layer["route"])
      routes.push(Object.keys(layer["route"]["methods"]).join(",") + " " + layer["route"]["path"].toString());
    else if (layer["name"] == "router")
      layer["handle"]["stack"].forEach([=](auto inner) {
        if (inner["route"]) routes.push(layer["rawPath"] + inner["route"]["path"]);
      });
  });
  CHECK(routes.join("; ") == "get /x,/y; /r/q; post,put /z");
}

TEST_CASE("a router's stack goes with the router: copies, assignment, layers that come later") {
  auto a = express.Router(), b = express.Router();
  a.get("/a", pass);
  auto copy = a;
  a.get("/later", pass);
  CHECK(copy.stack.length() == 2);
  b = a;
  CHECK(b.stack[1]["route"]["path"] == "/later");
  auto app = express();
  auto same = app;
  app.get("/x", pass);
  CHECK(same.router.stack.length() == 1);
}

TEST_CASE("a route is an object of its own: its path, its methods, its handlers") {
  auto app = express();
  auto route = app.route("/x");
  CHECK(route.path == "/x");
  CHECK(Object.keys(route.methods).length() == 0);
  route.get(says("got")).post(pass, pass);
  CHECK(JSON.stringify(route.methods) == R"({"get":true,"post":true})");
  CHECK(route.stack.length() == 3);
  auto alone = express.Route("/anywhere");
  alone.get([](auto& req, auto& res, auto next) { req.route["path"] == "/anywhere" ? next() : res.end(); });
  app.use([=](auto& req, auto& res, auto next) { alone.dispatch(req, res, next); });
  app.use(says("after the route"));
  Pump pump(app);
  CHECK(pump.get("/x").body == "got");
  CHECK(pump.get("/else").body == "after the route");
  CHECK(pump.post("/else", "").body == "after the route");
}

TEST_CASE("a router and an app are functions: a router needs next, an app answers by itself") {
  auto app = express(), inner = express();
  auto router = express.Router();
  router.get("/router/x", says("in the router"));
  router.get("/router/left", [](auto&, auto&, auto next) { next("router"); });
  inner.get("/app/x", says("in the app"));
  app.use("/needs", [=](auto& req, auto& res) { router(req, res); });
  app.use([=](auto& req, auto& res, auto next) {
    router(req, res, [=](auto& err) { err ? next(err) : inner.handle(req, res, next); });
  });
  app.use("/alone", [=](auto& req, auto& res) { inner(req, res); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(err.message); });
  app.use(says("after both"));
  Pump pump(app);
  CHECK(pump.get("/router/x").body == "in the router");
  CHECK(pump.get("/app/x").body == "in the app");
  CHECK(pump.get("/else").body == "after both");
  CHECK(pump.get("/alone/else").status == 404);
  CHECK(pump.get("/needs").body.starts_with("argument callback is required"));
}

TEST_CASE("a request whose router was called by hand is over when it is answered, whatever its callback holds") {
  static int ended;
  ended = 0;
  struct Ends {
    ~Ends() { ended++; }
  };
  auto app = express();
  auto router = express.Router();
  router.get("/answers", says("answered"));
  app.use([](auto& req, auto&, auto next) {
    slot<Ends>(req);
    next();
  });
  app.use("/next", [=](auto& req, auto& res, auto next) { router(req, res, next); });
  app.use("/function", [=](auto& req, auto& res, auto next) {
    router(req, res, [=](auto& err) { err ? next(err) : res.send("called"); });
  });
  app.use("/route", [=](auto& req, auto& res, auto next) {
    auto late = [](auto&, auto&, auto then) { setTimeout(then, 5); };
    express.Route("/").get(late, late).dispatch(req, res, [=] { res.json(req.route["path"]); });
  });
  app.use(says("next"));
  Pump pump(app);
  CHECK(pump.get("/next/answers").body == "answered");
  CHECK(pump.get("/next/else").body == "next");
  CHECK(pump.get("/function/answers").body == "answered");
  CHECK(pump.get("/function/else").body == "called");
  CHECK(pump.get("/route").body == R"("/")");
  pump.settle();
  CHECK(ended == 5);
}

TEST_CASE("req.next is next() of the router that the request is in") {
  auto app = express();
  app.get("/call", [](auto& req, auto&) { req.next(); });
  app.get("/error", [](auto& req, auto&) { req.next(Error("passed on")); });
  app.get(
      "/route", [](auto& req, auto&, auto) { req.next("route"); }, says("never: it leaves the route"));
  app.get("/late", [](auto& req, auto&) { setTimeout(req.next, 5); });
  app.get("/given", [](auto& req, auto& res) { express.Router().use("/", pass)(req, res, req.next); });
  app.use(says("next"));
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/call").body == "next");
  CHECK(pump.get("/error").body == "passed on");
  CHECK(pump.get("/route").body == "next");
  CHECK(pump.get("/late").body == "next");
  CHECK(pump.get("/given").body == "next");
}

TEST_CASE("the index leaves no layer out that can match, whenever it was registered") {
  auto app = express();
  app.get("/begin", [=](auto&, auto& res) {
    for (int i = 0; i < 100; i++) app.get("/late/" + std::to_string(i), says("late " + std::to_string(i)));
    res.send("added");
  });
  for (int i = 0; i < 100; i++) {
    const auto n = std::to_string(i);
    app.get("/r" + n, says("static " + n)).get("/R" + n + "/:id", says("param " + n));
    app.get({"/list" + n, "/other{/" + n + "}"}, says("list " + n));
    app.use("/mw" + n, says("mw " + n));
  }
  app.get(R"(^/expr\d+$)"_re, says("expression"));
  app.get("/a/b/c/d/e/f/g/h/i/j", says("deep"));
  app.get("/:p/tail", says("tail"));
  Pump pump(app);
  CHECK(pump.get("/late/99").status == 404);
  CHECK(pump.get("/begin").body == "added");
  for (auto entry : Object.entries({{"/r17", "static 17"},
                                    {"/R17/", "static 17"},
                                    {"/r17/x", "param 17"},
                                    {"/list99", "list 99"},
                                    {"/other", "list 0"},
                                    {"/other/42", "list 42"},
                                    {"/mw7/x/y", "mw 7"},
                                    {"/expr5", "expression"},
                                    {"/a/b/c/d/e/f/g/h/i/j", "deep"},
                                    {"/r17/tail", "param 17"},
                                    {"/x/tail", "tail"},
                                    {"/late/0", "late 0"},
                                    {"/late/99", "late 99"}})) {
    const Value target = entry[0], body = entry[1];
    CAPTURE(target);
    CHECK(pump.get(target.view()).body == body);
  }
}

TEST_CASE("ten thousand links in a row need no stack: in use(), in a route, in a list, as error handlers") {
  constexpr int many = 10000;
  auto app = express();
  auto route = app.route("/route");
  auto list = express.Router();
  app.use("/errors", [](auto&, auto&, auto next) { next(Error("error")); });
  for (int i = 0; i < many; i++) {
    route.all(pass);
    list.use(pass);
    app.use("/errors", [](auto& err, auto&, auto&, auto next) { next(err); });
  }
  route.get(says("route"));
  list.get("/", says("list"));
  app.use("/errors", [](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  app.use("/list", list);
  Pump pump(app);
  CHECK(pump.get("/route").body == "route");
  CHECK(pump.get("/list").body == "list");
  CHECK(pump.get("/errors").body == "error");
}

TEST_CASE("a thousand routers in one another need no stack") {
  auto app = express();
  auto inmost = express.Router().get("/x", says("inmost"));
  auto router = inmost;
  for (int i = 0; i < 1000; i++) router = express.Router().use(router);
  app.use(router);
  app.use(says("outside"));
  Pump pump(app);
  CHECK(pump.get("/x").body == "inmost");
  CHECK(pump.get("/y").body == "outside");
}
