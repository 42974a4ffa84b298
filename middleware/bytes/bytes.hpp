// crema/bytes.hpp — sizes as text and as bytes.                                                          npm: bytes 3.1
#pragma once
#include <crema/value.hpp>

namespace crema {

/// Options of bytes() and bytes.format() for a number.
struct BytesOptions {
  Value decimalPlaces = 2;        // Most digits behind the point. Default: 2.
  bool fixedDecimals = false;     // Always as many: "1.00KB". Default: false.
  Value thousandsSeparator = "";  // Between groups of three digits: "1,024B". Default: none.
  Value unit = "";                // "B", "KB", "MB", "GB", "TB" or "PB", in any case. Default: the largest that fits.
  Value unitSeparator = "";       // Between number and unit: "1 KB". Default: none.
};

namespace detail {

struct BytesLibrary {
  /// Of a text the bytes, of a number a text; null for anything else.
  Value operator()(const Value& value, const BytesOptions& options = {}) const;
  /// "1.5 MB" as 1572864; a number as it is; null for what is no size. Units are powers of 1,024.
  Value parse(const Value& value) const;
  /// 1572864 as "1.5MB"; null for what is no finite number. RangeError for more than 100 places.
  Value format(const Value& value, const BytesOptions& options = {}) const;
};

}  // namespace detail

/// npm: https://github.com/visionmedia/bytes.js
inline constexpr detail::BytesLibrary bytes{};

}  // namespace crema
