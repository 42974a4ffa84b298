// UTF-8 counted in UTF-16 units. ! Every function accepts any bytes.
#include "core/value_utf8.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace crema::detail {
namespace {

bool is_high(char32_t c) { return c >= 0xd800 && c < 0xdc00; }
bool is_low(char32_t c) { return c >= 0xdc00 && c < 0xe000; }
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
std::size_t units_of(char32_t c) { return c >= 0x10000 ? 2 : 1; }

// ED A0..AF xx: the first half of a pair, as WTF-8 has it; ED B0..BF xx: the second.
bool is_half(const char* p, unsigned char from, unsigned char to) {
  const auto second = static_cast<unsigned char>(p[1]);
  return static_cast<unsigned char>(p[0]) == 0xed && second >= from && second <= to;
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  const char* p = text.data();
  std::size_t n = text.size();
  for (; n >= 8; n -= 8, p += 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    if (word & 0x8080808080808080u) return false;
  }
  for (; n != 0; --n, ++p) {
    if (static_cast<unsigned char>(*p) >= 0x80) return false;
  }
  return true;
}

// Maximal subparts as the Encoding standard cuts them, but for surrogates, which stand for themselves.
char32_t next_code_point(const char*& p, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*p++);
  if (lead < 0x80) return lead;
  int more = 0;
  char32_t c = 0;
  unsigned char low = 0x80, high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    more = 1, c = lead & 0x1fu;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    more = 2, c = lead & 0x0fu;
    if (lead == 0xe0) low = 0xa0;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    more = 3, c = lead & 0x07u;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return 0xfffd;
  }
  for (; more != 0; --more) {
    if (p == end) return 0xfffd;
    const auto b = static_cast<unsigned char>(*p);
    if (b < low || b > high) return 0xfffd;
    c = c << 6 | (b & 0x3fu);
    low = 0x80, high = 0xbf;
    ++p;
  }
  return c;
}

bool is_utf8(std::string_view text) noexcept {
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    if (static_cast<unsigned char>(*p) < 0x80) {
      ++p;
      continue;
    }
    const char* from = p;
    const char32_t c = next_code_point(p, end);
    if (is_high(c) || is_low(c)) return false;
    if (c == 0xfffd && (p - from != 3 || std::memcmp(from, "\xef\xbf\xbd", 3) != 0)) return false;
  }
  return true;
}

void append_code_point(std::string& out, char32_t c) {
  const auto byte = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | c >> 6), byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
  } else {
    byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 0x3f)), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
  }
}

