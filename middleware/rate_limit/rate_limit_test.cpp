// rateLimit(), against what npm's express-rate-limit does.
#include <crema/express.hpp>
#include <crema/rate_limit.hpp>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "memory_counts.hpp"
#include "pump.hpp"

using namespace crema;
using crema::testing::Answer;
using crema::testing::Pump;

namespace {

// Options of a limiter whose clients say who they are, and which looks for no mistakes.
RateLimitOptions usual(RateLimitOptions options = {}) {
  options.keyGenerator = [](auto& req) { return req.get("x-client") || "everyone"; };
  options.validate = false;
  return options;
}

App limited(Handler limiter) {
  auto app = express();
  app.set("env", "test");
  app.get("/", limiter, [](auto& req, auto& res) {
    auto info = req["rateLimit"];
    res.status(req.query["fail"] ? 500 : 200)
        .send(info ? format("{} of {}", info["used"], info["limit"]) : Value("free"));
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send("error " + err.message); });
  return app;
}

// Status and body of each of some requests.
std::string ask(Pump& pump, int times, const std::string& path = "/", const testing::Fields& fields = {}) {
  std::string all;
  for (int i = 0; i < times; i++) {
    const auto answer = pump.get(path, fields);
    all += (i ? ", " : "") + std::to_string(answer.status) + " " + answer.body;
  }
  return all;
}

std::string fields_of(const Answer& answer) {
  std::string all;
  for (const auto& [name, value] : answer.fields)
    if (name.starts_with("RateLimit") || name.starts_with("X-RateLimit") || name == "Retry-After")
      all += name + ": " + value + "\n";
  return all;
}

}  // namespace

TEST_CASE("a client has so many requests in a window, which begins with its first") {
  Pump pump(limited(rateLimit(usual({.windowMs = 10000, .limit = 2}))));
  CHECK(ask(pump, 3) == "200 1 of 2, 200 2 of 2, 429 Too many requests, please try again later.");
  CHECK(ask(pump, 1, "/", {{"X-Client", "other"}}) == "200 1 of 2");
  pump.advance(9999);
  CHECK(ask(pump, 1).starts_with("429"));
  pump.advance(1);
  CHECK(ask(pump, 1) == "200 1 of 2");
  CHECK(ask(pump, 1, "/", {{"X-Client", "other"}}) == "200 1 of 2");
}

TEST_CASE("limits are numbers, functions, and max, the old name") {
  Pump five(limited(rateLimit(usual()))), none(limited(rateLimit(usual({.limit = 0})))),
      old(limited(rateLimit(usual({.max = 1}))));
  CHECK(ask(five, 6).ends_with("200 5 of 5, 429 Too many requests, please try again later."));
  CHECK(ask(none, 1).starts_with("429"));
  CHECK(ask(old, 2).starts_with("200 1 of 1, 429"));
  const auto asked = [](auto& req) { return req.query["premium"] ? 2 : 1; };
  const auto later = [](auto& req) -> Task<Value> {
    Value most = req.query["premium"] ? 2 : 1;
    co_await Promise.resolve();
    co_return most;
  };
  const auto broken = [](auto& req) -> Task<Value> {
    co_await Promise.resolve();
    throw Error("no limit today");
  };
  for (const auto& options : {RateLimitOptions{.limit = asked}, RateLimitOptions{.limit = later}}) {
    Pump pump(limited(rateLimit(usual(options))));
    CHECK(ask(pump, 2).starts_with("200 1 of 1, 429"));
    CHECK(ask(pump, 1, "/?premium=1").starts_with("429"));
    CHECK(ask(pump, 2, "/?premium=1", {{"X-Client", "p"}}) == "200 1 of 2, 200 2 of 2");
  }
  Pump failing(limited(rateLimit(usual({.limit = broken}))));
  CHECK(ask(failing, 1) == "500 error no limit today");
}

