#include <crema/events.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include "captured.hpp"

using namespace crema;

namespace {

void greet(Value name) { console.log("hi", name); }

struct Chat : EventEmitter {
  void say(Value text) const { emit("message", text); }
};

}  // namespace

TEST_CASE("listeners are called in order, with what was emitted") {
  EventEmitter e;
  Let seen = "";
  e.on("x", [=](auto a, auto b) { seen += a + b; });
  e.on("x", [=] { seen += "2"; });
  e.prependListener("x", [=] { seen += "0"; });
  CHECK(e.emit("x", "a", "b"));
  CHECK(seen == "0ab2");
  CHECK_FALSE(e.emit("y"));
  CHECK(e.listenerCount("x") == 3);
  CHECK(JSON.stringify(e.eventNames()) == R"(["x"])");
}

TEST_CASE("copies of an emitter, and of what derives from it, share the listeners") {
  const Chat chat;
  Let seen = "";
  chat.on("message", [=](auto text) { seen += text; });
  const auto copy = chat;
  copy.say("hello");
  CHECK(seen == "hello");
}

TEST_CASE("who listens once is called once, and before it is taken off by another") {
  EventEmitter e;
  Let seen = 0;
  e.once("x", [=] {
    ++seen;
    e.emit("x");
  });
  e.emit("x");
  CHECK(seen == 1);
  CHECK(e.listenerCount("x") == 0);
}

TEST_CASE("a function, a named listener and a lambda without captures can be taken off") {
  EventEmitter e;
  Let seen = 0;
  Listener named = [=] { ++seen; };
  const auto plain = [] {};
  e.on("x", named).on("x", greet).on("x", plain);
  e.off("x", greet).off("x", named).off("x", plain);
  CHECK_FALSE(e.emit("x"));
  CHECK(seen == 0);
}

TEST_CASE("an error that nobody listens to is thrown") {
  EventEmitter e;
  CHECK_THROWS_AS(e.emit("error", TypeError("bad")), TypeError);
  std::string said;
  try {
    e.emit("error", "x");
  } catch (Error& error) {
    said = error.str();
  }
  CHECK(said == "Error: Unhandled error. ('x')");
  Let seen = "";
  e.on("error", [=](auto error) { seen = error.message; });
  CHECK(e.emit("error", Error("late")));
  CHECK(seen == "late");
}

TEST_CASE("an event can be awaited") {
  EventEmitter e;
  setTimeout([=] { e.emit("ready", 1, 2); }, 1);
  Value got;
  run([&]() -> Task<> { got = co_await events.once(e, "ready"); }());
  CHECK(JSON.stringify(got) == "[1,2]");
  setTimeout([=] { e.emit("error", Error("no")); }, 1);
  CHECK_THROWS_AS(run([&]() -> Task<> { got = co_await events.once(e, "ready"); }()), Error);
  CHECK(e.eventNames().length() == 0);  // nobody waits any more
}

TEST_CASE("settled promises, the first one, the first good one") {
  const auto wait = [](Value v, int ms, bool bad) -> Task<Value> {
    const auto start = [=](auto resolve, auto) { setTimeout(resolve, ms); };
    co_await Promise(start);
    if (bad) throw Error(v);
    co_return v;
  };
  run([&]() -> Task<> {
    Value all = co_await Promise.allSettled(wait("a", 3, false), wait("b", 1, true));
    CHECK(all[0]["value"] == "a");
    CHECK(all[1]["reason"]["message"] == "b");
    Value first = co_await Promise.race(wait("a", 9, false), wait("b", 1, false));
    CHECK(first == "b");
    Value good = co_await Promise.any(wait("a", 1, true), wait("b", 4, false));
    CHECK(good == "b");
    Value said =
        co_await Promise.any(wait("a", 1, true)).then([](auto) { return Value("?"); }, [](auto& e) { return e.name; });
    CHECK(said == "AggregateError");
  }());
}

TEST_CASE("a callback with a result takes an async function without one") {
  Callback<Value(Value)> later = [](auto) -> Task<> { co_await Promise.resolve(1); };
  Let told = "nothing";
  later.get([=](auto& err, auto& value) { told = err ? "failed" : typeof_(value); }, 5);
  process.run();
  CHECK(told == "undefined");
}

TEST_CASE("objects are emitted as they are written") {
  EventEmitter e;
  Value got;
  e.on("removed", [&](auto what, auto more) { got = Array(what["id"], more); });
  CHECK(e.emit("removed", {{"id", 7}}, undefined));
  CHECK(got[0] == 7);
}
