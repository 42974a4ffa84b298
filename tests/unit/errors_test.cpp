// What happens to errors: thrown, passed on, rejected, late.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "captured.hpp"
#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

App quiet_app() {
  auto app = express();
  app.set("env", "test");  // errors are not logged
  return app;
}

struct AppError : Error {
  AppError(Value text, int number) : Error(text) { this->statusCode = number; }
};

}  // namespace

TEST_CASE("the stack is written at the first look, with the name and message of then") {
  struct NamedError : Error {
    explicit NamedError(Value text) : Error(text) { name = "NamedError"; }
  };
  auto app = quiet_app();
  app.get("/thrown", [](auto&, auto&) { throw NamedError("mine"); });
  app.get("/passed", [](auto&, auto&, auto next) { next(NamedError("mine")); });
  app.get("/async", [](auto&, auto&) -> Task<> {
    co_await Promise.resolve(1);
    throw NamedError("mine");
  });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.stack); });
  Pump pump(app);
  for (const auto* way : {"/thrown", "/passed", "/async"}) CHECK(pump.get(way).body == "NamedError: mine");

  auto err = Error("x");
  err.name = "Renamed";
  err.message = "y";
  CHECK(err["stack"] == "Renamed: y");
  err.name = "Again";
  CHECK(err["stack"] == "Renamed: y");
  Value shown = NamedError("z");
  shown["message"] = "changed";
  CHECK(shown["stack"] == "NamedError: changed");
  shown["message"] = "later";
  CHECK(shown["stack"] == "NamedError: changed");
  auto own = Error("x");
  own.stack = "mine";
  own.name = "Renamed";
  CHECK(own["stack"] == "mine");
}

TEST_CASE("what a handler throws goes to the error handlers behind it") {
  auto app = quiet_app();
  app.use([](auto& err, auto&, auto& res, auto) { res.send("too early: " + err.message); });
  app.get("/error", [](auto&, auto&) { throw Error("an error"); });
  app.get("/std", [](auto&, auto&) { throw std::runtime_error("from std"); });
  app.get("/own", [](auto&, auto&) { throw AppError("mine", 418); });
  app.get("/own-next", [](auto&, auto&, auto next) { next(AppError("mine", 418)); });
  app.get("/own-callback", [](auto&, auto&, auto next) {
    const Callback<Error, Value> store = [=](auto err, auto) { next(err); };
    store(AppError("mine", 418));
  });
  app.get("/next", [](auto&, auto&, auto next) { next(createError(409, "passed on")); });
  app.get("/text", [](auto&, auto&, auto next) { next("just a text"); });
  app.get("/async", [](auto&, auto&) -> Task<> {
    co_await Promise.resolve(1);
    throw Error("later");
  });
  app.get("/rejected", [](auto&, auto&) -> Task<> { co_await Promise.reject(Error("rejected")); });
  app.use([](auto& err, auto&, auto& res, auto) {
    res.status(int(err.status || err.statusCode || 500));
    res.send(format("{} {}", instanceof <AppError>(err) ? "own" : "other", err.message || String(Value(err))));
  });
  Pump pump(app);
  CHECK(pump.get("/error").body == "other an error");
  CHECK(pump.get("/std").body == "other from std");
  for (const auto* way : {"/own", "/own-next", "/own-callback"}) {
    const auto own = pump.get(way);
    CHECK(own.status == 418);
    CHECK(own.body == "own mine");
  }
  CHECK(pump.get("/next").status == 409);
  CHECK(pump.get("/text").body == "other just a text");
  CHECK(pump.get("/async").body == "other later");
  CHECK(pump.get("/rejected").body == "other rejected");
}

TEST_CASE("an error handler may go on with another error, or without one") {
  auto app = quiet_app();
  app.get("/x", [](auto&, auto&) { throw Error("first"); });
  app.use([](auto& err, auto& req, auto&, auto next) {
    if (req.query["heal"]) return next();
    next(Error(err.message + ", second"));
  });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  app.use([](auto&, auto& res) { res.send("healed"); });
  Pump pump(app);
  CHECK(pump.get("/x").body == "first, second");
  CHECK(pump.get("/x?heal=1").body == "healed");
}

TEST_CASE("an object is an error by its members, a text by itself") {
  auto app = quiet_app();
  app.get("/object", [](auto&, auto&, auto next) {
    next(Value{{"status", 404}, {"message", "No such user"}, {"id", 7}});
  });
  app.get("/text", [](auto&, auto&, auto next) { next("just a text"); });
  app.get("/thrown", [](Request&, Response&) { throw Value{{"statusCode", 409}}; });
  app.use("/object", [](auto& err, auto&, auto& res, auto next) {
    if (!res.app.get("handled")) return next(err);
    res.status(err.status).json({{"message", err.message}, {"id", err["id"]}, {"error", instanceof <Error>(err)}});
  });
  Pump pump(app);
  CHECK(pump.get("/object").status == 404);
  CHECK(pump.get("/object").body.find("<pre>[object Object]</pre>") != std::string::npos);
  CHECK(pump.get("/thrown").status == 409);
  CHECK(pump.get("/text").body.find("<pre>just a text</pre>") != std::string::npos);
  app.set("handled", true);
  CHECK(pump.get("/object").body == R"({"message":"No such user","id":7,"error":false})");
}

