// Validators of numbers with a check digit, and of the codes of standards.
#include <crema/error.hpp>

#include <cmath>
#include <iterator>
#include <string>
#include <string_view>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

Value without_separators(const Value& text) { return text.replace(Regex("[- ]+", "g"), ""); }

Value is_aba_routing(const Value& text, const Arguments&) {
  if (!fits(text, "isAbaRouting.isRoutingReg")) return false;
  constexpr int weights[] = {3, 7, 1};
  int sum = 0;
  const auto s = text.view();
  for (std::size_t i = 0; i < s.size(); ++i) sum += digit(s[i]) * weights[i % 3];
  return sum % 10 == 0;
}

Value is_bic(const Value& text, const Arguments&) {
  const Value country = text.slice(4, 6).toUpperCase();
  return (country == "XK" || has_word(Words::countries_alpha2, country.view())) && fits(text, "isBIC.isBICReg");
}

Value is_credit_card(const Value& text, const Arguments& args) {
  const Value number = without_separators(text), provider = option(args[0], "provider");
  constexpr const char* providers[] = {"amex", "dinersclub", "discover", "jcb", "mastercard", "unionpay", "visa"};
  bool known = false, right = false;
  for (const char* name : providers) {
    if (provider && provider.toLowerCase() != name) continue;
    known = true;
    right = right || fits(number, std::string("isCreditCard.") + name);
  }
  if (!known) throw Error(String(provider).str() + " is not a valid credit card provider.");
  return right && is_luhn_number(text);
}
Value is_luhn_rule(const Value& text, const Arguments&) { return is_luhn_number(text); }

// EAN-8 and EAN-14 begin with a threefold digit, EAN-13 with a single one.
Value is_ean(const Value& text, const Arguments&) {
  const auto s = text.view();
  if (!all_digits(s) || (s.size() != 8 && s.size() != 13 && s.size() != 14)) return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < s.size(); ++i) sum += digit(s[i]) * ((i % 2 == 0) == (s.size() != 13) ? 3 : 1);
  return digit(s.back()) == (10 - sum % 10) % 10;
}

Value is_imei(const Value& text, const Arguments& args) {
  static const Expression plain("^[0-9]{15}$"), hyphens(R"(^\d{2}-\d{6}-\d{6}-\d{1}$)");
  if (!(flag(args[0], "allow_hyphens") ? hyphens : plain).test(text)) return false;
  return is_luhn_number(text);
}