TEST_CASE("the fields tell what is left") {
  const auto told = [](RateLimitOptions options, int times) {
    options.limit = 1;
    options.windowMs = "15m";
    Pump pump(limited(rateLimit(usual(options))));
    Answer answer;
    for (int i = 0; i < times; i++) answer = pump.get("/");
    return fields_of(answer);
  };
  const auto legacy = told({}, 1);
  CHECK(legacy.starts_with("X-RateLimit-Limit: 1\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: "));
  CHECK(told({}, 2).ends_with("Retry-After: 900\n"));
  CHECK(told({.legacyHeaders = false}, 2) == "");
  CHECK(told({.standardHeaders = true, .legacyHeaders = false}, 1) ==
        "RateLimit-Policy: 1;w=900\nRateLimit-Limit: 1\nRateLimit-Remaining: 0\nRateLimit-Reset: 900\n");
  CHECK(told({.standardHeaders = "draft-6", .legacyHeaders = false}, 1) ==
        told({.standardHeaders = true, .legacyHeaders = false}, 1));
  CHECK(told({.standardHeaders = "draft-7", .legacyHeaders = false}, 2) ==
        "RateLimit-Policy: 1;w=900\nRateLimit: limit=1, remaining=0, reset=900\nRetry-After: 900\n");
  CHECK(told({.standardHeaders = "draft-8", .legacyHeaders = false}, 1) ==
        "RateLimit: \"1-in-15min\"; r=0; t=900\nRateLimit-Policy: \"1-in-15min\"; q=1; w=900; pk=:NWQ2Nzk5MWFlOTY3:\n");
  CHECK(told({.standardHeaders = "draft-8", .legacyHeaders = false, .identifier = "mine"}, 1)
            .starts_with("RateLimit: \"mine\"; r=0"));
  CHECK(told({.standardHeaders = "draft-8", .legacyHeaders = false, .identifier = [](auto& req) { return req.path(); }},
             1)
            .starts_with("RateLimit: \"/\"; r=0"));
  CHECK(told({.legacyHeaders = true, .retryAfter = 7}, 2).ends_with("Retry-After: 7\n"));
  CHECK(told({.legacyHeaders = true, .retryAfter = [](auto& req) { return 8; }}, 2).ends_with("Retry-After: 8\n"));
}

TEST_CASE("a refusal says what is wanted") {
  const auto second = [](RateLimitOptions options) {
    options.limit = 1;
    Pump pump(limited(rateLimit(usual(options))));
    pump.get("/");
    return ask(pump, 1);
  };
  CHECK(second({.message = "Slow down.", .statusCode = 420}) == "420 Slow down.");
  CHECK(second({.message = {{"error", "slow down"}}}) == R"(429 {"error":"slow down"})");
  CHECK(second({.message = {{"status", 429}, {"error", {{"a", 1}}}}}) == R"(429 {"status":429,"error":{"a":1}})");
  CHECK(second({.message = {"a", "b"}}) == R"(429 ["a","b"])");
  CHECK(second({.message = [](auto& req) { return format("too many for {}", req.path()); }}) == "429 too many for /");
  CHECK(second({.message = [](auto& req, auto& res) -> Task<Value> {
          co_await Promise.resolve();
          co_return "later";
        }}) == "429 later");
  CHECK(second({.handler = [](auto& req, auto& res, auto next, auto& options) {
          res.status(options.statusCode).send(format("mine, {}", options.limit.value()));
        }}) == "429 mine, 1");
  CHECK(second({.handler = [](auto& req, auto& res, auto next) { next(Error("limited")); }}) == "500 error limited");
  CHECK(second({.handler = [](auto& req, auto& res) -> Task<> {
          co_await Promise.resolve();
          throw Error("late");
        }}) == "500 error late");
}

