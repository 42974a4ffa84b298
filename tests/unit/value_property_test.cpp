// Places, snapshots, pending errors: the traps that the ports ran into.
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
}  // namespace

TEST_CASE("members are read and written by name") {
  Value session = Object();
  session["views"] = 1;
  session["views"]++;
  ++session["views"];
  session["views"] += 1;
  CHECK(session["views"] == 4);
  session["views"] -= 2;
  session["views"] *= 10;
  session["views"] /= 4;
  session["views"] %= 3;
  CHECK(session["views"] == 2);
  CHECK(session["views"]-- == 2);
  CHECK(js(session) == R"({"views":1})");
  session["n"]++;
  CHECK(isNaN(session["n"]));
}

TEST_CASE("what [] gives is a snapshot that knows its place: only a temporary writes") {
  Value session = {{"n", 1}, {"error", "bad"}};
  auto n = session["n"];
  n++;
  n = 7;
  n += 1;
  CHECK(n == 8);
  CHECK(session["n"] == 1);
  auto error = session["error"];
  CHECK(delete_(session["error"]));
  CHECK(error == "bad");
  CHECK(session["error"] == undefined);
  CHECK(js(session) == R"({"n":1})");
}

TEST_CASE("elements are shared, never pointers into the array") {
  Value users = {{{"id", 1}, {"name", "Ann"}}, {{"id", 2}, {"name", "Bob"}}};
  auto user = users.find([](auto u) { return u["id"] == 1; });
  for (int i = 0; i < 1000; ++i) users.push({{"id", i + 10}});
  user["name"] = "Eve";
  CHECK(users[0]["name"] == "Eve");
  users[1] = {spread(users[1]), {"age", 30}};
  CHECK(js(users[1]) == R"({"id":2,"name":"Bob","age":30})");
}

TEST_CASE("copies of a value share the object, copies of a variable do not share the variable") {
  Value a = {{"x", 1}};
  Value b = a;
  b["x"] = 2;
  CHECK(a["x"] == 2);
  b = 5;
  CHECK(a["x"] == 2);
  CHECK(a == a);
  CHECK(Value{{"x", 1}} != Value{{"x", 1}});
}

TEST_CASE("reading a member of undefined is a pending TypeError") {
  Value body;
  CHECK_THROWS_WITH_AS((void)(body["password"] == undefined),
                       "Cannot read properties of undefined (reading 'password')", TypeError);
  CHECK_THROWS_AS((void)(body["password"] == body["other"]), TypeError);
  CHECK_THROWS_AS((void)static_cast<bool>(body["x"]), TypeError);
  CHECK_THROWS_AS((void)!body["x"], TypeError);
  CHECK_THROWS_AS((void)body["x"].str(), TypeError);
  CHECK_THROWS_AS((void)body["x"].number(), TypeError);
  CHECK_THROWS_AS((void)(body["x"] < 1), TypeError);
  CHECK_THROWS_AS((void)Value(body["x"]), TypeError);
  CHECK_THROWS_AS((void)(Value{{"a", body["x"]}}), TypeError);
  CHECK_THROWS_AS((void)JSON.stringify(body["x"]), TypeError);
  CHECK_THROWS_AS((void)format("{}", body["x"]).str(), TypeError);
  CHECK_THROWS_AS((void)body["x"].value_or(1), TypeError);
  CHECK_THROWS_AS((void)typeof_(body["x"]), TypeError);
  CHECK_THROWS_AS(for (auto v : body["x"])(void) v, TypeError);
  CHECK_THROWS_WITH((void)(null["x"] == 1), "Cannot read properties of null (reading 'x')");
  Value list = Array(), object = Object();
  CHECK_THROWS_AS(list.push(body["x"]), TypeError);
  CHECK_THROWS_AS(object["x"] = body["x"], TypeError);
  CHECK(list.length() == 0);
  CHECK(js(object) == "{}");
  Value a;
  CHECK_THROWS_AS(a = body["x"], TypeError);
}

