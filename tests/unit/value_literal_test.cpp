// Literals: each row of docs on "Literals and collections".
#include <crema/value.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
}  // namespace

TEST_CASE("a literal of pairs is an object, in its order") {
  Value name = "Ann";
  CHECK(js({{"id", 1}, {"name", name}}) == R"({"id":1,"name":"Ann"})");
  CHECK(js(Value{{"id", 1}}) == R"({"id":1})");
  Value one = {{"id", 1}};
  CHECK(js(one) == R"({"id":1})");
  CHECK(js({{"error", "x"}}) == R"({"error":"x"})");
  CHECK(js({{name, 1}}) == R"({"Ann":1})");
}

TEST_CASE("a literal of values is an array") {
  CHECK(js({1, 2}) == "[1,2]");
  CHECK(js({"a", "b"}) == R"(["a","b"])");
  CHECK(js({"a", 1, true, nullptr}) == R"(["a",1,true,null])");
  CHECK(js({{1, 2}, {3, 4}}) == "[[1,2],[3,4]]");
  Value numbers = {1, 2}, more = {3, 4};
  CHECK(js({numbers, more}) == "[[1,2],[3,4]]");
}

TEST_CASE("literals nest") {
  CHECK(js({{"p", {{"q", 1}}}}) == R"({"p":{"q":1}})");
  CHECK(js({{"tags", {"a", "b"}}}) == R"({"tags":["a","b"]})");
  CHECK(js({{{"id", 1}, {"x", 1}}, {{"id", 2}, {"x", 2}}}) == R"([{"id":1,"x":1},{"id":2,"x":2}])");
  CHECK(js({{"a", {{"b", {{"c", {1, 2, {{"d", 3}}}}}}}}}) == R"({"a":{"b":{"c":[1,2,{"d":3}]}}})");
  CHECK(js({{"where", {{"id", 1}, {"tags", {1, 2}}}}, {"limit", 5}}) == R"({"where":{"id":1,"tags":[1,2]},"limit":5})");
}

TEST_CASE("exactly one element: Array(x)") {
  Value a = 5;
  CHECK(js(Array(a)) == "[5]");
  CHECK(js(Array({{"id", 1}})) == R"([{"id":1}])");
  CHECK(js(Array("a", true)) == R"(["a",true])");
  CHECK(js(Array(Array("a", "b"), Array("c", "d"))) == R"([["a","b"],["c","d"]])");
  CHECK(js(Array()) == "[]");
  CHECK(js(Object()) == "{}");
}

TEST_CASE("braces around one value are that value, with both compilers") {
  Value a = {1, 2};
  Value same = {a};
  Value again{a};
  CHECK(same == a);
  CHECK(again == a);
}

TEST_CASE("a variable never counts as a pair") {
  Value pair = Array("key", "value");
  CHECK(js({pair, pair}) == R"([["key","value"],["key","value"]])");
  CHECK(js({{"a", "b"}, 5}) == R"([["a","b"],5])");
}

TEST_CASE("spread copies, overrides and appends") {
  Value a = {{"x", 1}, {"y", 2}}, b = {{"y", 3}}, list = {1, 2};
  CHECK(js({spread(a), spread(b), {"id", 1}}) == R"({"x":1,"y":3,"id":1})");
  CHECK(js({{"id", 1}, spread(a)}) == R"({"id":1,"x":1,"y":2})");
  CHECK(js({spread(list), 3}) == "[1,2,3]");
  CHECK(js({spread(list), spread(list)}) == "[1,2,1,2]");
  CHECK(js({{"p", {spread(a)}}}) == R"({"p":{"x":1,"y":2}})");
  CHECK(js(Array(Value{spread(a)})) == R"([{"x":1,"y":2}])");
  Value copy = {spread(a)};
  copy["x"] = 9;
  CHECK(a["x"] == 1);
  CHECK(js({spread(undefined), {"a", 1}}) == R"({"a":1})");
  CHECK(js({spread(Value("ab")), "c"}) == R"(["a","b","c"])");
  CHECK_THROWS_WITH((Value{spread(undefined), 1}), "undefined is not iterable");
}