TEST_CASE("some are not counted") {
  Pump skipped(limited(rateLimit(usual({.limit = 1, .skip = [](auto& req) { return !!req.query["skip"]; }}))));
  CHECK(ask(skipped, 3, "/?skip=1") == "200 free, 200 free, 200 free");
  Pump successes(limited(rateLimit(usual({.limit = 2, .skipSuccessfulRequests = true}))));
  CHECK(ask(successes, 3) == "200 1 of 2, 200 1 of 2, 200 1 of 2");
  CHECK(ask(successes, 3, "/?fail=1") == "500 1 of 2, 500 2 of 2, 429 Too many requests, please try again later.");
  Pump failures(limited(rateLimit(usual({.limit = 2, .skipFailedRequests = true}))));
  CHECK(ask(failures, 3, "/?fail=1") == "500 1 of 2, 500 1 of 2, 500 1 of 2");
  CHECK(ask(failures, 3).ends_with("200 2 of 2, 429 Too many requests, please try again later."));
  CHECK(ask(failures, 1).starts_with("429"));
  Pump own(limited(rateLimit(usual({.limit = 1, .skipSuccessfulRequests = true, .requestWasSuccessful = [](auto& req) {
                                      return req.query["good"] == "yes";
                                    }}))));
  CHECK(ask(own, 3, "/?fail=1&good=yes") == "500 1 of 1, 500 1 of 1, 500 1 of 1");
  CHECK(ask(own, 2).starts_with("200 1 of 1, 429"));
}

