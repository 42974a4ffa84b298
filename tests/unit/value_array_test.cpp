// The methods of arrays.
#include <cmath>
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
Value shout(Value v) { return v.toUpperCase() + "!"; }
}  // namespace

TEST_CASE("push, pop, shift, unshift, splice") {
  Value a = {1, 2};
  CHECK(a.push(3) == 3);
  CHECK(a.push(4, 5) == 5);
  CHECK(a.pop() == 5);
  CHECK(a.shift() == 1);
  CHECK(a.unshift("x", "y") == 5);
  CHECK(js(a) == R"(["x","y",2,3,4])");
  CHECK(js(a.splice(1, 2)) == R"(["y",2])");
  CHECK(js(a) == R"(["x",3,4])");
  CHECK(js(a.splice(-1, 1, "z", "w")) == "[4]");
  CHECK(js(a) == R"(["x",3,"z","w"])");
  CHECK(js(a.splice(2)) == R"(["z","w"])");
  a.push({{"id", 1}});
  CHECK(js(a) == R"(["x",3,{"id":1}])");
  CHECK(Array().pop() == undefined);
  CHECK(Array().shift() == undefined);
}

TEST_CASE("slice, concat, reverse, join, includes, indexOf, at, fill, flat") {
  Value a = {1, 2, 3, 4};
  CHECK(js(a.slice(1, 3)) == "[2,3]");
  CHECK(js(a.slice(-2)) == "[3,4]");
  CHECK(js(a.slice()) == js(a));
  CHECK(a.slice() != a);
  CHECK(js(a.concat({5, 6}, 7)) == "[1,2,3,4,5,6,7]");
  CHECK(js(a.slice().reverse()) == "[4,3,2,1]");
  CHECK(a.join() == "1,2,3,4");
  CHECK(a.join("-") == "1-2-3-4");
  CHECK(Array("a", null, undefined, Array(1, 2)).join(";") == "a;;;1,2");
  CHECK(a.includes(3));
  CHECK_FALSE(a.includes("3"));
  CHECK(Array(std::nan("")).includes(std::nan("")));
  CHECK(Array(std::nan("")).indexOf(std::nan("")) == -1);
  CHECK_FALSE(Array(null).includes(undefined));
  CHECK(a.indexOf(3) == 2);
  CHECK(a.indexOf(9) == -1);
  CHECK(Array(1, 2, 1).lastIndexOf(1) == 2);
  CHECK(a.at(-1) == 4);
  CHECK(js(a.slice().fill(0, 1, 3)) == "[1,0,0,4]");
  CHECK(js(Array(1, Array(2, Array(3, Array(4)))).flat()) == "[1,2,[3,[4]]]");
  CHECK(js(Array(1, Array(2, Array(3, Array(4)))).flat(9)) == "[1,2,3,4]");
}

TEST_CASE("find, filter, map, some, every, forEach, reduce") {
  Value users = {{{"id", 1}, {"n", "Ann"}}, {{"id", 2}, {"n", "Bob"}}, {{"id", 3}, {"n", "Cyd"}}};
  Value id = 2;
  CHECK(users.find([=](auto u) { return u["id"] == id; })["n"] == "Bob");
  CHECK(users.find([](auto) { return false; }) == undefined);
  CHECK(users.findIndex([=](auto u) { return u["id"] == id; }) == 1);
  CHECK(users.findIndex([](auto) { return false; }) == -1);
  CHECK(users.findLast([](auto u) { return u["id"] < 3; })["id"] == 2);
  CHECK(js(users.filter([](auto u) { return u["id"] != 2; }).map([](auto u) { return u["n"]; })) == R"(["Ann","Cyd"])");
  CHECK(js(users.map([](auto u, auto i) { return Value{{"i", i}, {"n", u["n"]}}; })[1]) == R"({"i":1,"n":"Bob"})");
  CHECK(js(users.map([](auto u) { return Value{{"id", u["id"]}}; })) == R"([{"id":1},{"id":2},{"id":3}])");
  CHECK(users.some([](auto u) { return u["n"] == "Bob"; }));
  CHECK_FALSE(users.every([](auto u) { return u["n"] == "Bob"; }));
  int count = 0;
  users.forEach([&](auto u, int i) { count += static_cast<int>(u["id"]) * (i + 1); });
  CHECK(count == 14);
  users.forEach([&] { ++count; });
  CHECK(count == 17);
  CHECK(users.reduce([](auto sum, auto u) { return sum + u["id"]; }, 0) == 6);
  CHECK(Array(3, 4).reduce([](auto a, auto b) { return a * b; }) == 12);
  CHECK_THROWS_AS(Array().reduce([](auto a, auto) { return a; }), TypeError);
  CHECK(js(Array("a", "b").map(shout)) == R"(["A!","B!"])");
  CHECK(js(Array("1", "x").map(Number)) == "[1,null]");
  CHECK(js(Array(0, 1, "").filter(Boolean)) == "[1]");
  CHECK(js(Array(1, 2).map(Function([](auto x) { return x * 2; }))) == "[2,4]");
  CHECK(js(Array(1, 2).flatMap([](auto x) { return Array(x, x); })) == "[1,1,2,2]");
}

