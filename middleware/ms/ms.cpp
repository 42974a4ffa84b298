// ms(): reading is what Duration does for options; writing is here.
#include "ms.hpp"

#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <string>

namespace crema::detail {
namespace {

struct Unit {
  double ms;
  const char *brief, *whole;
};
constexpr Unit units[] = {
    {86'400'000, "d", " day"}, {3'600'000, "h", " hour"}, {60'000, "m", " minute"}, {1000, "s", " second"}};

Value read(const Value& text) {
  try {
    return Duration(text).ms();
  } catch (const TypeError&) {
    return {};
  }
}

Value written(double ms, bool whole) {
  for (const Unit& unit : units) {
    if (std::fabs(ms) < unit.ms) continue;
    const Value count = Math.round(ms / unit.ms);
    if (!whole) return count + unit.brief;
    return count + unit.whole + (std::fabs(ms) >= unit.ms * 1.5 ? "s" : "");
  }
  return Value(ms) + (whole ? " ms" : "ms");
}

}  // namespace

Value MsLibrary::operator()(const Value& value, const MsOptions& options) const {
  if (typeof_(value) == "string" && value != "") return read(value);
  if (typeof_(value) == "number" && std::isfinite(value.number())) return written(value.number(), options.long_);
  throw Error("val is not a non-empty string or a valid number. val=" + String(JSON.stringify(value)));
}

}  // namespace crema::detail