TEST_CASE("a client that leaves before its answer is a failure") {
  auto app = express();
  app.get("/", rateLimit(usual({.limit = 5, .skipFailedRequests = true})), [](auto& req, auto& res) {
    if (!req.query["hang"]) res.send(format("{}", req["rateLimit"]["used"]));
  });
  Pump pump(app);
  const auto client = pump.connect();
  client->send("GET /?hang=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  client->leave();
  pump.settle();
  CHECK(pump.get("/").body == "1");
}

TEST_CASE("a limiter forgets a client, and tells of one") {
  auto limiter = rateLimit(usual({.limit = 1}));
  Value told;
  auto app = limited(limiter);
  app.get("/reset", [=](auto& req, auto& res) {
    limiter.resetKey("everyone");
    res.send("reset");
  });
  app.get("/told", [=](auto& req, auto& res) -> Task<> {
    auto info = co_await limiter.getKey("everyone");
    res.send(info ? info["totalHits"].str() : "unknown");
  });
  Pump pump(app);
  CHECK(pump.get("/told").body == "unknown");
  CHECK(ask(pump, 2).starts_with("200 1 of 1, 429"));
  CHECK(pump.get("/told").body == "2");
  pump.get("/reset");
  CHECK(ask(pump, 1) == "200 1 of 1");
}

TEST_CASE("the property has a name, and what npm puts there") {
  auto app = express();
  app.get("/", rateLimit(usual({.requestPropertyName = "quota"})), [](auto& req, auto& res) {
    res.json({Object.keys(req["quota"]), req["quota"]["remaining"], req["quota"]["resetTime"] > Date(),
              req["quota"]["key"]});
  });
  CHECK(Pump(app).get("/").body == R"([["limit","used","remaining","resetTime","key"],4,true,"everyone"])");
}

namespace {

// Counts in an object, and is down when told so.
struct OwnStore : RateLimitStore {
  Value counts = Object();
  bool down = false, knows_time = true;
  Task<Value> increment(Value key) override {
    co_await Promise.resolve();
    if (down) throw Error("the store is down");
    counts[key] = (counts[key] || 0) + 1;
    if (!knows_time) co_return Value{{"totalHits", counts[key]}, {"resetTime", undefined}};
    co_return Value{{"totalHits", counts[key]}, {"resetTime", Date(Date.now() + 5000)}};
  }
  void decrement(Value key) override { counts[key] -= 1; }
  void resetKey(Value key) override { delete_(counts[key]); }
};

}  // namespace

TEST_CASE("a store of one's own counts, and may fail") {
  auto store = std::make_shared<OwnStore>();
  Pump pump(
      limited(rateLimit(usual({.limit = 2, .standardHeaders = "draft-6", .legacyHeaders = false, .store = store}))));
  CHECK(ask(pump, 3).starts_with("200 1 of 2, 200 2 of 2, 429"));
  CHECK(store->counts["everyone"] == 3);
  CHECK(pump.get("/").header("RateLimit-Reset") == "5");
  store->knows_time = false;
  CHECK(pump.get("/").header("RateLimit-Reset") == "60");
  store->down = true;
  CHECK(ask(pump, 1) == "500 error the store is down");
  OwnStore down;
  down.down = true;
  Pump passing(limited(rateLimit(usual({.store = OwnStore(down), .passOnStoreError = true}))));
  CHECK(ask(passing, 1) == "200 free");
}

TEST_CASE("two limiters on one request count apart") {
  auto app = express();
  app.use(rateLimit(usual({.limit = 10, .standardHeaders = "draft-8", .legacyHeaders = false})));
  app.get("/", rateLimit(usual({.limit = 1, .standardHeaders = "draft-8", .legacyHeaders = false})),
          [](auto& req, auto& res) { res.send("ok"); });
  const auto answer = Pump(app).get("/");
  CHECK(answer.headers("RateLimit") ==
        std::vector<std::string>{"\"10-in-1min\"; r=9; t=60", "\"1-in-1min\"; r=0; t=60"});
}

TEST_CASE("wrong options are refused where it is made") {
  CHECK_THROWS_WITH(rateLimit({.windowMs = 0}), "Invalid windowMs value: 0, must be a number of 1 or more");
  CHECK_THROWS_WITH(
      rateLimit({.standardHeaders = "draft-9"}),
      "standardHeaders: only the following versions of the IETF draft specification are supported: draft-6, "
      "draft-7, draft-8.");
  CHECK_THROWS(rateLimit({.validate = {{"trustProxies", false}}}));
  CHECK_NOTHROW(rateLimit({.validate = {{"trustProxy", false}, {"creationStack", false}}}));
}

TEST_CASE("an address of IPv6 is as long as one client's, one of IPv4 is whole") {
  const std::pair<const char*, const char*> keys[] = {
      {"1.2.3.4", "1.2.3.4"},
      {"::1", "::/56"},
      {"::ffff:1.2.3.4", "1.2.3.4"},
      {"::ffff:102:304", "1.2.3.4"},
      {"::1.2.3.4", "1.2.3.4"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1::/56"},
      {"2001:db8:ff:ff12:3::", "2001:db8:ff:ff00::/56"},
      {"2001:DB8::", "2001:db8::/56"},
      {"fe80::1%eth0", "fe80::/56"},
      {"abc", "abc"},
  };
  for (const auto& [ip, key] : keys) CHECK(ipKeyGenerator(ip) == key);
  CHECK(ipKeyGenerator("2001:db8:1:2:3::", 64) == "2001:db8:1:2::/64");
  CHECK(ipKeyGenerator("2001:db8:1:2:3::", 0) == "2001:db8:1:2:3::");
  CHECK(ipKeyGenerator("fe80::1%eth0", 0) == "fe80::1%eth0");
}

TEST_CASE("clients that are over are dropped as others come") {
  Pump pump(limited(rateLimit()));
  detail::MemoryCounts counts;
  counts.init({.windowMs = 1000});
  for (int i = 0; i < 100; i++) counts.hit("client " + std::to_string(i));
  CHECK(counts.size() == 100);
  pump.advance(1000);
  CHECK(counts.hit("client 50").hits == 1);
  for (int i = 0; i < 49; i++) counts.hit("new " + std::to_string(i));
  CHECK(counts.size() == 50);
  CHECK(counts.find("client 50")->hits == 1);
  CHECK(!counts.find("client 99"));
}