TEST_CASE("elements may be changed, and the array may change, while it is walked") {
  Value list = {1, 2, 3};
  list.forEach([&](auto x) {
    if (x == 1) list.push(9), list.push(10);
    if (x == 2) list["length"] = 2;
  });
  CHECK(js(list) == "[1,2]");
  Value keeper = Array(Array(1, 2, 3));
  keeper[0].forEach([&](auto) { keeper[0] = 5; });
  CHECK(js(keeper) == "[5]");
  int steps = 0;
  for (auto x : list) {
    if (++steps < 10) list.push(x);
  }
  CHECK(steps == 11);
}

TEST_CASE("sort") {
  CHECK(js(Array(10, 9, 1, undefined, "b", "a").sort()) == R"([1,10,9,"a","b",null])");
  CHECK(js(Array(10, 9, 1).sort([](auto a, auto b) { return a - b; })) == "[1,9,10]");
  Value people = {{{"n", "a"}, {"k", 1}}, {{"n", "b"}, {"k", 0}}, {{"n", "c"}, {"k", 1}}, {{"n", "d"}, {"k", 0}}};
  people.sort([](auto a, auto b) { return a["k"] - b["k"]; });
  CHECK(people.map([](auto p) { return p["n"]; }).join("") == "bdac");  // stable
  Value list = Array();
  for (int i = 0; i < 1000; ++i) list.push(i * 7919 % 1000);
  int flip = 0;
  list.sort([&](auto, auto) { return ++flip % 3 - 1; });  // contradicts itself: must only end
  CHECK(list.length() == 1000);
  CHECK_THROWS_AS(list.sort([](auto, auto) -> Value { throw RangeError("x"); }), RangeError);
  CHECK(list.length() == 1000);
}

TEST_CASE("loops and Array.from") {
  Value seen = "";
  for (auto x : Array("a", true)) seen += x;
  for (auto c : Value("h\xc3\xa9\xf0\x9f\x98\x80")) seen += "." + c;
  CHECK(seen == "atrue.h.\xc3\xa9.\xf0\x9f\x98\x80");
  CHECK(js(Array.from(3, [](auto, auto i) { return i * i; })) == "[0,1,4]");
  CHECK(js(Array.from("ab")) == R"(["a","b"])");
  CHECK(js(Array.from({1, 2}, [](auto x) { return x + 1; })) == "[2,3]");
  CHECK_THROWS_WITH_AS(for (auto x : Value(undefined))(void) x, "undefined is not iterable", TypeError);
  CHECK_THROWS_AS(for (auto x : Object())(void) x, TypeError);
}

TEST_CASE("methods of another kind are a pending TypeError") {
  Value number = 5, none;
  CHECK_THROWS_WITH_AS(number.trim().str(), "trim is not a function", TypeError);
  CHECK_THROWS_WITH_AS(none.map([](auto x) { return x; }).str(), "Cannot read properties of undefined (reading 'map')",
                       TypeError);
  CHECK_THROWS_AS(number.push(1), TypeError);
  CHECK_THROWS_AS((void)none.includes("x"), TypeError);
  CHECK((none && none.trim()) == undefined);
}

TEST_CASE("a queue of push and shift does not grow") {
  Value queue = Array();
  for (int i = 0; i < 100'000; ++i) {
    queue.push(i);
    if (i >= 10) CHECK(queue.shift() == i - 10);
  }
  CHECK(queue.length() == 10);
}

TEST_CASE("a function for each element may take the index and the array") {
  const Value list = {3, 1, 3, 2, 1};
  CHECK(list.filter([](auto x, auto i, auto all) { return all.indexOf(x) == i; }).join() == "3,1,2");
  CHECK(list.findLastIndex([](auto x, auto, auto all) { return x == all[0]; }) == 2);
  CHECK(list.reduce([](auto sum, auto x, auto i) { return sum + x * i; }, 0) == 17);
  CHECK(list.reduceRight(
            [](auto out, auto x, auto i, auto all) { return out + (i == all.length() - 1 ? "<" : "") + x; }, "") ==
        "<12313");
}

