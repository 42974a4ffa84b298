// req: fields, queries, proxies, negotiation, bodies as streams.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// What `see` makes of one request, as JSON.
template <class F>
std::string seen(F see, const Fields& fields = {}, std::string_view path = "/", const Value& trust = false) {
  auto app = express();
  app.set("trust proxy", trust);
  app.use([=](auto& req, auto& res) { res.json(Value{{"v", see(req)}}["v"]); });
  return Pump(app).get(path, fields).body;
}

}  // namespace

TEST_CASE("fields are found in any case, and repeated ones joined by name") {
  const Fields fields = {{"X-A", "1"},          {"x-a", "2"},      {"Referer", "/from"}, {"User-Agent", "one"},
                         {"user-agent", "two"}, {"Cookie", "a=1"}, {"Cookie", "b=2"},    {"X-Latin", "caf\xe9"}};
  CHECK(seen([](auto& req) { return req.get("X-a"); }, fields) == R"("1, 2")");
  CHECK(seen([](auto& req) { return req.get("Referrer"); }, fields) == R"("/from")");
  CHECK(seen([](auto& req) { return req.headers["user-agent"]; }, fields) == R"("one")");
  CHECK(seen([](auto& req) { return req.get("cookie"); }, fields) == R"("a=1; b=2")");
  CHECK(seen([](auto& req) { return req.get("x-latin"); }, fields) == R"("café")");
  CHECK(seen([](auto& req) { return Value(req.get("none") == undefined); }) == "true");
}

TEST_CASE("query is parsed by the app's parser, at each read") {
  const auto query = [](auto& req) -> Value { return req.query; };
  CHECK(seen(query, {}, "/?a=1&b=x+y&a=2&c&%20=z") == R"({"a":["1","2"],"b":"x y","c":""," ":"z"})");
  auto app = express();
  app.set("query parser", "extended");
  app.get("/", [](auto& req, auto& res) { res.json(req.query); });
  CHECK(Pump(app).get("/?a[b]=1&a[c][]=2").body == R"({"a":{"b":"1","c":["2"]}})");
}

TEST_CASE("the client's address is the first that is not trusted") {
  const Fields fields = {{"X-Forwarded-For", "1.1.1.1, 2.2.2.2, 10.0.0.5"}, {"X-Forwarded-Proto", "https"}};
  const auto ip = [](auto& req) { return req.ip(); };
  CHECK(seen(ip, fields) == R"("127.0.0.1")");
  CHECK(seen(ip, fields, "/", true) == R"("1.1.1.1")");
  CHECK(seen(ip, fields, "/", 1) == R"("10.0.0.5")");
  CHECK(seen(ip, fields, "/", "loopback, 10.0.0.0/8") == R"("2.2.2.2")");
  CHECK(seen([](auto& req) { return req.ips(); }, fields, "/", "loopback, 10.0.0.0/8") == R"(["2.2.2.2","10.0.0.5"])");
  CHECK(seen([](auto& req) { return req.protocol(); }, fields) == R"("http")");
  CHECK(seen([](auto& req) { return req.protocol(); }, fields, "/", true) == R"("https")");
  CHECK_THROWS_AS(express().set("trust proxy", "no address"), TypeError);
}

TEST_CASE("negotiation answers with what was offered") {
  const Fields fields = {{"Accept", "text/html, application/json;q=0.5"}, {"Accept-Language", "de, en;q=0.5"}};
  CHECK(seen([](auto& req) { return req.accepts("json", "html"); }, fields) == R"("html")");
  CHECK(seen([](auto& req) { return req.accepts({"png", "json"}); }, fields) == R"("json")");
  CHECK(seen([](auto& req) { return req.accepts("png"); }, fields) == "false");
  CHECK(seen([](auto& req) { return req.acceptsLanguages(); }, fields) == R"(["de","en"])");
}

TEST_CASE("properties of one's own stay with the request, and members have their names") {
  auto app = express();
  app.use([](auto& req, auto&, auto next) {
    req["requestTime"] = 5;
    req["hello"] = Function([](auto& r, auto name) { return "hello " + name + " at " + r.url; });
    req.user = {{"name", "ann"}};
    next();
  });
  app.get("/", [](auto& req, auto& res) {
    res.json({req["requestTime"], req["user"]["name"], req["hello"]("bob"), req["method"]});
  });
  app.get("/flash", [](auto& req, auto& res) { res.json(req.flash("info")); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(err.message); });
  Pump pump(app);
  CHECK(pump.get("/").body == R"([5,"ann","hello bob at /","GET"])");
  CHECK(pump.get("/flash").body == "req.flash is not a function");
}

TEST_CASE("a body comes as events, after the handler that listens") {
  auto app = express();
  app.post("/", [](auto& req, auto& res) {
    Let text = "";
    req.setEncoding("utf8");
    req.on("data", [=](auto chunk) { text += chunk; });
    req.on("end", [=] { res.send(text); });
  });
  Pump pump(app);
  CHECK(pump.post("/", "plain").body == "plain");
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nx\xc3");
  client->send("\xa4");
  client->send("12345");
  CHECK(client->answer().body == "xä12345");
}

TEST_CASE("a copy of req or res keeps the request alive, and so does a coroutine") {
  auto app = express();
  app.get("/copy", [](auto& req, auto& res) { setTimeout([=] { res.send(req.query["a"]); }, 100); });
  app.get("/async", [](auto& req, auto& res) -> Task<> {
    co_await Promise([=](auto resolve, auto) { setTimeout([=] { resolve(1); }, 100); });
    res.send(req.query["a"]);
  });
  Pump pump(app);
  CHECK(pump.get("/copy?a=kept").body == "kept");
  CHECK(pump.get("/async?a=awaited").body == "awaited");
}

TEST_CASE("what a proxy forwards is read the same after req.headers has been") {
  const auto forwarded = [](auto& req) {
    Value before = Array(req.host(), req.hostname(), req.protocol());
    const Value read = req.headers["x-forwarded-host"];
    return Array(before, Array(req.host(), req.hostname(), req.protocol()), read);
  };
  const Fields fields = {{"X-Forwarded-Host", "\xe9.com:80"}, {"X-Forwarded-Proto", "\xe9, http"}};
  CHECK(seen(forwarded, fields, "/", true) == R"([["é.com:80","é.com","é"],["é.com:80","é.com","é"],"é.com:80"])");
}

TEST_CASE("a forwarded host that begins with a comma is none") {
  const auto host = [](auto& req) { return Value(req.host() == undefined && req.hostname() == undefined); };
  CHECK(seen(host, {{"X-Forwarded-Host", ",a.com"}}, "/", true) == "true");
}
