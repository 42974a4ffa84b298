// timeout(), against what npm's connect-timeout does.
#include <crema/express.hpp>
#include <crema/timeout.hpp>
#include <doctest/doctest.h>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// An app whose route answers after `after` milliseconds, unless the request is late and the route looks.
App slow(Handler limit, int after) {
  auto app = express();
  app.set("env", "test");
  app.use(limit);
  app.get("/", [=](auto& req, auto& res) {
    setTimeout(
        [=] {
          if (!req["timedout"]) res.send(format("in time, {}", req["timedout"]));
        },
        after);
  });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status).send(format("{} {} {}", err.code, err.message, err["timeout"]));
  });
  return app;
}

}  // namespace

TEST_CASE("an answer that is late is an error 503") {
  Pump quick(slow(timeout(1000), 500)), late(slow(timeout(1000), 1500));
  CHECK(quick.get("/").body == "in time, false");
  const auto answer = late.get("/");
  CHECK(answer.status == 503);
  CHECK(answer.body == "ETIMEDOUT Response timeout 1000");
}

TEST_CASE("times are numbers, durations and texts; five seconds is the default") {
  CHECK(Pump(slow(timeout("1s"), 1500)).get("/").body == "ETIMEDOUT Response timeout 1000");
  CHECK(Pump(slow(timeout(2s), 2500)).get("/").body == "ETIMEDOUT Response timeout 2000");
  CHECK(Pump(slow(timeout(), 4900)).get("/").body == "in time, false");
  CHECK(Pump(slow(timeout(0), 5100)).get("/").body == "ETIMEDOUT Response timeout 5000");
  CHECK_THROWS_AS(timeout("soon"), TypeError);
}

TEST_CASE("without .respond the event alone tells") {
  auto app = express();
  app.use(timeout(20, {.respond = false}));
  app.get("/", [](auto& req, auto& res) {
    req.on("timeout", [=](auto delay) { res.send(format("late after {}, {}", delay, req["timedout"])); });
  });
  CHECK(Pump(app).get("/").body == "late after 20, true");
}

TEST_CASE("the limit ends with the head, with req.clearTimeout(), and with the client") {
  auto app = express();
  int late = 0;
  app.use(timeout(20));
  app.get("/begun", [](auto& req, auto& res) {
    res.write("begun, ");
    setTimeout([=] { res.end(format("ended {}", req["timedout"])); }, 60);
  });
  app.get("/cleared", [](auto& req, auto& res) {
    req["clearTimeout"]();
    setTimeout([=] { res.send(format("cleared {}", req["timedout"])); }, 60);
  });
  app.get("/gone", [&](auto& req, auto& res) { req.on("timeout", [&] { late++; }); });
  Pump pump(app);
  CHECK(pump.get("/begun").body == "begun, ended false");
  CHECK(pump.get("/cleared").body == "cleared false");
  const auto client = pump.connect();
  client->send("GET /gone HTTP/1.1\r\nHost: x\r\n\r\n");
  client->leave();
  pump.advance(100);
  CHECK(late == 0);
}

TEST_CASE("a limit behind the answer does no harm") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    res.send("early");
    next();
  });
  app.use(timeout(20), [](auto& req, auto& res, auto next) {});
  Pump pump(app);
  CHECK(pump.get("/").body == "early");
  pump.advance(100);
}
