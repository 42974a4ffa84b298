// Date: the object in a Value, how it is made, read and set. A setter works on local time as ECMA-262 §21.4.4 does: the
// fields that were not given stay, and what overflows carries over.
#include <crema/date.hpp>

#include <crema/error.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>

#include "core/loop_context.hpp"
#include "http/dates.hpp"
#include "node/calendar.hpp"
#include "node/date_object.hpp"

namespace crema {
namespace detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

enum Zone { local, utc };
// Fields in the order in which Date's functions take them.
enum Field : std::size_t { year, month, day, hours, minutes, seconds, ms, fields };

DateObject& object_of(const Value& date) {
  auto* object = host<DateObject>(date);
  if (!object) throw TypeError("this is not a Date object.");
  return *object;
}

DateTime make(double time) { return DateTime(make_host<DateObject>(time_clip(time))); }

double in_zone(double time, Zone zone) { return zone == local ? to_local(time) : time; }

double from_fields(const double* of) {
  return make_date(make_day(of[year], of[month], of[day]), make_time(of[hours], of[minutes], of[seconds], of[ms]));
}

// Of year, month … as Date(…) and Date.UTC take them: a year below 100 is one of the twentieth century.
double from_arguments(std::initializer_list<const Value*> given) {
  double of[fields] = {nan, 0, 1, 0, 0, 0, 0};
  std::size_t field = 0;
  for (const Value* value : given) {
    if (*value != undefined) of[field] = value->number();
    ++field;
  }
  const double whole_year = std::trunc(of[year]);
  if (whole_year >= 0 && whole_year <= 99) of[year] = 1900 + whole_year;
  return from_fields(of);
}

Value field_of(double time, Zone zone, int DateFields::*field) {
  if (std::isnan(time)) return nan;
  return date_fields(in_zone(time, zone)).*field;
}

Value year_of(double time, Zone zone) {
  if (std::isnan(time)) return nan;
  return date_fields(in_zone(time, zone)).year;
}

// Sets the fields from `first` on. An invalid date stays invalid, unless its year is set.
Value set_fields(const Value& date, Zone zone, std::size_t first, std::initializer_list<const Value*> given) {
  DateObject& object = object_of(date);
  if (std::isnan(object.time) && first != year) return nan;
  const DateFields now = date_fields(std::isnan(object.time) ? 0 : in_zone(object.time, zone));
  double of[fields] = {static_cast<double>(now.year),    static_cast<double>(now.month),
                       static_cast<double>(now.day),     static_cast<double>(now.hours),
                       static_cast<double>(now.minutes), static_cast<double>(now.seconds),
                       static_cast<double>(now.ms)};
  std::size_t field = first;
  for (const Value* value : given) {
    if (field == first || *value != undefined) of[field] = value->number();
    ++field;
  }
  const double time = from_fields(of);
  object.time = time_clip(zone == local ? to_utc(time) : time);
  return object.time;
}

constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string padded(long number, std::size_t width) {
  std::string digits = std::to_string(number < 0 ? -number : number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return number < 0 ? "-" + digits : digits;
}

std::string day_text(const DateFields& at) {
  return std::string(weekdays[at.weekday]) + " " + months[at.month] + " " + padded(at.day, 2) + " " +
         padded(at.year, 4);
}

std::string time_text(const DateFields& at, double time) {
  return padded(at.hours, 2) + ":" + padded(at.minutes, 2) + ":" + padded(at.seconds, 2) + " " + offset_text(time) +
         " (" + zone_name(time) + ")";
}

std::string iso_text(double time) {
  std::string text;
  http::append_iso_date(text, static_cast<std::int64_t>(time));
  return text;
}

constexpr const char* invalid = "Invalid Date";

}  // namespace

Value DateObject::to_json(std::string_view) const {
  if (std::isnan(time)) return nullptr;
  return iso_text(time);
}

std::string DateObject::to_string() const {
  if (std::isnan(time)) return invalid;
  const DateFields at = date_fields(to_local(time));
  return day_text(at) + " " + time_text(at, time);
}

Value DateObject::get(std::string_view key) const {
  if (key != "toLocaleString") return {};
  return Function([time = time](auto, auto options) { return locale_text(time, options, {true, true}, {true, true}); });
}

DateTime DateLibrary::operator()() const { return make(LoopContext::current().now_ms()); }

DateTime DateLibrary::operator()(const Value& v) const {
  if (const auto* date = host<DateObject>(v)) return make(date->time);
  if (typeof_(v) == "string") return make(parse(v).number());
  return make(v.number());
}

DateTime DateLibrary::operator()(const Value& y, const Value& mon, const Value& d, const Value& h, const Value& min,
                                 const Value& s, const Value& milli) const {
  return make(to_utc(from_arguments({&y, &mon, &d, &h, &min, &s, &milli})));
}

Value DateLibrary::now() const { return std::floor(LoopContext::current().now_ms()); }

Value DateLibrary::parse(const Value& text) const {
  const auto time = http::parse_date(text.str());
  return time ? static_cast<double>(*time) : nan;
}

Value DateLibrary::UTC(const Value& y, const Value& mon, const Value& d, const Value& h, const Value& min,
                       const Value& s, const Value& milli) const {
  return time_clip(from_arguments({&y, &mon, &d, &h, &min, &s, &milli}));
}

}  // namespace detail

