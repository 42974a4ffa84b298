// core/value_case.hpp — letters whose upper case is several: Unicode's SpecialCasing.txt, whatever the language.
#pragma once
#include <string_view>

namespace crema::detail {

/// Nothing for all other letters.
std::u32string_view special_upper_case(char32_t c) noexcept;

/// Accents, modifiers and marks within words, which letters on both sides of them see through (Unicode's Case_Ignorable).
bool is_case_ignorable(char32_t c) noexcept;

}  // namespace crema::detail
