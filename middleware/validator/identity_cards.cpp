// The check digits of identity cards. Each follows what the country has published.
#include "identity_cards.hpp"

#include <crema/date.hpp>
#include <crema/math.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

template <std::size_t N>
int weighted(std::string_view digits, const int (&weights)[N]) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += digit(digits[i]) * weights[i];
  return sum;
}

bool is_polish(const Value& text) {
  constexpr int weights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
  static const Expression form(R"(^[-+]?\d+$)");
  if (text.length() != 11 || !form.test(text)) return false;
  if (!all_digits(text.view())) return false;  // a sign is no digit, and no sum with it is right
  return digit(text.view()[10]) == (10 - weighted(text.view(), weights) % 10) % 10;
}

bool is_spanish(const Value& text) {
  static const Expression form("^[0-9X-Z][0-9]{7}[TRWAGMYFPDXBNJZSQVHLCKE]$");
  constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
  const Value bare = text.trim().toUpperCase();
  if (!form.test(bare)) return false;
  const auto s = bare.view();
  int number = s[0] >= 'X' ? s[0] - 'X' : digit(s[0]);
  for (std::size_t i = 1; i < 8; ++i) number = number * 10 + digit(s[i]);
  return s[8] == letters[static_cast<std::size_t>(number % 23)];
}

bool is_finnish(const Value& text) {
  static const Expression form(R"(^\d{6}[\-A\+]\d{3}[0-9ABCDEFHJKLMNPRSTUVWXY]{1}$)");
  constexpr std::string_view controls = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  if (!form.test(text)) return false;
  const auto s = text.view();
  int number = 0;
  for (const char c : std::string(s.substr(0, 6)) + std::string(s.substr(7, 3))) number = number * 10 + digit(c);
  return s[10] == controls[static_cast<std::size_t>(number % 31)];
}

// Verhoeff's algorithm: the group of the symmetries of a pentagon, and powers of one permutation.
bool is_indian(const Value& text) {
  static const Expression form(R"(^[1-9]\d{3}\s?\d{4}\s?\d{4}$)");
  const Value bare = text.trim();
  if (!form.test(bare)) return false;
  const auto product = [](int a, int b) {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return b < 5 ? 5 + (a - b) % 5 : (a - b + 5) % 5;
  };
  constexpr int permutation[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  int sum = 0, place = 0;
  const auto s = bare.view();
  for (std::size_t i = s.size(); i-- > 0;) {
    if (s[i] < '0' || s[i] > '9') continue;
    int value = digit(s[i]);
    for (int times = place % 8; times > 0; --times) value = permutation[value];
    sum = product(sum, value);
    ++place;
  }
  return sum == 0;
}

bool is_iranian(const Value& text) {
  constexpr int weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  const auto s = text.view();
  if (s.size() != 10 || !all_digits(s) || s.substr(3, 6) == "000000") return false;
  const int rest = weighted(s, weights) % 11;
  return digit(s[9]) == (rest < 2 ? rest : 11 - rest);
}

bool is_italian(const Value& text) {
  static const Expression form("C[A-Z]\\d{5}[A-Z]{2}", "i");
  return text.length() == 9 && text != "CA00000AA" && form.test(text);
}

bool is_norwegian(const Value& text) {
  constexpr int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2}, second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3};
  const Value bare = text.trim();
  const auto s = bare.view();
  if (s.size() != 11 || !all_digits(s) || s == "00000000000") return false;
  const int k1 = (11 - weighted(s, first) % 11) % 11;
  const int k2 = (11 - (weighted(s, second) + 2 * k1) % 11) % 11;
  return k1 == digit(s[9]) && k2 == digit(s[10]);
}

