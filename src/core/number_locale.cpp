// Numbers for people to read: ECMA-402 §15 with CLDR's patterns of American English. As ICU does, it rounds the shortest digits that
// mean the number, halves away from zero.
#include "core/number_locale.hpp"

#include <crema/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "core/number_text.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace {

using namespace detail;

struct Currency {
  std::string_view code, symbol;  // no symbol: the code
  int digits = 2;
};
constexpr Currency currencies[] = {
    {"USD", "$"},       {"EUR", "€"},        {"GBP", "£"},       {"JPY", "¥", 0}, {"INR", "₹"},   {"CNY", "CN¥"},
    {"KRW", "₩", 0},    {"BRL", "R$"},       {"CAD", "CA$"},     {"AUD", "A$"},   {"MXN", "MX$"}, {"NZD", "NZ$"},
    {"HKD", "HK$"},     {"ILS", "₪"},        {"TWD", "NT$"},     {"VND", "₫", 0}, {"PHP", "₱"},   {"XCD", "EC$"},
    {"XAF", "FCFA", 0}, {"XOF", "F CFA", 0}, {"XPF", "CFPF", 0}, {"KWD", "", 3},  {"BHD", "", 3}, {"TND", "", 3},
    {"JOD", "", 3},     {"OMR", "", 3},      {"LYD", "", 3},     {"IQD", "", 0},  {"HUF", "", 0}, {"IDR", "", 0},
    {"CLP", "", 0},     {"ISK", "", 0},      {"UGX", "", 0},     {"PYG", "", 0},  {"RWF", "", 0}, {"KMF", "", 0},
    {"DJF", "", 0},     {"GNF", "", 0},      {"VUV", "", 0},     {"BIF", "", 0},  {"UYW", "", 4}, {"CLF", "", 4},
};

struct Rules {
  bool percent = false, grouping = true, significant = false;
  std::string before;  // the symbol of a currency, with what separates it
  int least_whole = 1, least = 0, most = 3;
};

// One of the options that are numbers; `absent` if it is not given.
int digits_option(const Value& options, const char* name, int least, int most, int absent) {
  const Value given = options.get(name);
  if (kind_of(given) == Kind::undefined) return absent;
  const double n = given.number();
  if (!(n >= least && n <= most)) throw RangeError(std::string(name) + " value is out of range.");
  return static_cast<int>(std::floor(n));
}

std::string text_option(const Value& options, const char* name, std::string_view absent,
                        std::initializer_list<std::string_view> known) {
  const Value given = options.get(name);
  if (kind_of(given) == Kind::undefined) return std::string(absent);
  const std::string text = given.str();
  if (std::find(known.begin(), known.end(), text) != known.end()) return text;
  throw RangeError("Value " + text + " out of range for Number.prototype.toLocaleString options property " + name);
}

