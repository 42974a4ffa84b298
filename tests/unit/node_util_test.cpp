// util.format and util.inspect, as Node prints.
#include <crema/util.hpp>
#include <doctest/doctest.h>

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
