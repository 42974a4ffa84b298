// The methods of texts; positions are UTF-16 units.
#include <crema/error.hpp>
#include <crema/html_text.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace crema;

namespace {
std::string js(const Value& v) { return JSON.stringify(v).str(); }
const Value smile = "a\xf0\x9f\x98\x80z";  // a, U+1F600, z: four units
}  // namespace

TEST_CASE("split, trim, case, includes, startsWith, endsWith") {
  CHECK(js(Value("a b c").split(" ")) == R"(["a","b","c"])");
  CHECK(js(Value("a b c").split(" ", 2)) == R"(["a","b"])");
  CHECK(js(Value("abc").split("")) == R"(["a","b","c"])");
  CHECK(js(Value("abc").split()) == R"(["abc"])");
  CHECK(js(Value("").split(",")) == R"([""])");
  CHECK(js(Value("").split("")) == "[]");
  CHECK(js(Value("a,,b,").split(",")) == R"(["a","","b",""])");
  CHECK(Value(" \t\xc2\xa0x\n\xef\xbb\xbf").trim() == "x");
  CHECK(Value("  x ").trimStart() == "x ");
  CHECK(Value("  x ").trimEnd() == "  x");
  CHECK(Value("\xc3\x84"
              "bC\xc3\x9f")
            .toLowerCase() ==
        "\xc3\xa4"
        "bc\xc3\x9f");
  CHECK(Value("\xc3\xa4"
              "b\xc3\x9f\xd1\x8f")
            .toUpperCase() ==
        "\xc3\x84"
        "BSS\xd0\xaf");
  CHECK(Value("hello").includes("ell"));
  CHECK(Value("a1").includes(1));
  CHECK(Value("hello").startsWith("he"));
  CHECK(Value("hello").startsWith("l", 2));
  CHECK(Value("hello").endsWith("lo"));
  CHECK_FALSE(Value("hello").endsWith("hello world"));
}

TEST_CASE("lengths and positions count UTF-16 units") {
  CHECK(smile.length() == 4);
  CHECK(Value("h\xc3\xa9").length() == 2);
  CHECK(smile.indexOf("z") == 3);
  CHECK(smile.slice(3) == "z");
  CHECK(smile.slice(1, 3) == "\xf0\x9f\x98\x80");
  CHECK(smile.slice(-1) == "z");
  CHECK(js(smile.slice(0, 2)) == R"("a\ud83d")");
  CHECK(js(smile[2]) == R"("\ude00")");
  CHECK(smile.slice(0, 2) + smile.slice(2) == smile);  // the halves meet again
  Value text = smile.slice(0, 2);
  text += smile.slice(2);
  CHECK(text == smile);
  CHECK(smile.charCodeAt(1) == 0xd83d);
  CHECK(Value("\xff\xfe").length() == 2);  // each invalid byte counts as one U+FFFD
  CHECK(Value("a long text with an umlaut: \xc3\xa4").length() == 29);
  CHECK(Value("a long text with an umlaut: \xc3\xa4")[28] == "\xc3\xa4");
}

TEST_CASE("substring, substr, charAt, at, lastIndexOf") {
  Value s = "hello";
  CHECK(s.substring(3, 1) == "el");
  CHECK(s.substring(-5, 2) == "he");
  CHECK(s.substr(-3, 2) == "ll");
  CHECK(s.charAt(9) == "");
  CHECK(s.charAt(1) == "e");
  CHECK(s.at(-1) == "o");
  CHECK(s.lastIndexOf("l") == 3);
  CHECK(s.indexOf("l", 3) == 3);
  CHECK(s.concat(" ", "you") == "hello you");
  CHECK(String.fromCharCode(104, 0xe9) == "h\xc3\xa9");
  CHECK(String.fromCharCode(0xd83d, 0xde00) == "\xf0\x9f\x98\x80");
}

TEST_CASE("repeat, padStart, padEnd") {
  CHECK(Value("ab").repeat(3) == "ababab");
  CHECK(Value("ab").repeat(0) == "");
  CHECK(Value("5").padStart(3, "0") == "005");
  CHECK(Value("abc").padEnd(6, "12") == "abc121");
  CHECK(Value("abc").padStart(2) == "abc");
  CHECK_THROWS_AS(Value("ab").repeat(-1), RangeError);
  CHECK_THROWS_WITH_AS(Value("ab").repeat(1e9), "Invalid string length", RangeError);
  CHECK_THROWS_AS(Value("ab").padStart(1e12), RangeError);
}

TEST_CASE("replace and replaceAll") {
  Value s = "a-b-c";
  CHECK(s.replace("-", "+") == "a+b-c");
  CHECK(s.replaceAll("-", "+") == "a+b+c");
  CHECK(s.replace("b", "[$&$$$`$']") == "a-[b$a--c]-c");
  CHECK(s.replace("b", [](auto all) { return all.toUpperCase(); }) == "a-B-c");
  CHECK(s.replaceAll("-", [] { return "+"; }) == "a+b+c");
  CHECK(s.replace("b", Function([](auto all) { return all + all; })) == "a-bb-c");
  CHECK(s.replace("x", "y") == s);
  CHECK(Value("abc").replaceAll("", "-") == "-a-b-c-");
}

