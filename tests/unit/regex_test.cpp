// Regular expressions as in JavaScript.
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include "core/regex.hpp"

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
}  // namespace

TEST_CASE("test, match, exec") {
  CHECK("jpeg|png"_re.test("image/png"));
  CHECK_FALSE("jpeg|png"_re.test("image/gif"));
  CHECK(Regex("X", "i").test("axb"));
  CHECK(js(Value("a1b22").match(R"((\w)(\d+))"_re)) == R"(["a1","a","1"])");
  CHECK(js(Value("a1b22").match(Regex(R"(\d+)", "g"))) == R"(["1","22"])");
  CHECK(Value("x").match("y"_re) == null);
  CHECK(Value("x").match(Regex("y", "g")) == null);
  Value m = Value("h\xc3\xa9 b").match("(?<letter>b)"_re);
  CHECK(m["index"] == 3);
  CHECK(m["input"] == "h\xc3\xa9 b");
  CHECK(m["groups"]["letter"] == "b");
  CHECK(js(Value("ab").match("(x)?b"_re)) == R"(["b",null])");
  CHECK(js("b+"_re.exec("abb")) == R"(["bb"])");
  CHECK(Value("abc").search("c"_re) == 2);
  CHECK(Value("abc").search("z"_re) == -1);
  CHECK(js(Value("a1b2").matchAll(Regex(R"(([a-z])\d)", "g")).map([](auto x) { return Array(x[1], x["index"]); })) ==
        R"([["a",0],["b",2]])");
  CHECK_THROWS_AS(Value("a").matchAll("a"_re), TypeError);
  CHECK(Value("a.b").match("."_re)[0] == "a");
}

TEST_CASE("replace and split") {
  CHECK(Value("a-b-c").replace("-"_re, "+") == "a+b-c");
  CHECK(Value("a-b-c").replace(Regex("-", "g"), "+") == "a+b+c");
  CHECK(Value("John Smith").replace(R"((\w+)\s(\w+))"_re, "$2, $1") == "Smith, John");
  CHECK(Value("2024-01").replace(R"((?<y>\d+)-(?<m>\d+))"_re, "$<m>/$<y>") == "01/2024");
  CHECK(Value("a1b2").replace(Regex(R"([a-z](\d))", "g"),
                              [](auto all, auto digit) { return all.toUpperCase() + digit; }) == "A11B22");
  CHECK(Value("abc").replace(Regex("", "g"), "-") == "-a-b-c-");
  CHECK(Value("a1b").replaceAll(Regex(R"(\d)", "g"), "") == "ab");
  CHECK_THROWS_AS(Value("a1b").replaceAll(R"(\d)"_re, ""), TypeError);
  CHECK(js(Value("a, b;c").split(R"([,;]\s*)"_re)) == R"(["a","b","c"])");
  CHECK(js(Value("a1b2").split(R"((\d))"_re)) == R"(["a","1","b","2",""])");
  CHECK(js(Value("ab").split(""_re)) == R"(["a","b"])");
  CHECK(js(Value("").split(","_re)) == R"([""])");
}

TEST_CASE("lastIndex of g and y") {
  Regex re("a", "g");
  CHECK(re.test("aba"));
  CHECK(re.lastIndex() == 1);
  CHECK(re.test("aba"));
  CHECK(re.lastIndex() == 3);
  CHECK_FALSE(re.test("aba"));
  CHECK(re.lastIndex() == 0);
  Value v = re;
  v["lastIndex"] = 2;
  CHECK(re.exec("aba")["index"] == 2);
  Regex sticky("b", "y");
  CHECK_FALSE(sticky.test("ab"));
  Value s = sticky;
  s["lastIndex"] = 1;
  CHECK(sticky.test("ab"));
}

