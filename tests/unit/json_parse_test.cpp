// JSON.parse against JavaScript's rules and Node 20's messages.
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>

#include "core/json_parse.hpp"

using namespace crema;
using namespace std::string_view_literals;

namespace {
std::string round(const char* text) { return JSON.stringify(JSON.parse(text)).str(); }
std::string refusal(std::string_view text) {
  try {
    parse_json(text);
  } catch (const SyntaxError& e) {
    return e.what();
  }
  return "accepted";
}
}  // namespace

TEST_CASE("what is JSON") {
  CHECK(round(R"( {"a" : [1, 2.5, -3e2, true, false, null, "x"]} )") == R"({"a":[1,2.5,-300,true,false,null,"x"]})");
  CHECK(round("5") == "5");
  CHECK(round(R"("\u00e9\ud83d\ude00\n\/")") == "\"\xc3\xa9\xf0\x9f\x98\x80\\n/\"");
  CHECK(round(R"({"b":1,"2":2,"a":3,"1":4})") == R"({"1":4,"2":2,"b":1,"a":3})");
  CHECK(round(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  CHECK(JSON.parse("9007199254740993") == 9007199254740992.0);
  CHECK(JSON.parse("123456789012345678901234567890") == 1.2345678901234568e29);
  CHECK(JSON.parse(5) == 5);
  CHECK(JSON.parse("\"\\u0000\"") == "\0"s);
}

TEST_CASE("what is not, in Node's words") {
  CHECK(refusal("") == "Unexpected end of JSON input");
  CHECK(refusal("{") == "Expected property name or '}' in JSON at position 1");
  CHECK(refusal("{a:1}") == "Expected property name or '}' in JSON at position 1");
  CHECK(refusal(R"({"a")") == "Expected ':' after property name in JSON at position 4");
  CHECK(refusal(R"({"a":1)") == "Expected ',' or '}' after property value in JSON at position 6");
  CHECK(refusal(R"({"a":1,})") == "Expected double-quoted property name in JSON at position 7");
  CHECK(refusal("[1 2]") == "Expected ',' or ']' after array element in JSON at position 3");
  CHECK(refusal("[1,]") == "Unexpected token ']', \"[1,]\" is not valid JSON");
  CHECK(refusal("hello") == "Unexpected token 'h', \"hello\" is not valid JSON");
  CHECK(refusal("undefined") == "\"undefined\" is not valid JSON");
  CHECK(refusal("[object Object]") == "\"[object Object]\" is not valid JSON");
  CHECK(refusal(R"({"a": this is a longer text, cut})") ==
        "Unexpected token 'h', \"{\"a\": this is a l\"... is not valid JSON");
  CHECK(refusal("01") == "Unexpected number in JSON at position 1");
  CHECK(refusal("-") == "No number after minus sign in JSON at position 1");
  CHECK(refusal("1.") == "Unterminated fractional number in JSON at position 2");
  CHECK(refusal("1e") == "Exponent part is missing a number in JSON at position 2");
  CHECK(refusal("\"a") == "Unterminated string in JSON at position 2");
  CHECK(refusal("\"\t\"") == "Bad control character in string literal in JSON at position 1");
  CHECK(refusal(R"("\x")") == "Bad escaped character in JSON at position 2");
  CHECK(refusal(R"("\u12x")") == "Bad Unicode escape in JSON at position 5");
  CHECK(refusal("1 2") == "Unexpected non-whitespace character after JSON at position 2");
  CHECK(refusal("\xef\xbb\xbf{}") == "Unexpected token '\xef\xbb\xbf', \"\xef\xbb\xbf{}\" is not valid JSON");
  CHECK(refusal("1\0 2"sv) != "accepted");
  CHECK(refusal("\"\xc3\xa9\" x") == "Unexpected non-whitespace character after JSON at position 4");
  CHECK_THROWS_WITH_AS(JSON.parse(undefined), "\"undefined\" is not valid JSON", SyntaxError);
}

TEST_CASE("numbers beyond a double are infinite, or zero") {
  CHECK(JSON.parse("1e999") == Infinity);
  CHECK(JSON.parse("-1e999") == -Infinity);
  CHECK(JSON.parse("1" + std::string(400, '0') + "e9223372036854775807") == Infinity);
  CHECK(JSON.parse("0." + std::string(400, '0') + "1e-9223372036854775808") == 0);
  CHECK(JSON.parse("1e-999") == 0);
  CHECK(JSON.parse(std::string(400, '1')) == Infinity);
  CHECK(round("[1e999]") == "[null]");
  CHECK(JSON.parse("5e-324") == 5e-324);
  CHECK(1 / double(JSON.parse("-0")) == -Infinity);
}

TEST_CASE("half a surrogate pair stays one, and two that meet are a pair") {
  CHECK(round(R"("\ud800")") == R"("\ud800")");
  CHECK(round(R"("\udc00\ud800")") == R"("\udc00\ud800")");
  CHECK(round(R"("a\ud83d\u0041")") == R"("a\ud83dA")");
  CHECK(JSON.parse(R"("\ud83d\ude00")") == "\xf0\x9f\x98\x80");
  CHECK(JSON.parse(R"({"\ud83d\ude00":1})")["\xf0\x9f\x98\x80"] == 1);
  CHECK(JSON.parse(R"("\ud83d")") + JSON.parse(R"("\ude00")") == "\xf0\x9f\x98\x80");
}

TEST_CASE("invalid UTF-8 is read as U+FFFD, as Node's decoder does before") {
  CHECK(parse_json("\"a\xff\"") == "a\xef\xbf\xbd");
  CHECK(parse_json("\"\\n\xe2\x82\"") == "\n\xef\xbf\xbd");
  CHECK(refusal("{\xff") == "Expected property name or '}' in JSON at position 1");
  CHECK(refusal("\xff") == "Unexpected token '\xef\xbf\xbd', \"\xef\xbf\xbd\" is not valid JSON");
}

TEST_CASE("a text may end anywhere in memory") {
  const std::string_view all = R"([12, "text", {"a": true}])";
  for (std::size_t n = 0; n < all.size(); ++n) CHECK(refusal(all.substr(0, n)) != "accepted");
  CHECK(refusal(all) == "accepted");
  CHECK(refusal(all.substr(1, 2)) == "accepted");
}

TEST_CASE("depth is limited") {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  CHECK(JSON.stringify(parse_json(nested(1'000))) == nested(1'000));
  CHECK_THROWS_WITH_AS(parse_json(nested(1'001)), "JSON is nested deeper than 1000 levels", SyntaxError);
  CHECK_THROWS_AS(parse_json(std::string(1'000'000, '[')), SyntaxError);
  CHECK_THROWS_AS(parse_json(nested(5), 4), SyntaxError);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK_THROWS_AS(parse_json(objects), SyntaxError);
}

TEST_CASE("many keys and many duplicates cost no more than their length") {
  std::string many = "{", same = "{", integers = "{";
  for (int i = 0; i < 100'000; ++i) {
    const std::string end = i + 1 < 100'000 ? "," : "}";
    many += "\"key" + std::to_string(i) + "\":1" + end;
    same += "\"same\":" + std::to_string(i) + end;
    integers += "\"" + std::to_string(100'000 - i) + "\":1" + end;
  }
  CHECK(Object.keys(parse_json(many)).length() == 100'000);
  CHECK(parse_json(same)["same"] == 99'999);
  CHECK(Object.keys(parse_json(integers))[0] == "1");
}

TEST_CASE("revivers") {
  CHECK(JSON.stringify(JSON.parse(R"({"a":1,"b":[1,2,{"c":3}]})", [](auto key, auto v) {
    return typeof_(v) == "number" ? v * 10 : key == "x" ? Value() : v;
  })) == R"({"a":10,"b":[10,20,{"c":30}]})");
  CHECK(JSON.stringify(JSON.parse(R"({"a":1,"b":2})", [](auto key, auto v) { return key == "a" ? Value() : v; })) ==
        R"({"b":2})");
  CHECK(JSON.parse("[1]", [](auto key, auto v) { return key == "" ? Value("root") : v; }) == "root");
}
