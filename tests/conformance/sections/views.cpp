// app.engine, res.render, view look-up.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

App views() {
  auto app = express();

  // a tiny engine: #name# is replaced by the value
  app.engine("tpl", [](auto path, auto options, auto callback) {
    fs.readFile(path, "utf8", [=](auto err, auto text) {
      if (err) return callback(err);
      callback(null, text.replace(Regex(R"(#(\w+)#)", "g"), [=](auto all, auto name) {
        return options[name] == undefined ? "" : String(options[name]);
      }));
    });
  });
  app.set("views", "views");
  app.set("view engine", "tpl");
  app.locals["site"] = "Crema";

  app.get("/", [](auto& req, auto& res) { res.render("index", {{"title", "Hey"}, {"message", "Hello there!"}}); });
  app.get("/extension", [](auto& req, auto& res) { res.render("index.tpl", {{"title", "With extension"}}); });
  app.get("/folder", [](auto& req, auto& res) { res.render("pets", {{"title", "Pets"}}); });
  app.get("/locals", [](auto& req, auto& res) {
    res.locals["message"] = "from locals";
    res.locals["site"] = "overridden";
    res.render("index", {{"title", "T"}});
  });
  app.get("/none", [](auto& req, auto& res) { res.render("index"); });
  app.get("/callback", [](auto& req, auto& res, auto next) {
    res.render("index", {{"title", "cb"}}, [=](auto err, auto html) {
      if (err) return next(err);
      res.type("text").send(html.toUpperCase());
    });
  });
  app.get("/status", [](auto& req, auto& res) { res.status(201).render("index", {{"title", "201"}}); });
  app.get("/missing", [](auto& req, auto& res) { res.render("nothing"); });
  app.get("/app-render", [=](auto& req, auto& res, auto next) {
    app.render("index", {{"title", "app"}}, [=](auto err, auto html) {
      if (err) return next(err);
      res.send(html);
    });
  });
  app.get("/broken", [](auto& req, auto& res) { res.render("broken.bad"); });
  app.engine("bad", [](auto path, auto options, auto callback) { callback(Error("engine failed")); });

  auto several = express();
  several.engine("tpl", [](auto path, auto options, auto callback) {
    callback(null, path.includes("other") ? "from other" : "from views");
  });
  several.set("view engine", "tpl");
  several.set("views", {"views/other", "views"});
  several.get("/other", [](auto& req, auto& res) { res.render("page"); });
  several.get("/first", [](auto& req, auto& res) { res.render("index"); });
  app.use("/several", several);

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(err.message.replace("directory.*"_re, "directory"));
  });

  return app;
}
