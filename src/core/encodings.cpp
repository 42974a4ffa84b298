// Node's encodings between bytes and texts. Pure functions; any bytes are accepted.
#include "core/encodings.hpp"

#include <algorithm>
#include <array>

#include "core/value_utf8.hpp"

namespace crema {
namespace {

constexpr std::string_view base64_symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr auto base64_values = [] {
  std::array<signed char, 256> values{};
  for (auto& v : values) v = -1;
  for (std::size_t i = 0; i < 64; ++i) {
    values[static_cast<unsigned char>(base64_symbols[i])] = static_cast<signed char>(i);
    values[static_cast<unsigned char>(base64url_symbols[i])] = static_cast<signed char>(i);
  }
  return values;
}();

void append_base64(std::string& out, std::string_view bytes, std::string_view symbols, bool pad) {
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  std::size_t i = 0;
  for (; i + 2 < bytes.size(); i += 3) {
    const unsigned w = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (const unsigned shift : {18u, 12u, 6u, 0u}) out += symbols[w >> shift & 63];
  }
  if (i == bytes.size()) return;
  const bool two = i + 1 < bytes.size();
  const unsigned w = byte(i) << 16 | (two ? byte(i + 1) << 8 : 0);
  out += symbols[w >> 18 & 63];
  out += symbols[w >> 12 & 63];
  if (two) out += symbols[w >> 6 & 63];
  if (pad) out.append(two ? "=" : "==");
}

std::string from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  unsigned word = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int v = base64_values[static_cast<unsigned char>(c)];
    if (v < 0) continue;
    word = word << 6 | static_cast<unsigned>(v);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(static_cast<unsigned char>(word >> bits & 0xff));
    }
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Encoding> encoding_named(std::string_view name) {
  char lower[10];
  if (name.size() > sizeof lower) return std::nullopt;
  std::transform(name.begin(), name.end(), lower,
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view n(lower, name.size());
  if (n == "utf8" || n == "utf-8") return Encoding::utf8;
  if (n == "ucs2" || n == "ucs-2" || n == "utf16le" || n == "utf-16le") return Encoding::utf16le;
  if (n == "latin1" || n == "binary") return Encoding::latin1;
  if (n == "ascii") return Encoding::ascii;
  if (n == "base64") return Encoding::base64;
  if (n == "base64url") return Encoding::base64url;
  if (n == "hex") return Encoding::hex;
  return std::nullopt;
}

// Bytes from elsewhere: of half a pair in UTF-8 each of its three bytes is invalid.
static void append_mended(std::string& out, std::string_view bytes) {
  constexpr std::string_view invalid = "\xef\xbf\xbd";
  const char* p = bytes.data();
  const char* end = p + bytes.size();
  while (p != end) {
    const bool halves =
        static_cast<unsigned char>(*p) == 0xed && p + 1 != end && static_cast<unsigned char>(p[1]) >= 0xa0;
    if (halves) {
      out += invalid;
      ++p;
    } else {
      detail::append_code_point(out, detail::next_code_point(p, end));
    }
  }
}

void append_encoded(std::string& out, std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      if (detail::is_utf8(bytes)) out += bytes;
      else append_mended(out, bytes);
      return;
    case Encoding::utf16le:
      for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto unit = [&](std::size_t at) -> char32_t {
          return static_cast<unsigned char>(bytes[at]) |
                 static_cast<char32_t>(static_cast<unsigned char>(bytes[at + 1])) << 8;
        };
        char32_t c = unit(i);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.size() && unit(i + 2) >= 0xdc00 && unit(i + 2) < 0xe000) {
          c = 0x10000 + ((c - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
          i += 2;
        }
        detail::append_code_point(out, c);
      }
      return;
    case Encoding::latin1:
      for (const char c : bytes) detail::append_code_point(out, static_cast<unsigned char>(c));
      return;
    case Encoding::ascii:
      for (const char c : bytes) out += static_cast<char>(c & 0x7f);
      return;
    case Encoding::base64:
      return append_base64(out, bytes, base64_symbols, true);
    case Encoding::base64url:
      return append_base64(out, bytes, base64url_symbols, false);
    case Encoding::hex:
      for (const char c : bytes) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[c & 15];
      }
  }
}

std::string encoded(std::string_view bytes, Encoding encoding) {
  std::string out;
  append_encoded(out, bytes, encoding);
  return out;
}

std::string decoded(std::string_view text, Encoding encoding) {
  std::string out;
  const char* p = text.data();
  const char* end = p + text.size();
  switch (encoding) {
    case Encoding::utf8:
      return detail::is_utf8(text) ? std::string(text) : detail::well_formed(text);
    case Encoding::base64:
    case Encoding::base64url:
      return from_base64(text);
    case Encoding::hex:
      for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) break;
        out += static_cast<char>(static_cast<unsigned char>(high << 4 | low));
      }
      return out;
    case Encoding::latin1:
    case Encoding::ascii:
      while (p != end) {
        const char32_t c = detail::next_code_point(p, end);
        if (c >= 0x10000) out += static_cast<char>(static_cast<unsigned char>((0xd800 + ((c - 0x10000) >> 10)) & 0xff));
        out += static_cast<char>(static_cast<unsigned char>((c >= 0x10000 ? 0xdc00 + (c & 0x3ff) : c) & 0xff));
      }
      return out;
    case Encoding::utf16le:
      break;
  }
  const auto unit = [&](char32_t u) {
    out += static_cast<char>(static_cast<unsigned char>(u & 0xff));
    out += static_cast<char>(static_cast<unsigned char>(u >> 8 & 0xff));
  };
  while (p != end) {
    const char32_t c = detail::next_code_point(p, end);
    if (c >= 0x10000) {
      unit(0xd800 + ((c - 0x10000) >> 10));
      unit(0xdc00 + ((c - 0x10000) & 0x3ff));
    } else {
      unit(c);
    }
  }
  return out;
}

}  // namespace crema
