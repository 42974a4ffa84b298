// nanoid(); tests/interop compares ids of the same bytes with npm's.
#include <crema/error.hpp>
#include <crema/nanoid.hpp>
#include <crema/object.hpp>
#include <crema/regex.hpp>
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

using namespace crema;

TEST_CASE("nanoid() gives 21 characters, or so many") {
  CHECK(Regex("^[\\w-]{21}$").test(nanoid()));
  CHECK(Regex("^[\\w-]{10}$").test(nanoid(10)));
  CHECK(nanoid(0) == "");
  CHECK_THROWS_WITH_AS(nanoid(-1), "Wrong ID size", RangeError);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(nanoid());
  CHECK(seen.size() == 1000);
}

TEST_CASE("nanoid()'s characters are all of the alphabet") {
  std::map<char, int> count;
  for (int i = 0; i < 1000; ++i)
    for (const char c : nanoid(64).str()) ++count[c];
  CHECK(count.size() == 64);
  for (const auto& [c, n] : count) {
    CHECK(std::string(urlAlphabet).find(c) != std::string::npos);
    CHECK(n > 700);  // 1,000 ± 31
  }
}

TEST_CASE("customAlphabet() takes each character as often") {
  const auto id = customAlphabet("abcdefghij", 5);
  CHECK(Regex("^[a-j]{5}$").test(id()));
  CHECK(id(7).length() == 7);
  CHECK(id(0) == "");
  std::map<char, int> count;
  for (const char c : id(100000).str()) ++count[c];
  for (const char c : "abcdefghij"s) {
    CHECK(count[c] > 9500);  // 10,000 ± 95
    CHECK(count[c] < 10500);
  }
  CHECK(Regex("^[äöü]{9}$").test(customAlphabet("äöü", 9)()));
  CHECK(customAlphabet("x", 3)() == "xxx");
  CHECK_THROWS_AS(customAlphabet(""), RangeError);
  CHECK_THROWS_AS(customAlphabet(Value("x").repeat(257)), RangeError);
}

TEST_CASE("customRandom() takes the bytes of its function") {
  const auto counting = [](auto n) { return Array.from(n, [](auto, auto i) { return i; }); };
  CHECK(customRandom("abcd", 6, counting)() == "badcba");
  CHECK(customRandom("abc", 4, counting)() == "acba");
  CHECK(customRandom("abc", 4, counting)(9) == "cbacbacba");
  CHECK_THROWS_AS(customRandom("abcd", 6, [](auto n) { return Array(); })(), RangeError);
}
