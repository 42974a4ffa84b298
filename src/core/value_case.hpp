// core/value_case.hpp — letters whose upper case is several: Unicode's SpecialCasing.txt, whatever the language.
#pragma once
#include <string_view>

namespace crema::detail {

/// Nothing for all other letters.
std::u32string_view special_upper_case(char32_t c) noexcept;

}  // namespace crema::detail
