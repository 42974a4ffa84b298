// Validators of numbers and amounts of money.
#include <crema/error.hpp>

#include <cmath>
#include <iterator>
#include <string>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

// `number` against the bounds that are given; as JavaScript compares a text or a number with what the option holds.
bool within_bounds(const Value& number, const Value& options) {
  const auto holds = [&](std::string_view name, auto compare) {
    const Value bound = option(options, name);
    return is_nullish(bound) || compare(bound);
  };
  return holds("min", [&](const Value& b) { return number >= b; }) &&
         holds("max", [&](const Value& b) { return number <= b; }) &&
         holds("lt", [&](const Value& b) { return number < b; }) &&
         holds("gt", [&](const Value& b) { return number > b; });
}

std::string point_of(const Value& locale) {
  if (!locale) return ".";
  const char* point = decimal_point(String(locale).str());
  return point ? point : "undefined";
}

Value is_int_rule(const Value& text, const Arguments& args) { return is_int(text, args[0]); }
Value is_float_rule(const Value& text, const Arguments& args) { return is_float(text, args[0]); }
Value is_port(const Value& text, const Arguments&) {
  return is_int(text, {{"allow_leading_zeroes", false}, {"min", 0}, {"max", 65535}});
}

Value is_numeric(const Value& text, const Arguments& args) {
  if (flag(args[0], "no_symbols")) return all_digits(text.view());
  return Regex("^[+-]?([0-9]*[" + point_of(option(args[0], "locale")) + "])?[0-9]+$").test(text);
}

Value is_decimal(const Value& text, const Arguments& args) {
  const Value locale = option(args[0], "locale", "en-US");
  const char* point = is_text(locale) ? decimal_point(locale.view()) : nullptr;
  if (!point) throw_invalid_locale(locale);
  const Value bare = text.replaceAll(" ", "");
  if (bare == "" || bare == "-" || bare == "+") return false;
  return Regex("^[-+]?([0-9]+)?(\\" + std::string(point) + "[0-9]{" +
               String(option(args[0], "decimal_digits", "1,")).str() + "})" +
               (flag(args[0], "force_decimal") ? "" : "?") + "$")
      .test(text);
}

Value is_boolean(const Value& text, const Arguments& args) {
  if (!flag(args[0], "loose")) return text == "true" || text == "false" || text == "1" || text == "0";
  const Value small = text.toLowerCase();
  return small == "true" || small == "false" || small == "1" || small == "0" || small == "yes" || small == "no";
}

Value is_divisible_by(const Value& text, const Arguments& args) {
  if (!is_float(text, {})) return false;
  return std::fmod(parseFloat(text).number(), parseInt(args[0], 10).number()) == 0;
}

// The expression of an amount, put together of the options.
std::string amount(const Value& o) {
  const auto on = [&](std::string_view name, bool otherwise = false) { return flag(o, name, otherwise); };
  std::string digits;
  for (const auto& n : option(o, "digits_after_decimal", Array(2)))
    digits += (digits.empty() ? "\\d{" : "|\\d{") + String(n).str() + "}";
  static const Regex first_sign(R"(\W)");
  const std::string symbol =
      "(" + option(o, "symbol", "$").replace(first_sign, "\\$&").str() + ")" + (on("require_symbol") ? "" : "?");
  std::string pattern =
      "(0|[1-9]\\d*|[1-9]\\d{0,2}(\\" + String(option(o, "thousands_separator", ",")).str() + "\\d{3})*)?";
  if (on("allow_decimal", true) || on("require_decimal"))
    pattern += "(\\" + String(option(o, "decimal_separator", ".")).str() + "(" + digits + "))" +
               (on("require_decimal") ? "" : "?");
  const bool negatives = on("allow_negatives", true), parentheses = on("parens_for_negatives");
  if (negatives && !parentheses) {
    if (on("negative_sign_after_digits")) pattern += "-?";
    else if (on("negative_sign_before_digits")) pattern = "-?" + pattern;
  }
  if (on("allow_negative_sign_placeholder")) pattern = "( (?!\\-))?" + pattern;
  else if (on("allow_space_after_symbol")) pattern = " ?" + pattern;
  else if (on("allow_space_after_digits")) pattern += "( (?!$))?";
  pattern = on("symbol_after_digits") ? pattern + symbol : symbol + pattern;
  if (negatives && parentheses) pattern = "(\\(" + pattern + "\\)|" + pattern + ")";
  else if (negatives && !on("negative_sign_before_digits") && !on("negative_sign_after_digits"))
    pattern = "-?" + pattern;
  return "^(?!-? )(?=.*\\d)" + pattern + "$";
}
Value is_currency(const Value& text, const Arguments& args) { return Regex(amount(args[0])).test(text); }

constexpr NamedRule rules[] = {
    {"isBoolean", is_boolean},          {"isCurrency", is_currency}, {"isDecimal", is_decimal},
    {"isDivisibleBy", is_divisible_by}, {"isFloat", is_float_rule},  {"isInt", is_int_rule},
    {"isNumeric", is_numeric},          {"isPort", is_port},
};

}  // namespace

bool is_int(const Value& text, const Value& options) {
  static const Expression plain("^[-+]?[0-9]+$"), without_zeroes("^[-+]?(?:0|[1-9][0-9]*)$");
  const Value zeroes = option(options, "allow_leading_zeroes");
  const bool refuses_zeroes = typeof_(zeroes) == "boolean" && !zeroes;
  return (refuses_zeroes ? without_zeroes : plain).test(text) && within_bounds(text, options);
}

bool is_float(const Value& text, const Value& options) {
  if (text == "" || text == "." || text == "," || text == "-" || text == "+") return false;
  const Regex expression("^(?:[-+])?(?:[0-9]+)?(?:\\" + point_of(option(options, "locale")) +
                         "[0-9]*)?(?:[eE][\\+\\-]?(?:[0-9]+))?$");
  return expression.test(text) && within_bounds(parseFloat(text.replace(",", ".")), options);
}

RuleList number_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
