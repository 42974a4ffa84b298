// Stores: the answer waits for them, they may be late, fail, throw or be away, and what they give is not trusted.
#include <crema/fs.hpp>

#include "session_fixture.hpp"
#include "temp_folder.hpp"

using namespace session_test;

namespace {

// The store answers what it was asked so far.
void release(const Browser& browser, NotingStore& store) {
  browser.pump().loop.turn([&] { store.release(); });
  browser.pump().settle();
}

}  // namespace

TEST_CASE("the answer leaves after the session has been stored, however it is given") {
  const crema::testing::TempFolder folder;
  const std::string page = folder.file("page.txt", "text");
  using Give = Callback<Request&, Response&>;
  const std::pair<const char*, Give> ways[] = {
      {"send", [](auto&, auto& res) { res.send("text"); }},
      {"json",
       [](auto&, auto& res) {
         res.json({{"a", 1}});
       }},
      {"redirect", [](auto&, auto& res) { res.redirect("/read"); }},
      {"sendStatus", [](auto&, auto& res) { res.sendStatus(204); }},
      {"end", [](auto&, auto& res) { res.end(); }},
      {"end with text", [](auto&, auto& res) { res.end("text"); }},
      {"writeHead",
       [](auto&, auto& res) {
         res.writeHead(200, {{"Content-Length", 4}}).end("text");
       }},
      {"pieces",
       [](auto&, auto& res) {
         res.write("te");
         res.end("xt");
       }},
      {"pieces of a known length",
       [](auto&, auto& res) {
         res.set("Content-Length", "4");
         res.write("te");
         res.write("xt");
         res.end();
       }},
      {"more than the known length",
       [](auto&, auto& res) {
         res.set("Content-Length", "4");
         res.write("text and");
         res.write("more");
         res.end();
       }},
      {"a file", [=](auto&, auto& res) { res.sendFile(page); }},
      {"a download", [=](auto&, auto& res) { res.download(page); }},
      {"a stream", [=](auto&, auto& res) { fs.createReadStream(page).pipe(res); }},
      {"later", [](auto&, auto& res) { setTimeout([=] { res.send("text"); }, 10); }},
  };
  for (const auto& way : ways) {
    CAPTURE(way.first);
    auto store = std::make_shared<NotingStore>();
    SessionOptions options = quiet();
    options.store = store;
    auto app = session_app(options);
    app.get("/give", [give = way.second](auto& req, auto& res) {
      req.session["user"] = "ann";
      give(req, res);
    });
    const Browser browser(app);
    store->holds = true;
    const auto client = browser.pump().connect();
    client->send(browser.request("/give"));
    double patience = 1000;
    while (store->held.empty() && browser.pump().wait(patience)) {
    }
    CHECK(store->calls == "set");
    std::string so_far = client->text();
    CHECK(!crema::testing::take_answer(so_far, false, false).complete);
    release(browser, *store);
    const Answer answer(client->answer());
    CHECK(answer.complete);
    CHECK(answer.cookies.size() == 1);
    CHECK(store->records.size() == 1);
  }
}

TEST_CASE("a body of known length in pieces arrives whole, with a session or without") {
  for (const bool with : {true, false}) {
    auto app = express();
    if (with) app.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = true}));
    app.get("/", [](auto&, auto& res) {
      res.set("Content-Length", "6");
      for (const char* piece : {"a", "bcd", "", "e", "f"}) res.write(piece);
      res.end();
    });
    Browser browser(app);
    const auto client = browser.pump().connect();
    for (int i = 0; i < 3; ++i) {
      client->send(browser.request("/"));
      const Answer answer(client->answer());
      CHECK(answer.complete);
      CHECK(answer.body == "abcdef");
    }
  }
}

TEST_CASE("what a broken answer held back is not in the next one") {
  auto app = express();
  app.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = true}));
  app.get("/broken", [](auto&, auto& res) {
    res.set("Content-Length", "4");
    res.write("leak");
    res.destroy();
  });
  app.get("/next", [](auto&, auto& res) { res.send("next"); });
  Browser browser(app);
  browser.pump().connect()->send(browser.request("/broken"));
  CHECK(browser.get("/next").body == "next");
}

TEST_CASE("a store may answer late") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->holds = true;
  const auto client = browser.pump().connect();
  client->send(browser.request("/write"));
  CHECK(store->held.size() == 1);
  release(browser, *store);
  CHECK(client->text().empty());
  release(browser, *store);
  CHECK(client->answer().body == "views 2");
}

TEST_CASE("a store that calls back twice does no harm") {
  struct Twice : NotingStore {
    void set(Value sid, Value data, Callback<Error> cb) override {
      NotingStore::set(sid, data, cb);
      cb();
      cb(Error("too late"));
    }
  };
  SessionOptions options = quiet();
  options.store = Twice();
  Browser browser(session_app(options));
  CHECK(browser.get("/write").body == "views 1");
  CHECK(browser.get("/write").body == "views 2");
}

TEST_CASE("a store error is a 500 through the error handlers") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  const std::pair<const char*, const char*> cases[] = {{"get", "/read"},        {"set", "/write"}, {"touch", "/read"},
                                                       {"destroy", "/destroy"}, {"set", "/save"},  {"get", "/reload"}};
  for (const auto& one : cases) {
    store->fails = one.first;
    CAPTURE(one.first);
    const Answer answer = browser.get(one.second);
    CHECK(answer.status == 500);
    CHECK(answer.body == std::string(one.first) + " fails");
    store->fails.clear();
  }
  CHECK(browser.get("/read").status == 200);
}

