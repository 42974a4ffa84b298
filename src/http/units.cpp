// Durations and sizes as npm's ms and bytes read them.
#include "http/units.hpp"

#include <charconv>
#include <cmath>

#include "http/text.hpp"

namespace crema::http {
namespace {

// `-?digits?.?digits`, as the expression in ms wants it: at least one digit at the end, one dot at most.
std::size_t number_length(std::string_view text, bool plus_too) noexcept {
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || (plus_too && text[0] == '+'))) ++at;
  while (at < text.size() && is_digit(text[at])) ++at;
  const std::size_t whole = at;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    for (++at; at < text.size() && is_digit(text[at]);) ++at;
  }
  return at > whole || (whole > 0 && is_digit(text[whole - 1])) ? at : 0;
}

double to_double(std::string_view number) noexcept {
  if (number.starts_with('+')) number.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc::result_out_of_range) return number.starts_with('-') ? -HUGE_VAL : HUGE_VAL;
  return value;
}

std::string_view skip_spaces(std::string_view text) noexcept {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

struct Unit {
  std::string_view names[5];
  double ms;
};

constexpr double second = 1000;
constexpr double day = 86'400 * second;

constexpr Unit durations[] = {
    {{"milliseconds", "millisecond", "msecs", "msec", "ms"}, 1},
    {{"seconds", "second", "secs", "sec", "s"}, second},
    {{"minutes", "minute", "mins", "min", "m"}, 60 * second},
    {{"hours", "hour", "hrs", "hr", "h"}, 3600 * second},
    {{"days", "day", "d", "d", "d"}, day},
    {{"weeks", "week", "w", "w", "w"}, 7 * day},
    {{"years", "year", "yrs", "yr", "y"}, 365.25 * day},
};

}  // namespace

std::optional<double> parse_duration(std::string_view text) noexcept {
  if (text.empty() || text.size() > 100) return std::nullopt;
  const std::size_t length = number_length(text, false);
  if (length == 0) return std::nullopt;
  const double number = to_double(text.substr(0, length));
  const std::string_view unit = skip_spaces(text.substr(length));
  if (unit.empty()) return number;
  for (const Unit& known : durations) {
    for (const std::string_view name : known.names) {
      if (iequals(unit, name)) return number * known.ms;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_size(std::string_view text) noexcept {
  constexpr double beyond = 9.2e18;
  const auto bytes = parse_exact_size(text);
  if (!bytes) return std::nullopt;
  if (*bytes >= beyond) return INT64_MAX;
  if (*bytes <= -beyond) return INT64_MIN;
  return static_cast<std::int64_t>(*bytes);
}

std::optional<double> parse_exact_size(std::string_view text) noexcept {
  const std::size_t length = number_length(text, true);
  // The expression in bytes wants a digit before the point, and nothing around.
  const bool whole_first = length > 0 && (is_digit(text[0]) || (text[0] != '.' && is_digit(text[1])));
  if (whole_first) {
    const std::string_view unit = skip_spaces(text.substr(length));
    double scale = 1024;
    for (const std::string_view name : {"kb", "mb", "gb", "tb", "pb"}) {
      if (iequals(unit, name)) return std::floor(to_double(text.substr(0, length)) * scale);
      scale *= 1024;
    }
  }
  // parseInt: leading blanks, a sign, digits, and whatever follows.
  const std::string_view number = trim(text);
  std::size_t end = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  const std::size_t digits = end;
  while (end < number.size() && is_digit(number[end])) ++end;
  if (end == digits) return std::nullopt;
  return std::floor(to_double(number.substr(0, end)));
}

}  // namespace crema::http
