// createDebug, against what npm's debug prints; tests/interop compares the two byte for byte.
#include <crema/buffer.hpp>
#include <crema/debug.hpp>
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/regex.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../../tests/unit/captured.hpp"

using namespace crema;

namespace {

// What is named while it lives is named no more when it goes.
struct Named {
  explicit Named(const char* list) { createDebug.enable(list); }
  ~Named() { createDebug.enable(before); }
  Value before = createDebug.disable();
};

// Lines without the date, which the test cannot know.
struct Lines {
  explicit Lines(const Debugger& debug) {
    debug.log = [this](auto line) { all.push_back(line.str()); };
  }
  std::string last() const { return all.empty() ? "" : all.back().substr(all.back().find(' ') + 1); }
  std::vector<std::string> all;
};

}  // namespace

TEST_CASE("a debugger prints what DEBUG names, behind the date and its name") {
  const Named named("app:*,-app:db");
  auto server = createDebug("app:server");
  auto db = createDebug("app:db");
  CHECK(server.enabled);
  CHECK(!db.enabled);
  testing::Captured err(2);
  server("listening on %d", 3000);
  db("never");
  const Value text = err.text();
  CHECK("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z app:server listening on 3000\\n$"_re.test(text));
}

TEST_CASE("placeholders of a debugger's line") {
  const Named named("t");
  auto debug = createDebug("t");
  const Lines lines(debug);
  Value user = {{"name", "Ann"}, {"tags", {"a", "b"}}};
  debug("%s %d %i %f", "a", 1.5, 1.5, "2.25");
  CHECK(lines.last() == "t a 1.5 1 2.25");
  debug("%j", user);
  CHECK(lines.last() == R"(t {"name":"Ann","tags":["a","b"]})");
  debug("%o and %O", user, user);
  CHECK(lines.last() == "t { name: 'Ann', tags: [ 'a', 'b' ] } and { name: 'Ann', tags: [ 'a', 'b' ] }");
  debug(user);
  CHECK(lines.last() == "t { name: 'Ann', tags: [ 'a', 'b' ] }");
  debug("100%%", 5);
  CHECK(lines.last() == "t 100% 5");
  debug("%s");
  CHECK(lines.last() == "t %s");
  debug("%o");
  CHECK(lines.last() == "t undefined");
  debug();
  CHECK(lines.last() == "t undefined");
  debug("a", "b", user);
  CHECK(lines.last() == "t a b { name: 'Ann', tags: [ 'a', 'b' ] }");
  debug(Error("broken"));
  CHECK(Value(lines.last()).startsWith("t Error: broken"));
}

TEST_CASE("%o shows in one line what %O shows in several") {
  const Named named("t");
  auto debug = createDebug("t");
  const Lines lines(debug);
  Value large = Object();
  for (int i = 0; i < 12; i++) large[format("member{}", i)] = "a text of some length";
  debug("%o", large);
  CHECK(!Value(lines.last()).includes("\n"));
  CHECK(Value(lines.last()).startsWith("t { member0: 'a text of some length', member1:"));
  debug("%O", large);
  CHECK(Value(lines.last()).startsWith("t {\n  member0: 'a text of some length',\n"));
}

TEST_CASE("a formatter of one's own") {
  const Named named("t");
  auto debug = createDebug("t");
  const Lines lines(debug);
  createDebug.formatters["h"] = Function([](auto v) { return v.toString("hex"); });
  debug("%h %s", Buffer.from("abc"), "next");
  CHECK(lines.last() == "t 616263 next");
  delete_(createDebug.formatters["h"]);
  debug("%h");
  CHECK(lines.last() == "t %h");
}

TEST_CASE("extend, enabled and copies of a debugger") {
  const Named named("");
  auto debug = createDebug("app");
  auto db = debug.extend("db");
  CHECK(db.namespace_ == "app:db");
  CHECK(debug.extend("x", "/").namespace_ == "app/x");
  CHECK(!db.enabled);
  createDebug.enable("app:*");
  CHECK(db.enabled);
  db.enabled = false;
  CHECK(!db.enabled);
  auto copy = db;
  CHECK(!copy.enabled);
  copy.enabled = true;
  createDebug.disable();
  CHECK(db.enabled);
}

TEST_CASE("enable and disable change the environment, and Crema's own lines") {
  const Named named("");
  CHECK(!debugEnabled("crema:net"));
  createDebug.enable("crema:*, app -app:db");
  CHECK(debugEnabled("crema:net"));
  CHECK(createDebug.enabled("app"));
  CHECK(process.env["DEBUG"] == "crema:*, app -app:db");
  CHECK(JSON.stringify(createDebug.names()) == R"(["crema:*","app"])");
  CHECK(JSON.stringify(createDebug.skips()) == R"(["app:db"])");
  CHECK(createDebug.disable() == "crema:*,app,-app:db");
  CHECK(process.env["DEBUG"] == undefined);
  CHECK(!debugEnabled("crema:net"));
}

TEST_CASE("in colour each line has the name, and the last one the time") {
  const Named named("worker:a");
  auto debug = createDebug("worker:a");
  CHECK(debug.color == createDebug.selectColor("worker:a"));
  debug.useColors = true;
  debug.color = 3;
  std::string line;
  debug.log = [&](auto text) { line = text.str(); };
  debug("one\ntwo");
  CHECK(line == "  \x1b[33;1mworker:a \x1b[0mone\n  \x1b[33;1mworker:a \x1b[0mtwo \x1b[33m+0ms\x1b[0m");
  debug.color = 200;
  debug("x");
  CHECK(Value(line).startsWith("  \x1b[38;5;200;1mworker:a \x1b[0mx \x1b[38;5;200m+"));
}

TEST_CASE("createDebug.log takes the lines of those without a log of their own") {
  const Named named("t");
  auto debug = createDebug("t");
  std::string line;
  createDebug.log = [&](auto text) { line = text.str(); };
  debug("hello");
  createDebug.log = Callback<Value>();
  CHECK(Value(line).endsWith("t hello"));
}
