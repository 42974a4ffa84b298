// Buffer: what Node gives for the same arguments.
#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace crema;
using namespace std::string_view_literals;

TEST_CASE("Buffer.from reads every encoding") {
  CHECK(Buffer.from("h\xc3\xa9").view() == "h\xc3\xa9");
  CHECK(Buffer.from("68690a", "hex").view() == "hi\n");
  CHECK(Buffer.from("abzz12", "hex").view() == "\xab");
  CHECK(Buffer.from("aGk=", "base64").view() == "hi");
  CHECK(Buffer.from("YW Jj*ZGVm\n", "base64").view() == "abcdef");
  CHECK(Buffer.from("_-8", "base64url").view() == "\xff\xef");
  CHECK(Buffer.from("\xc3\xa9", "latin1").view() == "\xe9");
  CHECK(Buffer.from("a\xe2\x82\xac", "utf16le").view() == "a\0\xac\x20"sv);
  CHECK_THROWS_WITH_AS(Buffer.from("x", "foo"), "Unknown encoding: foo", TypeError);
}

TEST_CASE("Buffer.from copies arrays and buffers") {
  CHECK(Buffer.from({256, -1, 1.9, "7", "x", 300.5}).view() == "\0\xff\x01\x07\0\x2c"sv);
  Value first = Buffer.from("abc");
  Value copy = Buffer.from(first);
  CHECK(copy.view() == "abc");
  CHECK(copy.view().data() != first.view().data());
  CHECK(Buffer.from(JSON.parse(JSON.stringify(first))).view() == "abc");
  CHECK_THROWS_WITH_AS(
      Buffer.from(5),
      "The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an "
      "Array-like Object. Received type number (5)",
      TypeError);
}

TEST_CASE("Buffer.alloc fills") {
  CHECK(Buffer.alloc(3).view() == "\0\0\0"sv);
  CHECK(Buffer.alloc(5, "ab").view() == "ababa");
  CHECK(Buffer.alloc(2, 257).view() == "\x01\x01");
  CHECK(Buffer.alloc(3, "").view() == "\0\0\0"sv);
  CHECK(Buffer.alloc(0).length() == 0);
  CHECK_THROWS_AS(Buffer.alloc(-5), RangeError);
  CHECK_THROWS_AS(Buffer.alloc("5"), TypeError);
}

TEST_CASE("Buffer.concat, byteLength, isBuffer, compare") {
  CHECK(Buffer.concat({Buffer.from("a"), Buffer.from("bc")}).view() == "abc");
  CHECK(Buffer.concat({Buffer.from("a"), Buffer.from("bc")}, 2).view() == "ab");
  CHECK(Buffer.concat({Buffer.from("a"), Buffer.from("b")}, 3).view() == "ab\0"sv);
  CHECK(Buffer.concat(Array()).length() == 0);
  CHECK_THROWS_WITH_AS(Buffer.concat(Array(1)),
                       "The \"list[0]\" argument must be an instance of Buffer or Uint8Array. Received type number (1)",
                       TypeError);
  CHECK(Buffer.byteLength("\xc3\xa9\xe2\x82\xac") == 5);
  CHECK(Buffer.byteLength("abcd", "hex") == 2);
  CHECK(Buffer.byteLength(Buffer.alloc(7)) == 7);
  CHECK(Buffer.isBuffer(Buffer.alloc(1)));
  CHECK(!Buffer.isBuffer("text"));
  CHECK(Buffer.isEncoding("UTF-8"));
  CHECK(!Buffer.isEncoding("foo"));
  CHECK(Buffer.compare(Buffer.from("a"), Buffer.from("b")) == -1);
  CHECK(Buffer.compare(Buffer.from("b"), Buffer.from("a")) == 1);
  CHECK(Buffer.compare(Buffer.from("a"), Buffer.from("a")) == 0);
}

TEST_CASE("a buffer shows itself as text again") {
  CHECK(Buffer.from("hi").toString("hex") == "6869");
  CHECK(Buffer.from("hi").toString("base64") == "aGk=");
  CHECK(Buffer.from("hi").toString("base64url") == "aGk");
  CHECK(Buffer.from("hi").toString() == "hi");
}
