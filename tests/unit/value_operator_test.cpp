// Operators and conversions, against JavaScript's.
#include <cmath>
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <doctest/doctest.h>

using namespace crema;

TEST_CASE("truthiness") {
  for (const Value& v : Array(undefined, null, false, 0, -0.0, std::nan(""), "")) CHECK_FALSE(static_cast<bool>(v));
  for (const Value& v : Array(true, 1, -1, "0", "false", " ", Array(), Object(), "a text longer than fifteen bytes"))
    CHECK(static_cast<bool>(v));
}

TEST_CASE("== is ===, but null and undefined are equal") {
  CHECK(undefined == null);
  CHECK(Value() == undefined);
  CHECK(Value(1) == 1.0);
  CHECK(Value("1") != 1);
  CHECK(Value(0) != false);
  CHECK(Value("") != false);
  CHECK(Value(null) != 0);
  CHECK(Value(std::nan("")) != Value(std::nan("")));
  CHECK(Value(0.0) == Value(-0.0));
  CHECK(Value("abc") == "abc");
  CHECK("abc" == Value("abc"));
  CHECK(Value("abc") == "abc"s);
  CHECK(Value("a text longer than fifteen bytes") == Value("a text longer than fifteen bytes"));
  CHECK(Value("a text longer than fifteen bytes") != "a text longer than fifteen byteS");
  CHECK(Value(true) == true);
}

TEST_CASE("< compares numbers as numbers, texts by UTF-16 units") {
  CHECK(Value(2) < 10);
  CHECK_FALSE(Value("2") < "10");
  CHECK(Value("2") < 10);
  CHECK_FALSE(Value("x") < 1);
  CHECK_FALSE(Value("x") >= 1);
  CHECK_FALSE(undefined < 1);
  CHECK_FALSE(undefined >= 1);
  CHECK(null >= 0);
  CHECK(Value("a") < "b");
  CHECK(Value("a") <= "a");
  CHECK(Value("Z") < "a");
  CHECK(Value("\xf0\x9f\x98\x80") < "\xef\xbf\xbd");  // U+1F600 begins with a surrogate: before U+FFFD
  CHECK(Value("\xed\x9f\xbf") < "\xf0\x9f\x98\x80");  // but after U+D7FF
}

TEST_CASE("+ adds numbers and joins texts") {
  CHECK(Value(1) + 2 == 3);
  CHECK("a" + Value(1) + "b" == "a1b");
  CHECK(Value(1) + "2" == "12");
  CHECK(Value("x") + null == "xnull");
  CHECK("x" + undefined == "xundefined");
  CHECK(Value(true) + 1 == 2);
  CHECK(isNaN(undefined + 1));
  CHECK(Value{1, 2} + "x" == "1,2x");
  CHECK(Object() + "x" == "[object Object]x");
  CHECK(Value("0123456789") + "0123456789" == "01234567890123456789");
  CHECK(Value("0.1") + 0.2 == "0.10.2");
}

TEST_CASE("- * / % convert") {
  CHECK(Value("7") - 2 == 5);
  CHECK(Value("3") * "4" == 12);
  CHECK(Value(7) / 2 == 3.5);
  CHECK(Value(7) % 4 == 3);
  CHECK(Value(-7) % 4 == -3);
  CHECK(-Value("5") == -5);
  CHECK(+Value("5") == 5);
  CHECK(isNaN(Value("x") - 1));
  CHECK((Value(1) / 0).str() == "Infinity");
  CHECK((-Value(1) / 0).str() == "-Infinity");
}

TEST_CASE("variables count") {
  Value n = 1, s = "a";
  CHECK(n++ == 1);
  CHECK(++n == 3);
  CHECK(n-- == 3);
  CHECK(--n == 1);
  n += 2;
  n *= 4;
  n -= 2;
  n /= 5;
  n %= 2;
  CHECK(n == 0);
  s += "b";
  s += 1;
  s += s;
  CHECK(s == "ab1ab1");
  for (int i = 0; i < 5; ++i) s += s;
  CHECK(s.length() == 192);
  CHECK(s.endsWith("ab1ab1"));
}

TEST_CASE("conversions out of a value are explicit, but for std::string") {
  Value n = 42.9, t = "17", none;
  std::string text = n;
  CHECK(text == "42.9");
  CHECK(static_cast<int>(n) == 42);
  CHECK(static_cast<double>(t) == 17);
  CHECK(static_cast<int>(none) == 0);
  CHECK(static_cast<unsigned>(Value(-1)) == 0);
  CHECK(static_cast<int>(Value(1e300)) == 2147483647);
  CHECK(t.view() == "17");
  CHECK_THROWS_AS((void)n.view(), TypeError);
  CHECK(String(Array(1, Array(2, null), "x")) == "1,2,,x");
  CHECK(String(null) == "null");
  CHECK(String(true) == "true");
  CHECK(Number("0x1f") == 31);
  CHECK(Number("") == 0);
  CHECK(Number(" 12 ") == 12);
  CHECK(isNaN(Number("12px")));
  CHECK(isNaN(Number(undefined)));
  CHECK(Number(null) == 0);
  CHECK(Number(Array(5)) == 5);
  CHECK(Number("-Infinity").str() == "-Infinity");
  CHECK(Boolean("x") == true);
}

