// ms(), against what npm's ms does; tests/interop compares the two.
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <crema/ms.hpp>
#include <crema/object.hpp>
#include <doctest/doctest.h>

using namespace crema;

TEST_CASE("ms() reads texts") {
  CHECK(ms("2 days") == 172800000);
  CHECK(ms("1d") == 86400000);
  CHECK(ms("10h") == 36000000);
  CHECK(ms("2.5 hrs") == 9000000);
  CHECK(ms(".5M") == 30000);
  CHECK(ms("1y") == 31557600000);
  CHECK(ms("-3 minutes") == -180000);
  CHECK(ms("100") == 100);
  for (const char* text : {"foo", "1.", "10 parsecs", "1 m s", " 1h", "☃"}) CHECK(ms(text) == undefined);
  CHECK(ms(Value("1").repeat(101)) == undefined);
}

TEST_CASE("ms() writes numbers") {
  CHECK(ms(60000) == "1m");
  CHECK(ms(2 * 60000) == "2m");
  CHECK(ms(-3 * 60000) == "-3m");
  CHECK(ms(ms("10 hours")) == "10h");
  CHECK(ms(999) == "999ms");
  CHECK(ms(0.5) == "0.5ms");
  CHECK(ms(1500) == "2s");
  CHECK(ms(-1500) == "-1s");
  CHECK(ms(60000, {.long_ = true}) == "1 minute");
  CHECK(ms(89999, {.long_ = true}) == "1 minute");
  CHECK(ms(90000, {.long_ = true}) == "2 minutes");
  CHECK(ms(-10 * 86400000.0, {.long_ = true}) == "-10 days");
  CHECK(ms(500, {.long_ = true}) == "500 ms");
}

TEST_CASE("ms() refuses what is neither") {
  CHECK_THROWS_WITH_AS(ms(""), "val is not a non-empty string or a valid number. val=\"\"", Error);
  CHECK_THROWS_WITH_AS(ms(undefined), "val is not a non-empty string or a valid number. val=undefined", Error);
  CHECK_THROWS_WITH_AS(ms(NaN), "val is not a non-empty string or a valid number. val=null", Error);
  CHECK_THROWS_AS(ms(Infinity), Error);
  CHECK_THROWS_AS(ms(Object()), Error);
}
