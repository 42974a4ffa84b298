// The methods of a date, called on the Value that holds it: `post["created"].toISOString()`.
#include <crema/date.hpp>

#include "core/value_receiver.hpp"
#include "node/date_object.hpp"

namespace crema {
using namespace detail;

namespace {

// What `call` gives of the date in v; of anything else what any method gives that it has not.
template <class F>
Value of_date(const Value& v, const char* method, F call) {
  const Receiver self(v);
  if (!host<DateObject>(self.value)) return self.refusal(method);
  return call(DateTime(self.value));
}

}  // namespace

#define CREMA_READ(name)                                                                                               \
  Value Value::name() const {                                                                                          \
    return of_date(*this, #name, [](const DateTime& date) { return date.name(); });                                    \
  }
CREMA_READ(getTime)
CREMA_READ(getFullYear)
CREMA_READ(getMonth)
CREMA_READ(getDate)
CREMA_READ(getDay)
CREMA_READ(getHours)
CREMA_READ(getMinutes)
CREMA_READ(getSeconds)
CREMA_READ(getMilliseconds)
CREMA_READ(getUTCFullYear)
CREMA_READ(getUTCMonth)
CREMA_READ(getUTCDate)
CREMA_READ(getUTCDay)
CREMA_READ(getUTCHours)
CREMA_READ(getUTCMinutes)
CREMA_READ(getUTCSeconds)
CREMA_READ(getUTCMilliseconds)
CREMA_READ(getTimezoneOffset)
CREMA_READ(toISOString)
CREMA_READ(toDateString)
CREMA_READ(toTimeString)
CREMA_READ(toUTCString)
#undef CREMA_READ

Value Value::setTime(const Value& ms) const {
  return of_date(*this, "setTime", [&](const DateTime& date) { return date.setTime(ms); });
}
Value Value::setFullYear(const Value& year, const Value& month, const Value& day) const {
  return of_date(*this, "setFullYear", [&](const DateTime& date) { return date.setFullYear(year, month, day); });
}
Value Value::setMonth(const Value& month, const Value& day) const {
  return of_date(*this, "setMonth", [&](const DateTime& date) { return date.setMonth(month, day); });
}
Value Value::setDate(const Value& day) const {
  return of_date(*this, "setDate", [&](const DateTime& date) { return date.setDate(day); });
}
Value Value::setHours(const Value& hours, const Value& minutes, const Value& seconds, const Value& ms) const {
  return of_date(*this, "setHours", [&](const DateTime& date) { return date.setHours(hours, minutes, seconds, ms); });
}
Value Value::setMinutes(const Value& minutes, const Value& seconds, const Value& ms) const {
  return of_date(*this, "setMinutes", [&](const DateTime& date) { return date.setMinutes(minutes, seconds, ms); });
}
Value Value::setSeconds(const Value& seconds, const Value& ms) const {
  return of_date(*this, "setSeconds", [&](const DateTime& date) { return date.setSeconds(seconds, ms); });
}
Value Value::setMilliseconds(const Value& ms) const {
  return of_date(*this, "setMilliseconds", [&](const DateTime& date) { return date.setMilliseconds(ms); });
}
Value Value::toLocaleDateString(const Value& locale, const Value& options) const {
  return of_date(*this, "toLocaleDateString",
                 [&](const DateTime& date) { return date.toLocaleDateString(locale, options); });
}
Value Value::toLocaleTimeString(const Value& locale, const Value& options) const {
  return of_date(*this, "toLocaleTimeString",
                 [&](const DateTime& date) { return date.toLocaleTimeString(locale, options); });
}

}  // namespace crema