TEST_CASE("typeof") {
  CHECK(typeof_(undefined) == "undefined");
  CHECK(typeof_(null) == "object");
  CHECK(typeof_(1) == "number");
  CHECK(typeof_("x") == "string");
  CHECK(typeof_(true) == "boolean");
  CHECK(typeof_(Array()) == "object");
  CHECK(typeof_(Function([] {})) == "function");
  CHECK(Array.isArray(Array()));
  CHECK_FALSE(Array.isArray(Object()));
}

TEST_CASE("parseInt, parseFloat and their kin") {
  CHECK(parseInt("42px") == 42);
  CHECK(parseInt(" -7") == -7);
  CHECK(parseInt("0x1F") == 31);
  CHECK(parseInt("ff", 16) == 255);
  CHECK(parseInt("101", 2) == 5);
  CHECK(parseInt(3.9) == 3);
  CHECK(isNaN(parseInt("")));
  CHECK(isNaN(parseInt("x")));
  CHECK(isNaN(parseInt(undefined)));
  CHECK(isNaN(parseInt("1", 99)));
  CHECK(parseFloat("3.14abc") == 3.14);
  CHECK(parseFloat(".5") == 0.5);
  CHECK(parseFloat("-1e3x") == -1000);
  CHECK(Number.isInteger(5));
  CHECK_FALSE(Number.isInteger("5"));
  CHECK_FALSE(isFinite("x"));
  CHECK(Number.parseInt("5") == 5);
}

TEST_CASE("encodeURIComponent and decodeURIComponent") {
  CHECK(encodeURIComponent("a b&\xc3\xa9/~") == "a%20b%26%C3%A9%2F~");
  CHECK(encodeURI("http://x/a b?q=\xc3\xa9") == "http://x/a%20b?q=%C3%A9");
  CHECK(decodeURIComponent("a%20b%C3%A9") == "a b\xc3\xa9");
  CHECK(decodeURI("a%20b%2F") == "a b%2F");
  CHECK_THROWS_WITH_AS(decodeURIComponent("%"), "URI malformed", URIError);
  CHECK_THROWS_AS(decodeURIComponent("%ff"), URIError);
}

TEST_CASE("numbers are written as JavaScript writes them") {
  const auto text = [](double d) { return Value(d).str(); };
  CHECK(text(100) == "100");
  CHECK(text(-0.0) == "0");
  CHECK(text(0.1 + 0.2) == "0.30000000000000004");
  CHECK(text(1e21) == "1e+21");
  CHECK(text(123456789012345680000.0) == "123456789012345680000");
  CHECK(text(1e-7) == "1e-7");
  CHECK(text(0.000001) == "0.000001");
  CHECK(text(1.5e-9) == "1.5e-9");
  CHECK(text(5e-324) == "5e-324");
  CHECK(text(-1.7976931348623157e308) == "-1.7976931348623157e+308");
  CHECK(Value(9007199254740993).str() == "9007199254740992");
  CHECK(Value(255).toString(16) == "ff");
  CHECK(Value(0.5).toString(2) == "0.1");
  CHECK(Value(-255.5).toString(36) == "-73.i");
  CHECK(Value(1.005).toFixed(2) == "1.00");
  CHECK(Value(2.5).toFixed() == "3");
  CHECK(Value(-2.5).toFixed(0) == "-3");
  CHECK(Value(12).toFixed(2) == "12.00");
  CHECK(Value(123.456).toPrecision(4) == "123.5");
  CHECK(Value(0.00001).toPrecision(1) == "0.00001");
  CHECK(Value(1234.5).toPrecision(2) == "1.2e+3");
  CHECK_THROWS_AS(Value(1).toFixed(101), RangeError);
  CHECK_THROWS_AS(Value(1).toString(1), RangeError);
}

TEST_CASE("bits are those of whole numbers of 32 bits") {
  Value a = 5, b = -9;
  CHECK((a & 3) == 1);
  CHECK((a | 2) == 7);
  CHECK((a ^ 1) == 4);
  CHECK(~a == -6);
  CHECK((a << 3) == 40);
  CHECK((b >> 1) == -5);
  CHECK((1 & a) == 1);
  CHECK((Value("6") & "3") == 2);
  CHECK((Value(1) << 33) == 2);
  CHECK((Value(1) << 31) == -2147483648.0);
  CHECK((Value(4294967295.0) | 0) == -1);
  CHECK((Value(-1.9) | 0) == -1);
  CHECK((Value(1e21) | 0) == -559939584);
  CHECK((Value("x") | 0) == 0);
  CHECK((undefined | 1) == 1);
  CHECK((Value(1.0 / 0.0) | 0) == 0);
  CHECK(unsignedShift(-1) == 4294967295.0);
  CHECK(unsignedShift(-1, 28) == 15);
  CHECK(unsignedShift(b, 33) == 2147483643.0);
  Value flags = 0;
  flags |= 6;
  flags &= 12;
  flags ^= 1;
  flags <<= 2;
  flags >>= 1;
  CHECK(flags == 10);
  Value o = {{"n", 1}};
  o["n"] |= 8;
  o["n"] <<= 1;
  CHECK(o["n"] == 18);
  Let shared = 1;
  [=] { shared |= 2; }();
  CHECK(shared == 3);
  CHECK_THROWS((void)static_cast<bool>(o["none"]["n"] & 1));
}
