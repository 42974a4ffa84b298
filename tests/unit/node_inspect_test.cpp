// What console.log prints, compared with what Node 20 prints for the same values.
#include <crema/buffer.hpp>
#include <crema/console.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "core/inspect.hpp"
#include "node/log_format.hpp"

using namespace crema;
using detail::inspect;

namespace {

template <class... A>
std::string logged(const A&... what) {
  const Value all[] = {detail::printable(what)..., Value()};
  return detail::log_text(all, sizeof...(what));
}

}  // namespace

TEST_CASE("plain values print as in JavaScript") {
  CHECK(logged("text", 1, 1.5, true, null, undefined, -0.0, NaN, Infinity) ==
        "text 1 1.5 true null undefined -0 NaN Infinity");
  CHECK(logged() == "");
  CHECK(logged("100%", 5) == "100% 5");
  CHECK(logged(Array("a", 1, null)) == "[ 'a', 1, null ]");
  CHECK(logged(Object(), Array()) == "{} []");
}

TEST_CASE("texts inside objects stand in the quotes that need no escape") {
  CHECK(logged(Array("it's", "say \"hi\"", "both ' and \"", "l\n\t\x01\\")) ==
        R"([ "it's", 'say "hi"', `both ' and "`, 'l\n\t\x01\\' ])");
  CHECK(logged(Value{{"a-b", 1}, {"c_d", 2}, {"1", 3}}) == "{ '1': 3, 'a-b': 1, c_d: 2 }");
}

TEST_CASE("objects are broken where a line would grow too long") {
  Value o = {{"a", std::string(20, 'x')}, {"b", std::string(20, 'y')}, {"c", std::string(10, 'z')}};
  CHECK(logged(o) == "{\n  a: 'xxxxxxxxxxxxxxxxxxxx',\n  b: 'yyyyyyyyyyyyyyyyyyyy',\n  c: 'zzzzzzzzzz'\n}");
  o["c"] = "zzzzzz";
  CHECK(logged(o) == "{ a: 'xxxxxxxxxxxxxxxxxxxx', b: 'yyyyyyyyyyyyyyyyyyyy', c: 'zzzzzz' }");
}

TEST_CASE("what lies deeper than two levels is named only") {
  Value deep = JSON.parse(R"({"a":{"b":{"c":{"d":1}},"e":[[[1]]],"f":[[[]]]}})");
  CHECK(logged(deep) == "{ a: { b: { c: [Object] }, e: [ [Array] ], f: [ [Array] ] } }");
  CHECK(inspect(JSON.parse(R"({"a":{"b":{"c":{"d":1}}}})"), {.depth = detail::every_level}) ==
        "{\n  a: { b: { c: { d: 1 } } }\n}");
}

TEST_CASE("lists of more than six elements stand in columns") {
  CHECK(logged(JSON.parse("[1,2,3,4,5,6]")) == "[ 1, 2, 3, 4, 5, 6 ]");
  CHECK(logged(JSON.parse("[1,2,3,4,5,6,700]")) == "[\n  1, 2,   3, 4,\n  5, 6, 700\n]");
  Value many = Array();
  for (int i = 0; i < 102; ++i) many.push(1);
  CHECK(logged(many).find("... 2 more items\n]") != std::string::npos);
}

TEST_CASE("an object inside itself is circular") {
  Value o = {{"name", "x"}, {"n", 1}};
  o["self"] = o;
  o["list"] = Array(o);
  CHECK(logged(o) == "<ref *1> {\n  name: 'x',\n  n: 1,\n  self: [Circular *1],\n  list: [ [Circular *1] ]\n}");
  delete_(o["self"]);
  delete_(o["list"]);
}

TEST_CASE("buffers, dates, functions, maps and sets have forms of their own") {
  CHECK(logged(Buffer.from("hi"), Buffer.alloc(0)) == "<Buffer 68 69> <Buffer >");
  CHECK(logged(Buffer.alloc(52)).find("00 ... 2 more bytes>") != std::string::npos);
  CHECK(logged(Array(Date(0), Date(NaN))) == "[ 1970-01-01T00:00:00.000Z, Invalid Date ]");
  CHECK(logged(Value{{"f", Function([] {})}, {"n", 1}}) == "{ f: [Function: f], n: 1 }");
  CHECK(logged(Function([] {})) == "[Function (anonymous)]");
  CHECK(logged(Map<>{{"a", 1}, {2, Value{{"b", 3}, {"c", 4}}}}) == "Map(2) { 'a' => 1, 2 => { b: 3, c: 4 } }");
  CHECK(logged(Map<int, std::string>(), Set<Value>{1, "a"}) == "Map(0) {} Set(2) { 1, 'a' }");
}

TEST_CASE("an error prints its stack and what it carries besides") {
  CHECK(logged(TypeError("boom")) == "TypeError: boom");
  CHECK(logged(createError(404, "No such user")) == "NotFoundError: No such user");
  Error rich("boom");
  rich.status = 404;
  rich["id"] = 7;
  CHECK(logged(rich) == "Error: boom { status: 404, id: 7 }");
  rich.stack = "Error: boom\n    at f (x.cpp:1)";
  CHECK(logged(rich) == "Error: boom\n    at f (x.cpp:1) {\n  status: 404,\n  id: 7\n}");
  CHECK(logged(Value{{"err", rich}, {"n", 1}}) ==
        "{\n  err: Error: boom\n      at f (x.cpp:1) {\n    status: 404,\n    id: 7\n  },\n  n: 1\n}");
  CHECK(logged(std::runtime_error("from C++")) == "Error: from C++");
}

TEST_CASE("placeholders of a first text take the arguments that follow") {
  CHECK(logged("%s is %d years and %i", "Ann", "42", 7.9, "more", Array(1)) == "Ann is 42 years and 7 more [ 1 ]");
  CHECK(logged("%s %s", "one") == "one %s");
  CHECK(logged("%j %o", Value{{"a", 1}, {"b", 2}}, Array(1)) == R"({"a":1,"b":2} [ 1, [length]: 1 ])");
  CHECK(logged("%O", JSON.parse(R"({"a":{"b":1}})")) == "{ a: { b: 1 } }");
  CHECK(logged("%s", JSON.parse(R"({"a":{"b":1},"c":2})")) == "{ a: [Object], c: 2 }");
  CHECK(logged("%f%% %c|", "1.5x", "color: red") == "1.5% |");
  CHECK(logged("%d", "x") == "NaN");
  CHECK(logged("50%") == "50%");
  CHECK(logged("%%", 1) == "% 1");
  CHECK(logged("%x %s", 1) == "%x 1");
}