TEST_CASE("localeCompare sorts as people expect") {
  CHECK(Value("a").localeCompare("B") < 0);
  CHECK(Value("a").localeCompare("A") < 0);
  CHECK(Value("\xc3\xa9").localeCompare("f") < 0);
  CHECK(Value("e").localeCompare("\xc3\xa9") < 0);
  CHECK(Value("a").localeCompare("a") == 0);
  CHECK(Value("2").localeCompare("a") < 0);
  CHECK(Value("{a").localeCompare("a") < 0);
  CHECK(Value(".b").localeCompare("% a") < 0);
  Value signs = Value("$~|>=<+^`%#&\\/*@}{][)(\"'.?!:;,-_ 9aB").split("");
  CHECK(signs.sort([](auto a, auto b) { return a.localeCompare(b); }).join("") ==
        " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$9aB");
}

TEST_CASE("a text that is appended to piece by piece costs its length, not its square") {
  Let body = "";
  for (int i = 0; i < 200'000; ++i) body += "0123456789";
  CHECK(body.length() == 2'000'000);
}

TEST_CASE("format") {
  Value name = "Ann", n = 3;
  CHECK(format("Hi {}, {} new", name, n) == "Hi Ann, 3 new");
  CHECK(format("{{}}") == "{}");
  CHECK(format("{:>5}|{:<5}|{:^5}|{:*^7}|{:.2}|{:s}", n, n, n, name, name, name) == "    3|3    |  3  |**Ann**|An|Ann");
  CHECK(format("{} {}", name.length(), Array(1, 2)) == "3 1,2");
  const Value constant = 5;
  CHECK(format("{}", constant) == "5");
  CHECK(fmt::format("{}", name) == "Ann");
}

TEST_CASE("Text takes what JavaScript takes for a text") {
  const auto text = [](Text t) { return t.str(); };
  CHECK(text("a") == "a");
  CHECK(text("a"s) == "a");
  CHECK(text(Value("a")) == "a");
  CHECK(text(Value(5)) == "5");
  CHECK(text(std::string_view("a")) == "a");
  Let l = "let";
  CHECK(text(l) == "let");
  Value v = {{"k", "a member that is longer than fifteen bytes"}};
  CHECK(text(v["k"]) == "a member that is longer than fifteen bytes");
}

TEST_CASE("escapeHtml takes whatever has a text") {
  CHECK(escapeHtml("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(escapeHtml(std::string("1 < 2")) == "1 &lt; 2");
  Value user = {{"name", "<b>"}};
  CHECK(escapeHtml(user["name"]) == "&lt;b&gt;");
  CHECK(escapeHtml(Value(5)) == "5");
  CHECK(escapeHtml(user["none"]) == "undefined");
  CHECK_THROWS_AS((void)escapeHtml(user["none"]["member"]), TypeError);
}

TEST_CASE("half of a pair is found inside of the pair") {
  const Value face = "a\xf0\x9f\x98\x80z", high = "\xed\xa0\xbd", low = "\xed\xb8\x80";
  CHECK(face.includes(high));
  CHECK(face.indexOf(low) == 2);
  CHECK(face.lastIndexOf(high) == 1);
  CHECK(face.indexOf(face.at(1) + face.at(2), 2) == -1);
  CHECK(face.slice(1).startsWith(high));
  CHECK(face.slice(0, 3).endsWith(low));
  CHECK(face.replace(low, "-") == "a\xed\xa0\xbd-z");
  CHECK(face.split(high).join("|") == "a|\xed\xb8\x80z");
  CHECK(face.replaceAll("", ".") == ".a.\xed\xa0\xbd.\xed\xb8\x80.z.");
  CHECK(face.split(low).length() == 2);
}

TEST_CASE("normal forms, well-formedness, and options of localeCompare") {
  CHECK(Value("Cr\xc3\xa8me").normalize("NFD").length() == 6);
  CHECK(Value("e\xcc\x80").normalize() == "\xc3\xa8");
  CHECK_THROWS_AS(Value("a").normalize("nfc"), RangeError);
  CHECK_FALSE(Value("a\xed\xa0\xbd").isWellFormed());
  CHECK(Value("a\xed\xa0\xbd").toWellFormed() == "a\xef\xbf\xbd");
  CHECK(Value("file10").localeCompare("file9", "en", {{"numeric", true}}) == 1);
  CHECK(Value("a").localeCompare("\xc3\x81", undefined, {{"sensitivity", "base"}}) == 0);
  CHECK(Value("a").localeCompare("A", undefined, {{"caseFirst", "upper"}}) == 1);
}

TEST_CASE("a sigma is final whatever marks stand within the word") {
  CHECK(Value("A\xcc\x81\xce\xa3").toLowerCase() == "a\xcc\x81\xcf\x82");
  CHECK(Value("A\xce\xa3'B").toLowerCase() == "a\xcf\x83'b");
}
