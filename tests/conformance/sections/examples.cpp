// The small applications of the tutorials: sign-in, remember me, resources, an API with keys, pages by Accept, nested routers.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

Router examples() {
  auto router = express.Router();

  // sign-in with a restricted page
  auto auth = express();
  auth.use(express.urlencoded());
  auth.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false}));
  auth.use([](auto& req, auto& res, auto next) {
    Value error = req.session["error"], success = req.session["success"];
    delete_(req.session["error"]);
    delete_(req.session["success"]);
    res.locals["message"] = error || success || "";
    next();
  });
  auto restrict = [](auto& req, auto& res, auto next) {
    if (req.session["user"]) return next();
    req.session["error"] = "Access denied!";
    res.redirect("/examples/auth/login");
  };
  auth.get("/", [](auto& req, auto& res) { res.redirect("/examples/auth/login"); });
  auth.get("/restricted", restrict, [](auto& req, auto& res) {
    res.send(format("Wahoo! restricted area for {}", req.session["user"]["name"]));
  });
  auth.get("/login", [](auto& req, auto& res) { res.send(format("<form>{}</form>", res.locals["message"])); });
  auth.get("/logout", [](auto& req, auto& res) { req.session.destroy([=] { res.redirect("/examples/auth/"); }); });
  auth.post("/login", [](auto& req, auto& res, auto next) {
    if (!req.body) return res.sendStatus(400);
    if (req.body["username"] != "tj" || req.body["password"] != "foobar") {
      req.session["error"] = "Authentication failed, please check your username and password.";
      return res.redirect("/examples/auth/login");
    }
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = {{"name", "tj"}};
      req.session["success"] = "Authenticated as tj";
      res.redirect(req.get("Referrer") || "/examples/auth/restricted");
    });
  });
  router.use("/auth", auth);

  // remember me
  auto cookies = express();
  cookies.use(cookieParser("my-secret"), express.urlencoded());
  cookies.get("/", [](auto& req, auto& res) {
    res.send(req.cookies["remember"] ? "Remembered :). Click to <a href=\"forget\">forget</a>!"
                                     : "<form method=\"post\"></form>");
  });
  cookies.get("/forget", [](auto& req, auto& res) {
    res.clearCookie("remember");
    res.redirect(req.get("Referrer") || "/examples/cookies/");
  });
  cookies.post("/", [](auto& req, auto& res) {
    if (req.body && req.body["remember"]) res.cookie("remember", 1, {.maxAge = 60000});
    res.redirect(req.get("Referrer") || "/examples/cookies/");
  });
  router.use("/cookies", cookies);

  // downloads
  auto downloads = express();
  downloads.get("/", [](auto& req, auto& res) {
    res.send("<ul><li>Download <a href=\"files/hello.txt\">hello.txt</a>.</li></ul>");
  });
  downloads.get("/files/*file", [](auto& req, auto& res, auto next) {
    res.download(req.params["file"].join("/"), {.root = "public"}, [=](auto err) {
      if (!err) return;
      if (err.status != 404) return next(err);
      res.statusCode = 404;
      res.send("Cant find that file, sorry!");
    });
  });
  router.use("/downloads", downloads);

  // content negotiation and pages for errors
  Value users = {{{"name", "Tobi"}}, {{"name", "Loki"}}, {{"name", "Jane"}}};
  Map<Handler> negotiated = {
      {"html",
       [=](auto& req, auto& res) {
         res.send(
             format("<ul>{}</ul>", users.map([](auto user) { return format("<li>{}</li>", user["name"]); }).join("")));
       }},
      {"text",
       [=](auto& req, auto& res) {
         res.send(users.map([](auto user) { return format(" - {}\n", user["name"]); }).join(""));
       }},
      {"json", [=](auto& req, auto& res) { res.json(users); }},
  };
  router.get("/users", [=](auto& req, auto& res) { res.format(negotiated); });
  auto pages = express();
  pages.get("/404", [](auto& req, auto& res, auto next) { next(); });
  pages.get("/403", [](auto& req, auto& res, auto next) {
    auto err = Error("not allowed!");
    err.status = 403;
    next(err);
  });
  pages.get("/500", [](auto& req, auto& res, auto next) { next(Error("keyboard cat!")); });
  pages.use([](auto& req, auto& res) {
    res.status(404);
    res.format({
        {"html", [&] { res.send(format("<p>Cannot find {}</p>", req.originalUrl)); }},
        {"json",
         [&] {
           res.json({{"error", "Not found"}});
         }},
        {"default", [&] { res.type("txt").send("Not found"); }},
    });
  });
  pages.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("error: {}", err.message));
  });
  router.use("/pages", pages);

  // a resource with ranges and formats
  auto resource = express();
  Value list = {"tj", "ciaran", "aaron", "guillermo", "simon", "tobi"};
  Value nobody = {{"error", "Cannot find user"}};
  resource.get("/", [=](auto& req, auto& res) { res.send(list); });
  resource.get("/:a..:b{.:format}", [=](auto& req, auto& res) {
    auto some = list.slice(parseInt(req.params["a"], 10), parseInt(req.params["b"], 10) + 1);
    if (req.params["format"] == "html")
      return res.send(format("<ul>{}</ul>", some.map([](auto name) { return format("<li>{}</li>", name); }).join("")));
    res.send(some);
  });
  resource.get("/:id", [=](auto& req, auto& res) { res.send(list[Number(req.params["id"])] || nobody); });
  resource.delete_("/:id", [=](auto& req, auto& res) {
    res.send(list[Number(req.params["id"])] ? "destroyed" : "Cannot find user");
  });
  router.use("/resource", resource);

  // params loaded before the handler, with numbers that may not parse
  auto params = express();
  params.param({"from", "to"}, [](auto& req, auto& res, auto next, auto number, auto name) {
    req.params[name] = parseInt(number, 10);
    if (Number.isNaN(req.params[name])) return next(createError(400, format("failed to parseInt {}", number)));
    next();
  });
  params.get("/:from-:to", [=](auto& req, auto& res) {
    res.send(format("users {}", list.slice(req.params["from"], req.params["to"] + 1).join(", ")));
  });
  params.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });
  router.use("/params", params);

  // a web service with keys
  auto service = express();
  service.use("/api", [](auto& req, auto& res, auto next) {
    auto key = req.query["api-key"];
    if (!key) return next(createError(400, "api key required"));
    if (key != "foo" && key != "bar") return next(createError(401, "invalid api key"));
    req["key"] = key;
    next();
  });
  service.get("/api/users", [=](auto& req, auto& res) { res.send(users); });
  service.get("/api/user/:name/repos", [=](auto& req, auto& res, auto next) {
    auto user = users.find([&](auto user) { return user["name"].toLowerCase() == req.params["name"]; });
    if (user) res.send(Array({{"name", "express"}, {"owner", user["name"]}, {"key", req["key"]}}));
    else next();
  });
  service.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send({{"error", err.message}});
  });
  service.use([](auto& req, auto& res) { res.status(404).send({{"error", "Sorry, can't find that"}}); });
  router.use("/service", service);

  // versions of an API in routers
  for (auto version : Array("v1", "v2")) {
    auto api = express.Router();
    api.get("/", [=](auto& req, auto& res) { res.send(format("Hello from API{} root route.", version)); });
    api.get("/users", [=](auto& req, auto& res) { res.send(format("List of API{} users.", version)); });
    router.use(format("/api/{}", version), api);
  }
  router.get("/api", [](auto& req, auto& res) { res.send("Hello from root route."); });

  // routes apart from handlers, forms that say PUT, a map of routes
  auto site = express();
  Value people = {{{"name", "TJ"}, {"email", "tj@example.com"}}, {{"name", "Tobi"}, {"email", "tobi@example.com"}}};
  site.use(methodOverride("_method"), express.urlencoded({.extended = true}));
  auto load = [=](auto& req, auto& res, auto next) {
    req["person"] = people[Number(req.params["id"])];
    if (req["person"]) return next();
    auto err = Error("cannot find user");
    err.status = 404;
    next(err);
  };
  site.get("/users", [=](auto& req, auto& res) {
    res.send(format("<h1>Users</h1>{}", people.map([](auto person) { return person["name"]; }).join(", ")));
  });
  site.all("/user/:id{/:op}", load);
  site.get("/user/:id", [](auto& req, auto& res) { res.send(format("Viewing user {}", req["person"]["name"])); });
  site.get("/user/:id/view", [](auto& req, auto& res) { res.send(format("Viewing user {}", req["person"]["name"])); });
  site.get("/user/:id/edit", [](auto& req, auto& res) { res.send(format("Editing user {}", req["person"]["name"])); });
  site.put("/user/:id/edit", [](auto& req, auto& res) {
    Value user = (req.body && req.body["user"]) || Object();
    if (!user["name"]) return res.status(422).send("a name is required");
    res.redirect(format("/examples/site/user/{}?name={}", req.params["id"], encodeURIComponent(user["name"])));
  });
  site.route("/user/:id/pets")
      .get([](auto& req, auto& res) { res.send(format("user {}'s pets", req.params["id"])); })
      .delete_([](auto& req, auto& res) { res.send(format("delete pets of {}", req.params["id"])); });
  site.delete_("/user/:id/pets/:pid", [](auto& req, auto& res) {
    res.send(format("delete {}'s pet {}", req.params["id"], req.params["pid"]));
  });
  site.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });
  router.use("/site", site);

  return router;
}
