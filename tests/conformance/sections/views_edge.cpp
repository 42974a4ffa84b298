// Views: extensions, folders, order of locals, callbacks, errors, options of app.render.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router viewsEdge() {
  auto router = express.Router();
  auto fill = [](auto file, auto options, auto callback) {
    fs.readFile(file, "utf8", [=](auto err, auto text) {
      if (err) return callback(err);
      callback(null, text.replace(Regex(R"(#(\w+)#)", "g"), [=](auto all, auto name) {
        return options[name] == undefined ? "" : String(options[name]);
      }));
    });
  };
  auto folder = path.resolve("views/edge");
  auto make = [=](Value where, auto configure) {
    auto app = express();
    configure(app);
    app.use([](auto& err, auto& req, auto& res, auto next) {
      res.status(500).send(err.message.replace(Regex("director(y|ies).*", "s"), "director$1"));
    });
    router.use(where, app);
  };

  make("/main", [=](auto app) {
    app.engine(".tpl", fill);
    app.engine("mark", fill);
    app.set("views", folder).set("view engine", ".tpl");
    app.locals["site"] = "app";
    app.locals["title"] = "app";
    app.get("/user", [](auto& req, auto& res) { res.render("user", {{"name", "tobi"}}); });
    app.get("/absolute", [=](auto& req, auto& res) {
      res.render(path.join(folder, "user.tpl"), {{"name", "absolute"}});
    });
    app.get("/absolute-bare", [=](auto& req, auto& res) { res.render(path.join(folder, "user"), {{"name", "bare"}}); });
    app.get("/nested", [](auto& req, auto& res) { res.render("nested", {{"title", "folder"}}); });
    app.get("/nested-slash", [](auto& req, auto& res) { res.render("nested/", {{"title", "slash"}}); });
    app.get("/nested-index", [](auto& req, auto& res) { res.render("nested/index", {{"title", "index"}}); });
    app.get("/second", [](auto& req, auto& res) { res.render("second/user", {{"name", "second"}}); });
    app.get("/mark", [](auto& req, auto& res) { res.render("page.mark", {{"message", "m"}}); });
    app.get("/dots-full", [](auto& req, auto& res) { res.render("a.b.tpl", {{"title", "full"}}); });
    app.get("/name", [](auto& req, auto& res) { res.render("name", {{"name", "a local called name"}}); });
    app.get("/up", [](auto& req, auto& res) { res.render("nested/../user", {{"name", "up"}}); });
    app.get("/levels", [](auto& req, auto& res) {
      res.locals["title"] = "res";
      res.locals["level"] = 1;
      res.render("levels", {{"level", 2}, {"own", "render"}});
    });
    app.get("/levels-after", [](auto& req, auto& res) { res.render("levels"); });
    app.get("/locals-kept", [](auto& req, auto& res) {
      res.locals["title"] = "kept";
      res.render("levels", {{"own", "x"}}, [=](auto err, auto html) {
        res.json({{"html", html}, {"locals", {spread(res.locals)}}});
      });
    });
    app.get("/callback-only", [](auto& req, auto& res) {
      res.render("levels", [=](auto err, auto html) {
        res.type("text").send(format("{} {}", err ? String(err) : "null", html));
      });
    });
    app.get("/callback-error", [](auto& req, auto& res) {
      res.render("missing",
                 [=](auto err, auto html) { res.status(404).send(format("{} {}", !!err, html == undefined)); });
    });
    app.get("/missing", [](auto& req, auto& res) { res.render("missing"); });
    app.get("/missing-folder", [](auto& req, auto& res) { res.render("nested/missing"); });
    app.get("/typed", [](auto& req, auto& res) { res.type("text").render("user", {{"name", "typed"}}); });
    app.get("/status", [](auto& req, auto& res) {
      res.status(418).set("X-View", "yes").render("user", {{"name", "teapot"}});
    });
    app.get("/head", [](auto& req, auto& res) { res.render("user", {{"name", "head"}}); });
    app.get("/twice", [](auto& req, auto& res) {
      res.render("user", {{"name", "one"}}, [=](auto err, auto one) {
        res.render("user", {{"name", "two"}}, [=](auto err, auto two) { res.send(one + two); });
      });
    });
    app.get("/app", [=](auto& req, auto& res, auto next) {
      app.render("levels", {{"title", "app.render"}}, [=](auto err, auto html) { err ? next(err) : res.send(html); });
    });
    app.get("/app-bare", [=](auto& req, auto& res, auto next) {
      app.render("levels", [=](auto err, auto html) { err ? next(err) : res.send(html); });
    });
    app.get("/app-null", [=](auto& req, auto& res, auto next) {
      app.render("levels", null, [=](auto err, auto html) { err ? next(err) : res.send(html); });
    });
    app.get("/app-missing", [=](auto& req, auto& res) {
      app.render("missing", {},
                 [=](auto err) { res.status(404).send(err.message.startsWith("Failed to lookup view \"missing\"")); });
    });
    app.get("/app-no-res-locals", [=](auto& req, auto& res, auto next) {
      res.locals["own"] = "not seen";
      app.render("levels", {}, [=](auto err, auto html) { err ? next(err) : res.send(html); });
    });
  });

  make("/several", [=](auto app) {
    app.engine("tpl", fill);
    app.set("views", {path.join(folder, "second"), folder}).set("view engine", "tpl");
    app.get("/user", [](auto& req, auto& res) { res.render("user", {{"name", "first wins"}}); });
    app.get("/only", [](auto& req, auto& res) { res.render("only", {{"name", "one"}}); });
    app.get("/later", [](auto& req, auto& res) { res.render("nested", {{"title", "found later"}}); });
    app.get("/none", [](auto& req, auto& res) { res.render("none"); });
  });

  make("/no-engine", [=](auto app) {
    app.engine("tpl", fill);
    app.set("views", folder);
    app.get("/bare", [](auto& req, auto& res) { res.render("user"); });
    app.get("/extension", [](auto& req, auto& res) { res.render("user.tpl", {{"name", "given"}}); });
  });

  make("/failing", [=](auto app) {
    app.engine("tpl", [](auto file, auto options, auto callback) {
      if (options["how"] == "throw") throw Error("the engine throws");
      if (options["how"] == "late")
        return void(setTimeout([=] { callback(null, format("late {}", path.basename(file))); }, 3));
      if (options["how"] == "fail") return callback(Error("the engine fails"));
      callback(null, format("{} {} {} {}", options["settings"]["title"], options["settings"]["view engine"],
                            options["settings"]["env"], options["cache"]));
    });
    app.set("views", folder).set("view engine", "tpl").set("title", "settings seen");
    app.get("/:how", [](auto& req, auto& res) { res.render("user", {{"how", req.params["how"]}}); });
    app.get("/app/:how", [=](auto& req, auto& res) {
      app.render("user", {{"how", req.params["how"]}},
                 [=](auto err, auto html) { res.send(err ? format("caught {}", err.message) : html); });
    });
  });

  // a mounted app renders with its own views and locals
  make("/mounted", [=](auto app) {
    app.engine("tpl", fill);
    app.set("views", folder).set("view engine", "tpl");
    app.locals["site"] = "outer";
    auto child = express();
    child.engine("tpl", fill);
    child.set("views", path.join(folder, "second"));
    app.locals["title"] = "of the parent";
    child.locals["site"] = "inner";
    child.get("/user", [](auto& req, auto& res) { res.render("user", {{"name", "child"}}); });
    child.get("/levels", [](auto& req, auto& res) { res.render("levels"); });
    app.use("/child", child);
    app.get("/user", [](auto& req, auto& res) { res.render("user", {{"name", "parent"}}); });
    app.get("/levels", [](auto& req, auto& res) { res.render("levels"); });
  });

  return router;
}
