// Numbers: any text read by Number, parseFloat and parseInt as the C library reads what JavaScript's grammar takes of it; and eight
// bytes as a number, written in each way, against the C library's digits.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "core/number_text.hpp"
#include "fuzz.hpp"
#include "slow.hpp"

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

std::string_view without_spaces(std::string_view text, bool end) {
  static constexpr std::string_view spaces[] = {" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00A0",
                                                "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
                                                "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029",
                                                "\u202F", "\u205F", "\u3000", "\uFEFF"};
  for (bool more = true; more;) {
    more = false;
    for (const auto space : spaces) {
      if (text.starts_with(space)) text.remove_prefix(space.size()), more = true;
      else if (end && text.ends_with(space)) text.remove_suffix(space.size()), more = true;
    }
  }
  return text;
}

// How much of the text StrDecimalLiteral takes.
std::size_t decimal_size(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  const auto digits = [&](std::size_t from) {
    std::size_t i = from;
    while (is_digit(at(i))) ++i;
    return i - from;
  };
  const std::size_t sign = at(0) == '+' || at(0) == '-' ? 1 : 0;
  if (text.substr(sign).starts_with("Infinity")) return sign + 8;
  const std::size_t whole = digits(sign);
  std::size_t size = sign + whole;
  std::size_t part = 0;
  if (at(size) == '.') {
    part = digits(size + 1);
    if (whole + part == 0) return 0;
    size += 1 + part;
  }
  if (whole + part == 0) return 0;
  if (at(size) == 'e' || at(size) == 'E') {
    const std::size_t e = size + 1 + (at(size + 1) == '+' || at(size + 1) == '-' ? 1 : 0);
    if (digits(e) > 0) size = e + digits(e);
  }
  return size;
}
double by_library(std::string_view literal) { return std::strtod(std::string(literal).c_str(), nullptr); }

int value_of(char c) {
  if (is_digit(c)) return c - '0';
  const std::string letter = slow::lower({&c, 1});
  return letter[0] >= 'a' && letter[0] <= 'z' ? letter[0] - 'a' + 10 : 99;
}

void check_parse_int(std::string_view text, int radix) {
  const double read = crema::parse_int_prefix(text, radix);
  text = without_spaces(text, false);
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  const bool hex = (radix == 0 || radix == 16) && slow::lower(text.substr(0, 2)) == "0x";
  if (hex) text.remove_prefix(2);
  const int base = hex ? 16 : radix == 0 ? 10 : radix;
  long double value = 0;
  std::size_t size = 0;
  while (size < text.size() && value_of(text[size]) < base) value = value * base + value_of(text[size++]);
  fuzz::check((size == 0) == std::isnan(read), "parseInt takes what has a digit");
  if (size == 0) return;
  fuzz::check(minus == std::signbit(read), "parseInt keeps the sign");
  const double plain = std::fabs(read);
  if (value <= 9007199254740992.0L) fuzz::check(plain == static_cast<double>(value), "parseInt is exact up to 2^53");
  else if (value > std::numeric_limits<double>::max()) fuzz::check(plain > 1.7e308, "parseInt grows to Infinity");
  else
    fuzz::check(std::fabs(plain / static_cast<double>(value) - 1) < 1e-13, "parseInt is near where it cannot be exact");
}

void read(std::string_view text, int radix) {
  const auto start = without_spaces(text, false);
  const std::size_t size = decimal_size(start);
  const double prefix = crema::parse_float_prefix(text);
  fuzz::check(size == 0 ? std::isnan(prefix) : same(prefix, by_library(start.substr(0, size))),
              "parseFloat is the C library's, of what JavaScript takes");
  const auto whole = without_spaces(text, true);
  const double number = crema::number_of_text(text);
  const bool prefixed =
      whole.size() > 2 && whole[0] == '0' && std::string_view("xXoObB").find(whole[1]) != std::string_view::npos;
  if (whole.empty()) fuzz::check(same(number, 0), "a blank text is 0");
  else if (!prefixed && decimal_size(whole) == whole.size())
    fuzz::check(same(number, by_library(whole)), "Number is the C library's, of what JavaScript takes");
  else if (!prefixed) fuzz::check(std::isnan(number), "what is not all a number is none");
  check_parse_int(text, radix);
}

