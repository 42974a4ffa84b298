// Math: the C library's functions, where JavaScript's differ in halves, signed zeros, NaN and powers of one.
#include <crema/math.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "http/random.hpp"

namespace crema::detail {
namespace {

// xoroshiro128+ of Blackman and Vigna, seeded from the system's randomness: fast, and no thread waits for another.
class Generator {
 public:
  Generator() {
    http::random_bytes(state_, sizeof state_);
    state_[0] |= 1;  // all zero is the one state that it never leaves
  }
  double next() noexcept {
    const std::uint64_t a = state_[0], sum = a + state_[1], b = state_[1] ^ a;
    state_[0] = rotated(a, 24) ^ b ^ (b << 16);
    state_[1] = rotated(b, 37);
    return static_cast<double>(sum >> 11) * 0x1p-53;
  }

 private:
  static std::uint64_t rotated(std::uint64_t bits, int by) noexcept { return bits << by | bits >> (64 - by); }
  std::uint64_t state_[2];
};

// ToUint32.
std::uint32_t word_of(const Value& v) {
  const double number = std::trunc(v.number());
  if (!std::isfinite(number)) return 0;
  const double rest = std::fmod(number, 4294967296.0);
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(rest));
}

// A cast of what no float can hold is undefined behaviour.
float nearest_float(double number) {
  constexpr double most = 3.4028235677973366e38;  // half way to what would be the next
  if (number >= most) return std::numeric_limits<float>::infinity();
  if (number <= -most) return -std::numeric_limits<float>::infinity();
  if (number > std::numeric_limits<float>::max()) return std::numeric_limits<float>::max();
  if (number < -std::numeric_limits<float>::max()) return -std::numeric_limits<float>::max();
  return static_cast<float>(number);
}

std::vector<double> numbers_of(const Value& list) {
  std::vector<double> numbers;
  for (const Value& number : list) numbers.push_back(number.number());
  return numbers;
}

}  // namespace

Value MathLibrary::random() const {
  thread_local Generator generator;
  return generator.next();
}

Value MathLibrary::floor(const Value& x) const { return std::floor(x.number()); }
Value MathLibrary::ceil(const Value& x) const { return std::ceil(x.number()); }
Value MathLibrary::round(const Value& x) const {
  const double number = x.number(), below = std::floor(number);
  return std::copysign(number - below >= 0.5 ? below + 1 : below, number);
}
Value MathLibrary::trunc(const Value& x) const { return std::trunc(x.number()); }
Value MathLibrary::abs(const Value& x) const { return std::abs(x.number()); }
Value MathLibrary::sign(const Value& x) const {
  const double number = x.number();
  return number > 0 ? 1 : number < 0 ? -1 : number;
}
Value MathLibrary::sqrt(const Value& x) const { return std::sqrt(x.number()); }
// The C library is off by one in the last place even of 27 in double.
Value MathLibrary::cbrt(const Value& x) const {
  return static_cast<double>(std::cbrt(static_cast<long double>(x.number())));
}
Value MathLibrary::pow(const Value& x, const Value& y) const {
  const double base = x.number(), exponent = y.number();
  if (std::isnan(exponent) || (std::isinf(exponent) && std::abs(base) == 1)) return NaN;
  return std::pow(base, exponent);
}
Value MathLibrary::exp(const Value& x) const { return std::exp(x.number()); }
Value MathLibrary::log(const Value& x) const { return std::log(x.number()); }
Value MathLibrary::log2(const Value& x) const { return std::log2(x.number()); }
Value MathLibrary::log10(const Value& x) const { return std::log10(x.number()); }
Value MathLibrary::sin(const Value& x) const { return std::sin(x.number()); }
Value MathLibrary::cos(const Value& x) const { return std::cos(x.number()); }
Value MathLibrary::tan(const Value& x) const { return std::tan(x.number()); }
Value MathLibrary::asin(const Value& x) const { return std::asin(x.number()); }
Value MathLibrary::acos(const Value& x) const { return std::acos(x.number()); }
Value MathLibrary::atan(const Value& x) const { return std::atan(x.number()); }
Value MathLibrary::sinh(const Value& x) const { return std::sinh(x.number()); }
Value MathLibrary::cosh(const Value& x) const { return std::cosh(x.number()); }
Value MathLibrary::tanh(const Value& x) const { return std::tanh(x.number()); }
Value MathLibrary::asinh(const Value& x) const { return std::asinh(x.number()); }
Value MathLibrary::acosh(const Value& x) const { return std::acosh(x.number()); }
Value MathLibrary::atanh(const Value& x) const { return std::atanh(x.number()); }
Value MathLibrary::expm1(const Value& x) const { return std::expm1(x.number()); }
Value MathLibrary::log1p(const Value& x) const { return std::log1p(x.number()); }
Value MathLibrary::fround(const Value& x) const { return static_cast<double>(nearest_float(x.number())); }
Value MathLibrary::clz32(const Value& x) const { return std::countl_zero(word_of(x)); }
Value MathLibrary::imul(const Value& x, const Value& y) const {
  return static_cast<double>(static_cast<std::int32_t>(word_of(x) * word_of(y)));
}
Value MathLibrary::atan2(const Value& y, const Value& x) const { return std::atan2(y.number(), x.number()); }

Value MathLibrary::hypot_list(const double* numbers, std::size_t count) const {
  double length = 0;
  for (std::size_t i = 0; i < count; ++i) length = std::hypot(length, numbers[i]);
  return length;
}

Value MathLibrary::max_list(const double* numbers, std::size_t count) const {
  double most = -Infinity;
  for (std::size_t i = 0; i < count; ++i) {
    const double number = numbers[i];
    if (std::isnan(number)) return NaN;
    if (number > most || (number == most && !std::signbit(number))) most = number;
  }
  return most;
}

Value MathLibrary::min_list(const double* numbers, std::size_t count) const {
  double least = Infinity;
  for (std::size_t i = 0; i < count; ++i) {
    const double number = numbers[i];
    if (std::isnan(number)) return NaN;
    if (number < least || (number == least && std::signbit(number))) least = number;
  }
  return least;
}

Value MathLibrary::max(const Spread& numbers) const {
  const auto all = numbers_of(Value(numbers));
  return max_list(all.data(), all.size());
}
Value MathLibrary::min(const Spread& numbers) const {
  const auto all = numbers_of(Value(numbers));
  return min_list(all.data(), all.size());
}

}  // namespace crema::detail
