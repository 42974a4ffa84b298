// next() in its four forms, and error handlers by their parameters, wherever they may stand.
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
// Does with next() what the query says.
void does(Request& req, Response&, Next next) {
  const Value how = req.query["do"];
  if (how == "error") return next(Error("an error"));
  if (how == "text") return next("some text");
  if (how == "number") return next(Value(7));
  if (how == "null") return next(nullptr);
  if (how == "false") return next(Value(false));
  if (how == "empty") return next("");
  if (how == "none") return next(Error());
  if (how == "throw") throw Error("thrown");
  if (how == "throw text") throw std::string("thrown text");
  if (how == "route" || how == "router") return next(how);
  next();
}

}  // namespace

TEST_CASE("next() in a route, in use(), and at the top") {
  auto router = express.Router(), middleware = express.Router();
  router.get("/r", does, says("same route"));
  router.get("/r", says("next route"));
  middleware.use("/m", does, says("same use"));
  middleware.use("/m", says("next use"));
  auto app = express();
  app.use(router, middleware, says("outside"));
  app.use([](auto& err, auto&, auto& res, auto) { res.send(format("error {}", err)); });
  Pump pump(app);
  struct {
    std::string how, in_route, in_use;
  } const cases[] = {
      {"", "same route", "same use"},
      {"null", "same route", "same use"},
      {"false", "same route", "same use"},
      {"empty", "same route", "same use"},
      {"none", "same route", "same use"},
      {"route", "next route", "same use"},
      {"router", "outside", "outside"},
      {"error", "error Error: an error", "error Error: an error"},
      {"text", "error some text", "error some text"},
      {"number", "error 7", "error 7"},
      {"throw", "error Error: thrown", "error Error: thrown"},
      {"throw%20text", "error thrown text", "error thrown text"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.how);
    CHECK(pump.get("/r?do=" + c.how).body == c.in_route);
    CHECK(pump.get("/m?do=" + c.how).body == c.in_use);
  }
}

TEST_CASE("what takes four parameters is for errors alone, wherever it stands") {
  auto caught = [](auto& err, auto&, auto& res, auto) { res.send("caught " + err.message); };
  auto fails = [](auto&, auto&, auto next) { next(Error("x")); };
  struct {
    std::string name, answer;
    void (*add)(const App&, Handler caught, Handler fails);
  } const places[] = {
      {"after a route", "caught x", [](auto& app, auto c, auto f) { app.get("/", f, says("no")).use(c); }},
      {"in the route", "caught x", [](auto& app, auto c, auto f) { app.get("/", c, f, says("no"), c); }},
      {"in a list", "caught x",
       [](auto& app, auto c, auto f) {
         app.get("/", {c, f, says("no"), {c}});
       }},
      {"in all()", "caught x", [](auto& app, auto c, auto f) { app.route("/").all(f).get(says("no")).all(c); }},
      {"of another method", "last", [](auto& app, auto c, auto f) { app.route("/").get(f).post(c); }},
      {"in another route", "last", [](auto& app, auto c, auto f) { app.get("/", f).get("/", c); }},
      {"with a path", "caught x", [](auto& app, auto c, auto f) { app.use(f).use("/", c); }},
      {"with another path", "last", [](auto& app, auto c, auto f) { app.use(f).use("/else", c); }},
      {"in a router after it", "last", [](auto& app, auto c, auto f) { app.use(f, express.Router().use(c)); }},
      {"above it", "last", [](auto& app, auto c, auto f) { app.use(c, f); }},
      {"without an error", "last", [](auto& app, auto c, auto) { app.use(c); }},
  };
  for (const auto& place : places) {
    CAPTURE(place.name);
    auto app = express();
    place.add(app, caught, fails);
    app.use([](auto&, auto&, auto& res, auto) { res.send("last"); });
    app.use(says("last"));
    CHECK(Pump(app).get("/").body == place.answer);
  }
}

TEST_CASE("three parameters are no error handler, whatever they are called") {
  auto app = express();
  app.use([](auto& err, auto&, auto next) {
    err["seen"] = "as a request";
    next();
  });
  app.use([](auto& req, auto& res) { res.send(req["seen"]); });
  CHECK(Pump(app).get("/").body == "as a request");
}

TEST_CASE("an error handler's next() goes on without an error, next(err) with another") {
  auto app = express();
  app.use([](auto&, auto&, auto next) { next(Error("one")); });
  app.use([](auto&, auto&, auto&, auto next) { next(Error("two")); });
  app.use("/on", [](auto&, auto&, auto&, auto next) { next(); });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  app.get("/on", says("without an error"));
  Pump pump(app);
  CHECK(pump.get("/on").body == "without an error");
  CHECK(pump.get("/").body == "two");
}

TEST_CASE("a capture that cannot be decoded is an error of 400, unless there is one already") {
  auto app = express();
  app.use("/first", [](auto&, auto&, auto next) { next(Error("before")); });
  app.get("/:top/:id", says("never"));
  app.get("/*rest", says("never"));
  app.use([](auto& err, auto&, auto& res, auto) {
    res.status(int(err.status || 500))
        .set("X-Class", instanceof <URIError>(err) ? "URIError" : "Error")
        .send(err.stack);
  });
  Pump pump(app);
  const auto bad = pump.get("/x/%zz");
  CHECK(bad.status == 400);
  CHECK(bad.body == "URIError: Failed to decode param '%zz'");
  CHECK(bad.header("X-Class") == "URIError");
  CHECK(pump.get("/first/%zz").body == "Error: before");
}

TEST_CASE("what an async handler throws at once is heard after the code behind next()") {
  auto app = express();
  app.use([](auto&, auto& res, auto next) {
    next();
    res.set("X-Behind", "yes");
  });
  app.get("/", [](auto&, auto&) -> Task<> {
    throw Error("at once");
    co_return;
  });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(format("{}, {}", err.message, res.get("X-Behind"))); });
  const auto answer = Pump(app).get("/");
  CHECK(answer.body == "at once, yes");
  CHECK(answer.header("X-Behind") == "yes");
}

TEST_CASE("code behind next() comes before the page of an error, and before that of 404 where routes follow") {
  auto app = express();
  app.use([](auto&, auto& res, auto next) {
    next();
    res.set("X-Behind", "yes");
  });
  app.get("/broken", [] { throw Error("x"); });
  app.get("/other", says("other"));
  Pump pump(app);
  CHECK(pump.get("/broken").header("X-Behind") == "yes");
  CHECK(pump.get("/none").status == 404);
  CHECK(pump.get("/none").header("X-Behind") == "yes");
}

TEST_CASE("the words route and router are no errors when they are thrown, either") {
  auto app = express();
  app.get(
      "/", [] { throw Value("route"); }, says("same route"));
  app.get("/", [](auto&, auto&) -> Task<> {
    throw Value("router");
    co_return;
  });
  app.get("/", says("never"));
  CHECK(Pump(app).get("/").status == 404);
}

TEST_CASE("code behind next() comes before the 404 page, also where only an error handler follows") {
  auto app = express();
  app.use([](auto&, auto& res, auto next) {
    next();
    res.set("X-Behind", "yes");
  });
  app.use([](auto&, auto&, auto& res, auto) { res.send("an error"); });
  const auto answer = Pump(app).get("/");
  CHECK(answer.status == 404);
  CHECK(answer.header("X-Behind") == "yes");
}