// All digits of a number, `count` of them behind the point; what the C library leaves out is cut, and a tie goes away from zero.
std::string fixed(double d, int count) {
  char all[1500];
  std::snprintf(all, sizeof all, "%.1100f", std::fabs(d));
  std::string text = all;
  const std::size_t end = text.find('.') + 1 + static_cast<std::size_t>(count);
  const bool up = text[end] >= '5';
  text.resize(count == 0 ? end - 1 : end);
  for (std::size_t i = text.size(); up && i-- > 0;) {
    if (text[i] == '.') continue;
    if (text[i] != '9') {
      ++text[i];
      return d < 0 ? "-" + text : text;
    }
    text[i] = '0';
    if (i == 0) text = "1" + text;
  }
  return d < 0 ? "-" + text : text;
}

void write(double d, int radix, int digits) {
  std::string text;
  crema::append_number(text, d);
  fuzz::check(text.size() <= crema::number_text_size, "a number fits its room");
  fuzz::check(crema::number_of_text(text) == d || std::isnan(d), "a number that was written reads as it was");
  fuzz::check(std::isnan(d) || crema::parse_float_prefix(text + "x") == d, "parseFloat reads what was written");
  if (std::isnan(d) || std::isinf(d)) return;
  // Shortest: one digit less does not read as the same.
  char shorter[40];
  std::string exponential = crema::number_exponential(d, -1);
  const int count =
      static_cast<int>(exponential.find('e') - (d < 0 ? 1 : 0) - (exponential.find('.') != std::string::npos ? 1 : 0));
  fuzz::check(by_library(exponential) == d, "enough digits");
  std::snprintf(shorter, sizeof shorter, "%.*e", count - 2, d);
  fuzz::check(count == 1 || std::strtod(shorter, nullptr) != d, "no more digits than it takes");

  if (std::fabs(d) < 1e21) {
    const std::string wanted = fixed(d, digits);
    fuzz::check(crema::number_fixed(d, digits) == wanted, "toFixed has the C library's digits");
  }
  const std::string precise = crema::number_precision(d, digits + 1), exponent = crema::number_exponential(d, digits);
  const double unit = std::fabs(d) > 1e307 ? infinity : std::pow(10, -digits);  // it may have been rounded to Infinity
  fuzz::check(std::fabs(crema::number_of_text(precise) - d) <= std::fabs(d) * unit * 5.1, "toPrecision is near");
  fuzz::check(std::fabs(crema::number_of_text(exponent) - d) <= std::fabs(d) * unit * 5.1, "toExponential is near");

  const std::string other = crema::number_in_radix(d, radix);
  fuzz::check(other.size() < 1200 && !other.empty(), "a number in a radix ends");
  if (std::fabs(d) < 9007199254740992.0 && std::trunc(d) == d)
    fuzz::check(crema::parse_int_prefix(other, radix) == d, "a whole number in a radix reads as it was");
  if (radix == 2 && std::fabs(d) >= 1e-6 && std::fabs(d) < 9007199254740992.0) {
    double value = 0, place = 1;
    const std::string_view bits = std::string_view(other).substr(d < 0 ? 1 : 0);
    const auto point = std::min(bits.find('.'), bits.size());
    for (const char c : bits.substr(0, point)) value = value * 2 + (c - '0');
    for (std::size_t i = point + 1; i < bits.size(); ++i) value += (place /= 2) * (bits[i] - '0');
    fuzz::check(value == std::fabs(d), "a number in bits is the same");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const int radix = 2 + static_cast<int>(choice % 35), digits = static_cast<int>(input.byte() % 101);
  double d = 0;
  const auto bytes = input.rest().substr(0, sizeof d);
  std::memcpy(&d, bytes.data(), bytes.size());
  write(d, radix, digits);
  const auto text = input.rest();
  read(text, choice % 3 == 0 ? 0 : radix);
  const double read_number = crema::parse_float_prefix(text);
  if (!std::isnan(read_number)) write(read_number, radix, digits % 40);
  return 0;
}
