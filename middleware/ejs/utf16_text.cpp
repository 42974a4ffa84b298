// UTF-16 to UTF-8: pages are ASCII for the most part, so a unit below 0x80 takes the short way.
#include "utf16_text.hpp"

#include <cstddef>
#include <cstdint>

namespace crema::scripts {
namespace {

char byte(std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); }

// The code point at `at`, which is moved to its last unit.
std::uint32_t code_point(std::u16string_view units, std::size_t& at) {
  const std::uint32_t first = units[at];
  if (first < 0xD800 || first > 0xDBFF || at + 1 == units.size()) return first;
  const std::uint32_t second = units[at + 1];
  if (second < 0xDC00 || second > 0xDFFF) return first;
  ++at;
  return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

char* put(char* out, std::uint32_t c) {
  if (c < 0x800) {
    *out++ = byte(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      *out++ = byte(0xE0 | c >> 12);
    } else {
      *out++ = byte(0xF0 | c >> 18);
      *out++ = byte(0x80 | (c >> 12 & 0x3F));
    }
    *out++ = byte(0x80 | (c >> 6 & 0x3F));
  }
  *out++ = byte(0x80 | (c & 0x3F));
  return out;
}

std::size_t utf8_size(std::u16string_view units) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto c = units[i] < 0x80 ? units[i] : code_point(units, i);
    size += c < 0x80 ? 1U : c < 0x800 ? 2U : c < 0x10000 ? 3U : 4U;
  }
  return size;
}

}  // namespace

std::string utf8_of(std::u16string_view units) {
  std::string text(utf8_size(units), '\0');
  char* out = text.data();
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i] < 0x80) *out++ = static_cast<char>(units[i]);
    else out = put(out, code_point(units, i));
  }
  return text;
}

}  // namespace crema::scripts
