// app.set, get, enable, disable: what they return, refuse and hand down; app.settings.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

#include "core/application.hpp"
#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

std::string refusal(const App& app, const char* name, const Value& value) {
  try {
    app.set(name, value);
  } catch (const TypeError& e) {
    return e.what();
  }
  return "accepted";
}

App told_by(Value (Request::*member)() const) {
  auto app = express();
  app.get("/", [=](auto& req, auto& res) { res.json({{"is", (req.*member)()}}); });
  return app;
}

const char* forwarded = "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.5\r\n";

std::string asked(const App& app, const std::string& path = "/", const std::string& fields = forwarded) {
  return Pump(app).ask("GET " + path + " HTTP/1.1\r\nHost: a.b.c.example.com\r\n" + fields + "\r\n").body;
}

}  // namespace

TEST_CASE("set gives the app, get the value, and one argument asks") {
  auto app = express();
  CHECK(app.set("title", "x") == app);
  CHECK(app.get("title") == "x");
  CHECK(app.set("title") == "x");
  CHECK(typeof_(app.get("none")) == "undefined");
  CHECK(app.enable("on").enabled("on"));
  CHECK(app.disable("on").disabled("on"));
  app.set("number", 0);
  CHECK(app.disabled("number"));
}

TEST_CASE("values that Express refuses") {
  auto app = express();
  const std::string etag = "unknown value for etag function: ", query = "unknown value for query parser function: ";
  CHECK(refusal(app, "etag", "bogus") == etag + "bogus");
  CHECK(refusal(app, "etag", undefined) == etag + "undefined");
  CHECK(refusal(app, "etag", 1) == etag + "1");
  CHECK(refusal(app, "query parser", null) == query + "null");
  CHECK(refusal(app, "trust proxy", "nowhere") == "invalid IP address: nowhere");
  CHECK(refusal(app, "trust proxy", "") == "invalid IP address: ");
  CHECK(refusal(app, "trust proxy", {"loopback", "127.0.0.1, 10.0.0.1"}) == "invalid IP address: 127.0.0.1, 10.0.0.1");
  CHECK(refusal(app, "trust proxy", "10.0.0.0/99") == "invalid range on address: 10.0.0.0/99");
  CHECK(refusal(app, "trust proxy", Object()) == "unsupported trust argument");
  for (const Value& value : Array(true, false, "weak", "strong")) CHECK(refusal(app, "etag", value) == "accepted");
  for (const Value& value : Array(0, 1.5, true, false, null, "loopback, 10.0.0.1")) {
    CHECK(refusal(app, "trust proxy", value) == "accepted");
  }
}

TEST_CASE("a refused value is told by get, and the one before stays in force") {
  auto app = express();
  app.get("/", [](auto&, auto& res) { res.send("x"); });
  app.set("etag", "strong");
  CHECK_THROWS_AS(app.set("etag", "bogus"), TypeError);
  CHECK(app.get("etag") == "bogus");
  CHECK(Pump(app).get("/").header("ETag").starts_with("\""));
}

TEST_CASE("what Express derives from settings can be called, and replaced") {
  auto app = express();
  CHECK(app.get("etag fn")("abc") == "W/\"3-qZk+NkcGgWq6PiVxeFDCbJzQ2J0\"");
  CHECK(app.get("query parser fn")("a[b]=1")["a[b]"] == "1");
  CHECK(app.get("trust proxy fn")("127.0.0.1", 0) == false);
  app.set("query parser", "extended").set("trust proxy", 1).set("etag", false);
  CHECK(app.get("query parser fn")("a[b]=1")["a"]["b"] == "1");
  CHECK(app.get("trust proxy fn")("127.0.0.1", 0) == true);
  CHECK(typeof_(app.get("etag fn")) == "undefined");
  app.get("/", [](auto& req, auto& res) { res.json(req.query); });
  app.set("query parser fn", Function([](auto text) { return Value{{"told", text}}; }));
  CHECK(asked(app, "/?x=1") == R"({"told":"x=1"})");
  CHECK(asked(app) == R"({"told":null})");
}

TEST_CASE("app.settings is the live thing, in app.locals, too") {
  auto app = express();
  app.get("/", [](auto&, auto& res) { res.json({{"a", 1}}); });
  Pump pump(app);
  CHECK(pump.get("/").has("X-Powered-By"));
  app.settings["x-powered-by"] = false;
  app.locals["settings"]["json spaces"] = 1;
  CHECK(app.get("json spaces") == 1);
  CHECK_FALSE(pump.get("/").has("X-Powered-By"));
  CHECK(pump.get("/").body == "{\n \"a\": 1\n}");
  delete_(app.settings["json spaces"]);
  CHECK(pump.get("/").body == "{\"a\":1}");
  CHECK(Object.keys(app.settings).includes("subdomain offset"));
}

