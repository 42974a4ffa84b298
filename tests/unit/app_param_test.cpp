// param(): when its callbacks run, what they may do.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Appends "name=value" to X-Param.
void note(Request&, Response& res, Next next, Value value, Value name) {
  res.append("X-Param", name + "=" + value);
  next();
}
std::string noted(const Answer& answer) {
  std::string all;
  for (const auto& one : answer.headers("X-Param")) all += (all.empty() ? "" : " ") + one;
  return all;
}
Handler says(std::string text) {
  return [=](auto&, auto& res) { res.send(text); };
}
void pass(Request&, Response&, Next next) { next(); }

}  // namespace

TEST_CASE("a param callback declares what it needs: five parameters, or fewer") {
  auto app = express();
  auto calls = Array();
  app.param("a", [=](auto&, auto&, auto next, auto value, auto name) {
    calls.push(name + value);
    next();
  });
  app.param("a", [=](auto&, auto&, auto next, auto value) {
    calls.push(value);
    next();
  });
  app.param("a", [=](auto& req, auto&, auto next) {
    calls.push(req.params["a"]);
    next();
  });
  app.param("a", pass);
  app.param("a", [=](auto&, auto&, auto next) -> Task<> {
    co_await Promise([=](auto resolve) { setTimeout(resolve, 1); });
    calls.push("late");
    next();
  });
  app.param("stops", [](auto&, auto& res) { res.send("stopped"); });
  app.get("/a/:a", says("a"));
  app.get("/b/:stops", says("never"));
  Pump pump(app);
  CHECK(pump.get("/a/1").body == "a");
  CHECK(JSON.stringify(calls) == R"(["a1","1","1","late"])");
  CHECK(pump.get("/b/1").body == "stopped");
}

TEST_CASE("callbacks run once for a value, in the order of the names in the path") {
  auto app = express();
  app.param({"x", "y"}, note);
  app.get("/:x/:y", pass);
  app.get("/:y/:x", pass);
  app.use("/:x", pass);
  app.get("/{:x-}:y", says("end"));
  Pump pump(app);
  CHECK(noted(pump.get("/1/2")) == "x=1 y=2 y=1 x=2 x=1");
  CHECK(noted(pump.get("/1/1")) == "x=1 y=1");
  CHECK(noted(pump.get("/3")) == "x=3 y=3");
}

TEST_CASE("a list of pieces is another value each time, since its pieces are another list") {
  auto app = express();
  app.param("rest", [](auto&, auto& res, auto next, auto value) {
    res.append("X-Param", JSON.stringify(value));
    next();
  });
  app.get("/*rest", pass);
  app.get("/*rest", says("end"));
  CHECK(noted(Pump(app).get("/a/b")) == R"(["a","b"] ["a","b"])");
}

TEST_CASE("names are called in JavaScript's order, each once") {
  auto app = express();
  app.param({"a", "b", "2", "10"}, note);
  app.get("/p/:b-:a-:b", says("end"));
  app.get("/n/:\"10\"/:a/:\"2\"", says("end"));
  app.get(R"(^/r/(?<a>\d)(?<b>\d)$)"_re, says("end"));
  Pump pump(app);
  CHECK(noted(pump.get("/p/1-2-3")) == "b=3 a=2");
  CHECK(noted(pump.get("/n/x/y/z")) == "2=z 10=x a=y");
  CHECK(noted(pump.get("/r/12")) == "a=1 b=2");
}

TEST_CASE("what fails for a value fails again for the layers that see it, and another value has another chance") {
  auto app = express();
  Let calls = 0;
  app.param("id", [=](auto&, auto&, auto next, auto id) {
    ++calls;
    if (id == "bad") throw createError(422, "bad id");
    if (id == "skip") return next("route");
    next();
  });
  app.get("/:id/x", says("first"));
  app.get("/bad/:id", says("second"));
  app.get("/skip/x", says("literal"));
  app.use([](auto& err, auto&, auto&, auto next) { next(err); });
  app.use("/:id", [](auto&, auto&, auto& res, auto) { res.send("never: its param fails, too"); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(int(err.status)).send(err.message); });
  Pump pump(app);
  const auto bad = pump.get("/bad/x");
  CHECK(bad.status == 422);
  CHECK(bad.body == "bad id");
  CHECK(calls == 1);
  CHECK(pump.get("/skip/x").body == "literal");
  CHECK(pump.get("/1/x").body == "first");
}

TEST_CASE("a router's callbacks are its own") {
  auto app = express();
  auto router = express.Router({.mergeParams = true});
  app.param("id", note);
  router.get("/:id", says("inner"));
  router.get("/", says("merged"));
  app.use("/r/:other", router);
  app.use("/s/:id", router);
  Pump pump(app);
  CHECK(noted(pump.get("/r/1/2")) == "");
  CHECK(noted(pump.get("/s/1")) == "id=1");
  CHECK(noted(pump.get("/s/1/2")) == "id=1");
}

TEST_CASE("a callback that goes on twice takes up its own layer the second time") {
  auto app = express();
  app.param("id", [](auto& req, auto& res, auto next, auto, auto) {
    next("route");
    next();
  });
  auto router = express.Router();
  router.get("/b", says("of the router"));
  app.use("/r-:id", router);
  app.use(pass);
  CHECK(Pump(app).get("/r-1/b").body == "of the router");
}

TEST_CASE("HEAD runs the callbacks of any route whose path matches") {
  auto app = express();
  app.param("id", note);
  app.post("/:id", says("posted"));
  CHECK(noted(Pump(app).request("HEAD", "/7")) == "id=7");
  CHECK(noted(Pump(app).request("OPTIONS", "/7")) == "");
}
