// core/normalize.hpp — Unicode's normal forms.
#pragma once
#include <string>
#include <string_view>

namespace crema::detail {

/// A text in the form "NFC", "NFD", "NFKC" or "NFKD"; halves of pairs stay. RangeError for another form, Error when the library that
/// knows the letters is not installed and the text is not ASCII.
std::string normalized(std::string_view text, std::string_view form);

}  // namespace crema::detail
