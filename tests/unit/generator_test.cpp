// Generators: what function* is in JavaScript.
#include <crema/error.hpp>
#include <crema/generator.hpp>
#include <crema/object.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace crema;

namespace {

std::string js(const Value& v) { return JSON.stringify(v).str(); }

Generator range(Value from, Value to) {
  for (Value i = from; i < to; i++) co_yield i;
}
Generator naturals() {
  Value n = 0;
  while (true) co_yield n++;
}
Generator both(Value a, Value b) {
  for (auto x : a.length() ? range(0, a.length()) : naturals()) co_yield a[x];
  for (auto x : b) co_yield x;
}
Generator broken() {
  co_yield 1;
  throw RangeError("no more");
}
// Counts how often its frame has been left.
Generator watched(int& left) {
  struct Leaves {
    int& count;
    ~Leaves() { ++count; }
  } leaves{left};
  co_yield 1;
  co_yield 2;
}

}  // namespace

TEST_CASE("a generator runs as far as somebody asks, and then is done") {
  auto numbers = range(1, 3);
  CHECK(js(numbers.next()) == R"({"value":1,"done":false})");
  CHECK(js(numbers.next()) == R"({"value":2,"done":false})");
  CHECK(js(numbers.next()) == R"({"done":true})");
  CHECK(js(numbers.next()) == R"({"done":true})");
}

TEST_CASE("copies of a generator are the same one") {
  const auto first = naturals();
  const auto second = first;
  CHECK(first.next()["value"] == 0);
  CHECK(second.next()["value"] == 1);
  CHECK(first.next()["value"] == 2);
}

TEST_CASE("a loop, Array.from and spread take the rest") {
  std::string seen;
  for (auto x : range(0, 4)) seen += x.str();
  CHECK(seen == "0123");
  auto numbers = range(0, 4);
  (void)numbers.next();
  CHECK(js(Array.from(numbers)) == "[1,2,3]");
  CHECK(js(Array.from(numbers)) == "[]");
  CHECK(js(Value{"a", spread(range(0, 2))}) == R"(["a",0,1])");
  CHECK(js(Array.from(both({"x", "y"}, {"z", "w"}))) == R"(["x","y","z","w"])");
  CHECK(js(Array.from(range(0, 3), [](auto x) { return x * 2; })) == "[0,2,4]");
}

TEST_CASE("leaving the loop closes the generator, and frees what it holds") {
  int left = 0;
  auto two = watched(left);
  for (auto x : two) {
    if (x == 1) break;
  }
  CHECK(left == 1);
  CHECK(two.next()["done"] == true);
  { auto unused = watched(left); }
  CHECK(left == 1);  // it never began
  {
    auto begun = watched(left);
    (void)begun.next();
  }
  CHECK(left == 2);
  auto ended = watched(left);
  (void)ended.next();
  CHECK(js(ended.return_(7)) == R"({"value":7,"done":true})");
  CHECK(left == 3);
}

TEST_CASE("what a generator throws comes out of next, and ends it") {
  auto numbers = broken();
  CHECK(numbers.next()["value"] == 1);
  CHECK_THROWS_AS(numbers.next(), RangeError);
  CHECK(numbers.next()["done"] == true);
}

TEST_CASE("a generator that asks itself is told so") {
  struct Asker {
    static Generator ask(Value* said, const Generator** self) {
      co_yield 0;
      try {
        (void)(*self)->next();
      } catch (TypeError& e) {
        *said = e.message;
      }
      co_yield 1;
    }
  };
  Value said;
  const Generator* self = nullptr;
  auto numbers = Asker::ask(&said, &self);
  self = &numbers;
  (void)numbers.next();
  CHECK(numbers.next()["value"] == 1);
  CHECK(said == "Generator is already running");
}
