// Date: what Node 20 prints for the same calls.
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "net/loop.hpp"

using namespace crema;

namespace {

// The time zone of a test.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* set = std::getenv("TZ")) before_ = set;
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~Zone() {
    if (before_.empty()) {
      ::unsetenv("TZ");
    } else {
      ::setenv("TZ", before_.c_str(), 1);
    }
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::string before_;
};

constexpr const char* berlin = "Europe/Berlin";

}  // namespace

TEST_CASE("Date() and Date.now() follow the loop's clock") {
  net::ManualClock clock(1'000'000);
  net::Loop loop(clock);
  net::Loop::Scope scope(loop);
  CHECK(Date.now() == 1'000'000);
  auto before = Date();
  loop.advance(1500);
  CHECK(Date() - before == 1500);
  CHECK(Date.now() - before == 1500);
}

TEST_CASE("a date shows itself in every form that JavaScript has") {
  Zone zone(berlin);
  auto date = Date(1'795'518'393'007);
  CHECK(date.toISOString() == "2026-11-24T11:06:33.007Z");
  CHECK(date.toJSON() == "2026-11-24T11:06:33.007Z");
  CHECK(date.toString() == "Tue Nov 24 2026 12:06:33 GMT+0100 (Central European Standard Time)");
  CHECK(date.toDateString() == "Tue Nov 24 2026");
  CHECK(date.toTimeString() == "12:06:33 GMT+0100 (Central European Standard Time)");
  CHECK(date.toUTCString() == "Tue, 24 Nov 2026 11:06:33 GMT");
  CHECK(date.toLocaleString() == "11/24/2026, 12:06:33 PM");
  CHECK(date.toLocaleDateString() == "11/24/2026");
  CHECK(date.toLocaleTimeString() == "12:06:33 PM");
  CHECK(String(date) == date.toString());
}

TEST_CASE("fields are read in local time and in UTC") {
  Zone zone(berlin);
  auto date = Date("2026-12-31T23:30:15.250Z");
  CHECK(date.getFullYear() == 2027);
  CHECK(date.getMonth() == 0);
  CHECK(date.getDate() == 1);
  CHECK(date.getDay() == 5);
  CHECK(date.getHours() == 0);
  CHECK(date.getMinutes() == 30);
  CHECK(date.getSeconds() == 15);
  CHECK(date.getMilliseconds() == 250);
  CHECK(date.getUTCFullYear() == 2026);
  CHECK(date.getUTCMonth() == 11);
  CHECK(date.getUTCDate() == 31);
  CHECK(date.getUTCDay() == 4);
  CHECK(date.getUTCHours() == 23);
  CHECK(date.getTimezoneOffset() == -60);
  CHECK(date.getTime() == date.valueOf());
}

TEST_CASE("a date is made of a number, a text, another date, or local fields") {
  Zone zone(berlin);
  CHECK(Date(0).toISOString() == "1970-01-01T00:00:00.000Z");
  CHECK(Date("2026-01-02").toISOString() == "2026-01-02T00:00:00.000Z");
  CHECK(Date("2026-07-02T10:00:00").toISOString() == "2026-07-02T08:00:00.000Z");
  CHECK(Date(2026, 0, 2).toISOString() == "2026-01-01T23:00:00.000Z");
  CHECK(Date(2026, 6, 2, 10, 20, 30, 40).toISOString() == "2026-07-02T08:20:30.040Z");
  CHECK(Date(99, 0).getFullYear() == 1999);
  CHECK(Date(2026, 12, 1).getMonth() == 0);
  CHECK(Date(null).getTime() == 0);
  auto first = Date(5);
  auto copy = Date(first);
  copy.setTime(9);
  CHECK(first.getTime() == 5);
  CHECK(Date.UTC(2030, 0, 2, 3, 4, 5) == 1'893'553'445'000);
  CHECK(Date.parse("Thu, 01 Jan 1970 00:00:01 GMT") == 1000);
}

TEST_CASE("setters carry over, and give the new time") {
  Zone zone(berlin);
  auto date = Date(2026, 0, 31, 12);
  date.setMonth(1);
  CHECK(date.toDateString() == "Tue Mar 03 2026");
  date.setDate(date.getDate() + 30);
  CHECK(date.toDateString() == "Thu Apr 02 2026");
  date.setDate(0);
  CHECK(date.toDateString() == "Tue Mar 31 2026");
  const Value midnight = date.setHours(0, 0, 0, 0);
  CHECK(midnight == date.getTime());
  CHECK(date.toTimeString() == "00:00:00 GMT+0200 (Central European Summer Time)");
  date.setFullYear(2024, 1, 29);
  CHECK(date.toDateString() == "Thu Feb 29 2024");
  date.setUTCHours(25, 61, 61, 1001);
  CHECK(date.toISOString() == "2024-02-29T02:02:02.001Z");
  date.setMinutes(-1);
  CHECK(date.toISOString() == "2024-02-29T01:59:02.001Z");
  date.setUTCMonth(0, 15);
  date.setUTCSeconds(7, 8);
  CHECK(date.toISOString() == "2024-01-15T01:59:07.008Z");
}

