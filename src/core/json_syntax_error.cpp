// What V8 (Node 20) says of a text that is not JSON. Positions are counted in UTF-16 units.
#include <crema/error.hpp>

#include <string>

#include "core/json_parse.hpp"
#include "core/value_utf8.hpp"
#include "http/text.hpp"

namespace crema::detail {

SyntaxError json_error_at(std::string_view text, std::size_t byte, std::string_view what) {
  const bool says_json = what.ends_with("JSON");
  return SyntaxError(std::string(what) + (says_json ? "" : " in JSON") + " at position " +
                     std::to_string(unit_of_byte(text, byte)));
}

SyntaxError json_unexpected(std::string_view text, std::size_t byte) {
  if (byte >= text.size()) return SyntaxError("Unexpected end of JSON input");
  if (http::is_digit(text[byte]) || text[byte] == '-') return json_error_at(text, byte, "Unexpected number");
  if (text[byte] == '"') return json_error_at(text, byte, "Unexpected string");
  for (const std::string_view special : {"NaN", "Infinity", "undefined", "[object Object]"}) {
    if (text == special) return SyntaxError('"' + std::string(text) + "\" is not valid JSON");
  }
  return json_unexpected_token(text, byte);
}

SyntaxError json_unexpected_token(std::string_view text, std::size_t byte) {
  constexpr std::size_t around = 10;  // of a long text, this much to either side is shown
  const std::size_t length = utf16_length(text), at = unit_of_byte(text, byte);
  const bool cut_before = length > 2 * around && at >= around;
  const bool cut_after = length > 2 * around && at + around < length;
  std::string message = "Unexpected token '" + utf16_slice(text, at, at + 1) + "', ";
  message += cut_before ? "...\"" : "\"";
  message += utf16_slice(text, cut_before ? at - around : 0, cut_after ? at + around : length);
  message += cut_after ? "\"..." : "\"";
  return SyntaxError(well_formed(message) + " is not valid JSON");
}

}  // namespace crema::detail
