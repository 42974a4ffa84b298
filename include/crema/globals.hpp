// crema/globals.hpp — JavaScript's global functions on values. Constant objects, so that argument-dependent look-up
// cannot bring in another function of the name. Included by value.hpp.
#pragma once
#include <crema/value.hpp>

#include <limits>

namespace crema {

struct ParseIntLib {
  Value operator()(const Value& v, const Value& radix = {}) const;
};
struct ParseFloatLib {
  Value operator()(const Value& v) const;
};
struct IsNaNLib {
  bool operator()(const Value& v) const;
};
struct IsFiniteLib {
  bool operator()(const Value& v) const;
};
struct TypeofLib {
  Value operator()(const Value& v) const;
};
struct UriLib {
  enum Form : std::uint8_t { encode_component, decode_component, encode_whole, decode_whole };
  Form form;
  Value operator()(const Value& v) const;  // decoding throws URIError on malformed text
};
struct StringLib {
  Value operator()(const Value& v = "") const;
  Value fromCharCode(const Value& a, const Value& b = detail::no_value, const Value& c = detail::no_value,
                     const Value& d = detail::no_value) const;
  Value fromCodePoint(const Value& a, const Value& b = detail::no_value, const Value& c = detail::no_value,
                      const Value& d = detail::no_value) const;
};
// Objects, so that `list.filter(Number.isInteger)` takes them.
struct NumberTest {
  enum Form : std::uint8_t { integer, safe_integer, finite, not_a_number };
  Form form;
  bool operator()(const Value& v) const;
};
struct NumberLib {
  Value operator()(const Value& v = 0) const;
  NumberTest isInteger{NumberTest::integer};
  NumberTest isSafeInteger{NumberTest::safe_integer};
  NumberTest isFinite{NumberTest::finite};
  NumberTest isNaN{NumberTest::not_a_number};
  ParseIntLib parseInt = {};
  ParseFloatLib parseFloat = {};
  double MAX_SAFE_INTEGER = 9007199254740991, MIN_SAFE_INTEGER = -9007199254740991;
  double MAX_VALUE = std::numeric_limits<double>::max(), MIN_VALUE = std::numeric_limits<double>::denorm_min();
  double EPSILON = std::numeric_limits<double>::epsilon();
  double POSITIVE_INFINITY = std::numeric_limits<double>::infinity();
  double NEGATIVE_INFINITY = -std::numeric_limits<double>::infinity();
  double NaN = std::numeric_limits<double>::quiet_NaN();
};
struct BooleanLib {
  Value operator()(const Value& v = false) const;
};

struct UnsignedShiftLib {
  Value operator()(const Value& v, const Value& bits = 0) const;
};

inline constexpr ParseIntLib parseInt{};
inline constexpr ParseFloatLib parseFloat{};
inline constexpr IsNaNLib isNaN{};
inline constexpr IsFiniteLib isFinite{};
inline constexpr TypeofLib typeof_{};
inline constexpr StringLib String{};
inline constexpr NumberLib Number{};
inline constexpr BooleanLib Boolean{};
/// x >>> n: the bits of x as a whole number of 32 bits without a sign, moved to the right.
inline constexpr UnsignedShiftLib unsignedShift{};
inline constexpr UriLib encodeURIComponent{UriLib::encode_component};
inline constexpr UriLib decodeURIComponent{UriLib::decode_component};
inline constexpr UriLib encodeURI{UriLib::encode_whole};
inline constexpr UriLib decodeURI{UriLib::decode_whole};
}  // namespace crema