bool is_thai(const Value& text) {
  constexpr int weights[] = {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  static const Expression form(R"(^[1-8]\d{12}$)");
  return form.test(text) && digit(text.view()[12]) == (11 - weighted(text.view(), weights) % 11) % 10;
}

bool is_sri_lankan(const Value& text) {
  static const Expression old_form(R"(^[1-9]\d{8}[vx]$)", "i"), form(R"(^[1-9]\d{11}$)");
  return old_form.test(text) || form.test(text);
}

bool is_israeli(const Value& text) {
  constexpr int weights[] = {1, 2, 1, 2, 1, 2, 1, 2, 1};
  const Value bare = text.trim();
  const auto s = bare.view();
  if (s.size() != 9 || !all_digits(s)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    const int n = digit(s[i]) * weights[i];
    sum += n > 9 ? n - 9 : n;
  }
  return sum % 10 == 0;
}

bool is_libyan(const Value& text) {
  static const Expression form(R"(^(1|2)\d{11}$)");
  return form.test(text.trim());
}
bool is_tunisian(const Value& text) {
  static const Expression form(R"(^\d{8}$)");
  return form.test(text.trim());
}
bool is_pakistani(const Value& text) {
  static const Expression form("^[1-7][0-9]{4}-[0-9]{7}-[1-9]$");
  return form.test(text.trim());
}

// ------------------------------------------------------------------------------------------------------------- China

bool is_past_day(const std::string& day) {
  const Value year = parseInt(day.substr(0, 4), 10), month = parseInt(day.substr(4, 2), 10) - 1;
  const Value of_month = parseInt(day.substr(6), 10);
  const auto date = Date(year, month, of_month);
  return !(date > Date()) && date.getFullYear() == year && date.getMonth() == month && date.getDate() == of_month;
}
bool is_province(std::string_view code) {
  constexpr std::string_view codes =
      "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 91";
  return codes.find(code) != std::string_view::npos;
}
bool is_chinese(const Value& text) {
  static const Expression form15(R"(^[1-9]\d{7}((0[1-9])|(1[0-2]))((0[1-9])|([1-2][0-9])|(3[0-1]))\d{3}$)");
  static const Expression form18(
      R"(^[1-9]\d{5}[1-9]\d{3}((0[1-9])|(1[0-2]))((0[1-9])|([1-2][0-9])|(3[0-1]))\d{3}(\d|x|X)$)");
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view controls = "10X98765432";
  const std::string s(text.view());
  if (form15.test(text)) return is_province(s.substr(0, 2)) && is_past_day("19" + s.substr(6, 6));
  if (!form18.test(text) || !is_province(s.substr(0, 2)) || !is_past_day(s.substr(6, 8))) return false;
  const char control = s[17] == 'x' ? 'X' : s[17];
  return control == controls[static_cast<std::size_t>(weighted(s, weights) % 11)];
}

// Hong Kong: a letter counts as its place from 10, one letter alone has a 3 before it.
bool is_of_hong_kong(const Value& text) {
  static const Expression form(R"(^[A-Z]{1,2}[0-9]{6}((\([0-9A]\))|(\[[0-9A]\])|([0-9A]))$)");
  const Value bare = text.trim().toUpperCase();
  if (!form.test(bare)) return false;
  std::string s;
  for (const char c : bare.view())
    if (std::string_view("[]()").find(c) == std::string_view::npos) s += c;
  if (s.size() == 8) s = "3" + s;
  int sum = 0;
  for (int i = 0; i < 8; ++i) {
    const char c = s[static_cast<std::size_t>(i)];
    sum += (c >= 'A' ? (c - 55) % 11 : digit(c)) * (9 - i);
  }
  const int rest = sum % 11;
  const std::string control = rest == 0 ? "0" : rest == 1 ? "A" : std::to_string(11 - rest);
  return control == s.substr(s.size() - 1);
}

// Taiwan: each letter stands for a number of two digits.
bool is_taiwanese(const Value& text) {
  constexpr int codes[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                           22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
  static const Expression form("^[A-Z][0-9]{9}$");
  const Value bare = text.trim().toUpperCase();
  if (!form.test(bare)) return false;
  const auto s = bare.view();
  const int code = codes[s[0] - 'A'];
  int sum = code % 10 * 9 + code / 10;
  for (int i = 1; i < 9; ++i) sum += digit(s[static_cast<std::size_t>(i)]) * (9 - i);
  return (10 - sum % 10 - digit(s[9])) % 10 == 0;
}

constexpr IdentityCard cards[] = {
    {"PL", is_polish},     {"ES", is_spanish},         {"FI", is_finnish},      {"IN", is_indian},
    {"IR", is_iranian},    {"IT", is_italian},         {"NO", is_norwegian},    {"TH", is_thai},
    {"LK", is_sri_lankan}, {"he-IL", is_israeli},      {"ar-LY", is_libyan},    {"ar-TN", is_tunisian},
    {"zh-CN", is_chinese}, {"zh-HK", is_of_hong_kong}, {"zh-TW", is_taiwanese}, {"PK", is_pakistani},
};

}  // namespace

std::span<const IdentityCard> identity_cards() { return cards; }

}  // namespace crema::validation
