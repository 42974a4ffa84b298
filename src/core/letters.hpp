// core/letters.hpp — what Unicode says of letters: their case, and their order.
#pragma once
#include <string_view>

namespace crema::detail {

char32_t change_case(char32_t c, bool upper);
// What of Intl.Collator's options makes a difference.
struct Collation {
  bool accents = true, cases = true;  // `sensitivity`
  bool upper_first = false;           // `caseFirst`
  bool numeric = false;               // "2" before "10"
};
// As localeCompare: below 0, 0, or above 0; by letters, then by accents, then by case.
int compare_in_locale(std::string_view a, std::string_view b, const Collation& how);

}  // namespace crema::detail
