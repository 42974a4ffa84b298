// Dates out. Proleptic Gregorian calendar, UTC, no call to the system: days are counted from 1970-01-01.
#include "http/dates.hpp"

#include <cstring>

namespace crema::http {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr char weekdays[] = "SunMonTueWedThuFriSat";
constexpr char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct Civil {
  std::int64_t year;
  int month;  // 1 to 12
  int day;
};

// Splits a day count into years of 400-year eras that begin in March, so that the leap day comes last.
Civil civil_of(std::int64_t days) noexcept {
  days += 719'468;  // 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t of_era = days - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t march_month = (5 * of_year + 2) / 153;
  const int day = static_cast<int>(of_year - (153 * march_month + 2) / 5 + 1);
  const int month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  return {year + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

char* digits(char* out, std::int64_t number, int width) noexcept {
  for (int i = width - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return out + width;
}

char* text(char* out, const char* from, std::size_t size) noexcept {
  std::memcpy(out, from, size);
  return out + size;
}

char* clock(char* out, std::int64_t of_day) noexcept {
  out = digits(out, of_day / 3600, 2);
  *out++ = ':';
  out = digits(out, of_day / 60 % 60, 2);
  *out++ = ':';
  return digits(out, of_day % 60, 2);
}

}  // namespace

char* format_date(char* out, std::int64_t unix_seconds) noexcept {
  const std::int64_t days = floor_div(unix_seconds, day_seconds);
  const Civil date = civil_of(days);
  const std::int64_t weekday = ((days + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  out = text(out, &weekdays[static_cast<std::size_t>(weekday) * 3], 3);
  out = text(out, ", ", 2);
  out = digits(out, date.day, 2);
  *out++ = ' ';
  out = text(out, &months[static_cast<std::size_t>(date.month - 1) * 3], 3);
  *out++ = ' ';
  const std::int64_t year = date.year < 0 ? -date.year : date.year;
  if (date.year < 0) *out++ = '-';
  out = digits(out, year, year > 99'999 ? 6 : year > 9'999 ? 5 : 4);
  *out++ = ' ';
  out = clock(out, unix_seconds - days * day_seconds);
  return text(out, " GMT", 4);
}

void append_date(std::string& out, std::int64_t unix_seconds) {
  char buffer[date_room];
  out.append(buffer, static_cast<std::size_t>(format_date(buffer, unix_seconds) - buffer));
}

char* format_iso_date(char* out, std::int64_t unix_ms) noexcept {
  const std::int64_t seconds = floor_div(unix_ms, 1000);
  const std::int64_t days = floor_div(seconds, day_seconds);
  const Civil date = civil_of(days);
  if (date.year < 0 || date.year > 9'999) {
    *out++ = date.year < 0 ? '-' : '+';
    out = digits(out, date.year < 0 ? -date.year : date.year, 6);
  } else {
    out = digits(out, date.year, 4);
  }
  *out++ = '-';
  out = digits(out, date.month, 2);
  *out++ = '-';
  out = digits(out, date.day, 2);
  *out++ = 'T';
  out = clock(out, seconds - days * day_seconds);
  *out++ = '.';
  out = digits(out, unix_ms - seconds * 1000, 3);
  *out++ = 'Z';
  return out;
}

void append_iso_date(std::string& out, std::int64_t unix_ms) {
  char buffer[date_room];
  out.append(buffer, static_cast<std::size_t>(format_iso_date(buffer, unix_ms) - buffer));
}

}  // namespace crema::http
