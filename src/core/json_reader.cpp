#include "core/json_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_utf8.hpp"
#include "http/text.hpp"

namespace crema::detail {

using http::is_digit;

JsonReader::JsonReader(std::string_view text, int max_depth)
    : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), max_depth_(std::min(max_depth, json_depth)) {}

Value JsonReader::read() {
  do value();
  while (next());
  skip_space();
  if (at_ != end_) fail("Unexpected non-whitespace character after JSON");
  return std::move(root_);
}

// A value as far as the first in it that holds no other.
void JsonReader::value() {
  for (;;) {
    skip_space();
    switch (peek()) {
      case '{':
        open(make_object());
        if (peek() == '}') return;  // next() closes it
        name("Expected property name or '}'", true);
        continue;
      case '[':
        open(crema::make_array());
        if (peek() == ']') return;
        element();
        continue;
      case '"':
        *place_ = make_text(text());
        return;
      case 't':
        return literal("true", true);
      case 'f':
        return literal("false", false);
      case 'n':
        return literal("null", nullptr);
      default:
        return number();
    }
  }
}

// To the place of the value that follows; false when the outermost is whole.
bool JsonReader::next() {
  while (depth_ > 0) {
    skip_space();
    const bool array = open_[depth_ - 1]->kind == NodeKind::array;
    const char c = peek();
    if (c == (array ? ']' : '}')) {
      ++at_;
      --depth_;
      continue;
    }
    if (c != ',') fail(array ? "Expected ',' or ']' after array element" : "Expected ',' or '}' after property value");
    ++at_;
    if (array) element();
    else name("Expected double-quoted property name", false);
    return true;
  }
  return false;
}

void JsonReader::open(Value container) {
  if (depth_ >= max_depth_) {
    throw SyntaxError("JSON is nested deeper than " + std::to_string(max_depth_) + " levels");
  }
  open_[depth_++] = Access::node(container);
  *place_ = std::move(container);
  ++at_;
  skip_space();
}

void JsonReader::element() {
  auto& array = *static_cast<ArrayNode*>(open_[depth_ - 1]);
  array.push(Value());
  place_ = &array[array.size - 1];
}

// V8 says what it expected after the first name of an object only.
void JsonReader::name(const char* expected, bool first) {
  skip_space();
  if (peek() != '"') fail(expected);
  const std::string_view key = text();
  skip_space();
  if (peek() != ':') first ? fail("Expected ':' after property name") : unexpected();
  ++at_;
  place_ = &static_cast<ObjectNode*>(open_[depth_ - 1])->at(key);
}

void JsonReader::literal(std::string_view word, Value value) {
  for (const char c : word) {
    if (peek() != c || at_ == end_) unexpected();
    ++at_;
  }
  *place_ = std::move(value);
}

// -- numbers ----------------------------------------------------------------------------------------------------------------

void JsonReader::number() {
  const char* const from = at_;
  bool whole = true;
  if (peek() == '-') {
    ++at_;
    if (!is_digit(peek())) fail("No number after minus sign");
  } else if (!is_digit(peek())) {
    unexpected();
  }
  if (peek() == '0') {
    ++at_;
    if (is_digit(peek())) fail("Unexpected number");
  }
  while (is_digit(peek())) ++at_;
  if (peek() == '.') {
    whole = false;
    ++at_;
    if (!is_digit(peek())) fail("Unterminated fractional number");
    while (is_digit(peek())) ++at_;
  }
  if (peek() == 'e' || peek() == 'E') {
    whole = false;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!is_digit(peek())) fail("Exponent part is missing a number");
    while (is_digit(peek())) ++at_;
  }
  *place_ = decimal(from, whole && at_ - from <= 15);
}

// The number that ends here; `small`: it has digits alone, and no more than a double holds exactly.
double JsonReader::decimal(const char* from, bool small) const {
  if (!small) return number_of_text({from, static_cast<std::size_t>(at_ - from)});
  const bool negative = *from == '-';
  std::int64_t n = 0;
  for (const char* digit = from + negative; digit != at_; ++digit) n = n * 10 + (*digit - '0');
  return negative ? -static_cast<double>(n) : static_cast<double>(n);
}

// -- texts ------------------------------------------------------------------------------------------------------------------

namespace {

bool is_half(char32_t c) { return c >= 0xd800 && c < 0xe000; }

// With U+FFFD for what is no UTF-8, and the halves of a pair that stand side by side joined.
void mend(std::string& text) {
  const std::string as_it_was = std::exchange(text, {});
  const char* p = as_it_was.data();
  const char* const end = p + as_it_was.size();
  std::string piece;
  while (p != end) {
    piece.clear();
    append_code_point(piece, next_code_point(p, end));
    append_joined(text, piece);
  }
}

}  // namespace

// The text that begins here: a view of the source, or of scratch_.
std::string_view JsonReader::text() {
  const char* run = ++at_;  // what stands as it is, up to the next escape
  bool whole = true, halves = false, ascii = true;
  for (;; ++at_) {
    if (at_ == end_) fail("Unterminated string");
    const auto c = static_cast<unsigned char>(*at_);
    ascii &= c < 0x80;
    if (c == '"') break;
    if (c < 0x20) fail("Bad control character in string literal");
    if (c != '\\') continue;
    if (std::exchange(whole, false)) scratch_.clear();
    scratch_.append(run, at_);
    const char32_t escaped = escape();
    halves |= is_half(escaped);
    append_code_point(scratch_, escaped);
    run = at_ + 1;
  }
  const std::string_view last(run, static_cast<std::size_t>(at_++ - run));
  if (whole && (ascii || is_utf8(last))) return last;
  whole ? scratch_.assign(last) : scratch_.append(last);
  if (halves || (!ascii && !is_utf8(scratch_))) mend(scratch_);
  return scratch_;
}

// What an escape means; stops at its last character.
char32_t JsonReader::escape() {
  constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  if (++at_ == end_) unexpected();
  if (*at_ == 'u') return hex_escape();
  const auto known = letters.find(*at_);
  if (known == std::string_view::npos) {
    // V8 knows Latin-1 here, of which this is the first byte in UTF-8.
    static_cast<unsigned char>(*at_) < 0xc4 ? fail("Bad escaped character") : unexpected();
  }
  return static_cast<unsigned char>(meanings[known]);
}

char32_t JsonReader::hex_escape() {
  char32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    ++at_;
    const int digit = at_ == end_ ? -1 : http::hex_digit(*at_);
    if (digit < 0) fail("Bad Unicode escape");
    unit = unit << 4 | static_cast<char32_t>(digit);
  }
  return unit;
}

// -- errors -----------------------------------------------------------------------------------------------------------------

void JsonReader::fail(const char* what) const {
  throw json_error_at({begin_, static_cast<std::size_t>(end_ - begin_)}, static_cast<std::size_t>(at_ - begin_), what);
}

void JsonReader::unexpected() const {
  throw json_unexpected({begin_, static_cast<std::size_t>(end_ - begin_)}, static_cast<std::size_t>(at_ - begin_));
}

}  // namespace crema::detail
