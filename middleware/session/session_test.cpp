// session() on requests: which store calls and cookies each kind of request makes, and whose session it is.
#include "session_fixture.hpp"

#include <algorithm>
#include <set>

using namespace session_test;

namespace {

struct Rules {
  const char* name;
  SessionOptions options;
  const char *read_first, *write_first, *read_again, *write_again, *save, *regenerate, *stale;
};

}  // namespace

TEST_CASE("store calls and cookies follow resave, saveUninitialized, rolling and maxAge") {
  const Rules all[] = {
      {"resave false, saveUninitialized true",
       {.resave = false, .saveUninitialized = true},
       "set, cookie",
       "set, cookie",
       "get, touch",
       "get, set",
       "get, set, touch",
       "get, destroy, set, cookie",
       "get, set, cookie"},
      {"resave false, saveUninitialized false",
       {.resave = false, .saveUninitialized = false},
       "",
       "set, cookie",
       "get, touch",
       "get, set",
       "get, set, touch",
       "get, destroy, set, cookie",
       "get"},
      {"resave true, saveUninitialized true",
       {.resave = true, .saveUninitialized = true},
       "set, cookie",
       "set, cookie",
       "get, set",
       "get, set",
       "get, set, touch",
       "get, destroy, set, cookie",
       "get, set, cookie"},
      {"with maxAge",
       {.resave = false, .saveUninitialized = false, .cookie = {.maxAge = 60000}},
       "",
       "set, cookie",
       "get, touch",
       "get, set, cookie",
       "get, set, touch, cookie",
       "get, destroy, set, cookie",
       "get"},
      {"rolling",
       {.resave = false, .saveUninitialized = false, .rolling = true},
       "",
       "set, cookie",
       "get, touch, cookie",
       "get, set, cookie",
       "get, set, touch, cookie",
       "get, destroy, set, cookie",
       "get"},
  };
  for (const Rules& rules : all) {
    CAPTURE(rules.name);
    auto store = std::make_shared<NotingStore>();
    SessionOptions options = rules.options;
    options.store = store;
    Browser reader(session_app(options)), writer = reader.another_visitor();
    CHECK(effect(reader, *store, "/read") == rules.read_first);
    CHECK(effect(writer, *store, "/write") == rules.write_first);
    CHECK(effect(writer, *store, "/read") == rules.read_again);
    CHECK(effect(writer, *store, "/write") == rules.write_again);
    CHECK(effect(writer, *store, "/save") == rules.save);
    CHECK(effect(writer, *store, "/regenerate") == rules.regenerate);
    CHECK(effect(writer, *store, "/null") == "get");
    CHECK(effect(writer, *store, "/destroy") == "get, destroy");
    CHECK(effect(writer, *store, "/read") == rules.stale);
  }
}

TEST_CASE("a session counts its visits") {
  Browser browser(session_app(quiet()));
  CHECK(browser.get("/write").body == "views 1");
  CHECK(browser.get("/write").body == "views 2");
  CHECK(browser.get("/read").body == "views 2");
  Browser another = browser.another_visitor();
  CHECK(another.get("/write").body == "views 1");
}

TEST_CASE("the cookie is signed, percent-encoded and has npm's attributes") {
  Browser browser(session_app(quiet()));
  const Answer answer = browser.get("/write");
  REQUIRE(answer.cookies.size() == 1);
  CHECK(answer.cookies[0].starts_with("connect.sid=s%3A"));
  CHECK(answer.cookies[0].ends_with("; Path=/; HttpOnly"));
  CHECK(browser.id().size() == 32);
}

TEST_CASE("what is stored is the JSON that express-session stores") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  CHECK(store->records[browser.id()] ==
        R"({"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"},"views":1})");
}

TEST_CASE("a forged cookie starts a new session") {
  Browser browser(session_app(quiet()));
  browser.get("/write");
  const std::string good = browser.cookie;
  const auto dot = good.find('.', good.find("s%3A"));
  const std::string forged[] = {
      good.substr(0, good.size() - 1) + (good.back() == 'A' ? 'B' : 'A'),
      good.substr(0, good.size() - 4),
      good.substr(0, dot),
      good.substr(0, dot + 1),
      "connect.sid=s%3Achosen" + good.substr(dot),
      "connect.sid=" + browser.id(),
      "connect.sid=" + good.substr(good.find("s%3A") + 4),
      good + good.substr(dot),
      "connect.sid=s%3A.",
      "connect.sid=s%3A",
      "connect.sid=",
      "connect.sid=%",
  };
  for (const auto& cookie : forged) {
    CAPTURE(cookie);
    browser.cookie = cookie;
    CHECK(browser.get("/write").body == "views 1");
  }
  browser.cookie = good;
  CHECK(browser.get("/write").body == "views 2");
}

