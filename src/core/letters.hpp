// core/letters.hpp — what Unicode says of letters: their case, and their order.
#pragma once
#include <string_view>

namespace crema::detail {

char32_t change_case(char32_t c, bool upper);
// As localeCompare: below 0, 0, or above 0; by letters, then by accents, then by case.
int compare_in_locale(std::string_view a, std::string_view b);

}  // namespace crema::detail