TEST_CASE("&&, || and ?: discard what is pending") {
  Value header, empty = "";
  auto token = header && header.split(" ")[1];
  CHECK(token == undefined);
  CHECK((empty && empty["x"]["y"]["z"]) == "");
  CHECK((Value(1) || header["x"]) == 1);
  CHECK_FALSE(static_cast<bool>(header && header.length()));
  CHECK_FALSE(static_cast<bool>(header && header["a"] + 1));
  Value picked = header ? header["x"] : Value("none");
  CHECK(picked == "none");
  CHECK_THROWS_AS((void)(header["x"] || 1), TypeError);
  CHECK_THROWS_AS((void)(Value(1) && header["x"]), TypeError);
  Value bearer = "Bearer abc";
  auto found = bearer && bearer.split(" ")[1];
  CHECK(found == "abc");
}

TEST_CASE("|| and && give a value; with a bool they are the built-in ones") {
  Value port, name = "x", zero = 0;
  CHECK((port || 3000) == 3000);
  CHECK((name || "default") == "x");
  CHECK((zero || null) == null);
  CHECK(js(name && 5) == "5");
  CHECK((parseInt("7") || 1) == 7);
  CHECK((parseInt("x") || 1) == 1);
  bool called = false;
  const auto touch = [&] { return called = true; };
  CHECK_FALSE((zero && touch()));
  CHECK_FALSE(called);
  CHECK((name && name == "x"));
  CHECK(((port || name) && !zero));
}

TEST_CASE("setting a member of undefined throws at once") {
  Value none;
  CHECK_THROWS_WITH_AS(none["x"] = 1, "Cannot set properties of undefined (setting 'x')", TypeError);
  Value object = Object();
  CHECK_THROWS_WITH(object["a"]["b"] = 1, "Cannot set properties of undefined (setting 'b')");
  CHECK_THROWS_WITH_AS(Value(5)["x"] = 1, "Cannot create property 'x' on number '5'", TypeError);
  CHECK_THROWS_WITH_AS(Value(true)["x"] = 1, "Cannot create property 'x' on boolean 'true'", TypeError);
  CHECK_THROWS_WITH_AS(Value("ab")["x"] = 1, "Cannot create property 'x' on string 'ab'", TypeError);
}

TEST_CASE("x?.y and x ?? y") {
  Value none, user = {{"name", "Ann"}, {"age", 0}};
  CHECK(none.get("a") == undefined);
  CHECK(none.get("a").get("b") == undefined);
  CHECK(user.get("name") == "Ann");
  CHECK(user["age"].value_or(5) == 0);
  CHECK(user["size"].value_or(5) == 5);
  CHECK(Value(nullptr).value_or("d") == "d");
}

