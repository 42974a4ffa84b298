// bytes(): reading is what limits in options do; writing is here.
#include "bytes.hpp"

#include <crema/byte_size.hpp>
#include <crema/error.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace crema::detail {
namespace {

struct Unit {
  const char *name, *lower;
  double bytes;
};
constexpr double kilo = 1024;
constexpr Unit units[] = {
    {"PB", "pb", kilo* kilo* kilo* kilo* kilo},
    {"TB", "tb", kilo* kilo* kilo* kilo},
    {"GB", "gb", kilo* kilo* kilo},
    {"MB", "mb", kilo* kilo},
    {"KB", "kb", kilo},
    {"B", "b", 1},
};

const Unit& unit_of(const Value& named, double size) {
  if (named) {
    const Value lower = named.toLowerCase();
    for (const Unit& unit : units)
      if (lower == unit.lower) return unit;
  }
  for (const Unit& unit : units)
    if (std::fabs(size) >= unit.bytes) return unit;
  return units[5];
}

bool is_named(const Value& named, const Unit& unit) { return named && named.toLowerCase() == unit.lower; }

// Zeros at the end go, and a point that is left alone; but only where no zero stands behind another digit of the
// fraction: npm's "1.50" becomes "1.5", and "1.050" stays.
std::string without_zeros(std::string number) {
  const auto point = number.find('.');
  if (point == std::string::npos) return number;
  const auto zero = number.find('0', point);
  if (zero == std::string::npos) return number;
  if (number.find_first_not_of('0', zero) != std::string::npos) return number;
  number.resize(zero == point + 1 ? point : zero);
  return number;
}

// In the whole part alone.
std::string grouped(const std::string& number, const std::string& by) {
  const auto end = number.find_first_not_of("0123456789", number.starts_with('-') ? 1 : 0);
  const std::size_t whole = end == std::string::npos ? number.size() : end, first = number.starts_with('-') ? 1 : 0;
  std::string out;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (i > first && i < whole && (whole - i) % 3 == 0) out += by;
    out += number[i];
  }
  return out;
}

}  // namespace

Value BytesLibrary::operator()(const Value& value, const BytesOptions& options) const {
  if (typeof_(value) == "string") return parse(value);
  if (typeof_(value) == "number") return format(value, options);
  return nullptr;
}

Value BytesLibrary::parse(const Value& value) const {
  const auto size = byteSize(value);
  return size && !std::isnan(*size) ? Value(*size) : Value(nullptr);
}

Value BytesLibrary::format(const Value& value, const BytesOptions& options) const {
  if (typeof_(value) != "number" || !std::isfinite(value.number())) return nullptr;
  const double size = value.number();
  const Unit& unit = unit_of(options.unit, size);
  const Value places = options.decimalPlaces == undefined ? Value(2) : options.decimalPlaces;
  std::string number = Value(size / unit.bytes).toFixed(places).str();
  if (!options.fixedDecimals) number = without_zeros(number);
  if (options.thousandsSeparator) number = grouped(number, options.thousandsSeparator.str());
  const std::string between = options.unitSeparator ? options.unitSeparator.str() : "";
  return number + between + (is_named(options.unit, unit) ? options.unit.str() : unit.name);
}

}  // namespace crema::detail
