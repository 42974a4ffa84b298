// structuredClone: nothing is shared with the original, and what was shared inside still is.
#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/structured_clone.hpp>
#include <doctest/doctest.h>

using namespace crema;

TEST_CASE("a clone is equal and shares nothing") {
  Value original = {
      {"list", {1, "two", null}}, {"at", Date(5)}, {"bytes", Buffer.from("ab")}, {"inner", {{"n", 1}, {"m", 2}}}};
  Value copy = structuredClone(original);
  CHECK(JSON.stringify(copy) == JSON.stringify(original));
  copy["inner"]["n"] = 9;
  copy["list"].push(4);
  DateTime(copy["at"]).setTime(6);
  CHECK(original["inner"]["n"] == 1);
  CHECK(original["list"].length() == 3);
  CHECK(DateTime(original["at"]).getTime() == 5);
  CHECK(structuredClone("text") == "text");
  CHECK(structuredClone(undefined) == undefined);
}

TEST_CASE("shared parts stay shared, cycles end") {
  Value part = {{"n", 1}, {"m", 2}};
  Value original = {{"a", part}, {"b", part}};
  original["self"] = original;
  Value copy = structuredClone(original);
  CHECK(copy["a"] == copy["b"]);
  CHECK(copy["a"] != part);
  CHECK(copy["self"] == copy);
  delete_(original["self"]);
  delete_(copy["self"]);
}

TEST_CASE("a function cannot be cloned") {
  CHECK_THROWS_AS(structuredClone(Array(Function([] {}))), Error);
}
