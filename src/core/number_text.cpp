// Numbers as JavaScript writes and reads them (ECMA-262, Number::toString and StringToNumber). The digits are std::to_chars'
// shortest that read back as the same number; only their layout is ours.
#include "core/number_text.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/value_utf8.hpp"

namespace crema {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_digit(char c) { return c >= '0' && c <= '9'; }
int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// 0.d1d2…dk × 10^point, without trailing zeros; at least one digit.
struct Digits {
  std::string digits;
  int point = 0;
};
// Every digit that the number has, which a double always ends: at most 1,074 behind the point.
Digits exact_digits(double d) {
  char text[1100];
  const auto end = std::to_chars(text, text + sizeof text, d, std::chars_format::scientific, 1074).ptr;
  Digits out;
  const char* p = text;
  for (; p != end && *p != 'e'; ++p) {
    if (*p != '.') out.digits += *p;
  }
  int exponent = 0;
  if (p != end) std::from_chars(p[1] == '+' ? p + 2 : p + 1, end, exponent);
  out.point = exponent + 1;
  return out;
}
// Keeps `count` digits (0 or fewer: the number is below what is kept), a tie away from zero.
void round_half_up(Digits& n, int count) {
  if (count < 0) {
    n.digits.assign(1, '0');
    n.point = 1;
    return;
  }
  if (static_cast<std::size_t>(count) >= n.digits.size()) return;
  const bool up = n.digits[static_cast<std::size_t>(count)] >= '5';
  n.digits.resize(static_cast<std::size_t>(count));
  if (!up) return;
  for (auto i = n.digits.rbegin(); i != n.digits.rend(); ++i) {
    if (*i != '9') {
      ++*i;
      return;
    }
    *i = '0';
  }
  n.digits.insert(n.digits.begin(), '1');
  ++n.point;
}

// The end of a decimal literal that begins at p; p when there is none.
const char* decimal_end(const char* p, const char* end) {
  const char* start = p;
  if (p != end && (*p == '+' || *p == '-')) ++p;
  const char* digits = p;
  while (p != end && is_digit(*p)) ++p;
  auto count = p - digits;
  if (p != end && *p == '.') {
    const char* after = ++p;
    while (p != end && is_digit(*p)) ++p;
    count += p - after;
  }
  if (count == 0) return start;
  if (p != end && (*p == 'e' || *p == 'E')) {
    const char* e = p + 1;
    if (e != end && (*e == '+' || *e == '-')) ++e;
    if (e != end && is_digit(*e)) {
      while (e != end && is_digit(*e)) ++e;
      p = e;
    }
  }
  return p;
}
double decimal(const char* p, const char* end) {
  const bool negative = *p == '-';
  if (*p == '+' || *p == '-') ++p;
  double d = 0;
  if (std::from_chars(p, end, d).ec == std::errc::result_out_of_range) {
    // from_chars does not say in which direction: look where the first digit that counts stands.
    long point = 0, exponent = 0;
    bool seen_point = false, seen_digit = false;
    for (; p != end && *p != 'e' && *p != 'E'; ++p) {
      if (*p == '.') {
        seen_point = true;
      } else if (!seen_digit && *p == '0') {
        if (seen_point) --point;
      } else {
        seen_digit = true;
        if (!seen_point) ++point;
      }
    }
    if (p != end) {
      const char* e = p[1] == '+' ? p + 2 : p + 1;
      if (std::from_chars(e, end, exponent).ec != std::errc()) exponent = *e == '-' ? -1'000'000'000 : 1'000'000'000;
    }
    d = exponent > -point ? infinity : 0;
  }
  return negative ? -d : d;
}
double in_radix(const char* p, const char* end, int radix) {
  // In groups of digits that fit a 32-bit number, as V8 does: long texts are rounded where its are.
  constexpr std::uint32_t most = 0xffffffffu / 36;
  const auto base = static_cast<std::uint32_t>(radix);
  double d = 0;
  while (p != end) {
    std::uint32_t part = 0, multiplier = 1;
    for (; p != end && multiplier * base <= most; ++p) {
      part = part * base + static_cast<std::uint32_t>(digit_of(*p));
      multiplier *= base;
    }
    d = d * multiplier + part;
  }
  return d;
}

}  // namespace