bool is_isbn10(std::string_view s) {
  if (s.size() != 10 || !all_digits(s.substr(0, 9)) || (s[9] != 'X' && !all_digits(s.substr(9)))) return false;
  int sum = 10 * (s[9] == 'X' ? 10 : digit(s[9]));
  for (int i = 0; i < 9; ++i) sum += (i + 1) * digit(s[static_cast<std::size_t>(i)]);
  return sum % 11 == 0;
}
bool is_isbn13(std::string_view s) {
  if (s.size() != 13 || !all_digits(s)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += digit(s[i]) * (i % 2 ? 3 : 1);
  return digit(s[12]) == (10 - sum % 10) % 10;
}
Value is_isbn(const Value& text, const Arguments& args) {
  const Value version = option(args[0], "version") || args[0];
  const Value number = text.replace(Regex(R"([\s-]+)", "g"), "");
  if (!version) return is_isbn10(number.view()) || is_isbn13(number.view());
  const Value named = String(version);
  if (named == "10") return is_isbn10(number.view());
  return named == "13" && is_isbn13(number.view());
}

Value is_isin(const Value& text, const Arguments&) {
  if (!fits(text, "isISIN.isin")) return false;
  std::string digits;  // a letter counts as two
  for (const char c : text.view()) digits += c >= 'A' ? std::to_string(c - 'A' + 10) : std::string(1, c);
  return is_luhn_number(digits);
}

// ISO 6346: letters count from 10, leaving out the multiples of 11.
Value is_iso6346(const Value& given, const Arguments&) {
  const Value text = given.toUpperCase();
  if (!fits(text, "isISO6346.isISO6346Str")) return false;
  if (text.length() != 11) return true;
  double sum = 0;
  for (int i = 0; i < 10; ++i) {
    const int code = static_cast<int>(text.charCodeAt(i)), letter = code - 55;
    const int value = code >= '0' && code <= '9' ? code - '0'
                      : letter < 11              ? letter
                      : letter <= 20             ? 12 + letter % 11
                      : letter <= 30             ? 23 + letter % 21
                                                 : 34 + letter % 31;
    sum += value * std::pow(2, i);
  }
  return digit(text.view().back()) == static_cast<int>(std::fmod(sum, 11)) % 10;
}

Value is_isrc(const Value& text, const Arguments&) { return fits(text, "isISRC.isrc"); }

Value is_issn(const Value& text, const Arguments& args) {
  const std::string form = flag(args[0], "require_hyphen") ? R"(^\d{4}-\d{3}[\dX]$)" : R"(^\d{4}-?\d{3}[\dX]$)";
  if (!Regex(form, flag(args[0], "case_sensitive") ? "" : "i").test(text)) return false;
  int sum = 0, weight = 8;
  for (const char c : text.view())
    if (c != '-') sum += (c == 'X' || c == 'x' ? 10 : digit(c)) * weight--;
  return sum % 11 == 0;
}

// ---------------------------------------------------------------------------------------------------------------- IBAN

bool has_iban_form(const Value& text, const Value& options) {
  const Value bare = text.replace(Regex(R"([\s\-]+)", "g"), "").toUpperCase();
  const Value country = bare.slice(0, 2);
  if (const Value only = option(options, "whitelist")) {
    for (const auto& one : only)
      if (!find_pattern(Table::ibans, String(one).str())) return false;
    if (!only.includes(country)) return false;
  }
  if (const Value refused = option(options, "blacklist"); refused && refused.includes(country)) return false;
  const auto* form = find_pattern(Table::ibans, country.view());
  return form && form->test(bare);
}
// ISO 7064: the first four characters go to the end, and the digits, of which a letter makes two, are 1 modulo 97.
bool has_iban_checksum(const Value& text) {
  const std::string bare = text.replace(Regex("[^A-Za-z0-9]+", "g"), "").toUpperCase().str();
  const std::string rearranged = bare.substr(4) + bare.substr(0, 4);
  int rest = 0;
  for (const char c : rearranged) rest = (c >= 'A' ? rest * 100 + (c - 'A' + 10) : rest * 10 + digit(c)) % 97;
  return rest == 1;
}
Value is_iban(const Value& text, const Arguments& args) {
  return has_iban_form(text, args[0]) && has_iban_checksum(text);
}

// --------------------------------------------------------------------------------------------------- codes of standards

Value is_country(Words list, const Value& text, const Arguments& args, const Regex& form) {
  const Value code = text.toUpperCase();
  for (const auto& own : option(args[0], "userAssignedCodes") || Array())
    if (form.test(own) && String(own).toUpperCase() == code) return true;
  return has_word(list, code.view());
}
Value is_alpha2(const Value& text, const Arguments& args) {
  static const Regex form("^[a-zA-Z]{2}$");
  return is_country(Words::countries_alpha2, text, args, form);
}
Value is_alpha3(const Value& text, const Arguments& args) {
  static const Regex form("^[a-zA-Z]{3}$");
  return is_country(Words::countries_alpha3, text, args, form);
}
Value is_country_number(const Value& text, const Arguments&) { return has_word(Words::countries_numeric, text.view()); }
Value is_currency_code(const Value& text, const Arguments&) {
  return has_word(Words::currencies, text.toUpperCase().view());
}
Value is_script_code(const Value& text, const Arguments&) { return has_word(Words::scripts, text.view()); }
Value is_language_code(const Value& text, const Arguments&) { return has_word(Words::languages, text.view()); }

constexpr NamedRule rules[] = {
    {"isAbaRouting", is_aba_routing},
    {"isBIC", is_bic},
    {"isCreditCard", is_credit_card},
    {"isEAN", is_ean},
    {"isFreightContainerID", is_iso6346},
    {"isIBAN", is_iban},
    {"isIMEI", is_imei},
    {"isISBN", is_isbn},
    {"isISIN", is_isin},
    {"isISO15924", is_script_code},
    {"isISO31661Alpha2", is_alpha2},
    {"isISO31661Alpha3", is_alpha3},
    {"isISO31661Numeric", is_country_number},
    {"isISO4217", is_currency_code},
    {"isISO6346", is_iso6346},
    {"isISO6391", is_language_code},
    {"isISRC", is_isrc},
    {"isISSN", is_issn},
    {"isLuhnNumber", is_luhn_rule},
};

}  // namespace

bool is_luhn_number(const Value& text) {
  int sum = 0;
  bool any = false, twice = false;
  const auto s = text.view();
  for (std::size_t i = s.size(); i-- > 0;) {
    if (s[i] == '-' || s[i] == ' ') continue;
    if (s[i] < '0' || s[i] > '9') return false;
    const int n = digit(s[i]) * (twice ? 2 : 1);
    sum += n > 9 ? n - 9 : n;
    twice = !twice;
    any = true;
  }
  return any && sum % 10 == 0;
}

RuleList code_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