TEST_CASE("local times that the clocks skip or show twice follow the offset before the change") {
  Zone zone(berlin);
  CHECK(Date(2026, 2, 29, 2, 30).toISOString() == "2026-03-29T01:30:00.000Z");
  CHECK(Date(2026, 9, 25, 2, 30).toISOString() == "2026-10-25T00:30:00.000Z");
}

TEST_CASE("an invalid date is NaN, and only toISOString throws") {
  auto date = Date("no date");
  CHECK(isNaN(date.getTime()));
  CHECK(isNaN(date.getFullYear()));
  CHECK(date.toString() == "Invalid Date");
  CHECK(date.toLocaleDateString() == "Invalid Date");
  CHECK(date.toJSON() == null);
  CHECK_THROWS_WITH_AS(date.toISOString(), "Invalid time value", RangeError);
  CHECK(isNaN(date.setDate(3)));
  CHECK(isNaN(Date(8.65e15).getTime()));
  date.setFullYear(2026);
  CHECK(date.getFullYear() == 2026);
}

TEST_CASE("in a Value a date is a number to arithmetic and a text to JSON") {
  Zone zone("UTC");
  Value order = {{"at", Date(1000)}, {"n", 1}};
  CHECK(JSON.stringify(order) == R"({"at":"1970-01-01T00:00:01.000Z","n":1})");
  Value a = Date(1000), b = Date(3000);
  CHECK(a < b);
  CHECK(b >= a);
  CHECK(b - a == 2000);
  CHECK(+a == 1000);
  CHECK(a != Date(1000));
  CHECK(a == a);
  CHECK("at " + a == "at Thu Jan 01 1970 00:00:01 GMT+0000 (Coordinated Universal Time)");
  CHECK(typeof_(a) == "object");
  DateTime(order["at"]).setTime(0);
  CHECK(JSON.stringify(order["at"]) == R"("1970-01-01T00:00:00.000Z")");
  CHECK_THROWS_AS(DateTime(Value("text")), TypeError);
}

TEST_CASE("toLocale… writes what its options name, in American English") {
  Zone zone("UTC");
  auto date = Date(Date.UTC(2026, 10, 4, 15, 5, 6));
  CHECK(date.toLocaleDateString("en-US",
                                {{"weekday", "long"}, {"year", "numeric"}, {"month", "long"}, {"day", "numeric"}}) ==
        "Wednesday, November 4, 2026");
  CHECK(date.toLocaleDateString("en-US", {{"month", "short"}, {"day", "numeric"}}) == "Nov 4");
  CHECK(date.toLocaleDateString("en-US", {{"year", "numeric"}, {"month", "2-digit"}, {"day", "2-digit"}}) ==
        "11/04/2026");
  CHECK(date.toLocaleTimeString("en-US", {{"hour", "2-digit"}, {"minute", "2-digit"}}) == "03:05 PM");
  CHECK(date.toLocaleTimeString("en-US", {{"hour12", false}, {"hourCycle", undefined}}) == "15:05:06");
  CHECK(date.toLocaleString("en-US", {{"dateStyle", "long"}, {"timeStyle", "short"}}) == "November 4, 2026 at 3:05 PM");
  CHECK(date.toLocaleString("en-US", {{"dateStyle", "short"}, {"timeStyle", "short"}}) == "11/4/26, 3:05 PM");
  CHECK_THROWS_AS(date.toLocaleString("en-US", {{"timeZone", "Mars/Olympus"}, {"hour12", true}}), RangeError);
}

TEST_CASE("the methods of a date, called on the Value that holds it") {
  Value post = {{"created", Date("2026-03-05T10:20:30.040Z")}, {"title", "x"}};
  CHECK(post["created"].toISOString() == "2026-03-05T10:20:30.040Z");
  CHECK(post["created"].getTime() == 1772706030040.0);
  CHECK(post["created"].getUTCFullYear() == 2026);
  CHECK(post["created"].getUTCMonth() == 2);
  CHECK(post["created"].getUTCDate() == 5);
  CHECK(post["created"].getUTCHours() == 10);
  CHECK(post["created"].toUTCString() == "Thu, 05 Mar 2026 10:20:30 GMT");
  CHECK(post["created"].toLocaleDateString("en-US", {{"timeZone", "UTC"}, {"month", "long"}}) == "March");
  CHECK(post["created"].setTime(0) == 0);
  CHECK(post["created"].toISOString() == "1970-01-01T00:00:00.000Z");  // the date itself
  CHECK_THROWS_WITH_AS((void)post["title"].getTime().number(), "getTime is not a function", TypeError);
  CHECK_THROWS_WITH_AS((void)post["none"].toISOString().number(),
                       "Cannot read properties of undefined (reading 'toISOString')", TypeError);
}
