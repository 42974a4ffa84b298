// vhost(), against what npm's vhost does.
#include <crema/express.hpp>
#include <crema/vhost.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// What req["vhost"] is for a Host, or "other".
std::string ask(const Value& pattern, const std::string& host) {
  auto app = express();
  app.use(vhost(pattern, [](auto& req, auto& res) { res.json(req["vhost"]); }));
  app.use([](auto& req, auto& res) { res.send("other"); });
  Pump pump(app);
  return pump.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").body;
}

}  // namespace

TEST_CASE("a name matches in any case, with any port") {
  CHECK(ask("example.com", "example.com") == R"({"host":"example.com","hostname":"example.com","length":0})");
  CHECK(ask("Example.com", "eXample.com:8080") == R"({"host":"eXample.com:8080","hostname":"eXample.com","length":0})");
  CHECK(ask("example.com", "www.example.com") == "other");
  CHECK(ask("example.com", "example.com.") == "other");
  CHECK(ask("example.com", "exampleXcom") == "other");
  CHECK(ask("example.com", "") == "other");
  CHECK(ask("example.com", ":80") == "other");
}

TEST_CASE("a star stands for one label") {
  CHECK(ask("*.example.com", "foo.example.com") ==
        R"({"0":"foo","host":"foo.example.com","hostname":"foo.example.com","length":1})");
  CHECK(
      ask("user-*.*.Example.com", "user-bob.foo.example.com:80") ==
      R"({"0":"bob","1":"foo","host":"user-bob.foo.example.com:80","hostname":"user-bob.foo.example.com","length":2})");
  CHECK(ask("*.example.com", "a.b.example.com") == "other");
  CHECK(ask("*.example.com", ".example.com") == "other");
  CHECK(ask("*", "localhost") == R"({"0":"localhost","host":"localhost","hostname":"localhost","length":1})");
  CHECK(ask("*[x]$", "a[x]$") == R"({"0":"a","host":"a[x]$","hostname":"a[x]$","length":1})");
}

TEST_CASE("an expression is matched from end to end, without case") {
  CHECK(ask(R"((\d+)\.example\.com)"_re, "12.Example.com") ==
        R"({"0":"12","host":"12.Example.com","hostname":"12.Example.com","length":1})");
  CHECK(ask(R"((\d+)\.example\.com)"_re, "a12.example.com") == "other");
  CHECK(ask(R"(^example\.com$)"_re, "example.com").starts_with("{"));
  CHECK(ask(R"(example\.com)"_re, "example.com.evil.org") == "other");
  CHECK(ask(R"(example\$)"_re, "example$").starts_with("{"));
  CHECK(ask(R"(example\\$)"_re, "example\\").starts_with("{"));
}

TEST_CASE("addresses of IPv6 keep their colons") {
  CHECK(ask("[::1]", "[::1]:3000") == R"({"host":"[::1]:3000","hostname":"[::1]","length":0})");
  CHECK(ask("[::1]", "[::2]:3000") == "other");
}

TEST_CASE("apps and routers are handlers, and next() leaves them") {
  auto api = express();
  api.get("/", [](auto& req, auto& res) { res.send(format("api for {}", req["vhost"][0])); });
  api.get("/on", [](auto& req, auto& res, auto next) { next(); });
  auto app = express();
  app.use(vhost("*.example.com", api));
  app.get("/on", [](auto& req, auto& res) { res.send("main"); });
  Pump pump(app);
  const auto get = [&](const std::string& target) {
    return pump.ask("GET " + target + " HTTP/1.1\r\nHost: a.example.com\r\n\r\n");
  };
  CHECK(get("/").body == "api for a");
  CHECK(get("/on").body == "main");
  CHECK(get("/missing").status == 404);
}

TEST_CASE("a host and a handler are required") {
  CHECK_THROWS_WITH_AS(vhost("", [](auto& req, auto& res) {}), "argument hostname is required", TypeError);
  CHECK_THROWS_WITH_AS(vhost(undefined, [](auto& req, auto& res) {}), "argument hostname is required", TypeError);
  CHECK_THROWS_WITH_AS(vhost("a.com", Handler()), "argument handle is required", TypeError);
}
