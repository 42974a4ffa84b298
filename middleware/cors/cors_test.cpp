// cors(), against what npm's cors answers.
#include <crema/cors.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// The fields of CORS, in the order in which they are sent, and the body.
std::string ask(Handler handler, const std::string& method, const std::string& fields = "Origin: http://a.com\r\n") {
  auto app = express();
  app.set("env", "test");
  app.use(handler);
  app.all("/", [](auto& req, auto& res) { res.send("ok"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  const auto answer = pump.ask(method + " / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
  std::string told = std::to_string(answer.status);
  for (const char* name :
       {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers", "Access-Control-Max-Age", "Access-Control-Expose-Headers", "Vary"})
    if (const auto value = answer.header(name); !value.empty())
      told += " | " + std::string(name).substr(name[0] == 'V' ? 0 : 15) + ": " + value;
  return told + " | " + answer.body;
}

}  // namespace

TEST_CASE("cors() lets everybody read, and answers preflights") {
  CHECK(ask(cors(), "GET") == "200 | Allow-Origin: * | ok");
  CHECK(ask(cors(), "OPTIONS", "Origin: http://a.com\r\nAccess-Control-Request-Headers: X-A, X-B\r\n") ==
        "204 | Allow-Origin: * | Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE | Allow-Headers: X-A, X-B | Vary: "
        "Access-Control-Request-Headers | ");
  CHECK(ask(cors({.preflightContinue = true}), "OPTIONS").ends_with("| ok"));
  CHECK(ask(cors({.optionsSuccessStatus = 200}), "OPTIONS").starts_with("200 "));
}

TEST_CASE("an origin is a text, a list, an expression, a function, or whoever asks") {
  CHECK(ask(cors({.origin = "http://b.com"}), "GET") == "200 | Allow-Origin: http://b.com | Vary: Origin | ok");
  CHECK(ask(cors({.origin = {"http://a.com", "http://b.com"}}), "GET") ==
        "200 | Allow-Origin: http://a.com | Vary: Origin | ok");
  CHECK(ask(cors({.origin = {"http://b.com", R"(^http:\/\/\w\.com$)"_re}}), "GET") ==
        "200 | Allow-Origin: http://a.com | Vary: Origin | ok");
  CHECK(ask(cors({.origin = {"http://b.com", "http://c.com"}}), "GET") == "200 | Vary: Origin | ok");
  CHECK(ask(cors({.origin = true, .credentials = true}), "GET") ==
        "200 | Allow-Origin: http://a.com | Allow-Credentials: true | Vary: Origin | ok");
  CHECK(ask(cors({.origin = false}), "GET") == "200 | ok");
  CHECK(ask(cors({.origin = true}), "GET", "") == "200 | Vary: Origin | ok");

  const auto own = cors({.origin = [](auto origin, auto callback) {
    origin == "http://a.com" ? callback(Error("not you")) : callback(null, true);
  }});
  CHECK(ask(own, "GET") == "500 | not you");
  CHECK(ask(own, "GET", "Origin: http://b.com\r\n") == "200 | Allow-Origin: http://b.com | Vary: Origin | ok");
  const auto throws = cors({.origin = [](auto origin, auto callback) { throw Error("broken"); }});
  CHECK(ask(throws, "GET") == "500 | broken");
}

TEST_CASE("lists and texts of names are told as they are") {
  const auto full = cors({
      .origin = "http://a.com",
      .methods = {"GET", "PUT"},
      .allowedHeaders = {"X-A", "X-B"},
      .exposedHeaders = "X-C,X-D",
      .maxAge = 0,
  });
  CHECK(ask(full, "OPTIONS") ==
        "204 | Allow-Origin: http://a.com | Allow-Methods: GET,PUT | Allow-Headers: X-A,X-B | Max-Age: 0 | "
        "Expose-Headers: X-C,X-D | "
        "Vary: Origin | ");
  CHECK(ask(full, "GET") == "200 | Allow-Origin: http://a.com | Expose-Headers: X-C,X-D | Vary: Origin | ok");
}

TEST_CASE("a function gives the options of a request, or an error") {
  const auto chosen = cors([](auto& req, auto callback) {
    if (req.get("x-fail")) return callback(Error("no options today"));
    callback(null, {.origin = req.get("origin") == "http://a.com", .maxAge = 5});
  });
  CHECK(ask(chosen, "GET") == "200 | Allow-Origin: http://a.com | Vary: Origin | ok");
  CHECK(ask(chosen, "GET", "Origin: http://b.com\r\n") == "200 | ok");
  CHECK(ask(chosen, "GET", "X-Fail: 1\r\n") == "500 | no options today");
}
