// node/deep_equal.hpp — whether two Values have the same parts, as assert and util.isDeepStrictEqual compare.
#pragma once
#include <crema/value.hpp>

namespace crema::detail {

/// Of the same kinds, with NaN equal to itself, and -0 not to 0.
bool deep_strict_equal(const Value& a, const Value& b);
/// With JavaScript's == for what is no object.
bool deep_loosely_equal(const Value& a, const Value& b);
/// JavaScript's ==.
bool loosely_equal(const Value& a, const Value& b);
/// ===: other than C++'s == of Values it tells null from undefined.
bool strictly_equal(const Value& a, const Value& b);

}  // namespace crema::detail
