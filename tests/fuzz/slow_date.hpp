// tests/fuzz/slow_date.hpp — IMF-fixdate (RFC 9110 §5.6.7) and JavaScript's form of ISO 8601 by way of the C library.
#pragma once
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slow {

inline std::string imf_text(std::int64_t seconds) {
  const time_t moment = seconds;
  struct tm parts {};
  gmtime_r(&moment, &parts);
  char text[64];
  const auto size = strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

// Seconds since 1970 of a text that is exactly a date in that form, of the years 1000 to 9999.
inline std::optional<std::int64_t> imf_date(std::string_view text) {
  if (text.size() != 29) return std::nullopt;
  struct tm parts {};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!end || *end != '\0') return std::nullopt;
  const std::int64_t seconds = timegm(&parts);
  // Only what the library prints in the same way: no other blanks, weekday, or day beyond the month's end.
  if (imf_text(seconds) != text || text[12] == '0') return std::nullopt;
  return seconds;
}

// Milliseconds since 1970 of a text that is exactly a date in JavaScript's form of ISO 8601, with a zone where it has a time
// (ECMA-262, "Date Time String Format"); whatever the month, its 31st day is one, as for V8.
inline std::optional<std::int64_t> iso_date(std::string_view text) {
  const auto number = [&](std::size_t digits, int low, int high) -> std::optional<int> {
    if (text.size() < digits) return std::nullopt;
    int n = 0;
    for (const char c : text.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      n = n * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return n >= low && n <= high ? std::optional(n) : std::nullopt;
  };
  const auto skips = [&](char c) { return text.starts_with(c) && (text.remove_prefix(1), true); };
  const bool minus = text.starts_with('-'), expanded = minus || text.starts_with('+');
  if (expanded) text.remove_prefix(1);
  const auto year = expanded ? number(6, minus ? 1 : 0, 275'760) : number(4, 0, 9999);
  std::optional<int> month = 1, day = 1, hour = 0, minute = 0, second = 0, zone_hour = 0, zone_minute = 0;
  int ms = 0, sign = 0;
  if (year && skips('-')) {
    month = number(2, 1, 12);
    if (month && skips('-')) day = number(2, 1, 31);
  }
  if (year && month && day && skips('T')) {
    hour = number(2, 0, 24);
    const int most = hour == 24 ? 0 : 59;
    if (!hour || !skips(':') || !(minute = number(2, 0, most))) return std::nullopt;
    if (skips(':') && (second = number(2, 0, most)) && skips('.')) {
      const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
      for (std::size_t i = 0; i < 3; i++) ms = ms * 10 + (i < end ? text[i] - '0' : 0);
      const bool zeros = text.substr(0, end).find_first_not_of('0') == std::string_view::npos;
      if (end == 0 || end > 9 || (most == 0 && !zeros)) return std::nullopt;
      text.remove_prefix(end);
    }
    if (!skips('Z')) {
      sign = skips('+') ? 1 : skips('-') ? -1 : 0;
      if (sign == 0 || !(zone_hour = number(2, 0, 23)) || !skips(':')) return std::nullopt;
      zone_minute = number(2, 0, 59);
    }
  }
  if (!text.empty() || !year || !month || !day || !second || !zone_minute) return std::nullopt;
  struct tm parts {};
  parts.tm_year = (minus ? -*year : *year) - 1900;
  parts.tm_mon = *month - 1;
  parts.tm_mday = *day;
  const std::int64_t at =
      timegm(&parts) + (*hour * 60 + *minute - sign * (*zone_hour * 60 + *zone_minute)) * 60 + *second;
  return at * 1000 + ms;
}

}  // namespace slow
