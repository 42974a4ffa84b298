// Math where JavaScript's differs from C's.
#include <crema/math.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace crema;

namespace {
bool negative_zero(const Value& v) { return v.number() == 0 && std::signbit(v.number()); }
}  // namespace

TEST_CASE("Math.round rounds halves towards +Infinity and keeps the sign of zero") {
  CHECK(Math.round(2.5) == 3);
  CHECK(Math.round(-1.5) == -1);
  CHECK(Math.round(0.49999999999999994) == 0);
  CHECK(Math.round(9007199254740991.0) == 9007199254740991.0);
  CHECK(negative_zero(Math.round(-0.2)));
  CHECK(Math.round("3.6") == 4);
}

TEST_CASE("Math.max and Math.min know no argument, NaN, signed zeros and spread arrays") {
  CHECK(Math.max() == -Infinity);
  CHECK(Math.min() == Infinity);
  CHECK(Math.max(1, "3", 2) == 3);
  CHECK(isNaN(Math.max(1, NaN, 2)));
  CHECK(isNaN(Math.min(1, undefined)));
  CHECK(!negative_zero(Math.max(-0.0, 0)));
  CHECK(negative_zero(Math.min(0, -0.0)));
  Value list = {4, 9, 2};
  CHECK(Math.max(spread(list)) == 9);
  CHECK(Math.min(spread(list)) == 2);
}

TEST_CASE("Math.pow is NaN where C says 1") {
  CHECK(isNaN(Math.pow(1, Infinity)));
  CHECK(isNaN(Math.pow(1, NaN)));
  CHECK(Math.pow(NaN, 0) == 1);
  CHECK(Math.pow(2, 10) == 1024);
}

TEST_CASE("the rest of Math, and results that || takes") {
  CHECK(Math.floor(-1.5) == -2);
  CHECK(Math.ceil(1.2) == 2);
  CHECK(Math.trunc(-1.7) == -1);
  CHECK(Math.abs("-3") == 3);
  CHECK(Math.sign(-9) == -1);
  CHECK(Math.sqrt(16) == 4);
  CHECK(Math.cbrt(27) == 3);
  CHECK(Math.hypot(3, 4) == 5);
  CHECK(Math.log10(1000) == 3);
  CHECK(Math.atan2(0, -1) == Math.PI);
  CHECK((Math.floor("x") || 7) == 7);
}

TEST_CASE("Math.random lies in [0, 1) and does not repeat itself") {
  std::set<double> seen;
  for (int i = 0; i < 1000; ++i) {
    const double drawn = Math.random().number();
    CHECK(drawn >= 0);
    CHECK(drawn < 1);
    seen.insert(drawn);
  }
  CHECK(seen.size() == 1000);
}
