// What async functions give: several at once, lists of them, functions that are awaited, and what runs at the end of a block.
#include <crema/async_function.hpp>
#include <crema/error.hpp>
#include <crema/finally.hpp>
#include <crema/map.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace crema;

namespace {

std::string js(const Value& v) { return JSON.stringify(v).str(); }

Task<Value> later(Value v, int ms = 1) {
  const auto start = [=](auto resolve) { setTimeout(resolve, ms); };
  co_await Promise(start);
  co_return v;
}
Task<Value> fails(Value message) {
  co_await later(0);
  throw RangeError(message);
}
// What derives from a task, as those of a library do.
struct Command : Task<Value> {
  explicit Command(Task<Value> task) : Task<Value>(std::move(task)) {}
};
// A Task<> that waits for another task.
Task<> pause(Value ms) {
  return Promise([=](auto resolve) { setTimeout(resolve, ms); });
}
Task<Value> retry(AsyncFunction f, int times) {
  Error last;
  for (int attempt = 1; attempt <= times; ++attempt) {
    try {
      co_return co_await f(attempt);
    } catch (Error& e) {
      last = e;
    }
  }
  throw Error("gave up", {{"cause", last}});
}
Task<> guarded(Value order, bool bad) {
  auto last = finally([&] { order.push("closed"); });
  co_await later(0);
  order.push("worked");
  if (bad) throw Error("bad");
}

}  // namespace

TEST_CASE("what Promise.all gives for several tasks may be taken apart") {
  run([]() -> Task<> {
    auto [a, b] = co_await Promise.all(later("x", 3), later({{"n", 1}}));
    CHECK(a == "x");
    CHECK(b["n"] == 1);
    auto [first, second] = co_await Promise.all(Command(later(1)), later(2));
    CHECK(first + second == 3);
    auto both = co_await Promise.all(later(1), later(2));
    CHECK(js(both) == "[1,2]");
    CHECK(both.get(1) == 2);
    auto [good, bad] = co_await Promise.allSettled(later(1), fails("no"));
    CHECK(good["value"] == 1);
    CHECK(bad["reason"]["message"] == "no");
    Value total = co_await Promise.all(later(1), later(2)).then([](auto list) { return list[0] + list[1]; });
    CHECK(total == 3);
  }());
}

TEST_CASE("tasks in variables and in lists are waited for") {
  run([]() -> Task<> {
    auto p = later("p"), q = later("q");
    CHECK(js(co_await Promise.all(p, q)) == R"(["p","q"])");
    auto first = later("slow", 20);
    CHECK(co_await Promise.race(first, later("quick")) == "quick");
    Promises list;
    for (int i = 0; i < 3; ++i) list.push(later(i, 3 - i));
    CHECK(list.push(pause(1)) == 4);
    CHECK(js(co_await Promise.all(list)) == "[0,1,2,null]");
    CHECK(list.length() == 0);
    auto jobs = Array(1, 2).map([](auto n) -> Task<Value> { co_return n * 2; });
    CHECK(js(co_await Promise.all(jobs)) == "[2,4]");
    Error failed;
    try {
      co_await Promise.all(later(1), fails("all"));
    } catch (RangeError& e) {
      failed = e;
    }
    CHECK(failed.message == "all");
  }());
}

TEST_CASE("who awaits a task again gets its result again") {
  run([]() -> Task<> {
    auto task = later({1, 2});
    Value once = co_await task, again = co_await task;
    CHECK(js(once) == "[1,2]");
    CHECK(once == again);
    co_await pause(1);
  }());
}

TEST_CASE("a task in a variable has then, catch_ and finally") {
  run([]() -> Task<> {
    auto task = later(1);
    auto chained = task.then([](auto v) { return v + 1; });
    CHECK(co_await chained == 2);
    auto bad = fails("oh");
    CHECK(co_await bad.catch_([](auto& e) { return e.message; }) == "oh");
  }());
}

TEST_CASE("an AsyncFunction is whatever can be awaited") {
  run([]() -> Task<> {
    CHECK(co_await retry([](auto n) -> Task<Value> { co_return co_await later(n); }, 1) == 1);
    CHECK(co_await retry([] { return "plain"; }, 1) == "plain");
    CHECK(co_await retry(Function([](auto n) { return n + 1; }), 1) == 2);
    Value calls = 0;
    const auto third = [&](auto n) -> Task<Value> {
      calls++;
      if (n < 3) throw Error(n.toString());
      co_return "good";
    };
    CHECK(co_await retry(third, 3) == "good");
    CHECK(calls == 3);
    Value message;
    try {
      co_await retry(third, 2);
    } catch (Error& e) {
      message = e.message + ": " + e.cause["message"];
    }
    CHECK(message == "gave up: 2");
    Map<AsyncFunction> jobs = {{"void",
                                [](auto a, auto b) -> Task<> {
                                  CHECK(a == b);
                                  co_await later(0);
                                }},
                               {"five", [](auto a, auto b, auto c, auto d, auto e) { return Array(a, b, c, d, e); }}};
    CHECK(co_await jobs.get("void")(7, 7) == undefined);
    CHECK(js(co_await jobs.get("five")(1, 2, 3, 4, 5)) == "[1,2,3,4,5]");
    CHECK(!jobs.get("none"));
    Value said;
    try {
      co_await jobs.get("none")();
    } catch (TypeError& e) {
      said = e.message;
    }
    CHECK(said == "async function is not a function");
  }());
}

TEST_CASE("an AsyncFunction keeps its captures while it runs") {
  run([]() -> Task<> {
    Task<Value> task = [] {
      Value held = {"a", "b"};
      AsyncFunction f = [=](auto x) -> Task<Value> {
        co_await later(0);
        co_return held[x];
      };
      return f(1);
    }();
    CHECK(co_await task == "b");
  }());
}

TEST_CASE("finally runs at the end of its block, however that is left") {
  Value order = Array();
  {
    auto last = finally([&] { order.push("last"); });
    order.push("first");
  }
  CHECK(js(order) == R"(["first","last"])");
  run([](Value done) -> Task<> { co_await guarded(done, false); }(order));
  CHECK_THROWS_AS(run(guarded(order, true)), Error);
  CHECK(js(order) == R"(["first","last","worked","closed","worked","closed"])");
  const auto throws_at_the_end = [] { auto last = finally([] { throw TypeError("end"); }); };
  CHECK_THROWS_AS(throws_at_the_end(), TypeError);
  const auto throws_twice = [] {
    auto last = finally([] { throw TypeError("end"); });
    throw RangeError("first");
  };
  CHECK_THROWS_AS(throws_twice(), RangeError);
}
