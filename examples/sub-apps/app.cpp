// Apps in apps: each has settings, locals and an error handler of its own, and knows where it is mounted.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto blog = express();
  auto admin = express();
  auto reports = express();

  app.set("title", "The whole site");
  app.enable("case sensitive routing");
  app.locals["owner"] = "tj";

  blog.on("mount", [&](auto& parent) {
    console.log(format("The blog is mounted at {}, in {}", blog.mountpath, parent.get("title")));
  });
  admin.on("mount", [] { console.log("The administration is mounted"); });

  blog.set("title", "The blog");
  blog.locals["owner"] = "ann";

  blog.get("/", [&](auto& req, auto& res) {
    res.json({{"title", blog.get("title")},
              {"owner", req.app.locals["owner"]},
              {"baseUrl", req.baseUrl},
              {"url", req.url},
              {"originalUrl", req.originalUrl}});
  });

  blog.get("/posts/:id", [](auto& req, auto& res, auto next) {
    if (Number(req.params["id"]) > 100) return next();
    if (req.params["id"] == "13") throw Error("Bad luck");
    res.json({{"post", req.params["id"]}, {"at", req.baseUrl + req.path()}});
  });

  blog.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(format("The blog says: {}", err.message));
  });

  // What the parent has set is inherited, as long as the app says nothing else.
  admin.get("/", [&](auto& req, auto& res) {
    res.json({{"title", admin.get("title")},
              {"path", admin.path()},
              {"mountpath", admin.mountpath},
              {"owner", admin.locals["owner"] || "nobody"}});
  });

  admin.get("/fail", [](auto& req, auto& res) { throw Error("Nobody is watching"); });

  reports.get("/:year", [&](auto& req, auto& res) {
    res.json({{"year", req.params["year"]},
              {"path", reports.path()},
              {"mountpath", reports.mountpath},
              {"baseUrl", req.baseUrl}});
  });

  reports.all("/*rest", [](auto& req, auto& res) {
    res.status(405).json({{"method", req.method}, {"rest", req.params["rest"]}});
  });

  admin.use("/reports", reports);
  app.use("/blog", blog);
  app.use({"/admin", "/manage"}, admin);

  app.get("/", [&](auto& req, auto& res) {
    res.json({{"title", app.get("title")},
              {"owner", req.app.locals["owner"]},
              {"path", app.path()},
              {"mountpath", app.mountpath}});
  });

  app.use([](auto& req, auto& res) {
    res.status(404).json({{"error", "Not found"}, {"baseUrl", req.baseUrl}, {"url", req.url}});
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).send(format("The site says: {}", err.message));
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
