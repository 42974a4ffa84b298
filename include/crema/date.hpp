// crema/date.hpp — JavaScript's Date.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// What `new Date()` gives, a moment: a Value, so copies are the same date, it compares and subtracts as a number, JSON shows
/// it as ISO text, and it may stand in any object. Fields are local time unless their name says UTC; a field beyond its range
/// carries over: `date.setDate(date.getDate() + 30)`. An invalid date gives NaN.
class DateTime : public Value {
 public:
  /// The date that a Value holds, itself: what is set here is seen there. Throws TypeError when it holds none; `Date(v)` reads
  /// numbers and texts, too.
  explicit DateTime(const Value& date);
  static bool holds(const Value& v);

  /// Milliseconds since 1970.
  Value getTime() const;
  Value valueOf() const { return getTime(); }
  Value getFullYear() const;
  Value getMonth() const;  // January is 0
  Value getDate() const;   // of the month, from 1
  Value getDay() const;    // of the week, Sunday is 0
  Value getHours() const;
  Value getMinutes() const;
  Value getSeconds() const;
  Value getMilliseconds() const;
  Value getUTCFullYear() const;
  Value getUTCMonth() const;
  Value getUTCDate() const;
  Value getUTCDay() const;
  Value getUTCHours() const;
  Value getUTCMinutes() const;
  Value getUTCSeconds() const;
  Value getUTCMilliseconds() const;
  /// Minutes that local time is behind UTC.
  Value getTimezoneOffset() const;

  // Each gives the new getTime(). What is not given stays.
  Value setTime(const Value& ms) const;
  Value setFullYear(const Value& year, const Value& month = {}, const Value& day = {}) const;
  Value setMonth(const Value& month, const Value& day = {}) const;
  Value setDate(const Value& day) const;
  Value setHours(const Value& hours, const Value& minutes = {}, const Value& seconds = {}, const Value& ms = {}) const;
  Value setMinutes(const Value& minutes, const Value& seconds = {}, const Value& ms = {}) const;
  Value setSeconds(const Value& seconds, const Value& ms = {}) const;
  Value setMilliseconds(const Value& ms) const;
  Value setUTCFullYear(const Value& year, const Value& month = {}, const Value& day = {}) const;
  Value setUTCMonth(const Value& month, const Value& day = {}) const;
  Value setUTCDate(const Value& day) const;
  Value setUTCHours(const Value& hours, const Value& minutes = {}, const Value& seconds = {},
                    const Value& ms = {}) const;
  Value setUTCMinutes(const Value& minutes, const Value& seconds = {}, const Value& ms = {}) const;
  Value setUTCSeconds(const Value& seconds, const Value& ms = {}) const;
  Value setUTCMilliseconds(const Value& ms) const;

  /// "2026-11-24T11:06:33.000Z". Throws RangeError when the date is invalid.
  Value toISOString() const;
  /// As toISOString; null for an invalid date.
  Value toJSON() const;
  /// "Tue Nov 24 2026 12:06:33 GMT+0100 (Central European Standard Time)", or "Invalid Date".
  Value toString() const;
  /// "Tue Nov 24 2026"
  Value toDateString() const;
  /// "12:06:33 GMT+0100 (Central European Standard Time)"
  Value toTimeString() const;
  /// "Tue, 24 Nov 2026 11:06:33 GMT"
  Value toUTCString() const;
  /// "11/24/2026, 12:06:33 PM". Whatever the locale, the text is American English. Options: weekday, year, month, day, hour,
  /// minute, second, hour12, dateStyle, timeStyle, and timeZone "UTC"; another time zone is a RangeError.
  Value toLocaleString(const Value& locale = {}, const Value& options = {}) const;
  /// "11/24/2026"
  Value toLocaleDateString(const Value& locale = {}, const Value& options = {}) const;
  /// "12:06:33 PM"
  Value toLocaleTimeString(const Value& locale = {}, const Value& options = {}) const;

 private:
  double time() const;
};

namespace detail {

struct DateLibrary {
  /// Now.
  DateTime operator()() const;
  /// Of milliseconds since 1970, of a text as Date.parse reads it, or a copy of another date.
  DateTime operator()(const Value& ms_or_text) const;
  /// Of local time.
  DateTime operator()(const Value& year, const Value& month, const Value& day = {}, const Value& hours = {},
                      const Value& minutes = {}, const Value& seconds = {}, const Value& ms = {}) const;
  /// Milliseconds since 1970, now.
  Value now() const;
  /// Milliseconds since 1970 of a date in a text; NaN if it is none. Without a zone a day is UTC, a day and time local.
  Value parse(const Value& text) const;
  /// Milliseconds since 1970 of a time in UTC.
  Value UTC(const Value& year, const Value& month = {}, const Value& day = {}, const Value& hours = {},
            const Value& minutes = {}, const Value& seconds = {}, const Value& ms = {}) const;
};

}  // namespace detail

/// JavaScript: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Date. `new Date(…)` is `Date(…)`.
inline constexpr detail::DateLibrary Date{};

}  // namespace crema
