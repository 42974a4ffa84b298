// Requests of one session at the same time: none loses it, and none brings back what another destroyed.
#include "session_fixture.hpp"

using namespace session_test;

namespace {

// Notes which of the two functions stores a session.
struct Replacing : NotingStore {
  void replace(Value sid, Value data, Callback<Error> cb) override {
    note("replace");
    if (records.contains(sid.str())) records[sid.str()] = JSON.stringify(data).str();
    answer([cb] { cb(); });
  }
};

// Handlers that take a second between reading the session and answering.
App slow_app(SessionOptions options) {
  auto app = session_app(std::move(options));
  app.get("/slow", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    setTimeout([=] { res.send(format("views {}", req.session["views"])); }, 1000);
  });
  app.get("/slow-save", [](auto& req, auto& res, auto next) {
    setTimeout(
        [=] {
          req.session["late"] = true;
          req.session.save([=](auto err) { err ? next(err) : res.send("saved"); });
        },
        1000);
  });
  app.get("/saved-then-slow", [](auto& req, auto& res, auto next) {
    req.session["user"] = "ann";
    req.session.save([=](auto err) {
      if (err) return next(err);
      setTimeout(
          [=] {
            req.session["late"] = true;
            res.send("done");
          },
          1000);
    });
  });
  app.get("/destroy-by-store", [](auto& req, auto& res) {
    req.session["late"] = true;
    StoreHandle(req.sessionStore()).destroy(req.sessionID, [=] { res.send("destroyed"); });
  });
  return app;
}

struct Slow {
  SessionOptions options = quiet();
  MemoryStore store;
  Browser browser{slow_app((options.store = store, options))};

  // What the store keeps of the browser's session; null without one.
  Value kept() const {
    Value found;
    browser.pump().loop.turn([&] { store.get(browser.id(), [&](auto, auto data) { found = data; }); });
    browser.pump().settle();
    return found;
  }
};

}  // namespace

TEST_CASE("a slower request does not bring back a destroyed session") {
  for (const char* page : {"/slow", "/slow-save"}) {
    for (const char* end : {"/destroy", "/regenerate"}) {
      CAPTURE(page);
      CAPTURE(end);
      Slow site;
      site.browser.get("/write");
      const auto old = site.browser.cookie;
      const auto slow = site.browser.pump().connect();
      slow->send(site.browser.request(page));
      CHECK(site.browser.get(end).status == 200);
      const Answer answer(slow->answer());
      CHECK(answer.status == 200);
      CHECK(answer.cookies.empty());
      site.browser.cookie = old;
      CHECK(site.kept() == null);
      CHECK(site.browser.get("/read").body == "views 0");
    }
  }
}

TEST_CASE("a session that the request itself saved is not brought back either") {
  Slow site;
  const auto slow = site.browser.pump().connect();
  slow->send(site.browser.request("/saved-then-slow"));
  site.store.clear();
  CHECK(slow->answer().body == "done");
  double count = -1;
  site.browser.pump().loop.turn([&] { site.store.length([&](auto, auto n) { count = n.number(); }); });
  site.browser.pump().settle();
  CHECK(count == 0);
}

TEST_CASE("a handler that destroys its session by the store has no session afterwards") {
  Slow site;
  site.browser.get("/write");
  CHECK(site.browser.get("/destroy-by-store").status == 200);
  CHECK(site.kept() == null);
}

TEST_CASE("of two requests that change a session the slower one's data stays") {
  Slow site;
  site.browser.get("/write");
  const auto slow = site.browser.pump().connect();
  slow->send(site.browser.request("/slow"));
  CHECK(site.browser.get("/save").body == "saved");
  CHECK(site.kept()["saved"] == 1);
  CHECK(slow->answer().body == "views 2");
  CHECK(site.kept()["views"] == 2);
  CHECK(site.browser.get("/write").body == "views 3");
}

TEST_CASE("session fixation: who planted a session of his own is not logged in with its victim") {
  auto app = session_app(quiet());
  app.get("/login", [](auto& req, auto& res, auto next) {
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = "ann";
      res.send("welcome");
    });
  });
  app.get("/who", [](auto& req, auto& res) { res.send(req.session["user"] || "nobody"); });
  Browser attacker(app);
  attacker.get("/write");
  Browser victim = attacker.another_visitor();
  victim.cookie = attacker.cookie;
  victim.get("/login");
  CHECK(victim.get("/who").body == "ann");
  CHECK(victim.cookie != attacker.cookie);
  CHECK(attacker.get("/who").body == "nobody");
  // Nor does an id of his own making become one, signed or not.
  for (const char* cookie : {"connect.sid=chosen", "connect.sid=s%3Achosen", "connect.sid=s%3Achosen.c2lnbmF0dXJl"}) {
    victim.cookie = cookie;
    victim.get("/login");
    CHECK(victim.id() != "chosen");
  }
}

TEST_CASE("sessions that the store had are replaced, others set") {
  auto store = std::make_shared<Replacing>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  CHECK(effect(browser, *store, "/write") == "set, cookie");
  CHECK(effect(browser, *store, "/write") == "get, replace");
  CHECK(effect(browser, *store, "/save") == "get, replace, touch");
  CHECK(effect(browser, *store, "/regenerate") == "get, destroy, set, cookie");
  CHECK(effect(browser, *store, "/write") == "get, replace");
  Browser stranger = browser.another_visitor();
  CHECK(effect(stranger, *store, "/save") == "set, cookie");
}

TEST_CASE("a session whose first save failed is set, not replaced") {
  auto store = std::make_shared<Replacing>();
  SessionOptions options = quiet();
  options.store = store;
  auto app = session_app(options);
  app.get("/save-twice", [=](auto& req, auto& res) {
    req.session["views"] = 1;
    store->fails = "set";
    req.session.save([=](auto) {
      store->fails.clear();
      req.session.save([=](auto) {
        req.session["views"] = 2;
        res.send("twice");
      });
    });
  });
  Browser browser(app);
  CHECK(effect(browser, *store, "/save-twice") == "set, set, replace, cookie");
  CHECK(browser.get("/read").body == "views 2");
}

TEST_CASE("a store without replace() sees set(), as npm's stores do") {
  auto store = std::make_shared<NotingStore>();
  SessionOptions options = quiet();
  options.store = store;
  Browser browser(session_app(options));
  CHECK(effect(browser, *store, "/write") == "set, cookie");
  CHECK(effect(browser, *store, "/write") == "get, set");
}
