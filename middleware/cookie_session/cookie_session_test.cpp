// cookieSession() and Keygrip, against what npm's cookie-session 2.1 and keygrip 1.1 give.
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "pump.hpp"

using namespace crema;
using crema::testing::Answer;
using crema::testing::Pump;

namespace {

using Lines = std::vector<std::string>;

// {"views":4} as npm wrote it with the key "old".
const std::string four = "sess=eyJ2aWV3cyI6NH0=", four_by_old = "; sess.sig=F5t1qwCiqph-dFVkvWYZzEKRlTY";
// {"views":1,"user":"ä☃"}, with "new".
const std::string first = "sess=eyJ2aWV3cyI6MSwidXNlciI6IsOk4piDIn0=", first_signature = "m-GO3tl38LqqqoJQ7JJLyGilQD0";
const std::string fifth = "sess=eyJ2aWV3cyI6NSwidXNlciI6IsOk4piDIn0=", fifth_signature = "LNh22gN2ajNcfp_GY-zyY-zfrZg";

App app_with(CookieSessionOptions options) {
  auto app = express();
  app.set("trust proxy", true);
  if (options.name.empty()) options.name = "sess";
  if (!options.keys && options.signed_) options.keys = {"new", "old"};
  app.use(cookieSession(options));
  app.get("/", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    req.session["user"] = "ä☃";
    res.send(format("{} {}", req.session["views"], req.session.isNew()));
  });
  app.get("/idle", [](auto& req, auto& res) { res.send("idle"); });
  app.get("/look", [](auto& req, auto& res) {
    res.json({req.session.isNew(), req.session.isChanged(), req.session.isPopulated(), req.session});
  });
  app.get("/drop", [](auto& req, auto& res) {
    req.session = null;
    res.send("dropped");
  });
  app.get("/replace", [](auto& req, auto& res) {
    req.session = {{"fresh", true}, {"isNew", 5}};
    res.json({req.session.isNew(), req.session});
  });
  app.get("/five", [](auto& req, auto& res) {
    req.session = 5;
    res.send("set");
  });
  app.get("/save", [](auto& req, auto& res) { req.session.save(); });
  app.get("/options", [](auto& req, auto& res) {
    req["sessionOptions"]["maxAge"] = 3600000;
    req.session["x"] = 1;
    res.json(req["sessionOptions"]);
  });
  app.get("/other", [](auto& req, auto& res) {
    res.append("Set-Cookie", "sess=stale; path=/x").cookie("b", "2");
    req.session["x"] = 1;
    res.end();
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  return app;
}

Answer visit(const CookieSessionOptions& options, const std::string& path, const std::string& cookie = {},
             const std::string& fields = {}) {
  Pump pump(app_with(options));
  return pump.ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") +
                  fields + "\r\n");
}

std::string message(const CookieSessionOptions& options) {
  try {
    cookieSession(options);
  } catch (const Error& err) {
    return err.message.str();
  }
  return {};
}

const std::string delete_signature = "sess.sig=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly";

}  // namespace

TEST_CASE("a session is written as npm writes it, and only when it has something in it") {
  const auto answer = visit({}, "/");
  CHECK(answer.body == "1 true");
  CHECK(answer.headers("Set-Cookie") ==
        Lines{first + "; path=/; httponly", "sess.sig=" + first_signature + "; path=/; httponly"});
  CHECK(!visit({}, "/idle").has("Set-Cookie"));
  CHECK(!visit({}, "/look").has("Set-Cookie"));
  CHECK(visit({}, "/look").body == "[true,true,false,{}]");
}

TEST_CASE("a session of npm's is read, and written with the first key once it changes") {
  CHECK(visit({}, "/", four + four_by_old).headers("Set-Cookie").back() ==
        "sess.sig=" + fifth_signature + "; path=/; httponly");
  CHECK(visit({}, "/look", first + "; sess.sig=" + first_signature).body ==
        "[false,false,true,{\"views\":1,\"user\":\"ä☃\"}]");
  CHECK(!visit({}, "/look", first + "; sess.sig=" + first_signature).has("Set-Cookie"));
}

TEST_CASE("the signature of an older key is made anew, a wrong one is deleted, when somebody looks") {
  CHECK(!visit({}, "/idle", four + four_by_old).has("Set-Cookie"));
  CHECK(visit({}, "/look", four + four_by_old).count("Set-Cookie") == 1);
  CHECK(visit({}, "/look", four + "; sess.sig=wrong").headers("Set-Cookie") == Lines{delete_signature});
  CHECK(visit({}, "/look", four + "; sess.sig=wrong").body == "[true,true,false,{}]");
  CHECK(!visit({}, "/idle", four + "; sess.sig=wrong").has("Set-Cookie"));
  CHECK(!visit({}, "/look", four).has("Set-Cookie"));
}

TEST_CASE("null deletes both cookies") {
  CHECK(visit({}, "/drop").headers("Set-Cookie") ==
        Lines{"sess=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly",
              "sess.sig=4_WmCAJx0XADUEBYnOnsUb1pMgM; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly"});
}

TEST_CASE("an object that is assigned is a new session, and what is no object an error") {
  CHECK(visit({}, "/replace", four + four_by_old).body == R"([true,{"fresh":true}])");
  CHECK(visit({}, "/replace").count("Set-Cookie") == 2);
  const auto answer = visit({}, "/five", four + four_by_old);
  CHECK(answer.status == 500);
  CHECK(answer.body == "req.session can only be set as null or an object.");
  CHECK(visit({}, "/save").body == "req.session.save is not a function");
}