int set_currency(Rules& rules, const Value& options) {
  const Value given = options.get("currency");
  if (kind_of(given) == Kind::undefined) throw TypeError("Currency code is required with currency style.");
  std::string code = given.str();
  const bool letters = std::all_of(code.begin(), code.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
  if (code.size() != 3 || !letters) throw RangeError("Invalid currency code : " + code);
  for (char& c : code) c = static_cast<char>(c & ~32);
  const auto* known =
      std::find_if(std::begin(currencies), std::end(currencies), [&](auto& c) { return c.code == code; });
  const bool is_known = known != std::end(currencies);
  std::string_view symbol = is_known ? known->symbol : std::string_view();
  if (text_option(options, "currencyDisplay", "symbol", {"symbol", "code"}) == "code") symbol = {};
  rules.before = symbol.empty() ? code : std::string(symbol);
  const char last = rules.before.back();
  if (last >= 'A' && last <= 'Z') rules.before += "\xc2\xa0";  // letters keep a distance, which does not break
  return is_known ? known->digits : 2;
}

// SetNumberFormatDigitOptions: where one of the two is given, the other follows.
void set_digits(Rules& rules, const Value& options, int usual_least, int usual_most) {
  rules.least_whole = digits_option(options, "minimumIntegerDigits", 1, 21, 1);
  const int least_significant = digits_option(options, "minimumSignificantDigits", 1, 21, 0);
  const int most_significant =
      digits_option(options, "maximumSignificantDigits", std::max(least_significant, 1), 21, 0);
  if (least_significant != 0 || most_significant != 0) {
    rules.significant = true;
    rules.least = std::max(least_significant, 1);
    rules.most = most_significant == 0 ? 21 : most_significant;
    return;
  }
  const int least = digits_option(options, "minimumFractionDigits", 0, 100, -1);
  const int most = digits_option(options, "maximumFractionDigits", std::max(least, 0), 100, -1);
  rules.least = least >= 0 ? least : most >= 0 ? std::min(usual_least, most) : usual_least;
  rules.most = most >= 0 ? most : std::max(usual_most, rules.least);
}

Rules rules_of(const Value& options) {
  Rules rules;
  for (const char* unknown : {"notation", "unit", "signDisplay", "compactDisplay", "roundingMode", "currencySign"}) {
    const Value given = options.get(unknown);
    if (given != undefined && given != "standard" && given != "auto" && given != "halfExpand")
      throw RangeError(std::string("crema: toLocaleString does not know the option ") + unknown);
  }
  const std::string style = text_option(options, "style", "decimal", {"decimal", "percent", "currency"});
  const int of_currency = style == "currency" ? set_currency(rules, options) : 0;
  rules.percent = style == "percent";
  set_digits(rules, options, of_currency, style == "decimal" ? 3 : of_currency);
  const Value grouping = options.get("useGrouping");
  rules.grouping = grouping == undefined || (grouping && grouping != "false");
  return rules;
}

// The digits of a number before and behind its point.
struct Parts {
  std::string whole, fraction;
};

Parts parts_of(double d, bool percent) {
  std::string text;
  append_number(text, d);
  int exponent = percent ? 2 : 0;
  if (const auto e = text.find('e'); e != std::string::npos) {
    exponent += std::atoi(text.c_str() + e + 1);
    text.resize(e);
  }
  const auto point = std::min(text.find('.'), text.size());
  Parts parts{text.substr(0, point), point < text.size() ? text.substr(point + 1) : ""};
  for (; exponent > 0; --exponent) {
    parts.whole += parts.fraction.empty() ? '0' : parts.fraction.front();
    if (!parts.fraction.empty()) parts.fraction.erase(0, 1);
  }
  for (; exponent < 0; ++exponent) {
    parts.fraction.insert(0, 1, parts.whole.empty() ? '0' : parts.whole.back());
    if (!parts.whole.empty()) parts.whole.pop_back();
  }
  parts.whole.erase(0, std::min(parts.whole.find_first_not_of('0'), parts.whole.size()));
  return parts;
}

// Rounds to so many digits behind the point; below 0: before it.
void round_to(Parts& n, int digits) {
  std::string all = n.whole + n.fraction;
  const auto point = static_cast<int>(n.whole.size()), keep = point + digits;
  if (keep >= static_cast<int>(all.size())) return;
  if (keep < 0) return n = {}, void();
  const bool up = all[static_cast<std::size_t>(keep)] >= '5';
  std::fill(all.begin() + keep, all.end(), '0');
  int at = keep - 1;
  if (up) {
    while (at >= 0 && all[static_cast<std::size_t>(at)] == '9') all[static_cast<std::size_t>(at--)] = '0';
    if (at >= 0) ++all[static_cast<std::size_t>(at)];
    else all.insert(0, 1, '1');
  }
  const std::size_t whole = static_cast<std::size_t>(point) + (up && at < 0 ? 1 : 0);
  n.whole = all.substr(0, whole);
  n.fraction = all.substr(whole, digits > 0 ? static_cast<std::size_t>(digits) : 0);
}

// How many digits the number may have behind its point, and has at least.
void lay_out(Parts& n, const Rules& rules) {
  int least = rules.least;
  if (rules.significant) {
    const auto magnitude = [&] {
      if (!n.whole.empty()) return static_cast<int>(n.whole.size());
      const auto first = n.fraction.find_first_not_of('0');
      return first == std::string::npos ? 1 : -static_cast<int>(first);
    };
    round_to(n, rules.most - magnitude());
    least = std::max(rules.least - magnitude(), 0);
  } else {
    round_to(n, rules.most);
  }
  const auto last = n.fraction.find_last_not_of('0');
  n.fraction.resize(last == std::string::npos ? 0 : last + 1);
  if (n.fraction.size() < static_cast<std::size_t>(least)) n.fraction.resize(static_cast<std::size_t>(least), '0');
  const auto wanted = static_cast<std::size_t>(rules.least_whole);
  if (n.whole.size() < wanted) n.whole.insert(0, wanted - n.whole.size(), '0');
  if (!rules.grouping) return;
  for (auto at = static_cast<int>(n.whole.size()) - 3; at > 0; at -= 3)
    n.whole.insert(static_cast<std::size_t>(at), 1, ',');
}

}  // namespace

std::string number_in_locale(double d, const Value& options) {
  const Rules rules = rules_of(options);
  std::string text = d == d && std::signbit(d) ? "-" : "";
  text += rules.before;
  if (d != d) {
    text += "NaN";
  } else if (std::isinf(d)) {
    text += "∞";
  } else {
    Parts parts = parts_of(std::fabs(d), rules.percent);
    lay_out(parts, rules);
    text += parts.whole;
    if (!parts.fraction.empty()) text += "." + parts.fraction;
  }
  return rules.percent ? text + "%" : text;
}

}  // namespace crema
