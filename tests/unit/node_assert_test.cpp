// assert: what passes, what is thrown, and what is compared of an error.
#include <crema/date.hpp>
#include <crema/math.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

// Behind all that may bring C's assert.
#include <crema/assert.hpp>

using namespace crema;

namespace {

template <class F>
std::string failure(F f) {
  try {
    f();
  } catch (const AssertionError& e) {
    return e.message.str();
  }
  return "passes";
}

Task<Value> fails_later() {
  co_await setTimeout(1);
  throw RangeError("too late");
}

}  // namespace

TEST_CASE("an assertion that fails throws an AssertionError with both values") {
  try {
    assert.strictEqual(1, "1");
    FAIL("nothing was thrown");
  } catch (const Error& e) {
    CHECK(instanceof <AssertionError>(e));
    CHECK(e.name == "AssertionError");
    CHECK(e.code == "ERR_ASSERTION");
    CHECK(e["actual"] == 1);
    CHECK(e["expected"] == "1");
    CHECK(e["operator"] == "strictEqual");
    CHECK(e["generatedMessage"] == true);
  }
}

TEST_CASE("a message of one's own stands for ours, an error is thrown as it is") {
  CHECK(failure([] { assert(0, "no money"); }) == "no money");
  CHECK_THROWS_AS(assert.equal(1, 2, RangeError("out")), RangeError);
  CHECK(failure([] { assert.fail(); }) == "Failed");
  CHECK(failure([] { assert.equal(null, "a line that is long\nsecond"); }) == "null == 'a line that is long\\nsecond'");
}

TEST_CASE("equality is JavaScript's, strict or loose, down to the parts") {
  CHECK(failure([] { assert.equal(1, "1"); }) == "passes");
  CHECK(failure([] { assert.equal(null, undefined); }) == "passes");
  CHECK(failure([] { assert.strictEqual(null, undefined); }) != "passes");
  CHECK(failure([] { assert.strictEqual(NaN, NaN); }) == "passes");
  CHECK(failure([] { assert.deepEqual(Array(1, 2), Array("1", 2)); }) == "passes");
  CHECK(failure([] { assert.deepStrictEqual(Array(1, 2), Array("1", 2)); }) != "passes");
  CHECK(failure([] { assert.deepStrictEqual({{"a", 1}, {"b", 2}}, {{"b", 2}, {"a", 1}}); }) == "passes");
  CHECK(failure([] { assert.deepStrictEqual({{"a", undefined}}, Object()); }) != "passes");
  CHECK(failure([] { assert.deepStrictEqual(Date(5), Date(5)); }) == "passes");
  CHECK(failure([] { assert.deepStrictEqual(Date(5), Date(6)); }) != "passes");
  CHECK(failure([] { assert.deepStrictEqual("a"_re, "a"_re); }) == "passes");
  CHECK(failure([] { assert.deepStrictEqual(Error("a"), Error("a")); }) == "passes");
  CHECK(failure([] { assert.deepStrictEqual(Error("a"), Error("b")); }) != "passes");
}

TEST_CASE("what contains itself is compared all the same") {
  Value a = Object(), b = Object();
  a["self"] = a;
  b["self"] = b;
  CHECK(failure([&] { assert.deepStrictEqual(a, b); }) == "passes");
  b["more"] = 1;
  CHECK(failure([&] { assert.notDeepStrictEqual(a, b); }) == "passes");
  a["self"] = null;
  b["self"] = null;
}

TEST_CASE("two structures are shown with the lines that only one of them has") {
  CHECK(failure([] {
          assert.deepStrictEqual({{"a", 1}, {"b", {{"c", 2}}}}, {{"a", 1}, {"b", {{"c", 3}}}});
        }) ==
        "Expected values to be strictly deep-equal:\n+ actual - expected\n\n"
        "  {\n    a: 1,\n    b: {\n+     c: 2\n-     c: 3\n    }\n  }");
  CHECK(failure([] { assert.strictEqual(1, 2); }) == "Expected values to be strictly equal:\n\n1 !== 2\n");
  CHECK(failure([] { assert.strictEqual(Array(1), Array(1)); }) ==
        "Values have same structure but are not reference-equal:\n\n[\n  1\n]\n");
}

TEST_CASE("assert.throws takes a class, members, an expression or a function") {
  const auto fails = [] {
    auto e = TypeError("no such door");
    e.code = "E_DOOR";
    throw TypeError(e);
  };
  CHECK(failure([&] { assert.throws(fails); }) == "passes");
  CHECK(failure([&] { assert.throws<TypeError>(fails); }) == "passes");
  CHECK(failure([&] { assert.throws<RangeError>(fails); }).find("Received \"TypeError\"") != std::string::npos);
  CHECK(failure([&] { assert.throws(fails, "^TypeError: no such"_re); }) == "passes");
  CHECK(failure([&] { assert.throws(fails, "window"_re); }) ==
        "The input did not match the regular expression /window/. Input:\n\n'TypeError: no such door'\n");
  CHECK(failure([&] { assert.throws(fails, {{"code", "E_DOOR"}, {"message", "door"_re}}); }) == "passes");
  CHECK(failure([&] {
          assert.throws(fails, {{"code", "E_WINDOW"}, {"name", "TypeError"}});
        }).find("+   code: 'E_DOOR',\n-   code: 'E_WINDOW',") != std::string::npos);
  CHECK(failure([&] { assert.throws(fails, [](auto& e) { return e.message == "no such door"; }); }) == "passes");
  CHECK(failure([] { assert.throws([] {}); }) == "Missing expected exception.");
  CHECK(failure([] { assert.throws([] {}, "it must"); }) == "Missing expected exception: it must");
  CHECK(failure([] { assert.doesNotThrow([] { throw Error("x"); }); }) ==
        "Got unwanted exception.\nActual message: \"x\"");
}

TEST_CASE("assert.rejects awaits a task, or what a function gives") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string told;
  const auto checks = [&]() -> Task<> {
    co_await assert.rejects(fails_later(), {{"message", "too late"}});
    co_await assert.rejects<RangeError>(fails_later);
    co_await assert.doesNotReject(setTimeout(1));
    try {
      co_await assert.rejects(setTimeout(1));
    } catch (const Error& e) {
      told = e.message.str();
    }
  };
  run(checks());
  CHECK(told == "Missing expected rejection.");
}

TEST_CASE("assert.match looks for an expression, ifError for anything but null") {
  CHECK(failure([] { assert.match("abc", "b"_re); }) == "passes");
  CHECK(failure([] { assert.doesNotMatch("abc", "b"_re); }) ==
        "The input was expected to not match the regular expression /b/. Input:\n\n'abc'\n");
  CHECK(failure([] { assert.ifError(null); }) == "passes");
  CHECK(failure([] { assert.ifError(Error("x")); }) == "ifError got unwanted exception: x");
}
