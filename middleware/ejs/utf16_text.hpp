// utf16_text.hpp — an engine's UTF-16 as a text of ours.
#pragma once
#include <string>
#include <string_view>

namespace crema::scripts {

/// UTF-8; half a surrogate pair is kept as its three bytes, as in a Value.
std::string utf8_of(std::u16string_view units);

}  // namespace crema::scripts
