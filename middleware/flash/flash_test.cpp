// flash(), against what npm's connect-flash does.
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <doctest/doctest.h>

#include "pump.hpp"

using namespace crema;
using crema::testing::Agent;
using crema::testing::Pump;

namespace {

App with_messages() {
  auto app = express();
  app.set("env", "test");
  app.use(cookieSession({.keys = {"secret"}}), flash());
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

}  // namespace

TEST_CASE("flash messages last until they are asked for") {
  auto app = with_messages();
  app.get("/add", [](auto& req, auto& res) {
    Value first = req.flash("info", "saved"), second = req.flash("info", "sent"), list = req.flash("error", {"a", "b"});
    res.json({first, second, list});
  });
  app.get("/info", [](auto& req, auto& res) { res.json(req.flash("info")); });
  app.get("/all", [](auto& req, auto& res) { res.json(req.flash()); });
  Pump pump(app);
  Agent agent(pump);
  CHECK(agent.get("/info").body == "[]");
  CHECK(agent.get("/add").body == "[1,2,2]");
  CHECK(agent.get("/info").body == R"(["saved","sent"])");
  CHECK(agent.get("/info").body == "[]");
  CHECK(agent.get("/add").body == "[1,2,4]");
  CHECK(agent.get("/all").body == R"({"error":["a","b","a","b"],"info":["saved","sent"]})");
  CHECK(agent.get("/all").body == "{}");
}

TEST_CASE("a message of several parts is put together") {
  auto app = with_messages();
  app.get("/", [](auto& req, auto& res) {
    req["flash"]("info", "%s has %d of %j", "Ann", 3, Value{{"a", 1}, {"b", 2}});
    req["flash"]("info", "to %s", null);
    res.json(req.flash("info"));
  });
  Pump pump(app);
  CHECK(pump.get("/").body == R"(["Ann has 3 of {\"a\":1,\"b\":2}","to null"])");
}

TEST_CASE("an empty list is a TypeError, an empty message asks") {
  auto app = with_messages();
  app.get("/list", [](auto& req, auto& res) { res.json(req.flash("info", Array())); });
  app.get("/text", [](auto& req, auto& res) {
    req.flash("info", "a");
    res.json(req.flash("info", ""));
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/list").body == "Cannot read properties of undefined (reading 'length')");
  CHECK(pump.get("/text").body == R"(["a"])");
}

TEST_CASE("without a session there are no messages, without flash() no req.flash") {
  auto app = express();
  app.set("env", "test");
  app.get("/none", [](auto& req, auto& res) { req.flash("a", "b"); });
  app.get("/with", flash(), [](auto& req, auto& res) { req.flash("a", "b"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/none").body == "req.flash is not a function");
  CHECK(pump.get("/with").body == "req.flash() requires sessions");
}

TEST_CASE("a req.flash of somebody else's stays, unless it is to be replaced") {
  for (const bool replaces : {false, true}) {
    auto app = express();
    app.set("env", "test");
    app.use([](auto& req, auto& res, auto next) {
      req["flash"] = Function([](auto type, auto message) { return Value("mine"); });
      next();
    });
    app.get("/", flash({.unsafe = replaces}), [](auto& req, auto& res) { res.send(req.flash("a")); });
    app.use([](auto& err, auto& req, auto& res, auto next) { res.send(err.message); });
    Pump pump(app);
    CHECK(pump.get("/").body == (replaces ? "req.flash() requires sessions" : "mine"));
  }
}