TEST_CASE("toSpliced, copyWithin, keys, values and groupBy") {
  Value list = {1, 2, 3, 4, 5};
  CHECK(list.toSpliced(1, 2, "x").join() == "1,x,4,5");
  CHECK(list.keys().join() == "0,1,2,3,4");
  list.values().push(6);
  CHECK(list.length() == 5);
  CHECK(list.copyWithin(0, 3).join() == "4,5,3,4,5");
  CHECK(list.copyWithin(-2, 0, 9).join() == "4,5,3,4,5");
  CHECK(JSON.stringify(Object.groupBy(list, [](auto x) { return x > 3 ? "big" : "small"; })) ==
        R"({"big":[4,5,4,5],"small":[3]})");
  CHECK_THROWS_AS(Object.create(list), TypeError);
}

TEST_CASE("spread gives push, unshift, splice and calls their arguments") {
  Value a = {1, 2}, more = {3, 4};
  CHECK(a.push(spread(more)) == 4);
  CHECK(a.push(spread(a)) == 8);
  CHECK(js(a) == "[1,2,3,4,1,2,3,4]");
  CHECK(js(a.splice(4, 4, spread(more))) == "[1,2,3,4]");
  CHECK(a.unshift(spread({"x", "y"})) == 8);
  CHECK(js(a) == R"(["x","y",1,2,3,4,3,4])");
  CHECK(a.push(spread(Array())) == 8);
  Value text = Array();
  text.push(spread("ab"));
  CHECK(js(text) == R"(["a","b"])");
  Value o = {{"join", Function([](auto... all) { return Array(all...).join("-"); })}};
  CHECK(o["join"](spread({1, 2, 3})) == "1-2-3");
  Value join = o["join"];
  CHECK(join(spread({1, 2, 3, 4, 5, 6, 7, 8})) == "1-2-3-4-5-6-7-8");
  CHECK(join() == "");
  CHECK_THROWS_AS(Object().push(spread(more)), TypeError);
}

TEST_CASE("tests of numbers stand where a function does") {
  Value mixed = {1, 1.5, "1", 1.0 / 0.0, 9007199254740992.0};
  CHECK(js(mixed.filter(Number.isInteger)) == "[1,9007199254740992]");
  CHECK(js(mixed.filter(Number.isSafeInteger)) == "[1]");
  CHECK(mixed.filter(Number.isFinite).length() == 3);
  CHECK(!mixed.some(Number.isNaN));
}

TEST_CASE("reduce into what is no Value") {
  auto counts = Value{"a", "b", "a"}.reduce(
      [](auto map, auto word) { return map.set(word, map.get(word).value_or(0) + 1); }, Map<>());
  CHECK(counts.get("a") == 2);
  CHECK(js(Object.fromEntries(counts)) == R"({"a":2,"b":1})");
  auto places = Value{"a", "b"}.reduce([](auto set, auto, auto i) { return set.add(i); }, Set<>());
  CHECK(js(places.values()) == "[0,1]");
}

TEST_CASE("lists become Sets and Maps, and these lists again") {
  Value a = {1, 2, 2, 3};
  CHECK(js(Set<>(a).values()) == "[1,2,3]");
  CHECK(js(Value{0, spread(Set<>(a))}) == "[0,1,2,3]");
  auto map = Map<>(Object.entries({{"x", 1}, {"y", 2}}));
  CHECK(js(map.entries()) == R"([["x",1],["y",2]])");
  CHECK(js(Array.from(map, [](auto pair) { return pair[1]; })) == "[1,2]");
  CHECK(js(Object.fromEntries(map)) == R"({"x":1,"y":2})");
  CHECK_THROWS_AS(Map<>(Array(1)), TypeError);
  CHECK(js(a.filter([](auto x, auto i, auto all) { return all.indexOf(x) == i; })) == "[1,2,3]");
  CHECK(a.reduce([](auto sum, auto x, auto i) { return sum + x * i; }, 0) == 15);
  CHECK(js(Array.from(3).fill(0)) == "[0,0,0]");
  CHECK(js(Array.from(2)) == "[null,null]");
}

TEST_CASE("a member of undefined in format() is an error of the text, which && keeps away") {
  Value none, some = {{"name", "x"}};
  CHECK((none && format("{}", none["name"])) == undefined);
  CHECK((some && format("<{}>", some["name"])) == "<x>");
  CHECK_THROWS_WITH_AS((void)format("{}", none["name"]).str(), "Cannot read properties of undefined (reading 'name')",
                       TypeError);
}
