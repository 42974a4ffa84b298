// Days are counted in 400-year eras that begin in March; the zone is the C library's. Nothing here asks for the present time.
#include "node/calendar.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <string_view>

#include "http/dates.hpp"

namespace crema::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double day_ms = 86'400'000;

double whole(double number) { return std::trunc(number) + 0.0; }

std::int64_t days_before_year_and_month(std::int64_t year, int month) {  // month from 0
  year -= month < 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t march_month = month < 2 ? month + 10 : month - 2;
  const std::int64_t of_year = (153 * march_month + 2) / 5;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

struct ZoneName {
  std::string_view abbreviation, name;
};

// CLDR's English names of the zones that the C library abbreviates in letters. An abbreviation that several zones share
// (IST, CST of China) is told apart by its offset, or left out.
constexpr ZoneName zone_names[] = {
    {"UTC", "Coordinated Universal Time"},
    {"GMT", "Greenwich Mean Time"},
    {"BST", "British Summer Time"},
    {"WET", "Western European Standard Time"},
    {"WEST", "Western European Summer Time"},
    {"CET", "Central European Standard Time"},
    {"CEST", "Central European Summer Time"},
    {"EET", "Eastern European Standard Time"},
    {"EEST", "Eastern European Summer Time"},
    {"MSK", "Moscow Standard Time"},
    {"EST", "Eastern Standard Time"},
    {"EDT", "Eastern Daylight Time"},
    {"CST", "Central Standard Time"},
    {"CDT", "Central Daylight Time"},
    {"MST", "Mountain Standard Time"},
    {"MDT", "Mountain Daylight Time"},
    {"PST", "Pacific Standard Time"},
    {"PDT", "Pacific Daylight Time"},
    {"AKST", "Alaska Standard Time"},
    {"AKDT", "Alaska Daylight Time"},
    {"HST", "Hawaii-Aleutian Standard Time"},
    {"JST", "Japan Standard Time"},
    {"KST", "Korean Standard Time"},
    {"AEST", "Australian Eastern Standard Time"},
    {"AEDT", "Australian Eastern Daylight Time"},
    {"AWST", "Australian Western Standard Time"},
    {"NZST", "New Zealand Standard Time"},
    {"NZDT", "New Zealand Daylight Time"},
    {"NST", "Newfoundland Standard Time"},
    {"NDT", "Newfoundland Daylight Time"},
    {"SAST", "South Africa Standard Time"},
    {"IST", "India Standard Time"},
};

std::string_view name_of(std::string_view abbreviation, long offset_minutes) {
  if (abbreviation == "IST" && offset_minutes != 330) return {};
  if (abbreviation == "CST" && offset_minutes == 480) return "China Standard Time";
  for (const auto& zone : zone_names) {
    if (zone.abbreviation == abbreviation) return zone.name;
  }
  return {};
}

std::string two_digits(long n) { return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)}; }

// "GMT+01", "GMT-5": the sign and the whole hours.
std::string gmt(long offset_minutes, bool padded) {
  const long hours = std::abs(offset_minutes) / 60;
  return std::string("GMT") + (offset_minutes < 0 ? '-' : '+') + (padded ? two_digits(hours) : std::to_string(hours));
}

std::tm local_tm(double time) {
  const auto seconds = static_cast<std::time_t>(std::floor(time / 1000));
  std::tm fields{};
  localtime_r(&seconds, &fields);
  return fields;
}

}  // namespace

DateFields date_fields(double time) {
  const double days_exact = std::floor(time / day_ms);
  const auto of_day = static_cast<std::int64_t>(time - days_exact * day_ms);
  const auto days = static_cast<std::int64_t>(days_exact);

  const std::int64_t shifted = days + 719'468;  // from 0000-03-01
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t of_era = shifted - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t march_month = (5 * of_year + 2) / 153;

  DateFields fields;
  fields.day = static_cast<int>(of_year - (153 * march_month + 2) / 5 + 1);
  fields.month = static_cast<int>(march_month < 10 ? march_month + 2 : march_month - 10);
  fields.year = static_cast<long>(year + era * 400 + (fields.month < 2 ? 1 : 0));
  fields.hours = static_cast<int>(of_day / 3'600'000);
  fields.minutes = static_cast<int>(of_day / 60'000 % 60);
  fields.seconds = static_cast<int>(of_day / 1000 % 60);
  fields.ms = static_cast<int>(of_day % 1000);
  fields.weekday = static_cast<int>(((days + 4) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  return fields;
}

double make_day(double year, double month, double day) {
  if (!std::isfinite(year) || !std::isfinite(month) || !std::isfinite(day)) return nan;
  const double months = whole(month);
  const double carried = whole(year) + std::floor(months / 12);
  if (std::abs(carried) > 400'000) return nan;
  const auto of_year = static_cast<int>(months - std::floor(months / 12) * 12);
  const auto first = days_before_year_and_month(static_cast<std::int64_t>(carried), of_year);
  return static_cast<double>(first) + whole(day) - 1;
}

double make_time(double hours, double minutes, double seconds, double ms) {
  if (!std::isfinite(hours) || !std::isfinite(minutes) || !std::isfinite(seconds) || !std::isfinite(ms)) return nan;
  return whole(hours) * 3'600'000 + whole(minutes) * 60'000 + whole(seconds) * 1000 + whole(ms);
}

double make_date(double day, double time) {
  const double moment = day * day_ms + time;
  return std::isfinite(moment) ? moment : nan;
}

double time_clip(double time) {
  if (!std::isfinite(time) || std::abs(time) > static_cast<double>(http::date_limit)) return nan;
  return whole(time);
}

double zone_offset(double time) { return static_cast<double>(local_tm(time).tm_gmtoff) * 1000; }

double to_local(double time) { return time + zone_offset(time); }

double to_utc(double local) {
  if (!std::isfinite(local)) return nan;
  const double before = zone_offset(local - day_ms), after = zone_offset(local + day_ms);
  if (before == after || zone_offset(local - before) == before) return local - before;
  if (zone_offset(local - after) == after) return local - after;
  return local - before;
}

std::string offset_text(double time) {
  const long minutes = local_tm(time).tm_gmtoff / 60;
  return gmt(minutes, true) + two_digits(std::abs(minutes) % 60);
}

std::string zone_name(double time) {
  const std::tm fields = local_tm(time);
  const long minutes = fields.tm_gmtoff / 60;
  const std::string_view name = name_of(fields.tm_zone ? fields.tm_zone : "", minutes);
  return name.empty() ? gmt(minutes, true) + ":" + two_digits(std::abs(minutes) % 60) : std::string(name);
}

std::string zone_abbreviation(double time) {
  const std::tm fields = local_tm(time);
  const std::string_view letters = fields.tm_zone ? fields.tm_zone : "";
  const long minutes = fields.tm_gmtoff / 60;
  constexpr std::string_view american = " EST EDT CST CDT MST MDT PST PDT AKST AKDT HST UTC ";
  if (minutes <= 0 && american.find(" " + std::string(letters) + " ") != std::string_view::npos) {
    return std::string(letters);
  }
  if (minutes == 0) return "GMT";
  return gmt(minutes, false) + (minutes % 60 ? ":" + two_digits(std::abs(minutes) % 60) : "");
}

}  // namespace crema::detail
