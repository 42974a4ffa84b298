// crema/math.hpp — JavaScript's Math, Infinity and NaN.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <limits>

namespace crema {

inline constexpr double Infinity = std::numeric_limits<double>::infinity();
inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

namespace detail {

// Results are Values, so that `Math.floor(x) || 1` means what it means in JavaScript.
struct MathLibrary {
  /// From 0 on, below 1. Not for secrets: crypto.randomBytes, crypto.randomUUID.
  Value random() const;
  Value floor(const Value& x) const;
  Value ceil(const Value& x) const;
  /// To the nearest integer, halves towards +Infinity: Math.round(-1.5) is -1.
  Value round(const Value& x) const;
  Value trunc(const Value& x) const;
  Value abs(const Value& x) const;
  Value sign(const Value& x) const;
  Value sqrt(const Value& x) const;
  Value cbrt(const Value& x) const;
  Value pow(const Value& x, const Value& y) const;
  Value exp(const Value& x) const;
  Value log(const Value& x) const;
  Value log2(const Value& x) const;
  Value log10(const Value& x) const;
  Value sin(const Value& x) const;
  Value cos(const Value& x) const;
  Value tan(const Value& x) const;
  Value asin(const Value& x) const;
  Value acos(const Value& x) const;
  Value atan(const Value& x) const;
  Value atan2(const Value& y, const Value& x) const;
  Value sinh(const Value& x) const;
  Value cosh(const Value& x) const;
  Value tanh(const Value& x) const;
  Value asinh(const Value& x) const;
  Value acosh(const Value& x) const;
  Value atanh(const Value& x) const;
  Value expm1(const Value& x) const;
  Value log1p(const Value& x) const;
  /// The nearest number of 32 bits.
  Value fround(const Value& x) const;
  /// The zeros that a whole number of 32 bits begins with.
  Value clz32(const Value& x) const;
  /// The product of two whole numbers, in 32 bits.
  Value imul(const Value& x, const Value& y) const;
  template <class... A>
  Value hypot(const A&... numbers) const {
    const double all[] = {Value(numbers).number()..., 0};
    return hypot_list(all, sizeof...(numbers));
  }
  /// The largest; -Infinity of none, NaN if one is. Of an array: Math.max(spread(array)).
  template <class... A>
  Value max(const A&... numbers) const {
    const double all[] = {Value(numbers).number()..., 0};
    return max_list(all, sizeof...(numbers));
  }
  Value max(const Spread& numbers) const;
  /// The smallest; Infinity of none, NaN if one is.
  template <class... A>
  Value min(const A&... numbers) const {
    const double all[] = {Value(numbers).number()..., 0};
    return min_list(all, sizeof...(numbers));
  }
  Value min(const Spread& numbers) const;

  double E = 2.718281828459045;
  double LN2 = 0.6931471805599453;
  double LN10 = 2.302585092994046;
  double LOG2E = 1.4426950408889634;
  double LOG10E = 0.4342944819032518;
  double PI = 3.141592653589793;
  double SQRT1_2 = 0.7071067811865476;
  double SQRT2 = 1.4142135623730951;

 private:
  Value hypot_list(const double* numbers, std::size_t count) const;
  Value max_list(const double* numbers, std::size_t count) const;
  Value min_list(const double* numbers, std::size_t count) const;
};

}  // namespace detail

/// JavaScript: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Math
inline constexpr detail::MathLibrary Math{};

}  // namespace crema