TEST_CASE("what is no session is a new one; what is no object in a session has no members") {
  const CookieSessionOptions open = {.signed_ = false};
  for (const char* text : {"sess=", "sess=x", "sess=e30", "sess=e30="}) {
    CAPTURE(text);
    CHECK(visit(open, "/look", text).status == 200);
  }
  CHECK(visit(open, "/look", "sess=!!").body == "[true,true,false,{}]");
  CHECK(visit(open, "/look", "sess=NQ==").body == "[false,true,false,{}]");         // 5
  CHECK(visit(open, "/look", "sess=WzFd").body == R"([false,true,true,{"0":1}])");  // [1]
  CHECK(visit(open, "/look", "sess=eyJpc05ldyI6MSwiY29uc3RydWN0b3IiOjIsImEiOjN9").body ==
        R"([false,true,true,{"a":3}])");  // {"isNew":1,"constructor":2,"a":3}
  CHECK(visit(open, "/look", "sess=e30=; sess=WzFd").body == "[false,false,false,{}]");
  CHECK(visit(open, "/look", "sess=\"e30=\"").body == "[false,false,false,{}]");
}

TEST_CASE("attributes stand as npm's cookies writes them") {
  const auto cookie = [](const CookieSessionOptions& options, const std::string& fields = {}) {
    const auto answer = visit(options, "/", {}, fields);
    return answer.header("Set-Cookie").substr(std::min(answer.header("Set-Cookie").size(), first.size()));
  };
  CHECK(cookie({.httpOnly = false, .path = undefined}) == "");
  CHECK(cookie({.sameSite = true, .path = "/a", .domain = "example.com", .priority = "HIGH", .partitioned = true}) ==
        "; path=/a; domain=example.com; priority=high; samesite=strict; httponly; partitioned");
  CHECK(cookie({.expires = Date(0)}) == "; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
  CHECK(cookie({.maxAge = 60000}).find("; expires=") != std::string::npos);
  CHECK(cookie({.secure = true}, "X-Forwarded-Proto: https\r\n") == "; path=/; secure; httponly");
  CHECK(cookie({}, "X-Forwarded-Proto: https\r\n") == "; path=/; secure; httponly");
  CHECK(cookie({.secure = false}, "X-Forwarded-Proto: https\r\n") == "; path=/; httponly");
  CHECK(!visit({.secure = true}, "/").has("Set-Cookie"));
}

TEST_CASE("the cookie takes the place of earlier ones of its name, unless told otherwise") {
  CHECK(visit({}, "/other").count("Set-Cookie") == 3);
  CHECK(visit({.overwrite = false}, "/other").count("Set-Cookie") == 4);
}

TEST_CASE("options of one request are changed for it alone") {
  Pump pump(app_with({}));
  const auto answer = pump.get("/options");
  CHECK(answer.body == R"({"maxAge":3600000})");
  CHECK(answer.header("Set-Cookie").find("expires=") != std::string::npos);
  CHECK(pump.get("/").header("Set-Cookie").find("expires=") == std::string::npos);
}

TEST_CASE("wrong options are told at once") {
  CHECK(message({}) == ".keys required.");
  CHECK(message({.secret = ""}) == ".keys required.");
  CHECK(message({.signed_ = false}) == "");
  CHECK(message({.secret = "x"}) == "");
  CHECK(message({.name = "a b", .keys = "x"}) == "");
  CHECK(message({.name = "a;b", .keys = "x"}) == "argument name is invalid");
  CHECK(message({.keys = "x", .sameSite = "wrong"}) == "option sameSite is invalid");
  CHECK(message({.keys = "x", .path = "/\n"}) == "option path is invalid");
  CHECK(message({.keys = "x", .domain = "a\nb"}) == "option domain is invalid");
  CHECK(message({.keys = "x", .priority = "urgent"}) == "option priority is invalid");
}

TEST_CASE("express-session finds the session of cookie-session there, and another cookieSession takes over") {
  auto app = express();
  app.use(cookieSession({.keys = "x"}), cookieSession({.name = "second", .keys = "x"}));
  app.get("/", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.end();
  });
  Pump pump(app);
  CHECK(pump.get("/").header("Set-Cookie").starts_with("second="));
}

TEST_CASE("Keygrip signs as npm's keygrip does") {
  const Keygrip keys({"a", "b"});
  const std::string data = "session=eyJjb3VudCI6MX0=";
  CHECK(keys.sign(data) == "L27tDz8NhRRFgeCOhBY46xzcXeo");
  CHECK(keys.sign("naïve=é") == "oWUHyx6BTKpUI_mbFkebUGNYOts");
  CHECK(keys.index(data, "L27tDz8NhRRFgeCOhBY46xzcXeo") == 0);
  CHECK(keys.index(data, "caxKM_8VPW44D0tOmF4iGARoIo4") == 1);
  CHECK(keys.index(data, "") == -1);
  CHECK(!keys.verify(data, "caxKM_8VPW44D0tOmF4iGARoIo5"));
  CHECK(Keygrip({"a"}, "sha256", "hex").sign(data) ==
        "994fc12f0361e0458875cd4ebfaaf9de8bb65df366f7ef3db57552b96ab5022d");
  CHECK(Keygrip("käy").sign(data) == "75Krrwqe3MdlhiPOEzZKkiuegAQ");
  CHECK(!Keygrip());
  CHECK(!Keygrip(Value()));
  CHECK_THROWS_AS(Keygrip().sign(data), Error);
  CHECK_THROWS_AS(Keygrip(Array()).sign(data), Error);
  CHECK_THROWS_AS(Keygrip({process.env["NO_SUCH_VARIABLE"]}).sign(data), TypeError);
  CHECK_THROWS_AS(Keygrip({"a"}, "no-such-digest"), Error);
}