TEST_CASE("arrays and texts have indices and a length") {
  Value list = {1, 2, 3}, text = "h\xc3\xa9llo";
  CHECK(list[1] == 2);
  CHECK(list["1"] == 2);
  CHECK(list[9] == undefined);
  CHECK(list["length"] == 3);
  CHECK(list.length() == 3);
  CHECK(text[1] == "\xc3\xa9");
  CHECK(text["length"] == 5);
  list[5] = 6;
  CHECK(js(list) == "[1,2,3,null,null,6]");
  list["length"] = 2;
  CHECK(js(list) == "[1,2]");
  CHECK_THROWS_AS(list[4'000'000'000u] = 1, RangeError);
  Value i = 0;
  CHECK(list[i] == 1);
  CHECK("n: " + list.length() == "n: 2");
  CHECK(list.length() - 1 == 1);
}

TEST_CASE("an object with many keys keeps their order, integers first") {
  Value o = Object();
  for (int i = 0; i < 100; ++i) o["k" + std::to_string(i)] = i;
  o[7] = "seven";
  o["3"] = "three";
  o["03"] = "text";
  o["4294967295"] = "text";
  CHECK(Object.keys(o)[0] == "3");
  CHECK(Object.keys(o)[1] == "7");
  CHECK(Object.keys(o)[2] == "k0");
  CHECK(Object.keys(o)[102] == "03");
  CHECK(Object.keys(o)[103] == "4294967295");
  CHECK(o["k99"] == 99);
  for (int i = 0; i < 90; ++i) delete_(o["k" + std::to_string(i)]);
  CHECK(Object.keys(o).length() == 14);
  CHECK(o["k95"] == 95);
  CHECK(o["k5"] == undefined);
  o["k5"] = "again";
  CHECK(Object.keys(o)[14] == "k5");
}

TEST_CASE("__proto__ is a key like any other") {
  Value o = JSON.parse(R"({"__proto__":{"admin":true}})");
  CHECK(o["admin"] == undefined);
  CHECK(Object.keys(o)[0] == "__proto__");
}

TEST_CASE("Object's functions") {
  Value o = {{"b", 1}, {"a", 2}};
  CHECK(js(Object.keys(o)) == R"(["b","a"])");
  CHECK(js(Object.values(o)) == "[1,2]");
  CHECK(js(Object.entries(o)) == R"([["b",1],["a",2]])");
  std::string seen;
  for (auto [key, value] : Object.entries(o)) seen += key.str() + value.str();
  CHECK(seen == "b1a2");
  for (auto [key, value] : Object.entries({{"x", 1}})) seen += (key + value).str();
  CHECK(seen == "b1a2x1");
  for (auto e : Object.entries(o)) {
    Value k = e[0], v = e[1];
    CHECK(o[k] == v);
  }
  CHECK(js(Object.assign({{"a", 0}}, o, {{"c", 3}})) == R"({"a":2,"b":1,"c":3})");
  CHECK(js(Object.fromEntries(Object.entries(o))) == js(o));
  CHECK(js(Object.keys({"x", "y"})) == R"(["0","1"])");
  CHECK(js(Object.keys("ab")) == R"(["0","1"])");
  CHECK(Object.keys(5).length() == 0);
  CHECK(o.hasOwnProperty("a"));
  CHECK_FALSE(Object.hasOwn(o, "z"));
  CHECK_THROWS_AS(Object.keys(undefined), TypeError);
}

TEST_CASE("a name in brackets may be any kind of text, and a place is made by each") {
  Value o = {{"name", "ann"}};
  const std::string text = "name";
  const char* chars = "name";
  const char* nothing = nullptr;
  CHECK(o["name"] == "ann");
  CHECK(o[text] == "ann");
  CHECK(o[std::string_view(text)] == "ann");
  CHECK(o[chars] == "ann");
  CHECK(o[Value("name")] == "ann");
  CHECK(o[nothing] == undefined);  // what getenv() gives: the name "undefined"
  o["a name of more than fifteen letters"] = 1;
  o["a name of more than fifteen letters"]++;
  CHECK(o[std::string("a name of more than fifteen letters")] == 2);
  CHECK(delete_(o["name"]));
  CHECK(o.hasOwnProperty("name") == false);
  CHECK_THROWS_AS((void)(undefined["name"] == 1), Error);
}

TEST_CASE("Let: an inner function changes the variable") {
  Let text = "", total = 0;
  const auto on_data = [=](auto chunk) {
    text += chunk;
    total++;
    ++total;
    total += 10;
  };
  on_data(Value("ab"));
  on_data(Value("cd"));
  CHECK(text == "abcd");
  CHECK(total == 24);
  Value before = text;
  text += "!";
  CHECK(before == "abcd");
  CHECK(text.length() == 5);
  const auto set = [=] { total = {1, 2}, total = "done"; };
  set();
  CHECK(total == "done");
  Value other = 5;
  other = total;
  total = 1;
  CHECK(other == "done");
  Let copy = total;
  copy = 2;
  CHECK(total == 2);
  Let from_value = other;
  from_value = 3;
  CHECK(other == "done");
  total = Object();
  total["x"] = 1;
  CHECK(js(total) == R"({"x":1})");
  CHECK(js({total, {"l", total["x"]}}) == R"([{"x":1},["l",1]])");
  CHECK(total-- != total);
  const auto moved = [](Let l) -> Value { return l; };
  CHECK(moved(text) == "abcd!");
}