TEST_CASE("an id that a visitor chose is not adopted, even when it was once ours") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  const std::string old = browser.id();
  store->records.clear();
  CHECK(browser.get("/write").body == "views 1");
  CHECK(browser.id() != old);
}

TEST_CASE("secrets rotate: the first signs, all verify") {
  auto store = session.MemoryStore();
  SessionOptions options = quiet();
  options.store = store;
  options.secret = "old";
  Browser browser(session_app(options));
  browser.get("/write");
  options.secret = {"new", "old"};
  browser.visit(session_app(options));
  CHECK(browser.get("/write").body == "views 2");
  options.secret = "new";
  browser.visit(session_app(options));
  CHECK(browser.get("/write").body == "views 1");
  options.secret = {"new", "old"};
  browser.visit(session_app(options));
  CHECK(browser.get("/write").body == "views 2");
}

TEST_CASE("with rolling, a cookie that an old secret signed is sent again with the new one") {
  auto store = session.MemoryStore();
  SessionOptions options = quiet();
  options.store = store;
  options.rolling = true;
  options.secret = "old";
  Browser browser(session_app(options));
  browser.get("/write");
  const std::string old = browser.cookie;
  options.secret = {"new", "old"};
  browser.visit(session_app(options));
  browser.get("/read");
  CHECK(browser.cookie != old);
  const std::string with_new = browser.cookie;
  browser.get("/read");
  CHECK(browser.cookie == with_new);
  options.secret = "new";
  browser.visit(session_app(options));
  CHECK(browser.get("/read").body == "views 1");
}

TEST_CASE("regenerate gives a new id, and the old one is dead") {
  Browser browser(session_app(quiet()));
  browser.get("/write");
  const std::string before = browser.cookie;
  CHECK(browser.get("/regenerate").body == "views 0");
  CHECK(browser.cookie != before);
  browser.cookie = before;
  CHECK(browser.get("/read").body == "views 0");
}

TEST_CASE("reload forgets what was not stored") {
  Browser browser(session_app(quiet()));
  browser.get("/write");
  CHECK(browser.get("/reload").body == "views 1");
  CHECK(browser.get("/read").body == "views 1");
  Browser nobody = browser.another_visitor();
  const Answer answer = nobody.get("/reload");
  CHECK(answer.status == 500);
  CHECK(answer.body == "failed to load session");
}

TEST_CASE("destroy leaves req.session undefined and nothing in the store") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  const Answer answer = browser.get("/destroy");
  CHECK(answer.body == "destroyed true");
  CHECK(answer.cookies.empty());
  CHECK(store->records.empty());
}

TEST_CASE("unset decides what becomes of a session that is set to null") {
  for (const char* unset : {"keep", "destroy"}) {
    auto store = std::make_shared<NotingStore>();
    SessionOptions options = quiet();
    options.store = store;
    options.unset = unset;
    Browser browser(session_app(options));
    browser.get("/write");
    const bool destroys = std::string(unset) == "destroy";
    CHECK(effect(browser, *store, "/null") == (destroys ? "get, destroy" : "get"));
    CHECK(browser.get("/read").body == (destroys ? "views 0" : "views 1"));
    if (destroys) {
      browser.get("/write");
      CHECK(effect(browser, *store, "/destroy") == "get, destroy, destroy");
    }
  }
}

TEST_CASE("unset \"destroy\" does not destroy a session that could not be read") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  options.unset = "destroy";
  Browser browser(session_app(options));
  browser.get("/write");
  store->fails = "get";
  CHECK(browser.get("/read").status == 500);
  store->fails.clear();
  CHECK(browser.get("/read").body == "views 1");
}

