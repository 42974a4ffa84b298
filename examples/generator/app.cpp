// The app: what it uses, its routes, and what answers when nothing else does.
#include "app.hpp"

#include <crema/cookie_parser.hpp>
#include <crema/ejs.hpp>
#include <crema/http_errors.hpp>
#include <crema/morgan.hpp>

#include "routes/index.hpp"
#include "routes/users.hpp"

App createApp() {
  auto app = express();

  // views
  app.set("views", path.join(__dirname, "views"));
  app.set("view engine", "ejs");

  app.use(morgan("dev"));
  app.use(express.json());
  app.use(express.urlencoded({.extended = false}));
  app.use(cookieParser());
  app.use(express.static_(path.join(__dirname, "public")));

  app.use("/", indexRouter());
  app.use("/users", usersRouter());

  // Who comes here was answered by nobody: 404, for the error handler below.
  app.use([](auto& req, auto& res, auto next) { next(createError(404)); });

  // Every error ends here.
  app.use([](auto& err, auto& req, auto& res, auto next) {
    // the error itself is shown to developers alone
    res.locals["message"] = err.message;
    res.locals["error"] = req.app.get("env") == "development" ? Value(err) : Object();

    // its page
    res.status(err.status || 500);
    res.render("error");
  });

  return app;
}
