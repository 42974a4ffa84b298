// Why a text is not JSON, in the words of V8 (Node 20), with its positions. Runs only once the parser has refused the text,
// and does not recurse: what is open is one byte a level.
#include <string>

#include "core/json_parse.hpp"
#include "core/value_utf8.hpp"

namespace crema::detail {
namespace {

class Diagnosis {
 public:
  explicit Diagnosis(std::string_view text) : text_(text) {}

  std::string message() {
    if (!value()) return found_;
    while (!open_.empty()) {
      skip_space();
      const bool array = open_.back() == '[';
      if (peek() == (array ? ']' : '}')) {
        ++at_;
        open_.pop_back();
        continue;
      }
      if (peek() != ',')
        return here(array ? "Expected ',' or ']' after array element" : "Expected ',' or '}' after property value");
      ++at_;
      if (!array && !name("Expected double-quoted property name", nullptr)) return found_;
      if (!value()) return found_;
    }
    skip_space();
    if (at_ < text_.size()) return here("Unexpected non-whitespace character after JSON");
    return "Number out of range, or half of a surrogate pair, in JSON";  // JavaScript takes these
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  void skip_space() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }
  std::string here(std::string_view what) const {
    return std::string(what) + (what.ends_with("JSON") ? "" : " in JSON") + " at position " +
           std::to_string(unit_of_byte(text_, at_));
  }
  bool fail(std::string message) {
    found_ = std::move(message);
    return false;
  }

  // A value as far as what it opens: the loop in message() closes it.
  bool value() {
    for (;;) {
      skip_space();
      switch (peek()) {
        case '{':
          ++at_;
          skip_space();
          if (peek() == '}') return ++at_, true;
          open_ += '{';
          if (!name("Expected property name or '}'", "Expected ':' after property name")) return false;
          continue;
        case '[':
          ++at_;
          skip_space();
          if (peek() == ']') return ++at_, true;
          open_ += '[';
          continue;
        case '"':
          return text();
        case 't':
          return literal("true");
        case 'f':
          return literal("false");
        case 'n':
          return literal("null");
        default:
          return peek() == '-' || is_digit(peek()) ? number() : unexpected();
      }
    }
  }
  // V8 says what it expected after the first name of an object only.
  bool name(const char* expected, const char* expected_colon) {
    skip_space();
    if (peek() != '"') return fail(here(expected));
    if (!text()) return false;
    skip_space();
    if (peek() != ':') return expected_colon ? fail(here(expected_colon)) : unexpected();
    return ++at_, true;
  }
  bool literal(std::string_view word) {
    for (const char c : word) {
      if (peek() != c) return unexpected();
      ++at_;
    }
    return true;
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  bool number() {
    if (peek() == '-') {
      ++at_;
      if (!is_digit(peek())) return fail(here("No number after minus sign"));
    }
    if (peek() == '0') {
      ++at_;
      if (is_digit(peek())) return fail(here("Unexpected number"));
    }
    while (is_digit(peek())) ++at_;
    if (peek() == '.') {
      ++at_;
      if (!is_digit(peek())) return fail(here("Unterminated fractional number"));
      while (is_digit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!is_digit(peek())) return fail(here("Exponent part is missing a number"));
      while (is_digit(peek())) ++at_;
    }
    return true;
  }
  bool text() {
    for (++at_; !at_end(); ++at_) {
      const char c = peek();
      if (c == '"') return ++at_, true;
      if (static_cast<unsigned char>(c) < 0x20) return fail(here("Bad control character in string literal"));
      if (c != '\\') continue;
      ++at_;
      if (at_end()) return unexpected();
      if (peek() == 'u') {
        for (int i = 0; i < 4; ++i) {
          ++at_;
          const char h = peek();
          const bool hex = is_digit(h) || (h >= 'a' && h <= 'f') || (h >= 'A' && h <= 'F');
          if (!hex) return fail(here("Bad Unicode escape"));
        }
      } else if (std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos) {
        return static_cast<unsigned char>(peek()) < 0xc4 ? fail(here("Bad escaped character")) : unexpected();
      }
    }
    return fail(here("Unterminated string"));
  }

  // A token that no value begins with, shown with ten characters around it.
  bool unexpected() {
    if (at_end()) return fail("Unexpected end of JSON input");
    if (is_digit(peek()) || peek() == '-') return fail(here("Unexpected number"));
    if (peek() == '"') return fail(here("Unexpected string"));
    for (const std::string_view special : {"NaN", "Infinity", "undefined", "[object Object]"}) {
      if (text_ == special) return fail('"' + std::string(text_) + "\" is not valid JSON");
    }
    const std::size_t length = utf16_length(text_), position = unit_of_byte(text_, at_), around = 10;
    std::string message = "Unexpected token '" + utf16_slice(text_, position, position + 1) + "', ";
    const bool long_text = length > 2 * around;
    const std::size_t from = long_text && position >= around ? position - around : 0;
    const std::size_t to = long_text && position + around < length ? position + around : length;
    if (from != 0 || (long_text && position >= around)) message += "...";
    message += '"' + utf16_slice(text_, from, to) + '"';
    if (to != length) message += "...";
    return fail(well_formed(message) + " is not valid JSON");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_, found_;
};

}  // namespace

SyntaxError json_syntax_error(std::string_view text) { return SyntaxError(Diagnosis(text).message()); }

}  // namespace crema::detail
