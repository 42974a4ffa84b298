// Middleware of one's own: a logger, the time of a request, a gate, and what is handed on to the routes behind.
#include <crema/express.hpp>
using namespace crema;

void logger(Request& req, Response& res, Next next) {
  res.on("finish", [=] { console.log(format("{} {} {}", req.method, req.originalUrl, res.statusCode)); });
  next();
}

void requestTime(Request& req, Response& res, Next next) {
  req["requestTime"] = Date.now();
  next();
}

void gate(Request& req, Response& res, Next next) {
  if (req.get("X-Token") != "let-me-in") return res.status(401).send("Who are you?");
  res.locals["user"] = {{"name", "tobi"}, {"admin", req.query["admin"] == "yes"}};
  next();
}

void onlyAdmins(Request& req, Response& res, Next next) {
  if (res.locals["user"]["admin"]) return next();
  auto err = Error("Only admins may see this");
  err.status = 403;
  next(err);
}

Handler cookieless(Value options) {
  return [=](auto& req, auto& res, auto next) {
    if (req.headers["cookie"]) return res.status(options["status"]).send("No cookies here");
    next();
  };
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(logger);
  app.use(requestTime);
  app.use(cookieless({{"status", 400}}));

  app.get("/", [](auto& req, auto& res) { res.send(format("Hello World! Requested at {}", req["requestTime"])); });
  app.get("/me", gate, [](auto& req, auto& res) { res.json(res.locals["user"]); });
  app.get("/admin", {gate, onlyAdmins}, [](auto& req, auto& res) { res.send("The keys of the kingdom"); });

  app.use("/numbers/:id", [](auto& req, auto& res, auto next) {
    if (req.params["id"] == "0") next("router");
    else next();
  });
  auto regular = [](auto& req, auto& res, auto next) {
    if (req.params["id"] == "1") next("route");
    else next();
  };
  app.get("/numbers/:id", regular, [](auto& req, auto& res) { res.send("regular"); });
  app.get("/numbers/:id", [](auto& req, auto& res) { res.send("special"); });

  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
