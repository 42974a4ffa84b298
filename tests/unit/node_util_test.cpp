// util.format and util.inspect, as Node prints.
#include <crema/util.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

using namespace crema;

TEST_CASE("util.format fills in the marks of its first text and appends the rest") {
  CHECK(util.format() == "");
  CHECK(util.format("a") == "a");
  CHECK(util.format("%s has %d of %j, 100%%", "Ann", 3, Value{{"a", 1}}) == "Ann has 3 of {\"a\":1}, 100%");
  CHECK(util.format("%s", "a", "b", 3) == "a b 3");
  CHECK(util.format(1, "x", undefined) == "1 x undefined");
}

TEST_CASE("util.inspect shows a value as console.log does inside another") {
  CHECK(util.inspect("it's") == "\"it's\"");
  CHECK(util.inspect(Value{{"a", {1, "x"}}}) == "{ a: [ 1, 'x' ] }");
  const Value deep = JSON.parse(R"({"a":{"b":{"c":{"d":1}}}})");
  CHECK(util.inspect(deep) == "{ a: { b: { c: [Object] } } }");
  CHECK(util.inspect(deep, {.depth = 0}) == "{ a: [Object] }");
  CHECK(util.inspect(Array(1, 2, 3), {.maxArrayLength = 1}) == "[ 1, ... 2 more items ]");
}

namespace {

void find_user(Value id, Callback<Error, Value> fn) {
  if (id == 0) throw TypeError("no id");
  id == 1 ? fn(null, "Ann") : fn(Error("No such user"));
}

}  // namespace

TEST_CASE("util.promisify gives a task of what an error-first callback is called with") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string told;
  const auto work = [&]() -> Task<> {
    auto find = util.promisify(find_user);
    told += (co_await find(1)).str();
    for (const int id : {2, 0}) {
      try {
        co_await find(id);
      } catch (const Error& e) {
        told += " " + e.str();
      }
    }
    auto add = util.promisify([](auto a, auto b, auto fn) { fn(null, a + b); });
    told += " " + (co_await add(1, 2)).str();
    Value in_value = Function([](auto a, auto fn) { fn(a); });
    auto from_value = util.promisify(in_value);
    try {
      co_await from_value("thrown");
    } catch (const Value& v) {
      told += " " + v.str();
    }
    auto sleep = util.promisify(setTimeout);
    told += (co_await sleep(1, "!")).str();
  };
  run(work());
  CHECK(told == "Ann Error: No such user TypeError: no id 3 thrown!");
}

TEST_CASE("util.isDeepStrictEqual compares parts") {
  CHECK(util.isDeepStrictEqual({{"a", {1, 2}}}, {{"a", {1, 2}}}));
  CHECK_FALSE(util.isDeepStrictEqual({{"a", {1, 2}}}, {{"a", {1, "2"}}}));
  CHECK_FALSE(util.isDeepStrictEqual(null, undefined));
}