using namespace detail;

DateTime::DateTime(const Value& date) : Value(date) { object_of(date); }

bool DateTime::holds(const Value& v) { return crema::host<DateObject>(v) != nullptr; }

double DateTime::time() const { return object_of(*this).time; }

Value DateTime::getTime() const { return time(); }
Value DateTime::getFullYear() const { return year_of(time(), local); }
Value DateTime::getMonth() const { return field_of(time(), local, &DateFields::month); }
Value DateTime::getDate() const { return field_of(time(), local, &DateFields::day); }
Value DateTime::getDay() const { return field_of(time(), local, &DateFields::weekday); }
Value DateTime::getHours() const { return field_of(time(), local, &DateFields::hours); }
Value DateTime::getMinutes() const { return field_of(time(), local, &DateFields::minutes); }
Value DateTime::getSeconds() const { return field_of(time(), local, &DateFields::seconds); }
Value DateTime::getMilliseconds() const { return field_of(time(), local, &DateFields::ms); }
Value DateTime::getUTCFullYear() const { return year_of(time(), utc); }
Value DateTime::getUTCMonth() const { return field_of(time(), utc, &DateFields::month); }
Value DateTime::getUTCDate() const { return field_of(time(), utc, &DateFields::day); }
Value DateTime::getUTCDay() const { return field_of(time(), utc, &DateFields::weekday); }
Value DateTime::getUTCHours() const { return field_of(time(), utc, &DateFields::hours); }
Value DateTime::getUTCMinutes() const { return field_of(time(), utc, &DateFields::minutes); }
Value DateTime::getUTCSeconds() const { return field_of(time(), utc, &DateFields::seconds); }
Value DateTime::getUTCMilliseconds() const { return field_of(time(), utc, &DateFields::ms); }
Value DateTime::getTimezoneOffset() const {
  return std::isnan(time()) ? nan : 0.0 - std::trunc(zone_offset(time()) / 60'000);
}

Value DateTime::setTime(const Value& to) const { return object_of(*this).time = time_clip(to.number()); }
Value DateTime::setFullYear(const Value& y, const Value& mon, const Value& d) const {
  return set_fields(*this, local, year, {&y, &mon, &d});
}
Value DateTime::setMonth(const Value& mon, const Value& d) const { return set_fields(*this, local, month, {&mon, &d}); }
Value DateTime::setDate(const Value& d) const { return set_fields(*this, local, day, {&d}); }
Value DateTime::setHours(const Value& h, const Value& min, const Value& s, const Value& milli) const {
  return set_fields(*this, local, hours, {&h, &min, &s, &milli});
}
Value DateTime::setMinutes(const Value& min, const Value& s, const Value& milli) const {
  return set_fields(*this, local, minutes, {&min, &s, &milli});
}
Value DateTime::setSeconds(const Value& s, const Value& milli) const {
  return set_fields(*this, local, seconds, {&s, &milli});
}
Value DateTime::setMilliseconds(const Value& milli) const { return set_fields(*this, local, ms, {&milli}); }
Value DateTime::setUTCFullYear(const Value& y, const Value& mon, const Value& d) const {
  return set_fields(*this, utc, year, {&y, &mon, &d});
}
Value DateTime::setUTCMonth(const Value& mon, const Value& d) const {
  return set_fields(*this, utc, month, {&mon, &d});
}
Value DateTime::setUTCDate(const Value& d) const { return set_fields(*this, utc, day, {&d}); }
Value DateTime::setUTCHours(const Value& h, const Value& min, const Value& s, const Value& milli) const {
  return set_fields(*this, utc, hours, {&h, &min, &s, &milli});
}
Value DateTime::setUTCMinutes(const Value& min, const Value& s, const Value& milli) const {
  return set_fields(*this, utc, minutes, {&min, &s, &milli});
}
Value DateTime::setUTCSeconds(const Value& s, const Value& milli) const {
  return set_fields(*this, utc, seconds, {&s, &milli});
}
Value DateTime::setUTCMilliseconds(const Value& milli) const { return set_fields(*this, utc, ms, {&milli}); }

Value DateTime::toISOString() const {
  if (std::isnan(time())) throw RangeError("Invalid time value");
  return iso_text(time());
}
Value DateTime::toJSON() const { return object_of(*this).to_json({}); }
Value DateTime::toString() const { return object_of(*this).to_string(); }
Value DateTime::toDateString() const {
  if (std::isnan(time())) return invalid;
  return day_text(date_fields(to_local(time())));
}
Value DateTime::toTimeString() const {
  if (std::isnan(time())) return invalid;
  return time_text(date_fields(to_local(time())), time());
}
Value DateTime::toUTCString() const {
  if (std::isnan(time())) return invalid;
  std::string text;
  http::append_date(text, static_cast<std::int64_t>(std::floor(time() / 1000)));
  return text;
}

Value DateTime::toLocaleString(const Value&, const Value& options) const {
  return locale_text(time(), options, {true, true}, {true, true});
}
Value DateTime::toLocaleDateString(const Value&, const Value& options) const {
  return locale_text(time(), options, {true, false}, {true, false});
}
Value DateTime::toLocaleTimeString(const Value&, const Value& options) const {
  return locale_text(time(), options, {false, true}, {false, true});
}

}  // namespace crema
