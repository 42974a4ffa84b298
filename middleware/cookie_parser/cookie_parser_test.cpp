// cookieParser() and its functions, against what npm's cookie-parser and cookie-signature give.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// "tobi" and `j:{"a":1}`, signed with "my-secret" and with "old" by npm's cookie-signature.
const std::string tobi = "s:tobi.7pz36Dq2ZOG+DWificdHMgInk5wm7CtLeGmFMze0FgM";
const std::string cart = "s:j:{\"a\":1}.hH8sRTzompZwE5rEhVOdr3Z5RGy9uiZDwQjtVfqFbgw";
const std::string by_old = "s:tobi.toojCeFFiu8fUCL7ozt8Tzp2qSgKQrV/pt/YlxMzPPA";

App app_with(Handler parser) {
  auto app = express();
  app.use(parser);
  app.get("/", [](auto& req, auto& res) {
    res.json({{"cookies", req.cookies}, {"signed", req.signedCookies}, {"secret", req.secret || null}});
  });
  app.get("/set", [](auto& req, auto& res) { res.cookie("user", "tobi", {.signed_ = true}).end(); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

std::string body(Handler parser, const std::string& fields = {}) {
  Pump pump(app_with(parser));
  return pump.ask("GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").body;
}

}  // namespace

TEST_CASE("cookies are decoded, and the first of a name counts") {
  CHECK(body(cookieParser(), "Cookie: a=1; b=x%20y; a=2; q=\"z\"; broken=%E0%A4%A\r\n") ==
        R"({"cookies":{"a":"1","b":"x y","q":"z","broken":"%E0%A4%A"},"signed":{},"secret":null})");
  CHECK(body(cookieParser()) == R"({"cookies":{},"signed":{},"secret":null})");
  CHECK(body(cookieParser(), "Cookie: a=1\r\nCookie: b=2\r\n").starts_with(R"({"cookies":{"a":"1","b":"2"})"));
  CHECK(body(cookieParser(), "Cookie: a=\xe9\r\n").starts_with(R"({"cookies":{"a":"é"})"));
}

TEST_CASE("a signed cookie moves to signedCookies, and is false when nobody signed it") {
  CHECK(body(cookieParser("my-secret"), "Cookie: user=" + tobi + "; x=s:y.z; plain=1\r\n") ==
        R"({"cookies":{"plain":"1"},"signed":{"user":"tobi","x":false},"secret":"my-secret"})");
  CHECK(body(cookieParser({"new", "old"}), "Cookie: user=" + by_old + "\r\n") ==
        R"({"cookies":{},"signed":{"user":"tobi"},"secret":"new"})");
  CHECK(body(cookieParser(), "Cookie: x=s:y.z\r\n") == R"({"cookies":{"x":"s:y.z"},"signed":{},"secret":null})");
  CHECK(body(cookieParser(""), "Cookie: x=s:y.z\r\n") == R"({"cookies":{"x":"s:y.z"},"signed":{},"secret":null})");
}

TEST_CASE("j: is JSON, unless it is none or stands for nothing") {
  CHECK(body(cookieParser("my-secret"), "Cookie: a=j:[1]; b=j:{; c=j:0; d=" + cart + "\r\n") ==
        R"({"cookies":{"a":[1],"b":"j:{","c":"j:0"},"signed":{"d":{"a":1}},"secret":"my-secret"})");
}

TEST_CASE("the names of an object's own members are names of cookies like others, but for __proto__") {
  CHECK(body(cookieParser(), "Cookie: __proto__=j:{\"x\":1}; constructor=1; toString=2\r\n") ==
        R"({"cookies":{"constructor":"1","toString":"2"},"signed":{},"secret":null})");
}

TEST_CASE("a decoder of one's own reads the values; what it throws on stays") {
  const auto parser = cookieParser({}, {.decode = [](auto text) -> Value {
                                     if (text == "no") throw Error("no");
                                     return text.toUpperCase();
                                   }});
  CHECK(body(parser, "Cookie: a=x%20; b=no\r\n").starts_with(R"({"cookies":{"a":"X%20","b":"no"})"));
}

TEST_CASE("cookies that are there already are left alone, and so is the secret") {
  CHECK(body({cookieParser("my-secret"), cookieParser("other")}, "Cookie: user=" + tobi + "\r\n") ==
        R"({"cookies":{},"signed":{"user":"tobi"},"secret":"my-secret"})");
}

TEST_CASE("res.cookie signs with the first secret") {
  Pump pump(app_with(cookieParser({"my-secret", "old"})));
  CHECK(pump.get("/set").header("Set-Cookie") == "user=s%3Atobi.7pz36Dq2ZOG%2BDWificdHMgInk5wm7CtLeGmFMze0FgM; Path=/");
}

TEST_CASE("the functions of cookieParser") {
  CHECK(cookieParser.JSONCookie("j:{\"a\":[1]}")["a"][0] == 1);
  CHECK(cookieParser.JSONCookie("{\"a\":1}") == undefined);
  CHECK(cookieParser.JSONCookie("j:") == undefined);
  CHECK(cookieParser.JSONCookie(5) == undefined);
  CHECK(cookieParser.signedCookie(tobi, "my-secret") == "tobi");
  CHECK(cookieParser.signedCookie(tobi, {"other", "my-secret"}) == "tobi");
  CHECK(cookieParser.signedCookie(tobi, "other") == false);
  CHECK(cookieParser.signedCookie("tobi", "my-secret") == "tobi");
  CHECK(cookieParser.signedCookie(5, "my-secret") == undefined);
  Value cookies = {{"a", tobi}, {"b", "plain"}, {"c", "s:x.y"}};
  CHECK(JSON.stringify(cookieParser.signedCookies(cookies, "my-secret")) == R"({"a":"tobi","c":false})");
  CHECK(JSON.stringify(cookies) == R"({"b":"plain"})");
}

TEST_CASE("a secret that an environment variable does not hold is refused") {
  CHECK_THROWS_AS(cookieParser({process.env["NO_SUCH_VARIABLE"], "old"}), TypeError);
}
