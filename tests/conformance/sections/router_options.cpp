// OPTIONS and HEAD as the router answers them, mounted apps, apps that know their parent.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

App routerOptions() {
  auto app = express();
  app.set("title", "options");

  // the routes of one path, each method once, in order; all() does not count
  app.post("/", [](auto& req, auto& res) { res.send("posted"); });
  app.get("/users", [](auto& req, auto& res) { res.send("users"); });
  app.put("/users", [](auto& req, auto& res) { res.send("put"); });
  app.get("/users", [](auto& req, auto& res) { res.send("again"); });
  app.all("/users", [](auto& req, auto& res, auto next) {
    res.set("X-Hit", "1");
    next();
  });
  app.all("/only-all", [](auto& req, auto& res, auto next) { next(); });
  app.get("/users/:id", [](auto& req, auto& res) { res.send(format("user {}", req.params["id"])); });
  app.delete_("/users/:id", [](auto& req, auto& res) { res.status(204).end(); });
  app.patch("/users/new", [](auto& req, auto& res) { res.send("patched"); });
  app.options("/own", [](auto& req, auto& res) { res.set("Allow", "GET, BREW").status(204).end(); });
  app.get("/own", [](auto& req, auto& res) { res.send("own"); });
  app.get("/own-late", [](auto& req, auto& res) { res.send("own"); });
  app.options("/own-late", [](auto& req, auto& res, auto next) {
    res.set("X-Own", "passed on");
    next();
  });
  app.post("/own-late", [](auto& req, auto& res) { res.send("posted"); });

  // routers and the routes after them
  auto inner = express.Router();
  inner.get("/x", [](auto& req, auto& res) { res.send("x"); });
  inner.post("/y", [](auto& req, auto& res) { res.send("y"); });
  app.use("/inner", inner);
  app.put("/inner/x", [](auto& req, auto& res) { res.send("outer x"); });
  app.put("/inner/z", [](auto& req, auto& res) { res.send("outer z"); });
  app.use("/middleware", [](auto& req, auto& res, auto next) {
    res.set("X-Saw", req.method);
    next();
  });
  app.get("/middleware", [](auto& req, auto& res) { res.send("m"); });

  // HEAD: the GET route, an own one first, all(), a body of pieces, a redirect, a file, JSON
  app.get("/head/get", [](auto& req, auto& res) { res.set("X-Length", "5").send("tobi!"); });
  app.get("/head/both", [](auto& req, auto& res) { res.send("get first"); });
  app.head("/head/both", [](auto& req, auto& res) { res.set("X-Never", "reached").end(); });
  app.head("/head/own", [](auto& req, auto& res) { res.set("X-Own", "yes").end(); });
  app.get("/head/own", [](auto& req, auto& res) { res.send("get"); });
  app.all("/head/all", [](auto& req, auto& res) { res.send(format("all {}", req.method)); });
  app.post("/head/post-only", [](auto& req, auto& res) { res.send("posted"); });
  app.get("/head/pieces", [](auto& req, auto& res) {
    res.type("text");
    res.write("one");
    res.end("two");
  });
  app.get("/head/length", [](auto& req, auto& res) { res.set("Content-Length", "7").end("1234567"); });
  app.get("/head/json", [](auto& req, auto& res) { res.json({{"a", 1}}); });
  app.get("/head/redirect", [](auto& req, auto& res) { res.redirect("/elsewhere"); });
  app.get("/head/status", [](auto& req, auto& res) { res.sendStatus(404); });
  app.get("/head/error", [](auto& req, auto& res, auto next) { next(Error("x")); });

  // mounted apps: path(), mountpath, parent, the mount event, several places, a list of handlers
  auto blog = express();
  auto blogAdmin = express();
  auto events = Array();
  blogAdmin.on("mount", [=](auto& parent) { events.push(format("admin on {}", parent.get("title"))); });
  blog.on("mount", [=](auto& parent) { events.push(format("blog on {}", parent.get("title"))); });
  blog.set("title", "blog");
  app.use("/blog", blog);
  blog.use("/admin", blogAdmin);
  blog.get("/", [=](auto& req, auto& res) {
    res.json({{"path", blog.path()},
              {"mountpath", blog.mountpath},
              {"parent", blog.parent == app},
              {"title", req.app.get("title")}});
  });
  blogAdmin.get("/", [=](auto& req, auto& res) {
    res.json({{"path", blogAdmin.path()},
              {"mountpath", blogAdmin.mountpath},
              {"parent", blogAdmin.parent == blog},
              {"title", req.app.get("title")},
              {"baseUrl", req.baseUrl}});
  });
  blogAdmin.get("/fall", [](auto& req, auto& res, auto next) { next(); });
  blog.get("/admin/fall", [](auto& req, auto& res) {
    res.json({{"title", req.app.get("title")}, {"baseUrl", req.baseUrl}, {"url", req.url}});
  });
  app.get("/events", [=](auto& req, auto& res) { res.json(events); });
  auto shared = express();
  shared.get("/who", [=](auto& req, auto& res) {
    res.json({{"baseUrl", req.baseUrl}, {"mountpath", shared.mountpath}});
  });
  app.use({"/first", "/second"}, shared);
  auto dynamic = express();
  dynamic.get("/comments", [](auto& req, auto& res) {
    res.json({{"params", {spread(req.params)}}, {"baseUrl", req.baseUrl}});
  });
  app.use("/posts/:post", dynamic);
  app.use(
      "/mixed",
      [](auto& req, auto& res, auto next) {
        res.set("X-Before", "yes");
        next();
      },
      shared, [](auto& req, auto& res) { res.send("after the mounted app"); });
  app.get("/above", [](auto& req, auto& res) {
    res.json(
        {{"title", req.app.get("title")}, {"same", res.app == req.app}, {"linked", req.res == res && res.req == req}});
  });

  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(format("error {}", err.message)); });

  return app;
}
