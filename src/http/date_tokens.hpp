// http/date_tokens.hpp — the tokens of a date's text, as V8 reads them.
#pragma once
#include <cstddef>
#include <string_view>

namespace crema::http {

enum class DateWord { unknown, month, half_day, zone, time_mark };

struct DateToken {
  enum Kind { end, number, symbol, word, blank, other, invalid } kind = end;
  int value = 0;   // of a number, a symbol's character, a known word
  int length = 0;  // of a number, in characters
  DateWord known = DateWord::unknown;

  bool is(char c) const noexcept { return kind == symbol && value == c; }
  bool is_sign() const noexcept { return is('+') || is('-'); }
  bool is_fixed(int digits) const noexcept { return kind == number && length == digits; }
  bool is_zulu() const noexcept { return kind == word && known == DateWord::zone && length == 1; }
};

class DateScanner {
 public:
  explicit DateScanner(std::string_view text) noexcept : text_(text) { next(); }

  const DateToken& peek() const noexcept { return ahead_; }
  DateToken next() noexcept;
  bool skip(char c) noexcept;

 private:
  char at() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  DateToken scan() noexcept;
  DateToken scan_number(std::size_t from) noexcept;
  DateToken scan_word(std::size_t from) noexcept;
  // Only compared with small numbers, so a cap will do.
  int length_from(std::size_t from) const noexcept { return static_cast<int>(at_ - from < 1000 ? at_ - from : 1000); }

  std::string_view text_;
  std::size_t at_ = 0;
  DateToken ahead_;
};

}  // namespace crema::http
