// errorhandler(), against what npm's errorhandler does.
#include <crema/errorhandler.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "captured.hpp"
#include "pump.hpp"

using namespace crema;
using crema::testing::Answer;
using crema::testing::Pump;

namespace {

Answer fail(Callback<Next> with, const std::string& accept, const ErrorhandlerOptions& options = {.log = false}) {
  auto app = express();
  app.get("/", [=](auto& req, auto& res, auto next) { with(next); });
  app.use(errorhandler(options));
  Pump pump(app);
  auto answer = pump.get("/", {{"Accept", accept}});
  pump.settle();
  return answer;
}

// "status body"
std::string text(Callback<Next> with) {
  const auto answer = fail(with, "text/plain");
  return std::to_string(answer.status) + " " + answer.body;
}

std::string json(Callback<Next> with) { return fail(with, "application/json").body; }

Callback<Next> error(const Value& properties = Object()) {
  return [=](auto next) {
    Error err("boom!");
    for (auto [key, value] : Object.entries(properties)) err[key] = value;
    next(err);
  };
}

}  // namespace

TEST_CASE("the status is the error's, or the answer's, or 500") {
  CHECK(text(error()) == "500 Error: boom!");
  CHECK(text(error({{"status", 404}})) == "404 Error: boom!");
  CHECK(text(error({{"statusCode", 403}})) == "403 Error: boom!");
  CHECK(text(error({{"status", 404}, {"statusCode", 403}})) == "404 Error: boom!");
  CHECK(text(error({{"status", 200}})) == "500 Error: boom!");
  auto app = express();
  app.get("/", [](auto& req, auto& res, auto next) {
    res.status(418);
    next(Error("tea"));
  });
  app.use(errorhandler({.log = false}));
  Pump pump(app);
  CHECK(pump.get("/").status == 418);
}

TEST_CASE("whatever is passed to next() is shown") {
  CHECK(text([](auto next) { next("a text"); }) == "500 a text");
  CHECK(text([](auto next) { next(Value(5)); }) == "500 5");
  CHECK(text([](auto next) {
          Value o = {{"a", 1}};
          next(o);
        }) == "500 { a: 1 }");
  CHECK(text([](auto next) {
          Value o = {{"stack", "own stack"}, {"status", 400}};
          next(o);
        }) == "400 own stack");
  CHECK(text([](auto next) { throw TypeError("wrong"); }) == "500 TypeError: wrong");
}

TEST_CASE("clients get the type that they like best") {
  const auto html = fail(error(), "text/html, application/json;q=0.5");
  CHECK(html.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(html.header("X-Content-Type-Options") == "nosniff");
  CHECK(fail(error(), "*/*").header("Content-Type") == "text/html; charset=utf-8");
  CHECK(fail(error(), "application/json").header("Content-Type") == "application/json; charset=utf-8");
  CHECK(fail(error(), "text/plain").header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(fail(error(), "image/png").header("Content-Type") == "text/plain; charset=utf-8");
}

TEST_CASE("the page has title, status, error and the lines of its stack, all of it escaped") {
  const auto page = fail(
                        [](auto next) {
                          Error err("<b>&  x");
                          err.stack = "Error: <b>&  x\n    at a\n    at b";
                          next(err);
                        },
                        "text/html")
                        .body;
  CHECK(page.find("<title>Error: &lt;b&gt;&amp; &nbsp;x</title>") != std::string::npos);
  CHECK(page.find("<h1>Connect</h1>") != std::string::npos);
  CHECK(page.find("<h2><em>500</em> Error: &lt;b&gt;&amp; &nbsp;x</h2>") != std::string::npos);
  CHECK(page.find("<li> &nbsp; &nbsp;at a</li><li> &nbsp; &nbsp;at b</li></ul>") != std::string::npos);
  const auto object = fail(
                          [](auto next) {
                            Value o = {{"a", 1}};
                            next(o);
                          },
                          "text/html")
                          .body;
  CHECK(object.find("<h2><em>500</em> Error</h2>") != std::string::npos);
  CHECK(object.find("<li>{ a: 1 }</li>") != std::string::npos);
  errorhandler.title = "My <app>";
  CHECK(fail(error(), "text/html").body.find("<h1>My &lt;app&gt;</h1>") != std::string::npos);
  errorhandler.title = "Connect";
}

TEST_CASE("JSON has message, stack and the error's own properties") {
  CHECK(json(error({{"code", "E_BOOM"}, {"more", {{"a", 1}}}})) ==
        "{\n  \"error\": {\n    \"message\": \"boom!\",\n    \"stack\": \"Error: boom!\",\n    \"code\": "
        "\"E_BOOM\",\n    \"more\": {\n      \"a\": 1\n    }\n  }\n}");
  CHECK(json([](auto next) { next(createError(404)); }) ==
        "{\n  \"error\": {\n    \"message\": \"Not Found\",\n    \"stack\": \"NotFoundError: Not Found\",\n    "
        "\"status\": 404,\n    \"statusCode\": 404,\n    \"expose\": true\n  }\n}");
  CHECK(json([](auto next) { next("ab"); }) == "{\n  \"error\": {\n    \"0\": \"a\",\n    \"1\": \"b\"\n  }\n}");
  CHECK(json([](auto next) {
          Value o = {{"message", "m"}};
          next(o);
        }) == "{\n  \"error\": {\n    \"message\": \"m\"\n  }\n}");
}

TEST_CASE("errors are logged to stderr, to a function, or not at all") {
  const auto logged = [](const ErrorhandlerOptions& options) {
    crema::testing::Captured err(2);
    fail(error(), "*/*", options);
    return err.text();
  };
  CHECK(logged({.log = true}) == "Error: boom!\n");
  CHECK(logged({.log = false}) == "");
  Value told;
  CHECK(logged({.log = [&](auto& err, auto& str, auto& req, auto& res) {
          told = format("{} | {} | {} {} {}", err.message, str, req.method, req.url, res.statusCode);
        }}) == "");
  CHECK(told == "boom! | Error: boom! | GET / 500");
  Value before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "test";
  CHECK(logged({}) == "");
  process.env["NODE_ENV"] = "development";
  CHECK(logged({}) == "Error: boom!\n");
  if (before == undefined) delete_(process.env["NODE_ENV"]);
  else process.env["NODE_ENV"] = before;
}

TEST_CASE("an answer that has begun is cut off") {
  auto app = express();
  app.get("/", [](auto& req, auto& res, auto next) {
    res.write("half");
    next(Error("too late"));
  });
  app.use(errorhandler({.log = false}));
  Pump pump(app);
  auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(!client->answer().complete);
  CHECK(client->closed());
}

TEST_CASE("HEAD gets the head alone") {
  auto app = express();
  app.get("/", [](auto& req, auto& res, auto next) { next(Error("boom!")); });
  app.use(errorhandler({.log = false}));
  Pump pump(app);
  const auto answer = pump.request("HEAD", "/", {{"Accept", "text/plain"}});
  CHECK(answer.status == 500);
  CHECK(answer.body.empty());
}
