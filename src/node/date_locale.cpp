// Dates and times as Intl.DateTimeFormat writes them in American English: what the options name, in CLDR's patterns.
#include <crema/error.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "node/calendar.hpp"
#include "node/date_object.hpp"

namespace crema::detail {
namespace {

constexpr std::string_view weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::string_view months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};

// How each part is to be written; empty: it does not stand there.
struct Styles {
  std::string weekday, year, month, day, hour, minute, second, zone;
  bool half_days = true;        // 1 to 12 and AM or PM
  bool midnight_is_24 = false;  // what hour12: false means to Americans

  bool has_date() const { return !weekday.empty() || !year.empty() || !month.empty() || !day.empty(); }
  bool has_time() const { return !hour.empty() || !minute.empty() || !second.empty(); }
  bool has_named_month() const { return !month.empty() && month != "numeric" && month != "2-digit"; }
};

std::string option(const Value& options, const char* name) {
  const Value value = options.get(name);
  return value == undefined ? "" : value.str();
}

void add_date_style(Styles& styles, const std::string& style) {
  styles.year = style == "short" ? "2-digit" : "numeric";
  styles.month = style == "short" ? "numeric" : style == "medium" ? "short" : "long";
  styles.day = "numeric";
  if (style == "full") styles.weekday = "long";
}

void add_time_style(Styles& styles, const std::string& style) {
  styles.hour = "numeric";
  styles.minute = "2-digit";
  if (style != "short") styles.second = "2-digit";
  if (style == "full") styles.zone = "long";
  if (style == "long") styles.zone = "short";
}

Styles styles_of(const Value& options, LocaleParts required, LocaleParts defaults) {
  Styles styles;
  const std::string date_style = option(options, "dateStyle"), time_style = option(options, "timeStyle");
  if (!date_style.empty() || !time_style.empty()) {
    if (!date_style.empty() && !required.date) throw TypeError("Invalid option : dateStyle");
    if (!time_style.empty() && !required.time) throw TypeError("Invalid option : timeStyle");
    if (!date_style.empty()) add_date_style(styles, date_style);
    if (!time_style.empty()) add_time_style(styles, time_style);
  } else {
    styles.weekday = option(options, "weekday");
    styles.year = option(options, "year");
    styles.month = option(options, "month");
    styles.day = option(options, "day");
    styles.hour = option(options, "hour");
    styles.minute = option(options, "minute");
    styles.second = option(options, "second");
    styles.zone = option(options, "timeZoneName");
    const bool complete = (required.date && styles.has_date()) || (required.time && styles.has_time());
    if (!complete && defaults.date) styles.year = styles.month = styles.day = "numeric";
    if (!complete && defaults.time) styles.hour = "numeric", styles.minute = styles.second = "2-digit";
  }
  const Value half_days = options.get("hour12");
  const std::string cycle = option(options, "hourCycle");
  if (half_days != undefined) {
    styles.half_days = static_cast<bool>(half_days);
    styles.midnight_is_24 = true;
  } else if (!cycle.empty()) {
    styles.half_days = cycle == "h12" || cycle == "h11";
    styles.midnight_is_24 = cycle == "h24";
  }
  return styles;
}

std::string number(long n, bool two_digits) {
  return two_digits && n < 10 ? "0" + std::to_string(n) : std::to_string(n);
}

std::string named(std::string_view name, const std::string& style) {
  return std::string(name.substr(0, style == "long" ? name.size() : style == "narrow" ? 1 : 3));
}

std::string year_text(long year, const std::string& style) {
  if (year <= 0) year = 1 - year;  // before Christ
  return style == "2-digit" ? number(year % 100, true) : std::to_string(year);
}

std::string date_text(const DateFields& at, const Styles& styles) {
  const std::string weekday = styles.weekday.empty() ? "" : named(weekdays[at.weekday], styles.weekday);
  const std::string year = styles.year.empty() ? "" : year_text(at.year, styles.year);
  const std::string day = styles.day.empty() ? "" : number(at.day, styles.day == "2-digit");
  std::string text;
  if (styles.month.empty()) {
    if (!year.empty() && !day.empty()) {
      text = year + " (day: " + day + ")";
    } else {
      text = year + day;
    }
    return text.empty() || weekday.empty() ? text + weekday : text + " " + weekday;
  }
  if (styles.has_named_month()) {
    text = named(months[at.month], styles.month);
    if (!day.empty()) text += " " + day;
    if (!year.empty()) text += (day.empty() ? " " : ", ") + year;
  } else {
    text = number(at.month + 1, styles.month == "2-digit");
    if (!day.empty()) text += "/" + day;
    if (!year.empty()) text += "/" + year;
  }
  return weekday.empty() ? text : weekday + ", " + text;
}

std::string time_text(const DateFields& at, const Styles& styles) {
  const bool with_minutes = !styles.minute.empty(), with_seconds = !styles.second.empty();
  std::string text;
  if (!styles.hour.empty()) {
    const int of_12 = at.hours % 12 == 0 ? 12 : at.hours % 12;
    const int of_24 = at.hours == 0 && styles.midnight_is_24 ? 24 : at.hours;
    text = number(styles.half_days ? of_12 : of_24, styles.hour == "2-digit" || !styles.half_days);
  }
  if (with_minutes) {
    if (!text.empty()) text += ":";
    text += number(at.minutes, !text.empty() || with_seconds);
  }
  if (with_seconds) {
    if (!text.empty()) text += ":";
    text += number(at.seconds, !text.empty());
  }
  if (!styles.hour.empty() && styles.half_days) text += at.hours < 12 ? " AM" : " PM";
  return text;
}

// Whether the text is to be in UTC. Other zones by name are not known here.
bool wants_utc(const Value& options) {
  const std::string zone = option(options, "timeZone");
  if (zone.empty()) return false;
  if (zone == "UTC" || zone == "GMT" || zone == "Etc/UTC" || zone == "Etc/GMT") return true;
  throw RangeError("Invalid time zone specified: " + zone +
                   " (known are \"UTC\" and, without this option, the system's own)");
}

}  // namespace

Value locale_text(double time, const Value& options, LocaleParts required, LocaleParts defaults) {
  const Styles styles = styles_of(options, required, defaults);
  const bool utc = wants_utc(options);
  if (std::isnan(time)) return "Invalid Date";
  const DateFields at = date_fields(utc ? time : to_local(time));
  std::string text = styles.has_date() ? date_text(at, styles) : "";
  if (styles.has_time()) {
    const bool only_weekday = styles.year.empty() && styles.month.empty() && styles.day.empty();
    const bool long_month = styles.month == "long";
    if (!text.empty()) text += only_weekday ? " " : long_month ? " at " : ", ";
    text += time_text(at, styles);
  }
  if (!styles.zone.empty()) {
    const bool with_name = styles.zone == "long";
    if (!text.empty()) text += styles.has_time() ? " " : ", ";
    if (utc) {
      text += with_name ? "Coordinated Universal Time" : "UTC";
    } else {
      text += with_name ? zone_name(time) : zone_abbreviation(time);
    }
  }
  return text;
}

}  // namespace crema::detail