TEST_CASE("up to thirty-two members") {
  Value v = {{"a", 1},  {"b", 2},  {"c", 3},  {"d", 4},  {"e", 5},  {"f", 6},  {"g", 7},  {"h", 8},
             {"i", 9},  {"j", 10}, {"k", 11}, {"l", 12}, {"m", 13}, {"n", 14}, {"o", 15}, {"p", 16},
             {"q", 17}, {"r", 18}, {"s", 19}, {"t", 20}, {"u", 21}, {"v", 22}, {"w", 23}, {"x", 24},
             {"y", 25}, {"z", 26}, {"A", 27}, {"B", 28}, {"C", 29}, {"D", 30}, {"E", 31}, {"F", 32}};
  CHECK(Object.keys(v).length() == 32);
  CHECK(v["F"] == 32);
  CHECK(v["a"] == 1);
}

TEST_CASE("short and long literals are alike, nested and in Array()") {
  CHECK(JSON.stringify(Value{1, 2, 3, 4, 5, 6}) == "[1,2,3,4,5,6]");
  CHECK(JSON.stringify(Value{1, 2, 3, 4, 5, 6, 7}) == "[1,2,3,4,5,6,7]");
  Value v = {{"two", {1, 2}},
             {"three", {1, 2, 3}},
             {"six", {1, 2, 3, 4, 5, 6}},
             {"seven", {"a", "b", "c", "d", "e", "f", "g"}},
             {"pairs", {{"a", 1}, {"b", 2}, {"c", 3}}},
             {"more", {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5}, {"f", 6}, {"g", 7}}}};
  CHECK(JSON.stringify(v) ==
        R"({"two":[1,2],"three":[1,2,3],"six":[1,2,3,4,5,6],"seven":["a","b","c","d","e","f","g"],)"
        R"("pairs":{"a":1,"b":2,"c":3},"more":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}})");
  CHECK(Array(1, 2, 3, 4, 5, 6).length() == 6);
  CHECK(JSON.stringify(Array(1, 2, 3, 4, 5, 6, 7)) == "[1,2,3,4,5,6,7]");
}

TEST_CASE("undefined members stand in an object, but not in its JSON") {
  Value v = {{"a", undefined}, {"b", Value()}, {"c", null}};
  CHECK(Object.keys(v).length() == 3);
  CHECK(js(v) == R"({"c":null})");
}

TEST_CASE("C++ types become values") {
  CHECK(js(std::vector<int>{1, 2}) == "[1,2]");
  CHECK(js(std::vector<bool>{true, false}) == "[true,false]");
  CHECK(js(std::vector<std::string>{"a", "b"}) == R"(["a","b"])");
  const char* missing = nullptr;
  CHECK(Value(missing) == undefined);  // what getenv() gives
  CHECK(Value(std::string_view("x")) == "x");
  CHECK(js("\0a"s) == R"("\u0000a")");
}

namespace {
struct Card {
  Value id;
  explicit Card(Value given) : id(given) {}
  Value toJSON() { return {{"card", id}}; }  // not const, as tutorials write it
};
}  // namespace

TEST_CASE("an object of a class with toJSON stands wherever a Value does") {
  Card card(7);
  CHECK(JSON.stringify(card) == R"({"card":7})");
  CHECK(JSON.stringify(Value{{"own", card}, {"list", {card, Card(8)}}}) ==
        R"({"own":{"card":7},"list":[{"card":7},{"card":8}]})");
  CHECK(JSON.stringify(Array(card)) == R"([{"card":7}])");
  CHECK(JSON.stringify(std::vector<Card>{Card(1)}) == R"([{"card":1}])");
}

TEST_CASE("omit leaves members out") {
  Value user = {{"id", 1}, {"password", "x"}, {"name", "Ann"}};
  Value rest = omit(user, "password", "none");
  CHECK(JSON.stringify(Object.keys(rest)) == R"(["id","name"])");
  CHECK(JSON.stringify(omit(user)) == JSON.stringify(user));
  CHECK(user["password"] == "x");
}
