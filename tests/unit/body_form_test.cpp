#include "core/form_body.hpp"

#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "core/query_value.hpp"

using namespace crema;
using detail::form_rules;
using detail::parse_form;

namespace {

// The JSON of a form, or the status, type and message of its refusal.
std::string form(std::string_view text, const UrlencodedOptions& options = {}, bool latin1 = false) {
  try {
    std::string json;
    appendJson(json, parse_form(text, latin1, form_rules(options)));
    return json;
  } catch (const Error& error) {
    return error.status.str() + " " + error.type.str() + ": " + error.message.str();
  }
}

std::string refusal(const UrlencodedOptions& options) {
  try {
    form_rules(options);
    return "none";
  } catch (const TypeError& error) {
    return error.message.str();
  }
}

const UrlencodedOptions extended{.extended = true};

std::string repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; i++) text += piece;
  return text;
}

}  // namespace

TEST_CASE("a simple form has no brackets, and repeated names are a list") {
  CHECK(form("") == "{}");
  CHECK(form("a=1&b=two+words&c=") == R"({"a":"1","b":"two words","c":""})");
  CHECK(form("user=tobi&user=loki") == R"({"user":["tobi","loki"]})");
  CHECK(form("user[name][first]=Tobi") == R"({"user[name][first]":"Tobi"})");
  CHECK(form("name=%E8%AB%96&x=%zz") == "{\"name\":\"\u8AD6\",\"x\":\"%zz\"}");
}

TEST_CASE("an extended form is nested") {
  CHECK(form("user[name][first]=Tobi&user[age]=7", extended) == R"({"user":{"name":{"first":"Tobi"},"age":"7"}})");
  CHECK(form("a[]=b&a[]=c", extended) == R"({"a":["b","c"]})");
  CHECK(form("foo[0][bar]=baz&foo[0][fizz]=buzz", extended) == R"({"foo":[{"bar":"baz","fizz":"buzz"}]})");
}

TEST_CASE("lists of an extended form go as far as there are pairs, a hundred at least") {
  CHECK(form("a[99]=x", extended) == R"({"a":["x"]})");
  CHECK(form("a[101]=x", extended) == R"({"a":{"101":"x"}})");
  std::string many;
  for (int i = 0; i < 120; i++) many += (i ? "&a[]=" : "a[]=") + std::to_string(i);
  CHECK(form(many, extended).starts_with(R"({"a":["0","1")"));
}

TEST_CASE("too many pairs are a 413, empty ones included") {
  const std::string refused = "413 parameters.too.many: too many parameters";
  CHECK(form(repeated("a&", 999)).starts_with("{"));
  CHECK(form(repeated("a&", 1000)) == refused);
  CHECK(form("&&&&", {.parameterLimit = 4}) == refused);
  CHECK(form("a=1&b=2&c=3", {.parameterLimit = 3}) == R"({"a":"1","b":"2","c":"3"})");
  CHECK(form("a=1&b=2&c=3&d=4", {.parameterLimit = "3"}) == refused);
  CHECK(form("a=1&b=2", {.parameterLimit = 1.9}) == refused);
  CHECK(form(repeated("&", 100'000), {.parameterLimit = std::numeric_limits<double>::infinity()}) == "{}");
}

TEST_CASE("a form nested too deeply is a 400") {
  const std::string refused = "400 querystring.parse.rangeError: The input exceeded the depth";
  CHECK(form("a" + repeated("[b]", 32) + "=x", extended).starts_with(R"({"a":{"b":)"));
  CHECK(form("a" + repeated("[b]", 33) + "=x", extended) == refused);
  CHECK(form("a[b][c]=x", {.extended = true, .depth = 1}) == refused);
  CHECK(form("a[b][c]=x", {.extended = true, .depth = 0}) == R"({"a[b][c]":"x"})");
  CHECK(form("a" + repeated("[b]", 50'000) + "=x", {.extended = true, .depth = 1e9}) == refused);
}

TEST_CASE("escapes of an ISO-8859-1 form are letters of that charset") {
  CHECK(form("a=%F8", extended, true) == "{\"a\":\"\u00F8\"}");
  CHECK(form("a=\u00F8", extended, true) == "{\"a\":\"\u00F8\"}");
}

TEST_CASE("a sentinel tells the charset, and may be asked for in both kinds") {
  for (const bool nested : {false, true}) {
    const UrlencodedOptions options{.extended = nested, .charsetSentinel = true};
    CHECK(form("utf8=%E2%9C%93&user=%C3%B8", options, true) == "{\"user\":\"\u00F8\"}");
    CHECK(form("utf8=%26%2310003%3B&user=%F8", options) == "{\"user\":\"\u00F8\"}");
  }
  CHECK(form("utf8=%E2%9C%93", extended) == "{\"utf8\":\"\u2713\"}");
}

TEST_CASE("numeric entities are read in ISO-8859-1 forms that ask for it") {
  const UrlencodedOptions options{.extended = true, .interpretNumericEntities = true};
  CHECK(form("a=%26%239786%3B", options, true) == "{\"a\":\"\u263A\"}");
  CHECK(form("a=%26%239786%3B", options) == R"({"a":"&#9786;"})");
}

TEST_CASE("names of Object.prototype are names, but __proto__ is dropped") {
  CHECK(form("hasOwnProperty=1&constructor=2", extended) == R"({"hasOwnProperty":"1","constructor":"2"})");
  CHECK(form("__proto__[x]=1", extended) == "{}");
}

TEST_CASE("a form without brackets is read as one that needs the tree") {
  std::mt19937 random(7);
  const std::string_view pieces[] = {
      "a",   "b",    "=", "=",         "&",        "&",      "%",
      "%41", "+",    "0", "17",        "\u00e9",   "%C3%A9", "%c3",
      "%5",  "%5b",  "[", "__proto__", "toString", "007",    "a-name-that-is-longer-than-fifteen",
      "%2b", "%255B"};
  for (int i = 0; i < 20000; i++) {
    std::string text;
    for (auto left = random() % 12; left > 0; left--) text += pieces[random() % std::size(pieces)];
    const http::ExtendedQueryOptions how{.parameter_limit = random() % 4};
    http::QueryNode root;
    REQUIRE(http::parse_extended_query(text, how, root));
    std::string expected, found;
    appendJson(expected, detail::query_value(root));
    appendJson(found, *detail::parse_extended(text, how));
    REQUIRE_MESSAGE(found == expected, text);
  }
}

TEST_CASE("wrong options are told at once") {
  const std::string limit = "option parameterLimit must be a positive number";
  for (const Value& wrong : {Value(0), Value(-1), Value("bogus"), Value(0.5), Value(null)}) {
    CHECK(refusal({.parameterLimit = wrong}) == limit);
  }
  const std::string depth = "option depth must be a zero or a positive number";
  CHECK(refusal({.extended = true, .depth = -1}) == depth);
  CHECK(refusal({.extended = true, .depth = "deep"}) == depth);
  CHECK(refusal({.depth = "deep"}) == "none");
  CHECK(refusal({.parameterLimit = undefined, .depth = undefined}) == "none");
}