TEST_CASE("a second session() on a request is passed by") {
  auto app = express();
  app.use(session({.secret = "a", .resave = false, .saveUninitialized = true}));
  app.use(session({.secret = "b", .resave = false, .saveUninitialized = true, .name = "second"}));
  app.get("/", [](auto& req, auto& res) { res.send("ok"); });
  Browser browser(app);
  CHECK(browser.get("/").cookies.size() == 1);
  CHECK(browser.cookie.starts_with("connect.sid="));
}

TEST_CASE("session(…) judges its options") {
  const auto message = [](const SessionOptions& options) -> std::string {
    try {
      session(options);
    } catch (const TypeError& e) {
      return e.what();
    }
    return "";
  };
  CHECK(message({.secret = Texts(Array()), .resave = false, .saveUninitialized = false}) ==
        "secret option array must contain one or more strings");
  CHECK(message({.secret = "x", .resave = false, .saveUninitialized = false, .unset = "drop"}) ==
        "unset option must be \"destroy\" or \"keep\"");
  CHECK(message({.secret = "x", .resave = false, .saveUninitialized = false, .unset = ""}).empty());
}

TEST_CASE("without a secret each request is an error") {
  for (const Texts& secret : {Texts(), Texts(""), Texts(Value())}) {
    auto app = express();
    app.use(session({.secret = secret, .resave = false, .saveUninitialized = false}));
    app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
    CHECK(Browser(app).get("/").body == "secret option required for sessions");
  }
}

TEST_CASE("req.secret and the cookies of cookie-parser serve, too") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    req.secret = "my-secret";
    next();
  });
  app.use(session({.resave = false, .saveUninitialized = false}));
  app.get("/", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  });
  Browser browser(app);
  browser.get("/");
  CHECK(browser.get("/").body == "views 2");
}

TEST_CASE("ids are random, or the application's") {
  std::set<std::string> ids;
  Browser browser(session_app({.resave = false, .saveUninitialized = true}));
  for (int i = 0; i < 100; ++i) {
    browser.cookie.clear();
    browser.get("/read");
    ids.insert(browser.id());
  }
  CHECK(ids.size() == 100);
  SessionOptions options{
      .resave = false, .saveUninitialized = true, .genid = [](auto& req) { return req.query["id"] + " äöü/%;="; }};
  Browser named(session_app(options));
  named.get("/write?id=a");
  CHECK(named.cookie.find("s%3Aa%20%C3%A4%C3%B6%C3%BC%2F%25%3B%3D.") != std::string::npos);
  CHECK(named.get("/write?id=a").body == "views 2");
}

TEST_CASE("an id that is no text makes no session") {
  auto store = std::make_shared<NotingStore>();
  Browser browser(session_app({.resave = false, .saveUninitialized = true, .store = store, .genid = [] { return 7; }}));
  CHECK(effect(browser, *store, "/write") == "");
}

TEST_CASE("a session that is replaced by a plain object is an error") {
  auto app = express();
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}));
  app.get("/", [](auto& req, auto& res) {
    Value plain = {{"user", "ann"}};
    req.session = plain;
    res.send("replaced");
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  CHECK(Browser(app).get("/").body == "req.session.touch is not a function");
}

TEST_CASE("a session that contains itself is an error") {
  auto app = express();
  app.use(session({.secret = "x", .resave = false, .saveUninitialized = false}));
  app.get("/", [](auto& req, auto& res) {
    Value loop = Object();
    loop["self"] = loop;
    req.session["loop"] = loop;
    res.send("never");
    delete_(loop["self"]);
  });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  CHECK(Browser(app).get("/").status == 500);
}

TEST_CASE("answerOnError sends the answer though storing fails, and the error handlers are called then") {
  auto store = std::make_shared<NotingStore>();
  store->fails = "set";
  SessionOptions options = quiet();
  options.secret = "my-secret";
  options.store = store;
  options.answerOnError = true;
  auto app = express();
  Let told = "";
  app.use(session(options));
  app.get("/", [](auto& req, auto& res) {
    req.session["views"] = 1;
    res.send("views 1");
  });
  app.use([=](auto& err, auto& req, auto& res, auto next) { told += format("{} {}", err.message, res.headersSent()); });
  Browser browser(app);
  const Answer answer = browser.get("/");
  CHECK(answer.status == 200);
  CHECK(answer.body == "views 1");
  browser.pump().settle();
  CHECK(told == "set fails true");
}