void append_joined(std::string& out, std::string_view text) {
  if (text.size() >= 3 && out.size() >= 3 && is_half(text.data(), 0xb0, 0xbf) && continues(text[2])) {
    const char* last = out.data() + out.size() - 3;
    if (is_half(last, 0xa0, 0xaf) && continues(last[2])) {
      const char* end = last + 3;
      const char32_t high = next_code_point(last, end);
      const char* next = text.data();
      const char32_t low = next_code_point(next, text.data() + 3);
      out.resize(out.size() - 3);
      append_code_point(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
      text.remove_prefix(3);
    }
  }
  out.append(text);
}

std::size_t utf16_length(std::string_view text) noexcept {
  const char* p = text.data();
  const char* end = p + text.size();
  std::size_t n = 0;
  while (p != end) n += units_of(next_code_point(p, end));
  return n;
}

std::size_t byte_of_unit(std::string_view text, std::size_t unit, bool& second_half) noexcept {
  const char* p = text.data();
  const char* end = p + text.size();
  second_half = false;
  while (p != end && unit != 0) {
    const char* from = p;
    const std::size_t units = units_of(next_code_point(p, end));
    if (units > unit) {
      second_half = true;
      return static_cast<std::size_t>(from - text.data());
    }
    unit -= units;
  }
  return static_cast<std::size_t>(p - text.data());
}

std::size_t unit_of_byte(std::string_view text, std::size_t byte) noexcept {
  return utf16_length(text.substr(0, byte));
}

std::string utf16_slice(std::string_view text, std::size_t from, std::size_t to) {
  if (from >= to) return {};
  bool cut_start = false, cut_end = false;
  const std::size_t begin = byte_of_unit(text, from, cut_start);
  const std::size_t end = begin + byte_of_unit(text.substr(begin), to - from + (cut_start ? 1 : 0), cut_end);
  std::string out;
  const char* p = text.data() + begin;
  if (cut_start) {
    const char32_t c = next_code_point(p, text.data() + text.size());
    append_code_point(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
  const char* last = text.data() + end;
  if (p < last) out.append(p, last);
  if (cut_end && !(cut_start && end == begin)) {
    const char32_t c = next_code_point(last, text.data() + text.size());
    append_code_point(out, 0xd800 + ((c - 0x10000) >> 10));
  }
  return out;
}

bool cuts_pair(std::string_view text) noexcept {
  if (text.size() < 3) return false;
  const char* last = text.data() + text.size() - 3;
  return is_half(text.data(), 0xb0, 0xbf) || (is_half(last, 0xa0, 0xaf) && continues(last[2]));
}

std::string with_halves(std::string_view text) {
  std::string out;
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    const char* from = p;
    const char32_t c = next_code_point(p, end);
    if (c < 0x10000) {
      out.append(from, p);
      continue;
    }
    append_code_point(out, 0xd800 + ((c - 0x10000) >> 10));
    append_code_point(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
  return out;
}

std::string with_pairs(std::string_view text) {
  std::string out;
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    const char* from = p;
    next_code_point(p, end);
    append_joined(out, std::string_view(from, static_cast<std::size_t>(p - from)));
  }
  return out;
}

namespace {

// Unit by unit.
class Units {
 public:
  explicit Units(std::string_view text) : p_(text.data()), end_(p_ + text.size()) {}
  // -1 at the end.
  int next() noexcept {
    if (low_ != 0) return static_cast<int>(std::exchange(low_, 0));
    if (p_ == end_) return -1;
    const char32_t c = next_code_point(p_, end_);
    if (c < 0x10000) return static_cast<int>(c);
    low_ = 0xdc00 + ((c - 0x10000) & 0x3ff);
    return static_cast<int>(0xd800 + ((c - 0x10000) >> 10));
  }

 private:
  const char* p_;
  const char* end_;
  char32_t low_ = 0;
};

int compare_units(std::string_view a, std::string_view b) noexcept {
  Units first(a), second(b);
  for (;;) {
    const int x = first.next(), y = second.next();
    if (x != y) return x < y ? -1 : 1;
    if (x < 0) return 0;
  }
}

}  // namespace

int compare_utf16(std::string_view a, std::string_view b) noexcept {
  const std::size_t n = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i < n && a[i] == b[i]) ++i;
  if (i == n) return a.size() < b.size() ? -1 : a.size() > b.size();
  auto x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
  // Half of a pair beside a whole one.
  if ((x >= 0xf0 && y == 0xed) || (x == 0xed && y >= 0xf0)) return compare_units(a.substr(i), b.substr(i));
  // Four-byte sequences begin with a surrogate in UTF-16, which comes before U+E000 (EE …), but after U+D7FF (ED 9F …).
  const auto place = [](unsigned char lead) -> int { return lead >= 0xf0 ? 0xed * 2 + 1 : lead * 2; };
  if (!continues(a[i]) && !continues(b[i])) return place(x) < place(y) ? -1 : place(x) > place(y) ? 1 : x < y ? -1 : 1;
  return x < y ? -1 : 1;
}

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    const char32_t c = next_code_point(p, end);
    append_code_point(out, is_high(c) || is_low(c) ? 0xfffd : c);
  }
  return out;
}

bool is_space(char32_t c) noexcept {
  return (c >= 9 && c <= 13) || c == 32 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

std::string_view trimmed(std::string_view text, bool start, bool end) noexcept {
  const char* first = text.data();
  const char* last = first + text.size();
  while (start && first != last) {
    const char* p = first;
    if (!is_space(next_code_point(p, last))) break;
    first = p;
  }
  while (end && last != first) {
    const char* p = last - 1;
    while (p != first && continues(*p) && last - p < 4) --p;
    const char* q = p;
    if (!is_space(next_code_point(q, last)) || q != last) break;
    last = p;
  }
  return {first, static_cast<std::size_t>(last - first)};
}

}  // namespace crema::detail
