// core/value_utf8.hpp — UTF-8 counted in UTF-16 units, as JavaScript counts. Texts may be invalid: each maximal invalid
// part counts as one U+FFFD. Half a surrogate pair (what slice() may cut) is kept as its three bytes (WTF-8).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::detail {

bool is_ascii(std::string_view text) noexcept;
/// Whether a text can leave as it is: well-formed, without half pairs.
bool is_utf8(std::string_view text) noexcept;

/// The code point at p, which is moved behind it; U+FFFD for what is invalid. p < end.
char32_t next_code_point(const char*& p, const char* end) noexcept;
void append_code_point(std::string& out, char32_t c);
/// Appends a text; two halves of a pair that meet become one code point.
void append_joined(std::string& out, std::string_view text);

std::size_t utf16_length(std::string_view text) noexcept;
/// The byte where this unit begins (that of the pair, if it is a pair's second half; then `second_half` is set).
std::size_t byte_of_unit(std::string_view text, std::size_t unit, bool& second_half) noexcept;
std::size_t unit_of_byte(std::string_view text, std::size_t byte) noexcept;
/// The units [from, to) of a text.
std::string utf16_slice(std::string_view text, std::size_t from, std::size_t to);
/// Whether a text begins or ends in the middle of a pair, so that it may be found inside of one.
bool cuts_pair(std::string_view text) noexcept;
/// Each pair as its two halves, so that bytes are found where units are; and back.
std::string with_halves(std::string_view text);
std::string with_pairs(std::string_view text);
/// The order of JavaScript's <: by UTF-16 units.
int compare_utf16(std::string_view a, std::string_view b) noexcept;
/// U+FFFD for each invalid part and each half pair.
std::string well_formed(std::string_view text);

/// White space and line ends of JavaScript, BOM included.
bool is_space(char32_t c) noexcept;
std::string_view trimmed(std::string_view text, bool start, bool end) noexcept;

}  // namespace crema::detail
