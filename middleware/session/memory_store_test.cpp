// MemoryStore: copies, expiry, limits, order, and callbacks that come later.
#include "session_fixture.hpp"

#include "memory_sessions.hpp"

#include <thread>

using namespace session_test;

namespace {

// A store without a server around it; later() runs what it has put off.
struct Store {
  explicit Store(const MemoryStoreOptions& options = {}) : sessions(options) {}

  void set(const std::string& id, const Value& session) {
    sessions.set(id, session, {});
    later();
  }
  Value get(const std::string& id) {
    Value found;
    sessions.get(id, [&](auto& err, auto& data) { found = data; });
    later();
    return found;
  }
  void later() { pump.settle(); }

  Pump pump{express()};
  detail::MemorySessions sessions;
};

// A session that expires so many ms from now.
Value aging(double ms) { return {{"cookie", session.Cookie({.maxAge = ms})}, {"x", 1}}; }
Value lasting(const Value& x = 1) { return {{"cookie", session.Cookie()}, {"x", x}}; }

}  // namespace

TEST_CASE("what get gives is a copy, with the cookie first") {
  Store store;
  Value original = lasting(Array(1, 2));
  store.set("a", original);
  original["x"].push(3);
  Value copy = store.get("a");
  CHECK(JSON.stringify(copy) ==
        R"({"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"},"x":[1,2]})");
  copy["x"] = 0;
  CHECK(store.get("a")["x"].length() == 2);
  CHECK(store.get("b") == undefined);
}

TEST_CASE("callbacks come after the call has returned") {
  Store store;
  int called = 0;
  store.sessions.set("a", lasting(), [&] { ++called; });
  store.sessions.get("a", [&](auto& err, auto& data) { ++called; });
  store.sessions.touch("a", lasting(), [&] { ++called; });
  store.sessions.destroy("a", [&] { ++called; });
  store.sessions.length([&](auto& err, auto& n) { ++called; });
  store.sessions.all([&](auto& err, auto& all) { ++called; });
  store.sessions.clear([&] { ++called; });
  CHECK(called == 0);
  store.later();
  CHECK(called == 7);
}

TEST_CASE("expired sessions are not found, counted or listed") {
  Store store;
  store.set("old", aging(-1));
  store.set("now", aging(60000));
  store.set("ever", lasting());
  CHECK(store.get("old") == undefined);
  store.set("old", aging(-1));
  Value length, all;
  store.sessions.length([&](auto& err, auto& n) { length = n; });
  store.sessions.all([&](auto& err, auto& found) { all = found; });
  store.later();
  CHECK(length == 2);
  CHECK(JSON.stringify(Object.keys(all)) == R"(["now","ever"])");
}

TEST_CASE("an expiry that is text or number counts as in npm") {
  Store store;
  store.set("text", {{"cookie", {{"expires", "2001-01-01T00:00:00.000Z"}}}});
  store.set("invalid", {{"cookie", {{"expires", "never"}}}});
  store.set("number", {{"cookie", {{"expires", 5}}}});
  store.set("none", {{"x", 1}});
  CHECK(store.get("text") == undefined);
  CHECK(store.get("invalid") != undefined);
  CHECK(store.get("number") == undefined);
  CHECK(JSON.stringify(store.get("none")) == R"({"x":1})");
}

TEST_CASE("adding sessions lets expired ones go, without anybody asking for them") {
  Store store;
  for (int i = 0; i < 1000; ++i) store.set("old" + std::to_string(i), aging(-1));
  for (int i = 0; i < 1000; ++i) store.set("new" + std::to_string(i), lasting());
  CHECK(store.sessions.count() == 1000);
}

TEST_CASE("sessions go when they have expired also while others are in use all the time") {
  Store store;
  for (int i = 0; i < 10; ++i) store.set("live" + std::to_string(i), lasting());
  std::size_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    store.set("new" + std::to_string(i), aging(1000));
    for (int j = 0; j < 10; ++j) CHECK(store.get("live" + std::to_string(j)) != undefined);
    store.pump.advance(100);  // so ten of the new ones are alive
    most = std::max(most, store.sessions.count());
  }
  CHECK(most <= 60);
}

TEST_CASE("beyond its limits the least recently used session goes") {
  Store store({.max = 3});
  for (const char* id : {"a", "b", "c"}) store.set(id, lasting());
  CHECK(store.get("a") != undefined);
  store.set("d", lasting());
  CHECK(store.get("b") == undefined);
  CHECK(store.get("a") != undefined);
  CHECK(store.sessions.count() == 3);

  Store small({.maxBytes = 4096});
  for (int i = 0; i < 100; ++i) small.set(std::to_string(i), lasting(std::string(100, 'x')));
  CHECK(small.sessions.bytes() <= 4096);
  CHECK(small.get("99") != undefined);
  CHECK(small.get("0") == undefined);
}

