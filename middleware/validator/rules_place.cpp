// Validators whose rule depends on a country or a language: telephones, post, papers.
#include <crema/error.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "identity_cards.hpp"
#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

const Expression* pattern_of(Table table, const Value& name) {
  return is_text(name) ? find_pattern(table, name.view()) : nullptr;
}

Value is_mobile_phone(const Value& text, const Arguments& args) {
  const Value& locale = args[0];
  if (flag(args[1], "strictMode") && !text.startsWith("+")) return false;
  if (Array.isArray(locale))
    return locale.some([&](const Value& one) {
      const auto* phone = pattern_of(Table::phones, one);
      return phone && phone->test(text);
    });
  if (const auto* phone = pattern_of(Table::phones, locale)) return phone->test(text);
  if (!locale || locale == "any") return fits_any(text, Table::phones);
  throw_invalid_locale(locale);
}

Value is_postal_code(const Value& text, const Arguments& args) {
  if (const auto* code = pattern_of(Table::postal_codes, args[0])) return code->test(text);
  if (args[0] == "any") return fits_any(text, Table::postal_codes);
  throw_invalid_locale(args[0]);
}

Value is_passport_number(const Value& text, const Arguments& args) {
  if (is_nullish(args[0]))
    throw TypeError("Cannot read properties of " + String(args[0]).str() + " (reading 'toUpperCase')");
  const Value bare = text.replace(Regex(R"(\s)", "g"), "").toUpperCase();
  if (!pattern_of(Table::passports, args[0].toUpperCase())) return false;
  const auto* passport = pattern_of(Table::passports, args[0]);
  if (!passport) throw TypeError("Cannot read properties of undefined (reading 'test')");
  return passport->test(bare);
}

Value is_identity_card(const Value& text, const Arguments& args) {
  const auto cards = identity_cards();
  if (args[0] == "any") return std::any_of(cards.begin(), cards.end(), [&](const auto& card) { return card.is(text); });
  const auto found = std::find_if(cards.begin(), cards.end(), [&](const auto& card) { return args[0] == card.locale; });
  if (found == cards.end()) throw_invalid_locale(args[0]);
  return found->is(text);
}

Value is_license_plate(const Value& text, const Arguments& args) {
  const auto fits_plate = [&](std::string_view locale) {
    const auto* plate = find_pattern(Table::licence_plates, locale);
    const bool trims = locale == "sv-SE" || locale == "en-PK";
    return plate && plate->test(trims ? text.trim() : text);
  };
  if (pattern_of(Table::licence_plates, args[0])) return fits_plate(args[0].view());
  if (args[0] != "any") throw_invalid_locale(args[0]);
  const auto plates = patterns(Table::licence_plates);
  return std::any_of(plates.begin(), plates.end(), [&](const auto& plate) { return fits_plate(plate.name); });
}

// ------------------------------------------------------------------------------------------------------------------ VAT

// The Australian business number: its first digit less one, and all of them weighted, a multiple of 89.
bool is_australian_vat(const Value& text) {
  constexpr int weights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
  std::string_view s = text.view();
  if (s.starts_with("AU")) s.remove_prefix(2);
  if (s.size() != 11 || !all_digits(s)) return false;
  const std::string number = std::to_string(digit(s[0]) - 1) + std::string(s.substr(1));  // "-1" where it began with 0
  int total = 0;
  for (std::size_t i = 0; i < 11; ++i) {
    if (number[i] == '-') return false;
    total += weights[i] * digit(number[i]);
  }
  return total != 0 && total % 89 == 0;
}

bool is_swiss_vat(const Value& text) {
  static const Expression form(R"(^(CHE[- ]?)?(\d{9}|(\d{3}\.\d{3}\.\d{3})|(\d{3} \d{3} \d{3})) ?(TVA|MWST|IVA)?$)");
  constexpr int weights[] = {5, 4, 3, 2, 7, 6, 5, 4};
  if (!form.test(text)) return false;
  int sum = 0;
  std::size_t at = 0;
  for (const char c : text.view()) {
    if (c < '0' || c > '9') continue;
    if (at == std::size(weights)) return digit(c) == (11 - sum % 11) % 11;
    sum += digit(c) * weights[at++];
  }
  return false;
}

bool is_portuguese_vat(const Value& text) {
  std::string_view s = text.view();
  if (s.starts_with("PT")) s.remove_prefix(2);
  if (s.size() != 9 || !all_digits(s)) return false;
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += digit(s[static_cast<std::size_t>(i)]) * (9 - i);
  const int control = 11 - sum % 11;
  return digit(s[8]) == (control > 9 ? 0 : control);
}

Value is_vat(const Value& text, const Arguments& args) {
  const Value& country = asserted_text(args[0]);
  if (country == "AU") return is_australian_vat(text);
  if (country == "CH") return is_swiss_vat(text);
  if (country == "PT") return is_portuguese_vat(text);
  const auto* form = pattern_of(Table::vat_numbers, country);
  if (!form) throw Error("Invalid country code: '" + country.str() + "'");
  return form->test(text);
}

Value is_lat_long(const Value& text, const Arguments& args) {
  if (!text.includes(",")) return false;
  const Value pair = text.split(",");
  const Value latitude = pair[0], longitude = pair[1];
  if (latitude.startsWith("(") != longitude.endsWith(")")) return false;
  if (flag(args[0], "checkDMS")) return fits(latitude, "isLatLong.latDMS") && fits(longitude, "isLatLong.longDMS");
  return fits(latitude, "isLatLong.lat") && fits(longitude, "isLatLong.long");
}

constexpr NamedRule rules[] = {
    {"isIdentityCard", is_identity_card},
    {"isLatLong", is_lat_long},
    {"isLicensePlate", is_license_plate},
    {"isMobilePhone", is_mobile_phone},
    {"isPassportNumber", is_passport_number},
    {"isPostalCode", is_postal_code},
    {"isVAT", is_vat},
};

}  // namespace

RuleList place_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