TEST_CASE("trust proxy in its forms") {
  auto app = told_by(&Request::ip);
  const std::pair<Value, const char*> forms[] = {
      {false, "127.0.0.1"},      {true, "1.1.1.1"},
      {1, "10.0.0.5"},           {1.5, "2.2.2.2"},
      {"loopback", "10.0.0.5"},  {{"loopback", "10.0.0.0/8"}, "2.2.2.2"},
      {"10.0.0.1", "127.0.0.1"}, {Function([](auto, auto hop) { return hop < 2; }), "2.2.2.2"},
      {NaN, "127.0.0.1"},        {Infinity, "1.1.1.1"},
  };
  for (const auto& [value, ip] : forms) {
    app.set("trust proxy", value);
    const std::string shown = value.str();  // clang 14 captures no binding
    CHECK_MESSAGE(asked(app) == format("{{\"is\":\"{}\"}}", ip), shown);
  }
}

TEST_CASE("subdomain offset is slice's") {
  auto app = told_by(&Request::subdomains);
  const std::pair<Value, const char*> offsets[] = {{0, R"(["com","example","c","b","a"])"},
                                                   {2, R"(["c","b","a"])"},
                                                   {"3", R"(["b","a"])"},
                                                   {9, "[]"},
                                                   {-1, R"(["a"])"}};
  for (const auto& [offset, labels] : offsets) {
    app.set("subdomain offset", offset);
    CHECK(asked(app) == format("{{\"is\":{}}}", labels));
  }
}

TEST_CASE("a mounted app reads on through its parents, and keeps what is its own") {
  auto app = express(), child = express(), grandchild = express();
  child.use("/grandchild", grandchild);
  app.use("/child", child);
  app.set("color", "green").set("trust proxy", true).set("etag", false).set("view engine", "ejs");
  CHECK(grandchild.get("color") == "green");
  CHECK(grandchild.get("view engine") == "ejs");
  CHECK(grandchild.get("trust proxy") == true);
  CHECK(grandchild.get("etag") == "weak");
  CHECK(grandchild.locals["settings"]["color"] == "green");
  child.set("color", "blue");
  CHECK(grandchild.get("color") == "blue");
  CHECK(app.get("color") == "green");
}

TEST_CASE("trust proxy that an app has set stays its own, false as well") {
  auto app = express(), child = express();
  app.set("trust proxy", true);
  child.set("trust proxy", false);
  app.use("/child", child);
  child.get("/", [](auto& req, auto& res) { res.send(req.ip()); });
  CHECK(asked(app, "/child") == "127.0.0.1");
}

TEST_CASE("routing settings count up to the first touch of the router") {
  auto app = express();
  app.get("/first", [](auto&, auto& res) { res.send("x"); });
  app.enable("case sensitive routing");
  CHECK(Pump(app).get("/FIRST").status == 200);
  auto strict = express();
  strict.enable("strict routing");
  strict.get("/first/", [](auto&, auto& res) { res.send("x"); });
  CHECK(Pump(strict).get("/first").status == 404);
}

TEST_CASE("a setting of one's own that changes with each request leaves nothing behind") {
  auto app = express();
  app.get("/", [=](auto&, auto& res) { res.json(app.set("hits", (app.get("hits") || 0) + 1).get("hits")); });
  Pump pump(app);
  pump.get("/");
  const auto* before = &app.state().settings.snapshot();
  CHECK(pump.get("/").body == "2");
  CHECK(&app.state().settings.snapshot() == before);
}

TEST_CASE("settings may be changed while other threads read them") {
  auto app = express();
  auto inner = express();
  app.use("/inner", inner);
  app.set("json spaces", 1);
  std::atomic<bool> done = false;
  std::thread writer([=, &done] {
    for (int i = 0; i < 2000; i++)
      app.set("json spaces", i % 2 + 1).set(format("own {}", i), "a text that does not fit in place");
    done = true;
  });
  bool good = true;
  while (!done) {
    const auto spaces = inner.get("json spaces");
    good = good && (spaces == 1 || spaces == 2) && inner.state().settings.snapshot().json_indent.size() <= 2;
    good = good && Object.keys(app.settings)["length"] > 0;
  }
  writer.join();
  CHECK(good);
  CHECK(app.get("own 1999") == "a text that does not fit in place");
}