TEST_CASE("bytes are counted back to nothing") {
  Store store;
  for (int i = 0; i < 10; ++i) {
    store.set("a", lasting(std::string(static_cast<std::size_t>(i) * 50, 'x')));
    store.set("b", aging(-1));
  }
  store.sessions.touch("a", aging(1000), {});
  store.sessions.destroy("a", {});
  CHECK(store.get("b") == undefined);
  CHECK(store.sessions.bytes() == 0);
  store.set("a", lasting());
  store.sessions.clear({});
  CHECK(store.sessions.bytes() == 0);
  CHECK(store.sessions.count() == 0);
}

TEST_CASE("touch changes the cookie alone, and brings nothing back") {
  Store store;
  store.set("a", aging(60000));
  store.sessions.touch("a", {{"cookie", session.Cookie({.maxAge = 90000})}, {"x", 2}}, {});
  CHECK(store.get("a")["x"] == 1);
  CHECK(store.get("a")["cookie"]["originalMaxAge"] == 90000);
  store.sessions.touch("b", aging(60000), {});
  CHECK(store.get("b") == undefined);
}

TEST_CASE("replace keeps a session only if it is still there") {
  Store store;
  store.set("a", lasting(1));
  store.sessions.replace("a", lasting("longer than before"), {});
  store.sessions.replace("b", lasting(), {});
  store.set("old", aging(-1));
  store.sessions.replace("old", aging(60000), {});
  store.later();
  CHECK(store.get("a")["x"] == "longer than before");
  CHECK(store.get("b") == undefined);
  CHECK(store.get("old") == undefined);
  CHECK(store.sessions.count() == 1);
}

TEST_CASE("cookies of every kind come back as they were") {
  Store store;
  const SessionCookieOptions kinds[] = {{},
                                        {.maxAge = 60000},
                                        {.maxAge = 60000, .secure = true},
                                        {.secure = "auto", .httpOnly = false, .sameSite = "lax"},
                                        {.path = "/a", .domain = "example.com"},
                                        {.expires = Date("2099-01-01")},
                                        {.sameSite = true},
                                        {.priority = "low"},
                                        {.partitioned = true},
                                        {.path = "/b"},
                                        {.path = "/c"}};
  std::vector<std::string> texts;
  const auto name = [](std::size_t i) { return "c" + std::to_string(i); };
  for (const auto& kind : kinds) {
    const Value data = {{"cookie", session.Cookie(kind)}, {"x", 1}};
    store.set(name(texts.size()), data);
    texts.push_back(JSON.stringify(data).str());
  }
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(JSON.stringify(store.get(name(i))) == texts[i]);
  store.sessions.touch("c0", {{"cookie", session.Cookie({.maxAge = 5000})}}, {});
  CHECK(store.get("c0")["cookie"]["originalMaxAge"] == 5000);
  CHECK(JSON.stringify(store.get("c1")) == texts[1]);
}

TEST_CASE("evictions are counted, but not of what has expired") {
  Store store({.max = 2});
  store.set("old", aging(-1));
  for (const char* id : {"a", "b", "c"}) store.set(id, lasting());
  CHECK(store.sessions.evicted() == 1);
}

TEST_CASE("several threads share one store") {
  detail::MemorySessions sessions({.max = 50});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&sessions, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string id = std::to_string((i * 7 + t) % 80);
        sessions.set(id, lasting(i), {});
        if (i % 3 == 0) sessions.destroy(id, {});
        if (i % 5 == 0) sessions.touch(id, aging(i % 2 ? 1000 : -1), {});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(sessions.count() <= 50);
}

TEST_CASE("the handle gives the store's functions, and travels in a Value") {
  auto store = session.MemoryStore();
  StoreHandle same(store.value());
  CHECK(same == store);
  CHECK(!StoreHandle(Value()));
  CHECK_THROWS_AS(StoreHandle(Value("text")), TypeError);
  CHECK_THROWS_AS(StoreHandle().clear(), TypeError);
}

TEST_CASE("load gives a session with a live cookie") {
  Store store;
  store.set("a", aging(60000));
  Value loaded;
  store.sessions.load("a", [&](auto& err, auto& data) { loaded = data; });
  store.later();
  CHECK(loaded["x"] == 1);
  CHECK(loaded["cookie"]["maxAge"] > 59000);
}
