// Values and nlohmann/json, both ways, and structs.
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace crema;

namespace shop {
struct Order {
  int id = 0;
  std::string item;
  std::vector<double> prices;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, item, prices)
}  // namespace shop

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
}  // namespace

TEST_CASE("a nlohmann::json becomes a value") {
  nlohmann::json j = {{"a", 1}, {"b", {1.5, nullptr, true, "x"}}, {"big", 18446744073709551615u}, {"n", -5}};
  Value v = j;
  CHECK(js(v) == R"({"a":1,"b":[1.5,null,true,"x"],"big":18446744073709552000,"n":-5})");
  Value picked = j["b"][3];
  CHECK(picked == "x");
  CHECK(j.get<Value>()["n"] == -5);
  CHECK(js({{"j", j}, {"list", {j["a"], 2}}}) == js({{"j", v}, {"list", {1, 2}}}));
}

TEST_CASE("a value becomes a nlohmann::json") {
  Value v = {{"a", 1}, {"b", {1.5, null, true, "x"}}, {"u", undefined}, {"f", Function([] {})}};
  nlohmann::json j = v;
  CHECK(j.dump() == R"({"a":1,"b":[1.5,null,true,"x"]})");
  CHECK(j["a"].is_number_integer());
  nlohmann::json member = v["b"];
  CHECK(member.size() == 4);
  j["more"] = v["a"];
  CHECK(j["more"] == 1);
  CHECK_THROWS_AS((void)nlohmann::json(undefined["x"]), TypeError);
}

TEST_CASE("structs with nlohmann's to_json and from_json") {
  Value v = shop::Order{7, "tea", {1, 2.5}};
  CHECK(js(v) == R"({"id":7,"item":"tea","prices":[1,2.5]})");
  CHECK(js({{"order", shop::Order{1, "x", {}}}}) == R"({"order":{"id":1,"item":"x","prices":[]}})");
  auto order = to<shop::Order>(v);
  CHECK(order.id == 7);
  CHECK(order.prices.size() == 2);
  CHECK_THROWS_AS(to<shop::Order>(Value{{"id", 1}}), nlohmann::json::exception);
  std::vector<shop::Order> orders = {order, order};
  CHECK(Value(orders).length() == 2);
  CHECK(to<std::vector<shop::Order>>(Value(orders))[1].item == "tea");
}

TEST_CASE("to<T> of simple types") {
  CHECK(to<int>(Value("42")) == 42);
  CHECK(to<std::string>(Value(5)) == "5");
  CHECK(to<bool>(Value("")) == false);
  CHECK(to<std::vector<std::string>>(Value{"a", 1}) == std::vector<std::string>{"a", "1"});
}

TEST_CASE("literals stay unambiguous beside nlohmann's constructors") {
  CHECK(js({{"a", 1}}) == R"({"a":1})");
  CHECK(js({{"a", {{"b", 1}}}}) == R"({"a":{"b":1}})");
}