std::size_t write_number(char* to, double d) noexcept {
  const auto put = [&](std::string_view s) { return std::memcpy(to, s.data(), s.size()), s.size(); };
  if (d == 0) return put("0");
  if (d != d) return put("NaN");
  if (std::isinf(d)) return put(d < 0 ? "-Infinity" : "Infinity");
  if (d < 1e15 && d > -1e15) {
    const auto whole = static_cast<std::int64_t>(d);
    if (static_cast<double>(whole) == d)
      return static_cast<std::size_t>(std::to_chars(to, to + number_text_size, whole).ptr - to);
  }
  char text[32];
  const char* end = std::to_chars(text, text + sizeof text, d, std::chars_format::scientific).ptr;
  char digits[20];
  int k = 0, exponent = 0;
  const char* p = text;
  char* out = to;
  if (*p == '-') *out++ = *p++;
  for (; p != end && *p != 'e'; ++p) {
    if (*p != '.') digits[k++] = *p;
  }
  std::from_chars(p[1] == '+' ? p + 2 : p + 1, end, exponent);
  const int n = exponent + 1;  // the point stands behind n digits
  const auto append = [&](const char* s, int count) {
    std::memcpy(out, s, static_cast<std::size_t>(count));
    out += count;
  };
  const auto zeros = [&](int count) {
    for (; count > 0; --count) *out++ = '0';
  };
  if (n >= k && n <= 21) {
    append(digits, k);
    zeros(n - k);
  } else if (n > 0 && n <= 21) {
    append(digits, n);
    *out++ = '.';
    append(digits + n, k - n);
  } else if (n > -6 && n <= 0) {
    append("0.", 2);
    zeros(-n);
    append(digits, k);
  } else {
    *out++ = digits[0];
    if (k > 1) {
      *out++ = '.';
      append(digits + 1, k - 1);
    }
    *out++ = 'e';
    *out++ = n > 0 ? '+' : '-';
    out = std::to_chars(out, to + number_text_size, n > 0 ? n - 1 : 1 - n).ptr;
  }
  return static_cast<std::size_t>(out - to);
}

void append_number(std::string& out, double d) {
  char text[number_text_size];
  out.append(text, write_number(text, d));
}

// As many digits as tell the number from its neighbours, the last one rounded.
std::string number_in_radix(double d, int radix) {
  constexpr std::string_view symbols = "0123456789abcdefghijklmnopqrstuvwxyz";
  if (radix == 10 || d != d || std::isinf(d) || d == 0) {
    std::string out;
    append_number(out, d);
    return out;
  }
  const double size = std::fabs(d);
  double whole = std::floor(size), part = size - whole;
  double delta = std::max(0.5 * (std::nextafter(size, infinity) - size), std::numeric_limits<double>::denorm_min());
  std::string fraction;
  if (part >= delta) {
    do {
      part *= radix;
      delta *= radix;
      const int digit = static_cast<int>(part);
      fraction += static_cast<char>(digit);
      part -= digit;
      if ((part > 0.5 || (part == 0.5 && (digit & 1))) && part + delta > 1) {
        // Round up; a digit that overflows goes, and the one before it counts on.
        for (;;) {
          if (fraction.empty()) {
            whole += 1;
            break;
          }
          if (++fraction.back() < radix) break;
          fraction.pop_back();
        }
        break;
      }
    } while (part >= delta);
  }
  for (char& c : fraction) c = symbols[static_cast<std::size_t>(c)];
  std::string digits;
  while (whole / radix >= 9007199254740992.0) {  // below a unit of the last place nothing is known
    whole /= radix;
    digits += '0';
  }
  do {
    const double rest = std::fmod(whole, radix);
    digits += symbols[static_cast<std::size_t>(rest)];
    whole = (whole - rest) / radix;
  } while (whole > 0);
  if (d < 0) digits += '-';
  std::string out(digits.rbegin(), digits.rend());
  if (!fraction.empty()) out += '.' + fraction;
  return out;
}

std::string number_fixed(double d, int digits) {
  std::string out;
  if (!(std::fabs(d) < 1e21)) return append_number(out, d), out;
  Digits n = exact_digits(std::fabs(d));
  round_half_up(n, n.point + digits);
  const auto at = [&](int i) {
    return i >= 0 && static_cast<std::size_t>(i) < n.digits.size() ? n.digits[static_cast<std::size_t>(i)] : '0';
  };
  if (n.point <= 0) {
    out += '0';
  } else {
    for (int i = 0; i < n.point; ++i) out += at(i);
  }
  if (digits > 0) out += '.';
  for (int i = 0; i < digits; ++i) out += at(n.point + i);
  if (d < 0) out.insert(out.begin(), '-');
  return out;
}

