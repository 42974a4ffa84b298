// Sharing, dropping, threads; hostile shapes cost what they weigh.
#include <atomic>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <doctest/doctest.h>
#include <thread>

#include "core/object.hpp"

using namespace crema;

TEST_CASE("sixteen bytes; equal bits are equal values") {
  static_assert(sizeof(Value) == 16);
  static_assert(sizeof(Let) == 16);
  Value a = "short", b = "short", o = Object(), p = o;
  CHECK(same_bits(a, b));
  CHECK(same_bits(o, p));
  CHECK_FALSE(same_bits(o, Value(Object())));
  CHECK_FALSE(same_bits(a, Value("shorT")));
  CHECK(same_bits(undefined, Value()));
  Value moved = std::move(a);
  CHECK(same_bits(a, undefined));  // NOLINT(bugprone-use-after-move)
  CHECK(moved == "short");
}

TEST_CASE("a chain of a million arrays is dropped without recursion") {
  Value chain = Array();
  for (int i = 0; i < 1'000'000; ++i) {
    Value outer = Array();
    outer.push(chain);
    chain = outer;
  }
  chain = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    Value outer = Object();
    outer["a"] = chain;
    chain = outer;
  }
  chain = 0;
  CHECK(chain == 0);
}

TEST_CASE("long chains of functions, variables and C++ objects, too") {
  Value chain;
  for (int i = 0; i < 200'000; ++i) chain = Function([chain] { return chain; });
  chain = 0;
  for (int i = 0; i < 200'000; ++i) {
    Let variable = chain;
    chain = Function([variable] { return Value(variable); });
  }
  chain = 0;
  CHECK(chain == 0);
}

TEST_CASE("deep structures are refused, not overflowed") {
  Value chain = Array();
  for (int i = 0; i < 100'000; ++i) {
    Value outer = Array();
    outer.push(chain);
    chain = outer;
  }
  CHECK_THROWS_WITH_AS(chain.str(), "Maximum call stack size exceeded", RangeError);
  CHECK_THROWS_AS(JSON.stringify(chain), RangeError);
  CHECK_THROWS_AS(chain.flat(1e9), RangeError);
  Value loop = Array();
  loop.push(loop);
  CHECK_THROWS_AS(loop.str(), RangeError);
  loop.pop();
}

TEST_CASE("many keys, many removals, many integers in the wrong order: nothing is quadratic") {
  Value o = Object();
  for (int i = 0; i < 100'000; ++i) o[format("key {}", i)] = i;
  CHECK(o["key 99999"] == 99'999);
  for (int i = 0; i < 100'000; ++i) delete_(o[format("key {}", i)]);
  CHECK(member_count(o) == 0);
  for (int i = 100'000; i > 0; --i) o[i] = i;
  for (int i = 0; i < 1'000; ++i) o["same"] = i;
  CHECK(Object.keys(o)[0] == "1");
  CHECK(member_count(o) == 100'001);
  Value small = Object();
  for (int i = 0; i < 100'000; ++i) {
    small[format("k{}", i)] = i;
    if (i >= 3) delete_(small[format("k{}", i - 3)]);
  }
  CHECK(member_count(small) == 3);
  std::string order;
  each_member(small, [&](std::string_view key, Value&) { order += key; });
  CHECK(order == "k99997k99998k99999");
}

TEST_CASE("values go from thread to thread") {
  Value shared = {{"text", "a text that is longer than fifteen bytes"}, {"list", {1, 2, 3}}};
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&sum, shared] {
      for (int i = 0; i < 20'000; ++i) {
        Value copy = shared;
        Value list = copy["list"];
        sum += list.length();
        Value own = {{"i", i}, {"t", "another text longer than fifteen bytes"}};
        Value again = own;
      }
    });
  }
  Value made;
  threads.emplace_back([&made] { made = {{"from", "a thread that has ended meanwhile"}}; });
  for (auto& t : threads) t.join();
  CHECK(sum == 4 * 20'000 * 3);
  CHECK(made["from"] == "a thread that has ended meanwhile");
  made = 0;
}

TEST_CASE("integer-like keys may be read by several threads at once") {
  Value o = Object();
  o["b"] = 1;
  for (int i = 50; i > 0; --i) o[i] = i;
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        if (Object.keys(o)[0] == "1") ++right;
      }
    });
  }
  for (auto& t : threads) t.join();
  CHECK(right == 800);
}

namespace {
struct Source {
  int asked = 0;
  static Value next(void* self) { return {{"n", ++static_cast<Source*>(self)->asked}}; }
  static Value fails(void*) { throw TypeError("no query"); }
};
}  // namespace

TEST_CASE("a getter is asked at each touch, and never escapes") {
  Source source;
  Value query;
  set_getter(query, &Source::next, &source);
  CHECK(query["n"] == 1);
  CHECK(query.get("n") == 2);
  auto copy = query;
  CHECK(copy["n"] == 3);
  CHECK(copy["n"] == 3);
  CHECK(JSON.stringify(query) == R"({"n":4})");
  CHECK((query && query["n"]) == 5);  // the right side is evaluated first, then the left one tested
  Value list = {query, query};
  CHECK(list[1]["n"] == 8);
  Value moved = std::move(query);
  CHECK(moved["n"] == 9);
  set_getter(query, &Source::next, &source);
  query = 5;
  CHECK(query == 5);
  set_getter(query, &Source::fails, nullptr);
  CHECK_THROWS_WITH_AS(query["n"], "no query", TypeError);
  CHECK_THROWS_AS((void)Value(query), TypeError);
}

TEST_CASE("ref_to writes to a variable that has a name of its own") {
  Value variable = 1;
  ref_to(variable) = 2;
  ref_to(variable)++;
  CHECK(variable == 3);
  CHECK(ref_to(variable) == 3);
  CHECK(delete_(ref_to(variable)));
  CHECK(variable == undefined);
}

TEST_CASE("members by name without conversions") {
  Value o = make_object(2);
  set_member(o, "a", 1);
  set_member(o, "a", 2);
  set_member(o, "a name that is longer than fifteen bytes", 3);
  CHECK(member_count(o) == 2);
  CHECK(*find_member(o, "a") == 2);
  CHECK(*find_member(o, "a name that is longer than fifteen bytes") == 3);
  CHECK(find_member(o, "b") == nullptr);
  CHECK(remove_member(o, "a"));
  CHECK_FALSE(remove_member(o, "a"));
  CHECK(text_view(Value("x")) == "x");
  CHECK_FALSE(text_view(Value(5)).has_value());
  CHECK(text_view(make_buffer("abc"s)) == "abc");
  Let l = "let";
  CHECK(text_view(l) == "let");
}