TEST_CASE("flags, source and class") {
  Value re = Regex("a/b", "gi");
  CHECK(String(re) == "/a/b/gi");
  CHECK(re["source"] == "a/b");
  CHECK(re["flags"] == "gi");
  CHECK(re["global"] == true);
  CHECK(js(re) == "{}");
  CHECK(typeof_(re) == "object");
  CHECK(Regex("^b", "m").test("a\nb"));
  CHECK_FALSE("^b"_re.test("a\nb"));
  CHECK(Regex("a.b", "s").test("a\nb"));
  CHECK_FALSE("a$"_re.test("a\n"));  // the end is the end
  CHECK("[^]"_re.test("\n"));
  CHECK_FALSE("[]"_re.test("x"));
  CHECK(R"(\u0041\x42)"_re.test("AB"));
  CHECK(Regex(R"(^\u{1F600}$)", "u").test("\xf0\x9f\x98\x80"));
  CHECK(R"((a)|\1b)"_re.test("b"));  // a group that took no part matches nothing
}

TEST_CASE("\\s is all white space") {
  CHECK(Value("a\xc2\xa0"
              "b\xef\xbb\xbf"
              "c d\te")
            .split(R"(\s)"_re)
            .join("|") == "a|b|c|d|e");
  CHECK(Value(" \xe3\x80\x80x\xe2\x80\xa8").replace(Regex(R"(^\s+|\s+$)", "g"), "") == "x");
  CHECK(R"(^[\s-_]$)"_re.test("-"));
  CHECK(R"(^[\s-_]$)"_re.test("\xc2\xa0"));
  CHECK(R"(^[a-\s]$)"_re.test("-"));
  CHECK_FALSE(R"(^[a-\s]$)"_re.test("z"));
  CHECK_FALSE(R"(\S)"_re.test("\xc2\xa0 "));
  CHECK(R"(\\s)"_re.test("\\s"));
  CHECK(R"(^[\w-.]+@([\w-]+\.)+[\w-]{2,4}$)"_re.test("an-n.x@mail-1.example.org"));
  CHECK_FALSE(R"(^[\w-.]+$)"_re.test("a/b"));
}

TEST_CASE("a wrong pattern is a SyntaxError") {
  CHECK_THROWS_AS(Regex("("), SyntaxError);
  CHECK_THROWS_AS(Regex("a", "gg"), SyntaxError);
  CHECK_THROWS_WITH_AS(Regex("a", "q"), "Invalid flags supplied to RegExp constructor 'q'", SyntaxError);
  CHECK(Regex(R"(\C)").test("C"));  // PCRE's "one byte" is off
}

TEST_CASE("a match that costs too much ends with a RangeError") {
  const std::string text(40, 'a');
  CHECK_THROWS_AS(Regex("^(a+)+$").test(text + "!"), RangeError);
  CHECK("^a+$"_re.test(std::string(100'000, 'a')));
}

TEST_CASE("any bytes are accepted as a subject") {
  CHECK(
      "b"_re.test("\xff\xfe"
                  "b"));
  CHECK(Value("\xff"
              "b")
            .replace("b"_re, "c") ==
        "\xff"
        "c");
  CHECK_FALSE("b"_re.test(""));
}

TEST_CASE("core matches views, with offsets") {
  Value re = Regex("/(a+)/(b)?");
  RegexMatch m;
  CHECK(regex_of(re)->find("/x/aa/c", 0, m));
  CHECK(m[0].from == 2);
  CHECK(m[1].in("/x/aa/c") == "aa");
  CHECK_FALSE(m[2].set());
  CHECK_FALSE(regex_of(re)->find("/aa", 0, m));
  CHECK(regex_of(Value("x")) == nullptr);
}

TEST_CASE("without g and y nothing is remembered of a match") {
  Value re = "b"_re;
  re["lastIndex"] = 2;
  CHECK(Value("abc").match(re)["index"] == 1);
  CHECK(Value("xyz").match(re) == null);
  CHECK(re["lastIndex"] == 2);
}

TEST_CASE("a Regex tells its flags, and where it goes on may be set") {
  const auto re = Regex("a", "gi");
  CHECK(re.global());
  CHECK(re.ignoreCase());
  CHECK_FALSE(re.multiline());
  CHECK(re.toString() == "/a/gi");
  CHECK(re.test("aba"));
  CHECK(re.lastIndex() == 1);
  re.lastIndex(2);
  CHECK(re.exec("aba")["index"] == 2);
  re.lastIndex(0);
  CHECK(re.exec("aba")["index"] == 0);
}
