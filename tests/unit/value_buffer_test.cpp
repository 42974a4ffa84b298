// Buffers and Node's encodings.
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include "core/encodings.hpp"
#include "core/value_node.hpp"

using namespace crema;

TEST_CASE("a buffer has bytes, a length, slices that share") {
  Value b = make_buffer("h\xc3\xa9llo"s);
  CHECK(b.length() == 6);
  CHECK(b["length"] == 6);
  CHECK(b[0] == 104);
  CHECK(b[9] == undefined);
  CHECK(b.toString() == "h\xc3\xa9llo");
  CHECK(b.view() == "h\xc3\xa9llo");
  Value part = b.slice(3, 5);
  CHECK(part.toString() == "ll");
  part[0] = 'L' + 256;
  CHECK(b.toString() == "h\xc3\xa9Llo");
  CHECK(part.slice(1).toString() == "l");
  b = 0;
  CHECK(part.toString() == "Ll");
  CHECK(JSON.stringify(part) == R"({"type":"Buffer","data":[76,108]})");
  CHECK(typeof_(part) == "object");
  CHECK(part == part);
  CHECK(make_buffer("a"s) != make_buffer("a"s));
  CHECK("<" + part + ">" == "<Ll>");
  int sum = 0;
  for (auto byte : part) sum += static_cast<int>(byte);
  CHECK(sum == 76 + 108);
}

TEST_CASE("toString takes an encoding and a range") {
  Value b = make_buffer("\xff\x00\x61z"s);
  CHECK(b.toString("hex") == "ff00617a");
  CHECK(b.toString("base64") == "/wBheg==");
  CHECK(b.toString("base64url") == "_wBheg");
  CHECK(b.toString("latin1") == "\xc3\xbf\0az"s);
  CHECK(b.toString("utf8", 2) == "az");
  CHECK(b.toString("utf8", 2, 3) == "a");
  CHECK(b.toString() == "\xef\xbf\xbd\0az"s);
  CHECK_THROWS_WITH_AS(b.toString("klingon"), "Unknown encoding: klingon", TypeError);
}

TEST_CASE("encodings there and back") {
  const std::string bytes = "\x00\x01\xfe\xff\x80 abc\xc3\xa9"s;
  for (const auto e : {Encoding::hex, Encoding::base64, Encoding::base64url, Encoding::latin1}) {
    CHECK(decoded(encoded(bytes, e), e) == bytes);
  }
  CHECK(encoded(decoded("h\xc3\xa9\xf0\x9f\x98\x80", Encoding::utf16le), Encoding::utf16le) ==
        "h\xc3\xa9\xf0\x9f\x98\x80");
  CHECK(decoded("616x62", Encoding::hex) == "a");
  CHECK(decoded("YW\nJj ZA==", Encoding::base64) == "abcd");
  CHECK(decoded("-_8", Encoding::base64) == "\xfb\xff");
  CHECK(encoded("", Encoding::base64) == "");
  CHECK(encoded("a", Encoding::base64) == "YQ==");
  CHECK(encoded("\xff", Encoding::ascii) == "\x7f");
  CHECK(encoding_named("UTF-8") == Encoding::utf8);
  CHECK(encoding_named("binary") == Encoding::latin1);
  CHECK_FALSE(encoding_named("utf-32-with-more").has_value());
}
