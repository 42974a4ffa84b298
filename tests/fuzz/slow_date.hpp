// tests/fuzz/slow_date.hpp — IMF-fixdate (RFC 9110 §5.6.7) by way of the C library.
#pragma once
#include <time.h>

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

}  // namespace slow
