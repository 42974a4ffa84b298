#include "http/date_tokens.hpp"

#include "http/text.hpp"

namespace crema::http {
namespace {

struct KnownWord {
  std::string_view text;
  DateWord kind;
  int value;
};

constexpr KnownWord known_words[] = {
    {"jan", DateWord::month, 1},   {"feb", DateWord::month, 2},    {"mar", DateWord::month, 3},
    {"apr", DateWord::month, 4},   {"may", DateWord::month, 5},    {"jun", DateWord::month, 6},
    {"jul", DateWord::month, 7},   {"aug", DateWord::month, 8},    {"sep", DateWord::month, 9},
    {"oct", DateWord::month, 10},  {"nov", DateWord::month, 11},   {"dec", DateWord::month, 12},
    {"am", DateWord::half_day, 0}, {"pm", DateWord::half_day, 12}, {"ut", DateWord::zone, 0},
    {"utc", DateWord::zone, 0},    {"z", DateWord::zone, 0},       {"gmt", DateWord::zone, 0},
    {"est", DateWord::zone, -5},   {"edt", DateWord::zone, -4},    {"cst", DateWord::zone, -6},
    {"cdt", DateWord::zone, -5},   {"mst", DateWord::zone, -7},    {"mdt", DateWord::zone, -6},
    {"pst", DateWord::zone, -8},   {"pdt", DateWord::zone, -7},    {"t", DateWord::time_mark, 0},
};

constexpr bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_word_char(char c) noexcept { return static_cast<unsigned char>(c) >= 'A'; }

}  // namespace

DateToken DateScanner::next() noexcept {
  const DateToken token = ahead_;
  ahead_ = scan();
  return token;
}

bool DateScanner::skip(char c) noexcept {
  if (!ahead_.is(c)) return false;
  next();
  return true;
}

DateToken DateScanner::scan() noexcept {
  if (at_ >= text_.size()) return {};
  const std::size_t from = at_;
  const char c = at();
  if (is_digit(c)) return scan_number(from);
  if (std::string_view(":-+.)").find(c) != std::string_view::npos) {
    ++at_;
    return {DateToken::symbol, c};
  }
  if (is_word_char(c)) return scan_word(from);
  if (c == '(') {
    int open = 0;
    do {
      open += at() == '(' ? 1 : at() == ')' ? -1 : 0;
      ++at_;
    } while (open > 0 && at_ < text_.size());
    return {DateToken::other};
  }
  ++at_;
  return {is_blank(c) ? DateToken::blank : DateToken::other};
}

DateToken DateScanner::scan_number(std::size_t from) noexcept {
  while (at() == '0') ++at_;
  int value = 0;
  for (int significant = 0; is_digit(at()); ++at_) {
    if (significant++ < 9) value = value * 10 + (at() - '0');
  }
  return {DateToken::number, value, length_from(from)};
}

DateToken DateScanner::scan_word(std::size_t from) noexcept {
  while (at_ < text_.size() && is_word_char(at())) ++at_;
  const std::string_view word = text_.substr(from, at_ - from);
  for (const KnownWord& known : known_words) {
    const bool abbreviated = known.kind == DateWord::month && word.size() > 3;  // "September" counts by its first three
    if (iequals(abbreviated ? word.substr(0, 3) : word, known.text)) {
      return {DateToken::word, known.value, length_from(from), known.kind};
    }
  }
  return {DateToken::word, 0, length_from(from)};
}

}  // namespace crema::http
