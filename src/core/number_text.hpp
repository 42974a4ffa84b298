// core/number_text.hpp — numbers as JavaScript writes and reads them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace crema {

inline constexpr std::size_t number_text_size = 32;
/// String(d) into 32 bytes; gives its length.
std::size_t write_number(char* to, double d) noexcept;
void append_number(std::string& out, double d);
/// d.toString(radix), 2 to 36.
std::string number_in_radix(double d, int radix);
std::string number_fixed(double d, int digits);        // toFixed, 0 to 100
std::string number_precision(double d, int digits);    // toPrecision, 1 to 100
std::string number_exponential(double d, int digits);  // toExponential, 0 to 100; -1: as many as it takes

/// Number(text): NaN unless the whole text is a number; 0 for blank text.
double number_of_text(std::string_view text) noexcept;
double parse_float_prefix(std::string_view text) noexcept;           // parseFloat
double parse_int_prefix(std::string_view text, int radix) noexcept;  // parseInt; radix 0: 10, or 16 after 0x

}  // namespace crema