std::string number_precision(double d, int digits) {
  std::string out;
  if (d != d || std::isinf(d)) return append_number(out, d), out;
  Digits n = exact_digits(std::fabs(d));
  round_half_up(n, digits);
  n.digits.resize(static_cast<std::size_t>(digits), '0');
  const int e = n.point - 1;
  if (d < 0) out += '-';
  if (e < -6 || e >= digits) {
    out += n.digits[0];
    if (digits > 1) out.append(".").append(n.digits, 1);
    out += e < 0 ? "e-" : "e+";
    out += std::to_string(e < 0 ? -e : e);
  } else if (e < 0) {
    out.append("0.").append(static_cast<std::size_t>(-e - 1), '0').append(n.digits);
  } else {
    out.append(n.digits, 0, static_cast<std::size_t>(e + 1));
    if (e + 1 < digits) out.append(".").append(n.digits, static_cast<std::size_t>(e + 1));
  }
  return out;
}

std::string number_exponential(double d, int digits) {
  std::string out;
  if (d != d || std::isinf(d)) return append_number(out, d), out;
  Digits n;
  if (digits < 0) {
    char text[32];
    const char* end = std::to_chars(text, text + sizeof text, std::fabs(d), std::chars_format::scientific).ptr;
    const char* p = text;
    for (; *p != 'e'; ++p) {
      if (*p != '.') n.digits += *p;
    }
    std::from_chars(p[1] == '+' ? p + 2 : p + 1, end, n.point);
    ++n.point;
  } else {
    n = exact_digits(std::fabs(d));
    round_half_up(n, digits + 1);
    n.digits.resize(static_cast<std::size_t>(digits) + 1, '0');
  }
  const int e = n.point - 1;
  if (d < 0) out += '-';
  out += n.digits[0];
  if (n.digits.size() > 1) out.append(".").append(n.digits, 1);
  out += e < 0 ? "e-" : "e+";
  return out + std::to_string(e < 0 ? -e : e);
}

double number_of_text(std::string_view text) noexcept {
  text = detail::trimmed(text, true, true);
  if (text.empty()) return 0;
  const char* p = text.data();
  const char* end = p + text.size();
  if (text.size() > 2 && *p == '0') {
    const int radix = p[1] == 'x' || p[1] == 'X'   ? 16
                      : p[1] == 'o' || p[1] == 'O' ? 8
                      : p[1] == 'b' || p[1] == 'B' ? 2
                                                   : 0;
    if (radix != 0) {
      for (const char* q = p + 2; q != end; ++q) {
        if (digit_of(*q) >= radix) return nan;
      }
      return in_radix(p + 2, end, radix);
    }
  }
  if (text.ends_with("Infinity")) {
    const auto sign = text.substr(0, text.size() - 8);
    return sign.empty() || sign == "+" ? infinity : sign == "-" ? -infinity : nan;
  }
  return decimal_end(p, end) == end ? decimal(p, end) : nan;
}

double parse_float_prefix(std::string_view text) noexcept {
  text = detail::trimmed(text, true, false);
  const char* p = text.data();
  const char* end = decimal_end(p, p + text.size());
  if (end != p) return decimal(p, end);
  const bool sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  if (text.substr(sign ? 1 : 0).starts_with("Infinity")) return text[0] == '-' ? -infinity : infinity;
  return nan;
}

double parse_int_prefix(std::string_view text, int radix) noexcept {
  text = detail::trimmed(text, true, false);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if ((radix == 0 || radix == 16) && text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    text.remove_prefix(2);
    radix = 16;
  }
  if (radix == 0) radix = 10;
  if (radix < 2 || radix > 36) return nan;
  std::size_t n = 0;
  while (n < text.size() && digit_of(text[n]) < radix) ++n;
  if (n == 0) return nan;
  const double d =
      radix == 10 && n > 15 ? decimal(text.data(), text.data() + n) : in_radix(text.data(), text.data() + n, radix);
  return negative ? -d : d;
}

}  // namespace crema
