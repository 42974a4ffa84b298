// Conditional requests, ranges and Vary.
#include <doctest/doctest.h>

#include <string>

#include "http/freshness.hpp"
#include "http/ranges.hpp"
#include "http/vary.hpp"

using namespace crema::http;

namespace {

constexpr std::string_view earlier = "Sat, 05 Nov 1994 08:49:37 GMT";
constexpr std::string_view later = "Sun, 06 Nov 1994 08:49:37 GMT";

bool fresh(std::string_view none_match, std::string_view since, std::string_view cache, Validators have) {
  Conditions asked;
  asked.if_none_match = none_match;
  asked.if_modified_since = since;
  asked.cache_control = cache;
  return is_fresh(asked, have);
}

std::string ranges(std::int64_t size, std::string_view header, bool combine = false) {
  const Ranges parsed = parse_ranges(size, header, combine);
  if (parsed.result != Ranges::Result::ok) return std::to_string(static_cast<int>(parsed.result));
  std::string out(parsed.unit);
  for (const Range& range : parsed.list) out += " " + std::to_string(range.start) + "-" + std::to_string(range.end);
  return out;
}

std::string vary(std::string header, std::string_view field) {
  return append_vary(header, field) ? header : "invalid, " + header;
}

}  // namespace

TEST_CASE("a copy is fresh by its tag, compared weakly") {
  CHECK(fresh("\"a\"", "", "", {"\"a\"", ""}));
  CHECK(fresh("W/\"a\"", "", "", {"\"a\"", ""}));
  CHECK(fresh("\"a\"", "", "", {"W/\"a\"", ""}));
  CHECK(fresh("\"x\",  \"a\" ", "", "", {"\"a\"", ""}));
  CHECK(fresh("*", "", "", {"", ""}));
  CHECK_FALSE(fresh("\"b\"", "", "", {"\"a\"", ""}));
  CHECK_FALSE(fresh("\"a\"", "", "", {"", ""}));
}

TEST_CASE("a copy is fresh by its date only without a tag") {
  CHECK(fresh("", later, "", {"", earlier}));
  CHECK(fresh("", later, "", {"", later}));
  CHECK_FALSE(fresh("", earlier, "", {"", later}));
  CHECK_FALSE(fresh("", later, "", {"", ""}));
  CHECK_FALSE(fresh("", "junk", "", {"", earlier}));
  CHECK_FALSE(fresh("\"b\"", later, "", {"\"a\"", earlier}));
  CHECK_FALSE(fresh("", "", "", {"\"a\"", earlier}));
}

TEST_CASE("no-cache asks for the whole answer") {
  CHECK_FALSE(fresh("\"a\"", "", "no-cache", {"\"a\"", ""}));
  CHECK_FALSE(fresh("\"a\"", "", "max-age=0,\tno-cache ", {"\"a\"", ""}));
  CHECK(fresh("\"a\"", "", "no-cache=x", {"\"a\"", ""}));
}

TEST_CASE("If-Match and If-Unmodified-Since can fail") {
  Conditions asked;
  asked.if_match = "\"a\", \"b\"";
  CHECK_FALSE(precondition_failed(asked, {"W/\"b\"", ""}));
  CHECK(precondition_failed(asked, {"\"c\"", ""}));
  CHECK(precondition_failed(asked, {"", ""}));
  asked.if_match = "*";
  CHECK_FALSE(precondition_failed(asked, {"\"c\"", ""}));
  asked.if_match = {};
  asked.if_unmodified_since = earlier;
  CHECK(precondition_failed(asked, {"", later}));
  CHECK_FALSE(precondition_failed(asked, {"", earlier}));
  CHECK(precondition_failed(asked, {"", ""}));
  asked.if_unmodified_since = "junk";
  CHECK_FALSE(precondition_failed(asked, {"", later}));
}

TEST_CASE("If-Range holds a tag or a date") {
  Conditions asked;
  CHECK(is_range_fresh(asked, {}));
  asked.if_range = "\"a\"";
  CHECK(is_range_fresh(asked, {"\"a\"", ""}));
  CHECK_FALSE(is_range_fresh(asked, {"\"b\"", ""}));
  asked.if_range = later;
  CHECK(is_range_fresh(asked, {"", earlier}));
  asked.if_range = earlier;
  CHECK_FALSE(is_range_fresh(asked, {"", later}));
}

TEST_CASE("ranges are read, capped and refused") {
  struct Row {
    const char* header;
    const char* expected;
  };
  for (const Row& row : {
           Row{"bytes=0-4", "bytes 0-4"},
           {"bytes=0-", "bytes 0-199"},
           {"bytes=-50", "bytes 150-199"},
           {"bytes=0-999", "bytes 0-199"},
           {"bytes=0-99999999999999999999999999", "bytes 0-199"},
           {"bytes=0-0, 5-6", "bytes 0-0 5-6"},
           {"items=1-2", "items 1-2"},
           {"bytes=150-10,0-1", "bytes 0-1"},
           {"bytes=200-300", "-1"},
           {"bytes=-201", "-1"},
           {"bytes=5-1", "-1"},
           {"bytes=x-1", "-2"},
           {"bytes=-", "-2"},
           {"bytes=5", "-2"},
           {"bytes", "-2"},
           {"", "-2"},
       }) {
    CAPTURE(row.header);
    CHECK(ranges(200, row.header) == row.expected);
  }
  CHECK(ranges(0, "bytes=0-0") == "-1");
}

TEST_CASE("overlapping and adjacent ranges combine in the order of their first part") {
  CHECK(ranges(150, "bytes=0-4,90-99,5-75,100-199,101-102", true) == "bytes 0-75 90-149");
  CHECK(ranges(150, "bytes=-1,20-100,0-1,101-120", true) == "bytes 149-149 20-120 0-1");
}

TEST_CASE("Vary names each field once") {
  CHECK(vary("", "Origin") == "Origin");
  CHECK(vary("Accept", "Origin") == "Accept, Origin");
  CHECK(vary("Accept, ORIGIN", "Origin") == "Accept, ORIGIN");
  CHECK(vary("Accept", "accept, Origin,origin") == "Accept, Origin");
  CHECK(vary("Accept", "*") == "*");
  CHECK(vary("*", "Origin") == "*");
  CHECK(vary("Accept", "") == "invalid, Accept");
  CHECK(vary("Accept", "a:b") == "invalid, Accept");
  CHECK(vary("Accept", "Origin,,B") == "invalid, Accept");
}
