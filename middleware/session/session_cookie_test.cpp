// The session's cookie: its attributes on the wire and in the store, its live members, and when it is sent at all.
#include "session_fixture.hpp"

#include "session_cookie.hpp"

using namespace session_test;

namespace {

const std::string https = "X-Forwarded-Proto: https\r\n";

// What follows the value in the Set-Cookie field of the first write; "none" without one.
std::string attributes(const SessionOptions& options, const std::string& fields = {}) {
  Browser browser(session_app(options));
  const Answer answer = browser.get("/write", fields);
  if (answer.cookies.empty()) return "none";
  const auto from = answer.cookies.back().find(';');
  return from == std::string::npos ? "" : answer.cookies.back().substr(from);
}

SessionOptions with(const SessionCookieOptions& cookie) {
  return {.resave = false, .saveUninitialized = false, .cookie = cookie};
}

std::string json(const Value& cookie) { return JSON.stringify(cookie).str(); }

double now() { return Date.now().number(); }

}  // namespace

TEST_CASE("attributes stand in npm's order") {
  CHECK(attributes(with({})) == "; Path=/; HttpOnly");
  CHECK(attributes(with({.httpOnly = false, .sameSite = "strict", .domain = "example.com"})) ==
        "; Domain=example.com; Path=/; SameSite=Strict");
  CHECK(attributes(with({.sameSite = true, .priority = "high", .partitioned = true})) ==
        "; Path=/; HttpOnly; Partitioned; Priority=High; SameSite=Strict");
  CHECK(attributes(with({.expires = Date(Date.UTC(2033, 4, 5, 6, 7, 8))})) ==
        "; Path=/; Expires=Thu, 05 May 2033 06:07:08 GMT; HttpOnly");
  CHECK(attributes(with({.path = ""})) == "; HttpOnly");
}

TEST_CASE("maxAge is sent as Expires, and takes texts and durations") {
  for (const Duration& age : {Duration(86400000), Duration("1d"), Duration(24h)}) {
    Browser browser(session_app(with({.maxAge = age})));
    const std::string sent = browser.get("/write").cookies.at(0);
    const auto at = sent.find("; Path=/; Expires=");
    REQUIRE(at != std::string::npos);
    const Value seconds = Math.floor((Date.now() + 86400000) / 1000);
    CHECK(Date.parse(sent.substr(at + 18, 29)) / 1000 == seconds);
  }
}

TEST_CASE("a session lives for maxAge after its last visit") {
  Browser browser(session_app(with({.maxAge = 60000})));
  browser.get("/write");
  browser.pump().advance(40000);
  CHECK(browser.get("/read").body == "views 1");
  browser.pump().advance(40000);
  CHECK(browser.get("/write").body == "views 2");
  browser.pump().advance(60001);
  CHECK(browser.get("/read").body == "views 0");
}

TEST_CASE("a secure cookie is sent over https alone, and the session is stored all the same") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = with({.secure = true});
  options.store = store;
  CHECK(attributes(options) == "none");
  CHECK(store->records.size() == 1);
  CHECK(attributes(options, https) == "none");
  options.proxy = true;
  CHECK(attributes(options, https) == "; Path=/; HttpOnly; Secure");
  CHECK(attributes(options, "X-Forwarded-Proto: HTTPS , http\r\n") == "; Path=/; HttpOnly; Secure");
  CHECK(attributes(options, "X-Forwarded-Proto: http, https\r\n") == "none");
}

TEST_CASE("without .proxy the app's \"trust proxy\" decides, with false it does not") {
  const auto answer = [](const Value& proxy) {
    auto app = express();
    app.enable("trust proxy");
    app.use(session_app({.resave = false, .saveUninitialized = false, .cookie = {.secure = "auto"}, .proxy = proxy}));
    return Browser(app).get("/write", https).cookies.at(0);
  };
  CHECK(answer({}).ends_with("; HttpOnly; Secure"));
  CHECK(answer(false).ends_with("; HttpOnly"));
}

TEST_CASE("\"auto\" follows the connection") {
  SessionOptions options = with({.secure = "auto", .sameSite = "auto"});
  options.proxy = true;
  CHECK(attributes(options) == "; Path=/; HttpOnly; SameSite=Lax");
  CHECK(attributes(options, https) == "; Path=/; HttpOnly; Secure; SameSite=None");
}

TEST_CASE("the attributes may be made for each request, and \"auto\" means nothing then") {
  SessionOptions options = with({.of = [](auto& req) -> Value {
    return {{"path", req.query["path"] || "/"}, {"sameSite", req.query["site"]}, {"secure", req.query["secure"]}};
  }});
  Browser browser(session_app(options));
  CHECK(browser.get("/write?site=lax").cookies.at(0).ends_with("; Path=/; HttpOnly; SameSite=Lax"));
  browser.cookie.clear();
  CHECK(browser.get("/write?path=/wr").cookies.at(0).ends_with("; Path=/wr; HttpOnly"));
  CHECK(browser.get("/has?path=/elsewhere").body == "none");
  browser.cookie.clear();
  CHECK(browser.get("/write?secure=auto").cookies.empty());
}

TEST_CASE("outside of the cookie's path there is no session; the path is a plain prefix") {
  Browser browser(session_app(with({.path = "/ha"})));
  CHECK(browser.get("/has").body == "a session");
  CHECK(browser.get("/has?x=/").body == "a session");
  CHECK(browser.get("/HAS").body == "none");
  CHECK(browser.get("http://localhost/has").body == "a session");
  browser.visit(session_app(with({.path = "/has/"})));
  CHECK(browser.get("/has").body == "none");
}