TEST_CASE("without an error handler the page tells what happened, and in production only the phrase") {
  auto app = quiet_app();
  app.get("/fail", [](auto&, auto&) { throw Error("secret <detail>"); });
  app.get("/teapot", [](auto&, auto& res, auto next) {
    auto err = Error("short");
    err.status = 418;
    err.headers = {{"X-Kind", "pot"}};
    res.set("Content-Encoding", "gzip");
    next(err);
  });
  {
    const auto page = Pump(app).get("/fail");
    CHECK(page.status == 500);
    CHECK(page.header("Content-Security-Policy") == "default-src 'none'");
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(page.body.find("<pre>Error: secret &lt;detail&gt;") != std::string::npos);
  }
  app.set("env", "production");
  Pump pump(app);
  const auto teapot = pump.get("/teapot");
  CHECK(teapot.status == 418);
  CHECK(teapot.reason == "I'm a Teapot");
  CHECK(teapot.header("X-Kind") == "pot");
  CHECK_FALSE(teapot.has("Content-Encoding"));
  CHECK(teapot.body.find("<pre>I&#39;m a Teapot</pre>") != std::string::npos);
}

TEST_CASE("the headers of an error are set where its status counts") {
  auto app = quiet_app();
  app.set("env", "production");
  Value headers = {{"Retry-After", 5}, {"Link", {"<a>", "<b>"}}};
  app.get("/:status", [=](auto& req, auto&, auto next) {
    auto err = Error("x");
    err.statusCode = Number(req.params["status"]);
    err.headers = headers;
    next(err);
  });
  Pump pump(app);
  const auto busy = pump.get("/503");
  CHECK(busy.header("Retry-After") == "5");
  CHECK(busy.headers("Link") == std::vector<std::string>{"<a>", "<b>"});
  CHECK_FALSE(pump.get("/200").has("Retry-After"));
  CHECK(pump.get("/599").body.find("<pre>undefined</pre>") != std::string::npos);
  const auto fraction = pump.get("/404.5");
  CHECK(fraction.status == 404);
  CHECK(fraction.body.find("<pre>undefined</pre>") != std::string::npos);
}

TEST_CASE("errors that nobody handled are printed as console.error prints them, but not in a test and not a 404") {
  const auto printed = [](const char* env, const char* target) {
    auto app = express();
    app.set("env", env);
    app.get("/error", [](auto&, auto&, auto next) { next(createError(400, "odd", {{"code", "E_ODD"}})); });
    app.get("/text", [](auto&, auto&, auto next) { next("just a text"); });
    app.get("/late", [](auto&, auto& res, auto next) {
      res.write("begun");
      next(Error("too late"));
    });
    Captured err(2);
    Pump(app).get(target);
    return err.text();
  };
  CHECK(printed("production", "/error") == "BadRequestError: odd { code: 'E_ODD' }\n");
  CHECK(printed("development", "/text") == "just a text\n");
  CHECK(printed("production", "/late") == "Error: too late\n");
  CHECK(printed("production", "/none") == "");
  CHECK(printed("test", "/error") == "");
}

TEST_CASE("nobody answers: 404 with the method and the path") {
  auto app = quiet_app();
  Pump pump(app);
  const auto page = pump.get("/a<b>?q=1");
  CHECK(page.status == 404);
  CHECK(page.body.find("<pre>Cannot GET /a%3Cb%3E</pre>") != std::string::npos);
  const auto head = pump.request("HEAD", "/none");
  CHECK(head.status == 404);
  CHECK(head.header("Content-Length") ==
        std::to_string(pump.get("/none!").body.size()));  // "HEAD" is as long as "GET" and "!"
}

TEST_CASE("a second answer is Express's error, and what was sent stays") {
  auto app = quiet_app();
  Let message = "";
  app.get("/twice", [](auto&, auto& res) {
    res.send("once");
    res.send("twice");
  });
  app.use([=](auto& err, auto&, auto& res, auto next) {
    message = err.message;
    CHECK(err.code == "ERR_HTTP_HEADERS_SENT");
    CHECK(res.headersSent());
    next(err);
  });
  CHECK(Pump(app).get("/twice").body == "once");
  CHECK(message == "Cannot set headers after they are sent to the client");
}

TEST_CASE("an error after the head has left cuts the answer") {
  auto app = quiet_app();
  app.get("/cut", [](auto&, auto& res) {
    res.write("begun");
    throw Error("then broken");
  });
  Pump pump(app);
  const auto client = pump.connect();
  client->send("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client->answer();
  CHECK_FALSE(answer.complete);
  CHECK(client->closed());
}

TEST_CASE("reading a member of undefined is Node's TypeError, not a crash") {
  auto app = quiet_app();
  app.post("/login", [](auto& req, auto& res) { res.send(req.body["user"]); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(String(Value(err))); });
  CHECK(Pump(app).post("/login", "").body == "TypeError: Cannot read properties of undefined (reading 'user')");
}
