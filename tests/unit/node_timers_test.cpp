// setTimeout, setInterval, setImmediate and queueMicrotask on a clock that the test moves.
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>
#include <crema/timers_promises.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

using namespace crema;

namespace {

// A loop whose time stands still until the test moves it.
struct TestLoop {
  net::ManualClock clock;
  net::Loop loop{clock};
  net::Loop::Scope scope{loop};
};

}  // namespace

TEST_CASE("a timeout calls back once, when its time has come") {
  TestLoop test;
  int calls = 0;
  setTimeout([&] { ++calls; }, 100);
  test.loop.advance(99);
  CHECK(calls == 0);
  test.loop.advance(1);
  CHECK(calls == 1);
  test.loop.advance(1000);
  CHECK(calls == 1);
}

TEST_CASE("timeouts take milliseconds, durations and texts") {
  TestLoop test;
  std::string order;
  setTimeout([&] { order += "c"; }, "2s");
  setTimeout([&] { order += "b"; }, 1500ms);
  setTimeout([&] { order += "a"; });
  test.loop.advance(1);
  CHECK(order == "a");
  test.loop.advance(1999);
  CHECK(order == "abc");
}

TEST_CASE("an interval goes on until its callback clears it") {
  TestLoop test;
  int calls = 0;
  setInterval(
      [&, left = 3](auto t) mutable {
        ++calls;
        if (--left == 0) clearInterval(t);
      },
      10);
  test.loop.advance(100);
  CHECK(calls == 3);
}

TEST_CASE("a cleared timeout does not call back; clearing again, or nothing, is harmless") {
  TestLoop test;
  int calls = 0;
  auto t = setTimeout([&] { ++calls; }, 10);
  clearTimeout(t);
  clearTimeout(t);
  clearTimeout(Timer());
  clearTimeout(undefined);
  clearTimeout(null);
  test.loop.advance(100);
  CHECK(calls == 0);
  CHECK(t);
  CHECK(!Timer());
}

TEST_CASE("a timer may be kept in a Value and cleared from there") {
  TestLoop test;
  int calls = 0;
  Value timers = Object();
  timers["a"] = setTimeout([&] { ++calls; }, 10);
  Let pending = null;
  pending = setTimeout([&] { ++calls; }, 10);
  clearTimeout(timers["a"]);
  clearTimeout(pending);
  test.loop.advance(100);
  CHECK(calls == 0);
  CHECK_THROWS_AS(clearTimeout(Value("text")), TypeError);
}

TEST_CASE("refresh starts the time anew, unref lets the loop end") {
  TestLoop test;
  int calls = 0;
  auto t = setTimeout([&] { ++calls; }, 10);
  test.loop.advance(9);
  t.refresh();
  test.loop.advance(9);
  CHECK(calls == 0);
  CHECK(t.hasRef());
  CHECK(!test.loop.idle());
  t.unref();
  CHECK(!t.hasRef());
  CHECK(test.loop.idle());
  test.loop.advance(1);
  CHECK(calls == 1);
}

TEST_CASE("co_await of a promise waits for its timer, and its value is not the timer") {
  TestLoop test;
  Value result = "none";
  auto task = [](Value& out) -> Task<> {
    out = co_await Promise([](auto resolve, auto) { setTimeout(resolve, 50); });
    out = co_await Promise([](auto resolve, auto) { setTimeout([=] { resolve("later"); }, 50); });
  }(result);
  test.loop.advance(50);
  CHECK(result == undefined);
  test.loop.advance(50);
  CHECK(result == "later");
}

TEST_CASE("microtasks run before immediates, and both before timers") {
  TestLoop test;
  std::string order;
  test.loop.turn([&] {
    setTimeout([&] { order += "t"; }, 1);
    setImmediate([&] { order += "i"; });
    queueMicrotask([&] {
      order += "m";
      queueMicrotask([&] { order += "n"; });
    });
    order += "s";
  });
  test.loop.poll();
  test.loop.advance(1);
  CHECK(order == "smnit");
}

TEST_CASE("a cleared immediate does not call back") {
  TestLoop test;
  int calls = 0;
  auto t = setImmediate([&] { ++calls; });
  clearImmediate(t);
  while (test.loop.poll()) {
  }
  CHECK(calls == 0);
}

TEST_CASE("a function in a Value is a callback, too; anything else in one is a TypeError at once") {
  TestLoop test;
  int calls = 0;
  Value function = Function([&] { ++calls; });
  setTimeout(function, 1);
  test.loop.advance(1);
  CHECK(calls == 1);
  CHECK_THROWS_AS(setInterval(Value(5), 1), TypeError);
}

TEST_CASE("a timer without a callback is a TypeError, as in Node") {
  TestLoop test;
  CHECK_THROWS_WITH_AS(setTimeout(nullptr, 1), "The \"callback\" argument must be of type function. Received undefined",
                       TypeError);
}

TEST_CASE("without a function setTimeout is awaited") {
  TestLoop test;
  std::string order;
  const auto work = [&]() -> Task<> {
    co_await setTimeout(100);
    order += "a";
    order += (co_await setTimeout(50ms, "b")).str();
    order += (co_await timersPromises.setTimeout(Value("1s"), "c")).str();
    order += (co_await timersPromises.setImmediate("d")).str();
    co_await timersPromises.scheduler.wait(5);
    order += "e";
  };
  auto task = work();
  test.loop.advance(99);
  CHECK(order == "");
  test.loop.advance(51);
  CHECK(order == "ab");
  test.loop.advance(1005);
  CHECK(order == "abcde");
}

TEST_CASE("setImmediate hands its function arguments") {
  TestLoop test;
  std::string told;
  setImmediate([&](auto a, auto b) { told = a.str() + b.str(); }, "x", 1);
  test.loop.advance(0);
  CHECK(told == "x1");
}
