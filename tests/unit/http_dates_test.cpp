// Dates as HTTP and JavaScript write and read them.
#include <doctest/doctest.h>

#include <string>

#include "http/dates.hpp"

using namespace crema::http;

namespace {

std::string date(std::int64_t seconds) {
  std::string out;
  append_date(out, seconds);
  return out;
}

std::string iso(std::int64_t ms) {
  std::string out;
  append_iso_date(out, ms);
  return out;
}

std::string reread(std::string_view text) {
  const auto ms = parse_date(text);
  return ms ? iso(*ms) : "invalid";
}

}  // namespace

TEST_CASE("a date is written as IMF-fixdate") {
  CHECK(date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(date(-1) == "Wed, 31 Dec 1969 23:59:59 GMT");
  CHECK(date(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
  CHECK(date(253402300800) == "Sat, 01 Jan 10000 00:00:00 GMT");
  CHECK(date(-date_limit / 1000) == "Tue, 20 Apr -271821 00:00:00 GMT");
  CHECK(date(date_limit / 1000) == "Sat, 13 Sep 275760 00:00:00 GMT");
}

TEST_CASE("a date is written as ISO 8601 with milliseconds") {
  CHECK(iso(784111777123) == "1994-11-06T08:49:37.123Z");
  CHECK(iso(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(iso(-62200000000000) == "-000002-12-17T14:13:20.000Z");
  CHECK(iso(253402300800000) == "+010000-01-01T00:00:00.000Z");
}

TEST_CASE("the three formats of HTTP are read") {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994 GMT", "1994-11-06T08:49:37Z"}) {
    CAPTURE(text);
    CHECK(reread(text) == "1994-11-06T08:49:37.000Z");
  }
}

TEST_CASE("dates are read as Date.parse reads them") {
  struct Row {
    const char* text;
    const char* expected;
  };
  for (const Row& row : {
           Row{"1994-11-06", "1994-11-06T00:00:00.000Z"},
           {"1994-11", "1994-11-01T00:00:00.000Z"},
           {"1994", "1994-01-01T00:00:00.000Z"},
           {"1994-11-06T08:49Z", "1994-11-06T08:49:00.000Z"},
           {"1994-11-06T08:49:37.1Z", "1994-11-06T08:49:37.100Z"},
           {"1994-11-06T08:49:37.1239Z", "1994-11-06T08:49:37.123Z"},
           {"1994-11-06T08:49:37+01:00", "1994-11-06T07:49:37.000Z"},
           {"1994-11-06T08:49:37-0230", "1994-11-06T11:19:37.000Z"},
           {"1994-11-06T24:00Z", "1994-11-07T00:00:00.000Z"},
           {"1994-11-06T24:01Z", "invalid"},
           {"1994-11-06T08:49:37Zx", "invalid"},
           {"+012024-01-01", "+012024-01-01T00:00:00.000Z"},
           {"Nov 6, 1994 8:49 PM UTC", "1994-11-06T20:49:00.000Z"},
           {"6 November 1994 08:49 +0100", "1994-11-06T07:49:00.000Z"},
           {"11/6/94 GMT", "1994-11-06T00:00:00.000Z"},
           {"Nov 6 1994 (a (b) c) 8:49 EST", "1994-11-06T13:49:00.000Z"},
           {"31 Feb 2024 UTC", "2024-03-02T00:00:00.000Z"},
           {"8:49 Z", "invalid"},
           {"1 2 3 4", "invalid"},
           {"junk", "invalid"},
           {"", "invalid"},
           {"32 Jan 1994 99:00 GMT", "invalid"},
       }) {
    CAPTURE(row.text);
    CHECK(reread(row.text) == row.expected);
  }
}

TEST_CASE("every second of a few years survives writing and reading") {
  for (std::int64_t seconds = 0; seconds < 200'000'000; seconds += 86'377) {
    CHECK(parse_date(date(seconds)).value_or(-1) == seconds * 1000);
  }
}
