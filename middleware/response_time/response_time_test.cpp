// responseTime(), against what npm's response-time does.
#include <crema/express.hpp>
#include <crema/response_time.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// What the field says, with digits as "0".
std::string shape(Handler handler, const std::string& field = "X-Response-Time") {
  auto app = express();
  app.use(handler);
  app.get("/", [](auto& req, auto& res) { res.send("ok"); });
  Pump pump(app);
  return Value(pump.get("/").header(field)).replace(Regex("\\d+", "g"), "0").str() +
         Value(pump.get("/").header(field))
             .replace(Regex("^\\d+\\.?|ms$", "g"), "")
             .replace(Regex("\\d", "g"), "#")
             .str();
}

}  // namespace

TEST_CASE("responseTime() says the milliseconds with three digits") {
  CHECK(shape(responseTime()) == "0.0ms###");
  CHECK(shape(responseTime({})) == "0.0ms###");
  CHECK(shape(responseTime({.digits = 5})) == "0.0ms#####");
  CHECK(shape(responseTime(0)) == "0ms");
  CHECK(shape(responseTime({.digits = 0, .header = "X-Time-Taken", .suffix = false}), "X-Time-Taken") == "0");
  CHECK(shape(responseTime({.header = ""})) == "0.0ms###");
}

TEST_CASE("a field that is set already stays, an empty one does not") {
  for (const std::string before : {"1ms", ""}) {
    auto app = express();
    app.use(responseTime());
    app.get("/", [=](auto& req, auto& res) { res.set("X-Response-Time", before).send("ok"); });
    Pump pump(app);
    CHECK((pump.get("/").header("X-Response-Time") == "1ms") == (before == "1ms"));
  }
}

TEST_CASE("a function is told the time when the head leaves") {
  Value told = Array();
  auto app = express();
  app.use(responseTime([&](auto& req, auto& res, auto time) {
    told.push(format("{} {} {}", req.path(), res.statusCode, time >= 0 && time < 60000));
    res.set("X-Told", "yes");
  }));
  app.get("/a", [](auto& req, auto& res) { res.status(202).send("ok"); });
  Pump pump(app);
  CHECK(pump.get("/a").header("X-Told") == "yes");
  CHECK(pump.get("/missing").status == 404);
  CHECK(told.join(", ") == "/a 202 true, /missing 404 true");
}

TEST_CASE("what such a function throws is an error of the handler that answers") {
  auto app = express();
  app.set("env", "test");
  app.use(responseTime([](auto& req, auto& res, auto time) { throw Error("no clock"); }));
  app.get("/", [](auto& req, auto& res) { res.send("ok"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  const auto answer = pump.get("/");
  CHECK(answer.status == 500);
  CHECK(answer.body == "no clock");
}

TEST_CASE("behind an answer that has left it does nothing") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    res.send("early");
    next();
  });
  app.use(responseTime());
  app.use([](auto& req, auto& res, auto next) {});
  Pump pump(app);
  const auto answer = pump.get("/");
  CHECK(answer.body == "early");
  CHECK(!answer.has("X-Response-Time"));
}

TEST_CASE("wrong options are refused where it is made") {
  CHECK_THROWS_WITH_AS(responseTime({.digits = 101}), "toFixed() digits argument must be between 0 and 100",
                       RangeError);
  CHECK_THROWS_AS(responseTime(-1), RangeError);
  CHECK_THROWS_WITH_AS(responseTime({.header = "X Time"}), "Header name must be a valid HTTP token [\"X Time\"]",
                       TypeError);
}
