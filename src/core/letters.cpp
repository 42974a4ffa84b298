// Case by the C library's tables; order by a table for Latin letters and for the signs of ASCII.
#include "core/letters.hpp"

#include <locale.h>
#include <wctype.h>

#include <array>
#include <cstdint>

#include "core/value_utf8.hpp"

namespace crema::detail {

// glibc's C.UTF-8 knows Unicode's simple case mappings whatever the user's locale is; without it, ASCII and Latin-1.
char32_t change_case(char32_t c, bool upper) {
  if (c < 0x80) {
    if (upper) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode) {
    const auto w = static_cast<wint_t>(c);
    return static_cast<char32_t>(upper ? towupper_l(w, unicode) : towlower_l(w, unicode));
  }
  if (upper) return (c >= 0xe0 && c <= 0xfe && c != 0xf7) ? c - 32 : c;
  return (c >= 0xc0 && c <= 0xde && c != 0xd7) ? c + 32 : c;
}

namespace {

// The letter without its accent, of Latin-1 and Latin Extended-A.
char32_t base_letter(char32_t c) {
  static constexpr std::string_view latin =
      "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
      "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlL"
      "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
  return c >= 0xc0 && c < 0xc0 + latin.size() && c != 0xd7 && c != 0xf7 ? static_cast<unsigned char>(latin[c - 0xc0])
                                                                        : c;
}

// The place of a sign of ASCII in the order of Unicode's collation: blanks, marks, brackets, symbols. 0: none of them.
constexpr auto sign_order = [] {
  std::array<std::uint8_t, 128> order{};
  std::uint8_t place = 0;
  for (const char c : std::string_view("\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"))
    order[static_cast<unsigned char>(c)] = ++place;
  return order;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two whole numbers at p and q, which are moved behind them; zeros that they begin with make no difference.
int compare_numbers(const char*& p, const char* p_end, const char*& q, const char* q_end) {
  const auto number = [](const char*& at, const char* end) {
    while (at + 1 < end && *at == '0' && is_digit(at[1])) ++at;
    const char* from = at;
    while (at != end && is_digit(*at)) ++at;
    return std::string_view(from, static_cast<std::size_t>(at - from));
  };
  const auto x = number(p, p_end), y = number(q, q_end);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  return x.compare(y);
}

// 0: by letters without accent and case; 1: by accents; 2: by case, the small one first.
int compare_level(std::string_view a, std::string_view b, int level, const Collation& how) {
  const char *p = a.data(), *p_end = p + a.size(), *q = b.data(), *q_end = q + b.size();
  const auto key = [&](char32_t c) -> std::uint32_t {
    if (level == 2) return (change_case(c, false) != c) != how.upper_first;
    const char32_t small = change_case(c, false);
    if (level == 1) return small;
    const char32_t letter = change_case(base_letter(c), false);
    if (letter >= '0' && letter <= '9') return letter + 0x100;  // signs, then digits, then letters
    if ((letter >= 'a' && letter <= 'z') || (letter >= 0x80 && !is_space(letter))) return letter + 0x200;
    return letter < sign_order.size() ? sign_order[letter] : letter;
  };
  while (p != p_end && q != q_end) {
    if (how.numeric && is_digit(*p) && is_digit(*q)) {
      if (const int order = compare_numbers(p, p_end, q, q_end)) return order < 0 ? -1 : 1;
      continue;
    }
    const std::uint32_t x = key(next_code_point(p, p_end)), y = key(next_code_point(q, q_end));
    if (x != y) return x < y ? -1 : 1;
  }
  return p != p_end ? 1 : q != q_end ? -1 : 0;
}

}  // namespace

int compare_in_locale(std::string_view a, std::string_view b, const Collation& how) {
  if (const int order = compare_level(a, b, 0, how)) return order;
  if (const int order = how.accents ? compare_level(a, b, 1, how) : 0) return order;
  return how.cases ? compare_level(a, b, 2, how) : 0;
}

}  // namespace crema::detail
