// The expressions and lists of codes that the rules stand on; each expression is compiled at its first use.
#pragma once
#include <crema/regex.hpp>
#include <crema/value.hpp>

#include <span>
#include <string_view>

namespace crema::validation {

struct Pattern {
  const char* name;
  const char* source;
  const char* flags;
};
struct Word {
  const char* name;
  const char* word;
};

/// An expression that asks only whether a text fits. Without the flag u JavaScript compares no letter beyond ASCII with one of
/// ASCII, whatever their case; PCRE2 takes U+017F for an s and U+212A for a k.
class Expression {
 public:
  explicit Expression(std::string_view source, std::string_view flags = "");
  bool test(const Value& text) const;

 private:
  Regex regex_;
  bool caseless_;
};

enum class Table {
  alpha,
  alphanumeric,
  phones,
  postal_codes,
  passports,
  ibans,
  vat_numbers,
  licence_plates,
  formats,
};

/// The table's expression of this name; null: there is none.
const Expression* find_pattern(Table table, std::string_view name);
/// One of the table `formats`: "isBIC.isBICReg".
bool fits(const Value& text, std::string_view format);
/// Whether the text fits any expression of the table.
bool fits_any(const Value& text, Table table);
/// The names in the table, in its order.
std::span<const Pattern> patterns(Table table);

/// The decimal point of a locale; null: the locale is not known.
const char* decimal_point(std::string_view locale);

enum class Words {
  countries_alpha2,
  countries_alpha3,
  countries_numeric,
  currencies,
  scripts,
  languages,
  icloud_domains,
  outlook_domains,
  yahoo_domains,
  yandex_domains,
};
bool has_word(Words list, std::string_view word);

}  // namespace crema::validation
