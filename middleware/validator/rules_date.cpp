// Validators of dates and times.
#include <crema/date.hpp>
#include <crema/error.hpp>

#include <cmath>
#include <iterator>
#include <string>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

double compared_date(const Value& given) {
  const Value date = is_object(given) ? option(given, "comparisonDate") : given;
  return date ? date_of(date) : date_of(Date().toString());
}
Value is_after(const Value& text, const Arguments& args) { return date_of(text) > compared_date(args[0]); }
Value is_before(const Value& text, const Arguments& args) { return date_of(text) < compared_date(args[0]); }

// ------------------------------------------------------------------------------------------------------------- isDate

Value first_in(const Value& delimiters, const Value& text) {
  for (const auto& one : delimiters)
    if (text.indexOf(one) != -1) return one;
  return {};
}
Value parts_of(const Value& text, const Value& delimiter) {
  return is_undefined(delimiter) ? Array(text) : text.split(delimiter);
}
std::string of_two_digits(const Value& part) { return (part.length() == 1 ? "0" : "") + part.str(); }

struct DateParts {
  Value y, m, d;
  Value* of(char letter) { return letter == 'y' ? &y : letter == 'm' ? &m : letter == 'd' ? &d : nullptr; }
};

bool is_real_date(const DateParts& parts) {
  const auto missing = [](const Value& part, const char* read) {
    if (is_undefined(part))
      throw TypeError("Cannot read properties of undefined (reading '" + std::string(read) + "')");
  };
  missing(parts.y, "startsWith");
  if (parts.y.startsWith("-")) return false;
  std::string year = parts.y.str();
  if (parts.y.length() == 2) {
    const double n = parseInt(parts.y, 10).number();
    if (std::isnan(n)) return false;
    year = (n < std::fmod(Date().getFullYear().number(), 100) ? "20" : "19") + year;
  }
  missing(parts.m, "length");
  missing(parts.d, "length");
  const Value day =
      Date(year + "-" + of_two_digits(parts.m) + "-" + of_two_digits(parts.d) + "T00:00:00.000Z").getUTCDate();
  return day == crema::Number(parts.d);  // NaN, of no date, equals nothing
}

Value is_date(const Value& text, const Arguments& args) {
  static const Regex known_format(
      R"((^(y{4}|y{2})[.\/-](m{1,2})[.\/-](d{1,2})$)|(^(m{1,2})[.\/-](d{1,2})[.\/-]((y{4}|y{2})$))|(^(d{1,2})[.\/-](m{1,2})[.\/-]((y{4}|y{2})$)))",
      "i");
  const Value form = is_text(args[0]) ? args[0] : option(args[0], "format", "YYYY/MM/DD");
  const Value delimiters = option(args[0], "delimiters", {"/", "-"});
  const bool strict = flag(args[0], "strictMode");
  if (!known_format.test(form)) return false;
  if (strict && text.length() != form.length()) return false;
  const Value format_delimiter = first_in(delimiters, form);
  const Value words = parts_of(text, strict ? format_delimiter : first_in(delimiters, text));
  const Value letters = parts_of(form.toLowerCase(), format_delimiter);
  if (words.length() != letters.length()) return false;
  DateParts parts;
  for (int i = 0; i < letters.length(); ++i) {
    const Value word = words[i], letter = letters[i];
    if (!word || !letter || word.length() != letter.length()) return false;
    if (auto* part = parts.of(letter.view()[0])) *part = word;
  }
  return is_real_date(parts);
}

// ----------------------------------------------------------------------------------------------------------- ISO 8601

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Of a text that is right but for the date itself: no 31st of February.
bool is_existing_date(const Value& text) {
  static const Regex ordinal(R"(^(\d{4})-?(\d{3})([ T]{1}\.*|$))"), calendar(R"((\d{4})-?(\d{0,2})-?(\d*))");
  if (const Value found = ordinal.exec(text)) {
    const int year = static_cast<int>(crema::Number(found[1])), day = static_cast<int>(crema::Number(found[2]));
    return day <= (is_leap(year) ? 366 : 365);
  }
  const Value found = calendar.exec(text);
  const double year = crema::Number(found[1]).number(), month = crema::Number(found[2]).number(),
               day = crema::Number(found[3]).number();
  if (month == 0 || day == 0) return true;
  const auto two = [](double n) {
    const std::string padded = "0" + String(n).str();
    return padded.substr(padded.size() - 2);
  };
  const auto date = Date(String(year).str() + "-" + two(month) + "-" + two(day));
  return date.getUTCFullYear() == year && date.getUTCMonth() == month - 1 && date.getUTCDate() == day;
}
Value is_iso8601(const Value& text, const Arguments& args) {
  const bool right =
      fits(text, flag(args[0], "strictSeparator") ? "isISO8601.iso8601StrictSeparator" : "isISO8601.iso8601");
  return right && (!flag(args[0], "strict") || is_existing_date(text));
}
Value is_rfc3339(const Value& text, const Arguments&) { return fits(text, "isRFC3339.rfc3339"); }

Value is_time(const Value& text, const Arguments& args) {
  const Value hours = option(args[0], "hourFormat", "hour24"), mode = option(args[0], "mode", "default");
  const auto* form = find_pattern(Table::formats, "isTime." + String(hours).str() + "." + String(mode).str());
  if (!form)
    throw TypeError("Cannot read properties of undefined (reading '" +
                    (hours == "hour24" || hours == "hour12" ? "test" : String(mode).str()) + "')");
  return form->test(text);
}

constexpr NamedRule rules[] = {
    {"isAfter", is_after},     {"isBefore", is_before},   {"isDate", is_date},
    {"isISO8601", is_iso8601}, {"isRFC3339", is_rfc3339}, {"isTime", is_time},
};

}  // namespace

RuleList date_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
