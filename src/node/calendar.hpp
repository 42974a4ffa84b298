// node/calendar.hpp — the arithmetic of JavaScript's Date (ECMA-262 §21.4.1): times are milliseconds since 1970, NaN is an
// invalid date, days and months may lie outside their range and carry over.
#pragma once

#include <string>

namespace crema::detail {

struct DateFields {
  long year = 0;
  int month = 0;  // 0 to 11
  int day = 0;    // 1 to 31
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int ms = 0;
  int weekday = 0;  // 0 is Sunday
};

// The calendar fields of a finite time.
DateFields date_fields(double time);

double make_day(double year, double month, double day);
double make_time(double hours, double minutes, double seconds, double ms);
double make_date(double day, double time);
// NaN beyond what a Date can hold; no fraction otherwise.
double time_clip(double time);

// Milliseconds that local time is ahead of UTC at this moment.
double zone_offset(double time);
double to_local(double time);
// Of a local time that the clocks skipped or showed twice, the moment by the offset before the change.
double to_utc(double local);
// "GMT+0100"
std::string offset_text(double time);
// "Central European Standard Time"; a zone without a known name is shown as its offset, "GMT+01:00".
std::string zone_name(double time);
// As Americans abbreviate: "UTC", "EST"; of other zones the offset, "GMT+1".
std::string zone_abbreviation(double time);

}  // namespace crema::detail
