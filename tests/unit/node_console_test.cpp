// console: what reaches the descriptors.
#include <crema/console.hpp>
#include <doctest/doctest.h>

#include <string>

#include "captured.hpp"
#include "net/loop.hpp"

using namespace crema;
using crema::testing::Captured;

TEST_CASE("log, info and debug go to stdout, warn and error to stderr") {
  Captured out(1), err(2);
  console.log("a", 1);
  console.info("b");
  console.debug("c");
  console.warn("w %s", "x");
  console.error("e");
  console.log();
  const std::string errors = err.text();
  CHECK(out.text() == "a 1\nb\nc\n\n");
  CHECK(errors == "w x\ne\n");
}

TEST_CASE("a group indents what follows") {
  Captured out(1);
  console.group("G");
  console.log("a\nb");
  console.groupEnd();
  console.groupEnd();
  console.log("c");
  CHECK(out.text() == "G\n  a\n  b\nc\n");
}

TEST_CASE("dir shows the object alone, assert_ what should not be") {
  Captured out(1), err(2);
  console.dir("50%s");
  console.dir(JSON.parse(R"({"a":{"b":{"c":{"d":1}}}})"), {.depth = null});
  console.assert_(true, "never");
  console.assert_(false);
  console.assert_(false, "a %s", "b");
  const std::string errors = err.text();
  CHECK(out.text() == "'50%s'\n{\n  a: { b: { c: { d: 1 } } }\n}\n");
  CHECK(errors == "Assertion failed\nAssertion failed: a b\n");
}

TEST_CASE("count counts by label") {
  Captured out(1);
  console.count();
  console.count("a");
  console.count();
  console.countReset();
  console.count();
  CHECK(out.text() == "default: 1\na: 1\ndefault: 2\ndefault: 1\n");
}

TEST_CASE("time says how long a label has run") {
  net::ManualClock clock;
  net::Loop loop(clock);
  net::Loop::Scope scope(loop);
  Captured out(1), err(2);
  console.time();
  loop.advance(0.5);
  console.timeLog();
  loop.advance(999.5);
  console.timeLog("default");
  loop.advance(64'250);
  console.timeEnd();
  console.timeEnd();
  const std::string errors = err.text();
  CHECK(out.text() == "default: 0.5ms\ndefault: 1.000s\ndefault: 1:05.250 (m:ss.mmm)\n");
  CHECK(errors.find(") Warning: No such label 'default' for console.timeEnd()\n") != std::string::npos);
}

TEST_CASE("table draws rows and columns") {
  Captured out(1);
  console.table(JSON.parse(R"([{"a":1,"b":"x"},{"a":2,"c":true},5])"));
  CHECK(out.text() ==
        "┌─────────┬───┬─────┬──────┬────────┐\n"
        "│ (index) │ a │ b   │ c    │ Values │\n"
        "├─────────┼───┼─────┼──────┼────────┤\n"
        "│ 0       │ 1 │ 'x' │      │        │\n"
        "│ 1       │ 2 │     │ true │        │\n"
        "│ 2       │   │     │      │ 5      │\n"
        "└─────────┴───┴─────┴──────┴────────┘\n");
}
