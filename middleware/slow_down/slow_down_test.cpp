// slowDown(), against what npm's express-slow-down does.
#include <crema/express.hpp>
#include <crema/slow_down.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// An app that says what it has noted of each request, and how many milliseconds it took to come there.
App slowed(SlowDownOptions options) {
  auto app = express();
  app.set("env", "test");
  options.keyGenerator = [] { return "everyone"; };
  app.use([](auto& req, auto& res, auto next) {
    req["came"] = Date.now();
    next();
  });
  app.get("/", slowDown(options), [](auto& req, auto& res) {
    auto info = req["slowDown"] || req["own"];
    res.send(format("{} of {}, {} left, {} ms: {}", info["used"], info["limit"], info["remaining"], info["delay"],
                    Date.now() - req["came"]));
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

std::string nth(Pump& pump, int n) {
  for (int i = 1; i < n; i++) pump.get("/");
  return pump.get("/").body;
}

}  // namespace

TEST_CASE("the first requests pass, the others wait, each longer") {
  Pump pump(slowed({.windowMs = 600000, .delayAfter = 2}));
  CHECK(nth(pump, 1) == "1 of 2, 1 left, 0 ms: 0");
  CHECK(nth(pump, 1) == "2 of 2, 0 left, 0 ms: 0");
  CHECK(nth(pump, 1) == "3 of 2, 0 left, 1000 ms: 1000");
  CHECK(nth(pump, 1) == "4 of 2, 0 left, 2000 ms: 2000");
  pump.advance(600000);
  CHECK(nth(pump, 1) == "1 of 2, 1 left, 0 ms: 0");
}

TEST_CASE("delays are numbers and functions, with a most") {
  Pump fixed(slowed({.delayMs = 30, .validate = {{"delayMs", false}}}));
  CHECK(nth(fixed, 3) == "3 of 1, 0 left, 30 ms: 30");
  Pump grown(slowed({.delayAfter = [](auto& req) { return 1; },
                     .delayMs = [](auto used, auto& req, auto& res) { return used * 100; },
                     .maxDelayMs = 250}));
  CHECK(nth(grown, 2) == "2 of 1, 0 left, 200 ms: 200");
  CHECK(nth(grown, 1) == "3 of 1, 0 left, 250 ms: 250");
  Pump later(slowed({.delayAfter = []() -> Task<Value> {
                       co_await Promise.resolve();
                       co_return 0;
                     },
                     .delayMs = [](auto used) -> Task<Value> {
                       co_await Promise.resolve();
                       if (used == 2) throw Error("no delay today");
                       co_return 7;
                     },
                     .maxDelayMs = [] { return 5; }}));
  CHECK(nth(later, 1) == "1 of 0, 0 left, 5 ms: 5");
  CHECK(nth(later, 1) == "no delay today");
}

TEST_CASE("the property has a name, and fields are off") {
  Pump pump(slowed({.requestPropertyName = "own"}));
  const auto answer = pump.get("/");
  CHECK(answer.body == "1 of 1, 0 left, 0 ms: 0");
  CHECK(!answer.has("X-RateLimit-Limit"));
  Pump told(slowed({.standardHeaders = "draft-6"}));
  CHECK(told.get("/").has("RateLimit-Limit"));
}

TEST_CASE("a client that leaves while it waits is waited for no longer") {
  int reached = 0;
  auto app = express();
  app.get("/", slowDown({.delayAfter = 0}), [&](auto& req, auto& res) {
    reached++;
    res.send("ok");
  });
  Pump pump(app);
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  client->leave();
  pump.advance(5000);
  CHECK(reached == 0);
}

TEST_CASE("a delay that no timer can wait is refused") {
  CHECK_THROWS_WITH(slowDown({.maxDelayMs = 2147483648}),
                    "The 'maxDelayMs' option cannot be greater than 2147483647 due to Node.js setTimeout limits.");
}
