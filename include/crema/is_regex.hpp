// crema/is_regex.hpp — options that are a text or an expression.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// Whether a Value holds a Regex.
bool isRegex(const Value& v);

}  // namespace crema
