// core/json_parse.hpp — JSON.parse.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>
#include <string_view>

namespace crema {

inline constexpr int json_depth = 1'000;

/// Throws SyntaxError with Node's message when the text is not JSON or is nested deeper. Invalid UTF-8 is read as U+FFFD.
/// A byte order mark is an error, as for JSON.parse: the body parser takes it off before.
Value parse_json(std::string_view text, int max_depth = json_depth);

namespace detail {
/// Why a text that the parser refused is not JSON, in the words of V8.
SyntaxError json_syntax_error(std::string_view text);
}  // namespace detail
}  // namespace crema
