// JSON.stringify against JavaScript's rules.
#include <cmath>
#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <doctest/doctest.h>

#include "core/json_stringify.hpp"

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }

struct Stamp : HostObject {
  Value to_json(std::string_view key) const override { return "stamp of " + std::string(key); }
};
}  // namespace

TEST_CASE("plain values") {
  CHECK(js(null) == "null");
  CHECK(js(true) == "true");
  CHECK(js(1.5) == "1.5");
  CHECK(js(-0.0) == "0");
  CHECK(js(1e21) == "1e+21");
  CHECK(js(std::nan("")) == "null");
  CHECK(js(1 / Value(0)) == "null");
  CHECK(js("x") == "\"x\"");
  CHECK(JSON.stringify(undefined) == undefined);
  CHECK(JSON.stringify(Function([] {})) == undefined);
}

TEST_CASE("undefined and functions: dropped in objects, null in arrays") {
  CHECK(js({{"a", undefined}, {"f", Function([] {})}, {"b", 1}}) == R"({"b":1})");
  CHECK(js({undefined, Function([] {}), 1}) == "[null,null,1]");
}

TEST_CASE("integer-like keys come first, ascending; the others in their order") {
  Value o = Object();
  o["b"] = 1, o["10"] = 2, o["a"] = 3, o["9"] = 4, o["01"] = 5;
  CHECK(js(o) == R"({"9":4,"10":2,"b":1,"a":3,"01":5})");
}

TEST_CASE("texts are escaped as JavaScript does") {
  CHECK(js("\"\\\b\f\n\r\t\x01\x1f/") == R"("\"\\\b\f\n\r\t\u0001\u001f/")");
  CHECK(js("\0"s) == R"("\u0000")");
  CHECK(js("\x7f") == "\"\x7f\"");
  CHECK(js("\xe2\x80\xa8\xe2\x80\xa9") == "\"\xe2\x80\xa8\xe2\x80\xa9\"");
  CHECK(js("\xf0\x9f\x98\x80") == "\"\xf0\x9f\x98\x80\"");
  CHECK(js(Value("\xf0\x9f\x98\x80").slice(0, 1)) == R"("\ud83d")");
  CHECK(js(Value("\xf0\x9f\x98\x80").slice(1)) == R"("\ude00")");
  CHECK(js("a\xff"
           "b\xe2\x82") ==
        "\"a\xef\xbf\xbd"
        "b\xef\xbf\xbd\"");
  CHECK(js("\xef\xbf\xbd") == "\"\xef\xbf\xbd\"");
  CHECK(js({{"k\n", 1}}) == R"({"k\n":1})");
}

TEST_CASE("indentation") {
  Value v = {{"a", {1, 2}}, {"b", Object()}, {"c", Array()}, {"d", {{"e", null}}}};
  CHECK(JSON.stringify(v, null, 2) ==
        "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": [],\n  \"d\": {\n    \"e\": null\n  }\n}");
  CHECK(JSON.stringify(Array(1), null, "--") == "[\n--1\n]");
  CHECK(JSON.stringify(Array(1), null, 99) == "[\n          1\n]");
  CHECK(JSON.stringify(Array(1), null, 0) == "[1]");
  CHECK(JSON.stringify(Value{{"a", undefined}}, null, 2) == "{}");
}

TEST_CASE("toJSON is asked") {
  Value v = {{"toJSON", Function([](auto key) { return "json of " + key; })}};
  CHECK(js(v) == R"("json of ")");
  CHECK(js({{"k", v}}) == R"({"k":"json of k"})");
  CHECK(js({v, v}) == R"(["json of 0","json of 1"])");
  CHECK(js({{"gone", Value{{"toJSON", Function([] {})}}}, {"a", 1}}) == R"({"a":1})");
  CHECK(js({{"toJSON", 5}}) == R"({"toJSON":5})");
  CHECK(js({{"t", make_host<Stamp>()}}) == R"({"t":"stamp of t"})");
}

TEST_CASE("replacers") {
  Value v = {{"a", 1}, {"b", {{"a", 2}, {"c", 3}}}, {"c", 4}};
  CHECK(JSON.stringify(v, Array("a", "b")) == R"({"a":1,"b":{"a":2}})");
  CHECK(JSON.stringify(v, Array("c", "a")) == R"({"c":4,"a":1})");
  CHECK(JSON.stringify(Value{{"1", 1}, {"2", 2}}, Array(2)) == R"({"2":2})");
  CHECK(JSON.stringify(v, [](auto key, auto value) { return key == "b" ? Value() : value; }) == R"({"a":1,"c":4})");
  CHECK(JSON.stringify(v, [](auto, auto value) { return typeof_(value) == "number" ? value * 2 : value; }) ==
        R"({"a":2,"b":{"a":4,"c":6},"c":8})");
  CHECK(JSON.stringify(Array(1, 2), Function([](auto, auto value) { return value; }), 1) == "[\n 1,\n 2\n]");
  CHECK(JSON.stringify(v, [](auto, auto) {}) == undefined);
}

TEST_CASE("a replacer sees what a Buffer's toJSON gives, and a list asks an error for its message") {
  const Value buffer = Buffer.from("ab");
  CHECK(JSON.stringify(buffer, Array("data")) == R"({"data":[97,98]})");
  CHECK(JSON.stringify(buffer, Array("x")) == "{}");
  CHECK(JSON.stringify(buffer, [](auto, auto value) { return typeof_(value) == "number" ? value + 1 : value; }) ==
        R"({"type":"Buffer","data":[98,99]})");
  CHECK(JSON.stringify(Value(Error("broken")), Array("message", "nothing")) == R"({"message":"broken"})");
}

TEST_CASE("a cycle is a TypeError, as in Node") {
  Value o = Object();
  o["self"] = o;
  CHECK_THROWS_WITH_AS(JSON.stringify(o),
                       "Converting circular structure to JSON\n    --> starting at object with constructor 'Object'\n"
                       "    --- property 'self' closes the circle",
                       TypeError);
  delete_(o["self"]);
  Value a = Array(), b = {{"a", a}};
  a.push(b);
  CHECK_THROWS_AS(JSON.stringify(a), TypeError);
  a.pop();
  Value twice = {{"x", 1}};
  CHECK(js({twice, twice}) == R"([{"x":1},{"x":1}])");
}

TEST_CASE("what is being printed may change") {
  Value list = {1, 2, 3};
  list[1] = {{"toJSON", Function([=] { return list["length"] = 2, Value("cut"); })}};
  CHECK(js(list) == R"([1,"cut"])");
  list["length"] = 0;
  Value o = {{"a", 1}};
  o["b"] = {{"toJSON", Function([=] {
               for (int i = 0; i < 100; ++i) o["k" + std::to_string(i)] = i;
               return delete_(o["a"]);
             })}};
  CHECK(js(o).starts_with(R"({"a":1,"b":true,"k0":0)"));
  delete_(o["b"]);
}

TEST_CASE("into a caller's buffer, with Express's and the session's wishes") {
  std::string out = "x";
  CHECK(stringify_to(out, {{"cookie", 1}, {"views", 2}, {"deep", {{"cookie", 3}}}}, {.skip_key = "cookie"}));
  CHECK(out == R"(x{"views":2,"deep":{"cookie":3}})");
  out.clear();
  CHECK(stringify_to(out, {{"<b>", "a&b"}}, {.escape_html = true}));
  CHECK(out == R"({"\u003cb\u003e":"a\u0026b"})");
  CHECK_FALSE(stringify_to(out, undefined));
  CHECK(out == R"({"\u003cb\u003e":"a\u0026b"})");
}
