#include "core/body_charset.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace crema::detail;
using namespace std::string_literals;

namespace {

// "unknown" for a charset that is not known.
std::string decoded(std::string_view label, std::string_view bytes) {
  const auto charset = find_charset(label);
  if (!charset) return "unknown";
  std::string scratch;
  return std::string(decode_text(*charset, bytes, scratch));
}

std::string utf16(std::u16string_view text, bool big) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

std::string utf32(std::u32string_view text, bool big) {
  std::string bytes;
  for (const char32_t c : text) {
    for (unsigned i = 0; i < 4; i++) bytes += static_cast<char>(c >> (big ? 24 - 8 * i : 8 * i) & 0xff);
  }
  return bytes;
}

}  // namespace

TEST_CASE("charsets are found by any of their names") {
  for (const auto* label : {"utf-8", "UTF-8", "utf8", "UTF_8"}) CHECK(find_charset(label)->kind == Charset::Kind::utf8);
  for (const auto* label : {"iso-8859-1", "latin1", "L1", "ISO_8859-1:1987", "cp819", "28591", "binary"}) {
    CHECK_MESSAGE(find_charset(label)->kind == Charset::Kind::latin1, label);
  }
  for (const auto* label : {"us-ascii", "ascii", "ISO646-US", "cp367"}) {
    CHECK_MESSAGE(find_charset(label)->kind == Charset::Kind::ascii, label);
  }
  for (const auto* label : {"x-bogus", "", "-", "utf-x", "iso-8859-12", "iso-8859-17", "iso-8859-", "latin0", "latin11",
                            "cp", "windows", "8859", "UTF-8//TRANSLIT x", "../../etc/passwd"}) {
    CHECK_MESSAGE(!find_charset(label), label);
  }
  CHECK_FALSE(find_charset(std::string(100'000, 'u')));
}

TEST_CASE("UTF-8 that is good is not copied") {
  const std::string bytes = "na\xC3\xAFve \xE2\x98\x83";
  std::string scratch;
  const auto text = decode_text(Charset{}, bytes, scratch);
  CHECK(text.data() == bytes.data());
  CHECK(text == bytes);
  CHECK(scratch.empty());
}

TEST_CASE("bad UTF-8 becomes U+FFFD, one for each piece that could have begun a character") {
  CHECK(decoded("utf-8", "\xFFx") == "\uFFFDx");
  CHECK(decoded("utf-8", "\xE2\x98") == "\uFFFD");
  CHECK(decoded("utf-8", "\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(decoded("utf-8", "\xC0\x80") == "\uFFFD\uFFFD");
}

TEST_CASE("one byte order mark is taken off") {
  CHECK(decoded("utf-8", "\xEF\xBB\xBFx") == "x");
  CHECK(decoded("utf-8", "\xEF\xBB\xBF\xEF\xBB\xBF") == "\uFEFF");
  CHECK(decoded("utf-8", "\xEF\xBB\xBF").empty());
  CHECK(decoded("utf-16le", utf16(u"\uFEFFx", false)) == "x");
  CHECK(decoded("utf-16be", utf16(u"\uFEFF\uFEFFx", true)) == "\uFEFFx");
  CHECK(decoded("utf-32le", utf32(U"\uFEFFx", false)) == "x");
  CHECK(decoded("latin1", "\xEF\xBB\xBFx") == "\u00EF\u00BB\u00BFx");
}

TEST_CASE("UTF-16 in either order") {
  for (const bool big : {false, true}) {
    const auto* label = big ? "utf-16be" : "utf-16le";
    CHECK(decoded(label, utf16(u"{\"a\":\"\u8AD6\U0001F600\"}", big)) == "{\"a\":\"\u8AD6\U0001F600\"}");
    CHECK(decoded(label, utf16(u"ab", big) + "c") == "ab");
    CHECK(decoded("utf-16", utf16(u"{\"a\":1}", big)) == "{\"a\":1}");
    CHECK(decoded("utf-16", utf16(u"\uFEFF\u8AD6", big)) == "\u8AD6");
  }
  CHECK(decoded("utf-16", "").empty());
  CHECK(decoded("ucs2", utf16(u"x", false)) == "x");
}

TEST_CASE("half a surrogate pair stays one") {
  const std::u16string alone = {char16_t(0xD83D), u'x'};
  CHECK(decoded("utf-16le", utf16(alone, false)) == "\xED\xA0\xBDx");
}

TEST_CASE("UTF-32 in either order") {
  for (const bool big : {false, true}) {
    const auto* label = big ? "utf-32be" : "utf-32le";
    CHECK(decoded(label, utf32(U"a\u2603\U0001F600", big)) == "a\u2603\U0001F600");
    CHECK(decoded(label, utf32(U"a", big) + "x") == "a\uFFFD");
    CHECK(decoded("utf-32", utf32(U"{\"a\":1}", big)) == "{\"a\":1}");
  }
  CHECK(decoded("utf-32be", "\xFF\xFF\xFF\xFF") == "\uFFFD");
  CHECK(decoded("utf-32le", "\x00\xD8\x00\x00"s) == "\uFFFD");
}

TEST_CASE("UTF-7") {
  CHECK(decoded("utf-7", "+ZeVnLIqe- a+-b ~") == "\u65E5\u672C\u8A9E a+b ~");
  CHECK(decoded("utf-7", "+2D3eAA-") == "\U0001F600");
  CHECK(decoded("utf-7", "+2D0-+3gA-") == "\U0001F600");
  CHECK(decoded("utf-7", "x+") == "x");
}

TEST_CASE("Latin-1 and ASCII") {
  CHECK(decoded("iso-8859-1", "\xE9\x80") == "\u00E9\u0080");
  CHECK(decoded("us-ascii", "a\xE9") == "a\uFFFD");
}

TEST_CASE("other charsets come from the system") {
  CHECK(decoded("windows-1252", "\x80\x81\xE9") == "\u20AC\uFFFD\u00E9");
  CHECK(decoded("iso-8859-15", "\xA4") == "\u20AC");
  if (!find_charset("koi8-r")) return;  // a system with few charsets
  CHECK(decoded("koi8-r", "\xC9\xCD\xD1") == "\u0438\u043C\u044F");
  CHECK(decoded("cp866", "\xA8\xAC\xEF") == "\u0438\u043C\u044F");
  CHECK(decoded("windows-1251", "\xE8\xEC\xFF") == "\u0438\u043C\u044F");
  CHECK(decoded("shift_jis", "\x93\xFA\x96\x7B\x81") == "\u65E5\u672C\uFFFD");
  CHECK(decoded("gb2312", "\xD6\xD0\x80") == "\u4E2D\u20AC");
  CHECK(decoded("euc-kr", "\xC7\xD1") == "\uD55C");
  CHECK(decoded("big5", "\xA4\xA4") == "\u4E2D");
}

TEST_CASE("long bodies in another charset are decoded whole") {
  std::string bytes, text;
  for (int i = 0; i < 10'000; i++) {
    bytes += "\xE9\x81";
    text += "\u00E9\uFFFD";
  }
  CHECK(decoded("windows-1252", bytes) == text);
}
