// Pages for what was not found and for what went wrong, as HTML, JSON or text.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/morgan.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto silent = process.env["NODE_ENV"] == "test";

  app.set("views", path.join(__dirname, "views"));
  app.set("view engine", "ejs");

  // A setting of one's own. Views find it as settings['verbose errors'].
  app.enable("verbose errors");

  // In production what went wrong is nobody's business.
  if (app.get("env") == "production") app.disable("verbose errors");

  if (!silent) app.use(morgan("dev"));

  app.get("/", [](auto& req, auto& res) { res.render("index.ejs"); });

  app.get("/404", [](auto& req, auto& res, auto next) {
    // Nothing behind this route answers: it ends at the page for what was not found.
    next();
  });

  app.get("/403", [](auto& req, auto& res, auto next) {
    auto err = Error("not allowed!");
    err.status = 403;
    next(err);
  });

  app.get("/500", [](auto& req, auto& res, auto next) { next(Error("keyboard cat!")); });

  // The last one that is no error handler: whoever comes here was answered by nobody.
  //   curl http://localhost:3000/notfound
  //   curl http://localhost:3000/notfound -H "Accept: application/json"
  //   curl http://localhost:3000/notfound -H "Accept: text/plain"
  app.use([](auto& req, auto& res, auto next) {
    res.status(404);

    res.format({
        {"html",
         [&] {
           res.render("404", {{"url", req.url}});
         }},
        {"json",
         [&] {
           res.json({{"error", "Not found"}});
         }},
        {"default", [&] { res.type("txt").send("Not found"); }},
    });
  });

  // Four parameters: errors come here, and nothing else. It could go on with next(err), or with next() if all is well again.
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500);
    res.render("500", {{"error", err}});
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