TEST_CASE("ENOENT of a store is no session, and a store that throws is an error") {
  struct Odd : NotingStore {
    void get(Value sid, Callback<Error, Value> cb) override {
      if (mode == 1) throw Error("get throws");
      Error err("no such file");
      err.code = "ENOENT";
      cb(err);
    }
    int mode = 0;
  };
  auto store = std::make_shared<Odd>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  CHECK(browser.get("/write").body == "views 1");
  store->mode = 1;
  const Answer answer = browser.get("/read");
  CHECK(answer.status == 500);
  CHECK(answer.body == "get throws");
}

TEST_CASE("a record without a cookie is an error, and one that is no object, too") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->records[browser.id()] = R"({"views":5})";
  CHECK(browser.get("/read").body == "Cannot read properties of undefined (reading 'expires')");
  store->records[browser.id()] = R"("text")";
  CHECK(browser.get("/read").status == 500);
}

TEST_CASE("stored members with the names of methods are left out") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->records[browser.id()] = R"({"save":1,"id":"x","views":5,"cookie":{"originalMaxAge":null,"expires":null}})";
  browser.get("/write");
  CHECK(store->records[browser.id()] ==
        R"({"views":6,"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"}})");
}

TEST_CASE("a store that gives its own object does not see changes before set()") {
  struct Live : SessionStore {
    void get(Value sid, Callback<Error, Value> cb) override { cb(null, records.get(sid)); }
    void set(Value sid, Value data, Callback<Error> cb) override {
      if (!records.has(sid)) records.set(sid, JSON.parse(JSON.stringify(data)));
      cb();
    }
    void destroy(Value sid, Callback<Error> cb) override {
      records.delete_(sid);
      cb();
    }
    Map<> records;
  };
  SessionOptions options = quiet();
  options.store = Live();
  Browser browser(session_app(options));
  browser.get("/write");
  CHECK(browser.get("/write").body == "views 2");
  CHECK(browser.get("/write").body == "views 2");
}

TEST_CASE("while the store is away requests have no session") {
  auto store = session.MemoryStore();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store.emit("disconnect");
  CHECK(browser.get("/has").body == "none");
  store.emit("connect");
  CHECK(browser.get("/has").body == "a session");
  CHECK(browser.get("/read").body == "views 1");
}

TEST_CASE("concurrent requests of one visitor keep the session") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->holds = true;
  const auto one = browser.pump().connect(), two = browser.pump().connect();
  one->send(browser.request("/write"));
  two->send(browser.request("/read"));
  for (int i = 0; i < 3; ++i) release(browser, *store);
  CHECK(one->answer().body == "views 2");
  CHECK(two->answer().body == "views 1");
  store->holds = false;
  CHECK(browser.get("/read").body == "views 2");
}

TEST_CASE("a client that leaves while the store is asked does no harm") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  browser.get("/write");
  store->holds = true;
  {
    const auto client = browser.pump().connect();
    client->send(browser.request("/write"));
    client->leave();
    release(browser, *store);
  }
  release(browser, *store);
  store->holds = false;
  CHECK(browser.get("/read").status == 200);
}

TEST_CASE("a store that never calls back is an error after .storeTimeout") {
  const std::pair<const char*, const char*> cases[] = {{"get", "/read"},          {"set", "/write"}, {"touch", "/read"},
                                                       {"destroy", "/destroy"},   {"set", "/save"},  {"get", "/reload"},
                                                       {"destroy", "/regenerate"}};
  for (const auto& one : cases) {
    CAPTURE(one.first);
    CAPTURE(one.second);
    // Holds what is asked by that name, and answers the rest.
    struct Silent : NotingStore {
      void get(Value sid, Callback<Error, Value> cb) override { pick("get"), NotingStore::get(sid, cb); }
      void set(Value sid, Value data, Callback<Error> cb) override { pick("set"), NotingStore::set(sid, data, cb); }
      void destroy(Value sid, Callback<Error> cb) override { pick("destroy"), NotingStore::destroy(sid, cb); }
      void touch(Value sid, Value data, Callback<Error> cb) override {
        pick("touch"), NotingStore::touch(sid, data, cb);
      }
      void pick(const std::string& call) {
        if (call == silent && !skip--) holds = true;
      }
      std::string silent;
      int skip = 0;
    };
    auto store = std::make_shared<Silent>();
    SessionOptions options = quiet();
    options.store = store;
    options.storeTimeout = "5s";
    Browser browser(session_app(options));
    browser.get("/write");
    store->silent = one.first;
    store->skip = std::string(one.second) == "/reload" ? 1 : 0;
    const auto client = browser.pump().connect();
    client->send(browser.request(one.second));
    browser.pump().advance(4900);
    CHECK(client->text().empty());
    browser.pump().advance(200);
    const Answer answer(client->answer());
    CHECK(answer.status == 500);
    const std::string said = std::string("session store: ") +
                             (std::string(one.first) == "set" ? "replace" : one.first) +
                             " has not called back within 5000 ms";
    CHECK(answer.body.substr(0, said.size()) == said);
    store->holds = false;
    store->silent.clear();
    release(browser, *store);  // too late: it changes nothing
    CHECK(browser.get("/read").status == 200);
  }
}

TEST_CASE("with .waitForStore = false the answer does not wait, and the session is stored all the same") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  options.waitForStore = false;
  Browser browser(session_app(options));
  store->holds = true;
  CHECK(browser.get("/write").body == "views 1");
  CHECK(store->held.size() == 1);
  store->holds = false;
  release(browser, *store);
  CHECK(browser.get("/write").body == "views 2");
  CHECK(browser.get("/read").body == "views 2");
}
