// Durations and sizes in words.
#include <doctest/doctest.h>

#include "http/units.hpp"

using namespace crema::http;

TEST_CASE("durations are npm ms's") {
  CHECK(parse_duration("500") == 500);
  CHECK(parse_duration("1s") == 1000);
  CHECK(parse_duration("15m") == 900'000);
  CHECK(parse_duration("2 hours") == 7'200'000);
  CHECK(parse_duration("1D") == 86'400'000);
  CHECK(parse_duration("1.5 hrs") == 5'400'000);
  CHECK(parse_duration(".5ms") == 0.5);
  CHECK(parse_duration("-3 min") == -180'000);
  CHECK(parse_duration("1w") == 604'800'000);
  CHECK(parse_duration("1y") == 31'557'600'000);
  for (const char* text : {"", "x", "1 fortnight", "1.", "--1", " 1", "1 h ", "h"}) CHECK_FALSE(parse_duration(text));
}

TEST_CASE("sizes are npm bytes's") {
  CHECK(parse_size("100kb") == 102'400);
  CHECK(parse_size("1.5 MB") == 1'572'864);
  CHECK(parse_size("1gb") == 1'073'741'824);
  CHECK(parse_size("512") == 512);
  CHECK(parse_size("512b") == 512);
  CHECK(parse_size("1.9") == 1);
  CHECK(parse_size("1 kbx") == 1);
  CHECK(parse_size("-1kb") == -1024);
  CHECK(parse_size(" 7") == 7);
  CHECK(parse_size("123456789 TB") == INT64_MAX);
  CHECK(parse_exact_size("123456789 TB") == 135742175033388170000.0);
  for (const char* text : {"", "kb", "x1", ".5kb", "-"}) CHECK_FALSE(parse_size(text));
}
