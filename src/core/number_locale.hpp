// core/number_locale.hpp — numbers as Intl.NumberFormat writes them in American English.
#pragma once
#include <crema/value.hpp>

#include <string>

namespace crema {

/// d.toLocaleString("en-US", options). Throws RangeError and TypeError as Node does for what the options may not be, and RangeError
/// for those that are not known here.
std::string number_in_locale(double d, const Value& options);

}  // namespace crema
