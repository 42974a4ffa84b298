// core/json_parse.hpp — JSON.parse.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <string_view>

namespace crema {

inline constexpr int json_depth = 1'000;

/// Throws SyntaxError with Node's message when the text is not JSON, or is nested deeper. Invalid UTF-8 is read as U+FFFD.
/// A byte order mark is an error, as for JSON.parse: the body parser takes it off before.
Value parse_json(std::string_view text, int max_depth = json_depth);

namespace detail {
/// "Unterminated string in JSON at position 3", for what stands at that byte.
SyntaxError json_error_at(std::string_view text, std::size_t byte, std::string_view what);
/// For what no value begins with, or the end.
SyntaxError json_unexpected(std::string_view text, std::size_t byte);
/// "Unexpected token 'x', "[x]" is not valid JSON", whatever stands there.
SyntaxError json_unexpected_token(std::string_view text, std::size_t byte);
}  // namespace detail
}  // namespace crema
