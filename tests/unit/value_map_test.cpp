// Map and Set.
#include <cmath>
#include <crema/value.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {
struct Socket {
  int fd = 0;
  friend bool operator==(const Socket&, const Socket&) = default;
};
struct Hashed {
  int id = 0;
  friend bool operator==(const Hashed&, const Hashed&) = default;
  friend std::size_t hash_value(const Hashed& h) { return static_cast<std::size_t>(h.id % 3); }
};
}  // namespace

TEST_CASE("a Map keeps the order of insertion") {
  Map<> m;
  m.set("b", 1).set("a", 2);
  m.set("b", 3);
  CHECK(m.get("b") == 3);
  CHECK(m.get("x") == undefined);
  CHECK(m.has("a"));
  CHECK(m.size() == 2);
  std::string seen;
  for (auto [k, v] : m) seen += k.str() + v.str();
  CHECK(seen == "b3a2");
  CHECK(m.delete_("b"));
  CHECK_FALSE(m.delete_("b"));
  m.set("b", 4);
  CHECK(m.keys().join() == "a,b");
  CHECK(m.values().join() == "2,4");
  m.forEach([&](auto v, auto k) { seen = k.str() + v.str() + seen; });
  CHECK(seen == "b4a2b3a2");
  m.clear();
  CHECK(m.size() == 0);
  CHECK_FALSE(m.has("a"));
  m.set("z", 1);
  CHECK(m.keys().join() == "z");
}

TEST_CASE("keys are JavaScript's: numbers are no texts, NaN is itself, objects are themselves") {
  Map<> m;
  Value o = Object(), other = Object();
  m.set(1, "number"), m.set("1", "text"), m.set(std::nan(""), "nan"), m.set(o, "object"), m.set(null, "null");
  CHECK(m.size() == 5);
  CHECK(m.get(1) == "number");
  CHECK(m.get("1") == "text");
  CHECK(m.get(std::nan("")) == "nan");
  CHECK(m.get(o) == "object");
  CHECK(m.get(other) == undefined);
  CHECK(m.get(undefined) == undefined);
  CHECK(m.get(null) == "null");
  m.set(0.0, "zero");
  CHECK(m.get(-0.0) == "zero");
}

TEST_CASE("values and keys may be of any C++ type") {
  Map<int> counts = {{"a", 1}, {"b", 2}};
  CHECK(counts.get("a") == 1);
  CHECK(counts.get("x") == 0);
  ++*counts.find("b");
  CHECK(counts.get("b") == 3);
  CHECK(counts.find("x") == nullptr);
  Map<Socket, std::string> sockets;
  sockets.set("x", Socket{5});
  CHECK(sockets.get("x").fd == 5);
  Map<int, Socket> by_socket;  // without a hash: looked for in turn
  for (int i = 0; i < 50; ++i) by_socket.set(Socket{i}, i);
  CHECK(by_socket.get(Socket{33}) == 33);
  Map<int, Hashed> hashed;
  for (int i = 0; i < 50; ++i) hashed.set(Hashed{i}, i);
  for (int i = 0; i < 50; i += 2) CHECK(hashed.delete_(Hashed{i}));
  CHECK(hashed.size() == 25);
  CHECK(hashed.get(Hashed{33}) == 33);
  Map<std::unique_ptr<int>*> pointers;
  CHECK(pointers.get("none") == nullptr);
}

TEST_CASE("copies share the Map, as handles do") {
  Map<> a;
  const auto add = [=](Value k) { a.set(k, 1); };
  add("x");
  CHECK(a.has("x"));
}

TEST_CASE("entries may be removed and added in a loop") {
  Map<> m;
  for (int i = 0; i < 100; ++i) m.set(i, i);
  int seen = 0;
  for (auto [k, v] : m) {
    m.delete_(k);
    if (k < 50) m.set(1000 + k, v);
    ++seen;
    CHECK(static_cast<int>(v) >= 0);
    if (seen == 150) break;
  }
  CHECK(seen == 150);
  CHECK(m.size() == 0);
  for (auto& [k, v] : m) CHECK(k == v);
  for (int i = 0; i < 100; ++i) m.set(i, i);
  for (auto& [k, v] : m) {
    m.clear();
    CHECK(v == k);
  }
  CHECK(m.size() == 0);
}

TEST_CASE("taking the oldest entry again and again is cheap") {
  Map<> m;
  for (int i = 0; i < 50'000; ++i) m.set(i, i);
  for (int i = 0; i < 50'000; ++i) {
    m.set(50'000 + i, i);
    for (auto& [k, v] : m) {
      CHECK(k == i);
      m.delete_(k);
      break;
    }
  }
  CHECK(m.size() == 50'000);
}

TEST_CASE("a Set") {
  Set<> s = {"a", "b"};
  s.add("a").add("c");
  CHECK(s.size() == 3);
  CHECK(s.has("c"));
  CHECK(s.delete_("a"));
  std::string seen;
  for (auto v : s) seen += v.str();
  s.forEach([&](auto v) { seen += v.str(); });
  CHECK(seen == "bcbc");
  CHECK(s.values().join() == "b,c");
  Set<int> numbers;
  numbers.add(5);
  CHECK(numbers.has(5));
  s.clear();
  CHECK(s.size() == 0);
}

TEST_CASE("a Set and a Map are made of lists, and give lists") {
  const Value list = {3, 1, 3};
  CHECK(Set(list).size() == 2);
  const Value unique = {spread(Set(list))};
  CHECK(unique.join() == "3,1");
  CHECK(Array.from(Set<std::string>(Value{"b", "a", "b"})).join() == "b,a");
  CHECK(Array.from(Set(Value("hello"))).join("") == "helo");
  const auto map = Map(Object.entries({{"a", 1}, {"b", 2}}));
  CHECK(map.get("b") == 2);
  CHECK(JSON.stringify(Array.from(map)) == R"([["a",1],["b",2]])");
  std::string seen;
  for (auto [k, v] : map.entries()) seen += k.str() + v.str();
  map.forEach([&](auto v, auto k, auto all) { seen += k.str() + v.str() + "/" + std::to_string(all.size()); });
  CHECK(seen == "a1b2a1/2b2/2");
  CHECK(Map(Value()).size() == 0);
  CHECK_THROWS_WITH((void)Map(list), "Iterator value 3 is not an entry object");
}
