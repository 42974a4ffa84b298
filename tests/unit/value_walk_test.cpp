// kindOf, sharedAddress, eachMember: how a module walks through Values.
#include <crema/express.hpp>
#include <crema/value_walk.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace crema;

TEST_CASE("kindOf tells what a Value holds, also behind a Let") {
  CHECK(kindOf(undefined) == Kind::undefined);
  CHECK(kindOf(null) == Kind::null);
  CHECK(kindOf(5) == Kind::number);
  CHECK(kindOf("text") == Kind::text);
  CHECK(kindOf(Array()) == Kind::array);
  CHECK(kindOf(Object()) == Kind::object);
  CHECK(kindOf(Function([] {})) == Kind::function);
  CHECK(kindOf(Buffer.from("b")) == Kind::buffer);
  CHECK(kindOf(Date(0)) == Kind::host);
  Let shared = Array(1);
  CHECK(kindOf(shared) == Kind::array);
  CHECK_THROWS_AS(kindOf(undefined["a"]), TypeError);
}

TEST_CASE("sharedAddress is the same for the same thing, and null for what is copied") {
  const Value list = {1, 2}, same = list;
  CHECK(sharedAddress(list) != nullptr);
  CHECK(sharedAddress(list) == sharedAddress(same));
  CHECK(sharedAddress(list) != sharedAddress(Value{1, 2}));
  CHECK(sharedAddress("a text that does not fit into a Value") == nullptr);
  CHECK(sharedAddress(1) == nullptr);
}

TEST_CASE("eachMember gives the members in JavaScript's order, and nothing of what is no object") {
  std::string seen;
  const auto note = [&](std::string_view key, const Value& value) {
    seen += std::string(key) + "=" + value.str() + ";";
  };
  eachMember(Value{{"b", 1}, {"10", 2}, {"2", "x"}}, note);
  CHECK(seen == "2=x;10=2;b=1;");
  eachMember(Array(1, 2), note);
  CHECK(seen == "2=x;10=2;b=1;");
}
