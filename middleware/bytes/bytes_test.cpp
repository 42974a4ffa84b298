// bytes(), against what npm's bytes does; tests/interop compares the two.
#include <crema/bytes.hpp>
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <crema/object.hpp>
#include <doctest/doctest.h>

using namespace crema;

TEST_CASE("bytes() reads texts") {
  CHECK(bytes("1KB") == 1024);
  CHECK(bytes("1.5 mb") == 1572864);
  CHECK(bytes("-1GB") == -1073741824);
  CHECK(bytes("1.9") == 1);
  CHECK(bytes("10 parsecs") == 10);
  CHECK(bytes("x") == null);
  CHECK(bytes.parse(12.5) == 12.5);
  CHECK(bytes.parse(NaN) == null);
  CHECK(bytes.parse(true) == null);
  CHECK(bytes.parse(undefined) == null);
}

TEST_CASE("bytes() writes numbers") {
  CHECK(bytes(0) == "0B");
  CHECK(bytes(1000) == "1000B");
  CHECK(bytes(1024) == "1KB");
  CHECK(bytes(1536) == "1.5KB");
  CHECK(bytes(-1572864) == "-1.5MB");
  CHECK(bytes(Math.pow(1024, 5)) == "1PB");
  CHECK(bytes(1025) == "1KB");
  CHECK(bytes(1086, {.decimalPlaces = 3}) == "1.061KB");
  CHECK(bytes(1075, {.decimalPlaces = 3}) == "1.050KB");
  CHECK(bytes(NaN) == null);
  CHECK(bytes(true) == null);
  CHECK(bytes.format("1024") == null);
  CHECK(bytes.format(Infinity) == null);
}

TEST_CASE("bytes()' options") {
  CHECK(bytes(1024, {.fixedDecimals = true}) == "1.00KB");
  CHECK(bytes(1300, {.decimalPlaces = 0}) == "1KB");
  CHECK(bytes(1000000, {.thousandsSeparator = ",", .unit = "B"}) == "1,000,000B");
  CHECK(bytes(-123456, {.thousandsSeparator = " ", .unit = "b"}) == "-123 456b");
  CHECK(bytes(1025.5, {.decimalPlaces = 4, .thousandsSeparator = ",", .unit = "B"}) == "1,025.5B");
  CHECK(bytes(1024, {.unit = "kB", .unitSeparator = " "}) == "1 kB");
  CHECK(bytes(1024, {.unit = "miles"}) == "1KB");
  CHECK_THROWS_AS(bytes(1, {.decimalPlaces = 101}), RangeError);
}