TEST_CASE("an attribute that may not stand in a cookie is an error, and nothing is stored") {
  const std::pair<SessionCookieOptions, const char*> cases[] = {
      {{.sameSite = "sometimes"}, "option sameSite is invalid"},
      {{.domain = "ex ample"}, "option domain is invalid"},
      {{.priority = "urgent"}, "option priority is invalid"},
      {{.expires = "tomorrow"}, "maxAge must be a number or Date"},
      {{.of =
            [] {
              return Value{{"domain", ";"}};
            }},
       "option domain is invalid"},
      {{.of = [] { return "text"; }}, "argument options must be a object"},
      {{.of = [] { return Value(); }}, "Cannot read properties of undefined (reading 'path')"},
  };
  for (const auto& [cookie, message] : cases) {
    auto store = std::make_shared<NotingStore>();
    SessionOptions options = with(cookie);
    options.store = store;
    const Answer answer = Browser(session_app(options)).get("/write");
    CHECK(answer.status == 500);
    CHECK(answer.body == message);
    CHECK(store->records.empty());
  }
}

TEST_CASE("changing the cookie alone is no change of the session") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = with({.maxAge = 60000});
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->take_calls();
  CHECK(browser.get("/long").cookies.empty());
  CHECK(store->take_calls() == "get, touch");
}

TEST_CASE("other cookies of the answer stay in front") {
  auto app = express();
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = true}));
  app.get("/", [](auto& req, auto& res) { res.cookie("first", "1").append("Set-Cookie", "second=2").send("ok"); });
  const Answer answer = Browser(app).get("/");
  REQUIRE(answer.cookies.size() == 3);
  CHECK(answer.cookies[0] == "first=1; Path=/");
  CHECK(answer.cookies[1] == "second=2");
  CHECK(answer.cookies[2].starts_with("connect.sid="));
}

TEST_CASE("maxAge and expires move together, and originalMaxAge stays exact") {
  Value cookie = session.Cookie({.maxAge = 60000});
  CHECK(cookie["originalMaxAge"] == 60000);
  CHECK(cookie["maxAge"] <= 60000);
  CHECK(cookie["maxAge"] > 59000);
  cookie["maxAge"] = 5000;
  CHECK(cookie["originalMaxAge"] == 5000);
  CHECK(cookie["expires"].number() <= now() + 5000);
  cookie["maxAge"] = 5000.75;
  CHECK(cookie["originalMaxAge"] == 5000);
  cookie["expires"] = Date(0);
  CHECK(cookie["originalMaxAge"] < 0);
  CHECK(json(cookie).find("\"expires\":\"1970-01-01T00:00:00.000Z\"") != std::string::npos);
  cookie["expires"] = null;
  CHECK(json(cookie) == R"({"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"})");
  cookie["expires"] = false;
  CHECK(json(cookie) == R"({"originalMaxAge":false,"expires":false,"httpOnly":true,"path":"/"})");
  CHECK_THROWS_AS((cookie["maxAge"] = "soon"), TypeError);
}

TEST_CASE("the JSON of a cookie has npm's members in npm's order") {
  Value cookie = session.Cookie({.secure = true,
                                 .httpOnly = false,
                                 .sameSite = "lax",
                                 .path = "/x",
                                 .domain = "example.com",
                                 .priority = "low",
                                 .partitioned = false});
  cookie["mine"] = 1;
  const char* expected = R"({"originalMaxAge":null,"partitioned":false,"priority":"low","expires":null,"secure":true,)"
                         R"("httpOnly":false,"domain":"example.com","path":"/x","sameSite":"lax"})";
  CHECK(json(cookie) == expected);
  std::string text;
  host<detail::SessionCookie>(cookie)->state().append_json(text);
  CHECK(text == expected);
  CHECK(cookie["mine"] == 1);
  CHECK(JSON.stringify(Object.keys(session.Cookie())) == R"(["path","_expires","originalMaxAge","httpOnly"])");
}

TEST_CASE("a stored cookie comes back with its life as it was") {
  const Value stored = JSON.parse(
      R"({"originalMaxAge":60000,"expires":"2026-11-24T05:05:29.964Z","secure":true,"httpOnly":false,"path":"/p"})");
  const Value cookie = detail::SessionCookie::restore(stored);
  CHECK(json(cookie) ==
        R"({"originalMaxAge":60000,"expires":"2026-11-24T05:05:29.964Z","secure":true,"httpOnly":false,"path":"/p"})");
  host<detail::SessionCookie>(cookie)->touch();
  CHECK(cookie["maxAge"] > 59000);
  CHECK(json(detail::SessionCookie::restore(Object())) == R"({"expires":null,"httpOnly":true,"path":"/"})");
  CHECK_THROWS_AS(detail::SessionCookie::restore("text"), TypeError);
}

TEST_CASE("the cookie of no session is a TypeError that names the cookie") {
  auto app = express();
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = true}));
  app.get("/", [](auto& req, auto& res) {
    req.session.destroy();
    res.json(req.session.cookie().maxAge);
  });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  CHECK(Browser(app).get("/").body == "Cannot read properties of undefined (reading 'cookie')");
}

TEST_CASE("Object.keys of a session are cookie and what the handler wrote") {
  auto app = express();
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = true}));
  app.get("/", [](auto& req, auto& res) {
    req.session["user"] = "ann";
    res.json({{"keys", Object.keys(req.session)},
              {"same", req.session["cookie"] == req.session.cookie()},
              {"id", req.session.id() == req.sessionID},
              {"path", req.session.cookie().path}});
  });
  CHECK(Browser(app).get("/").body == R"({"keys":["cookie","user"],"same":true,"id":true,"path":"/"})");
}
