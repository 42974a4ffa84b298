// Sanitizers: what they make of a text.
#include <crema/date.hpp>
#include <crema/error.hpp>

#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

struct Entity {
  std::string_view character, entity;
};
constexpr Entity entities[] = {
    {"\"", "&quot;"}, {"'", "&#x27;"}, {"<", "&lt;"}, {">", "&gt;"}, {"/", "&#x2F;"}, {"\\", "&#x5C;"}, {"`", "&#96;"},
};

Value escape(const Value& text, const Arguments&) {
  std::string out;
  for (const char c : text.view()) {
    std::string_view as(&c, 1);
    if (c == '&') as = "&amp;";
    for (const auto& [character, entity] : entities)
      if (character[0] == c) as = entity;
    out += as;
  }
  return out;
}
// &amp; comes last, so that what it uncovers stays as it is.
Value unescape(const Value& text, const Arguments&) {
  Value out = text;
  for (const auto& [character, entity] : entities) out = out.replaceAll(entity, character);
  return out.replaceAll("&amp;", "&");
}

Value without(const Value& text, const std::string& characters) {
  return text.replace(Regex("[" + characters + "]+", "g"), "");
}
Value blacklist(const Value& text, const Arguments& args) { return without(text, String(args[0]).str()); }
Value whitelist(const Value& text, const Arguments& args) { return without(text, "^" + String(args[0]).str()); }
Value strip_low(const Value& text, const Arguments& args) {
  return without(text, args[0] ? "\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F" : "\\x00-\\x1F\\x7F");
}

std::string escaped_class(const Value& chars) {
  static const Regex special(R"([.*+?^${}()|[\]\\])", "g");
  return "[" + asserted_text(chars).replace(special, "\\$&").str() + "]";
}
Value ltrim(const Value& text, const Value& chars) {
  if (!chars) return text.trimStart();
  return text.replace(Regex("^" + escaped_class(chars) + "+"), "");
}
// From the end, a character at a time: an expression that ends in $ would be tried at every place of the text.
Value rtrim(const Value& text, const Value& chars) {
  if (!chars) return text.trimEnd();
  const Regex one(escaped_class(chars));
  std::string_view s = text.view();
  while (!s.empty()) {
    std::size_t from = s.size() - 1;
    while (from > 0 && (static_cast<unsigned char>(s[from]) & 0xc0) == 0x80) --from;
    if (!one.test(s.substr(from))) break;
    s = s.substr(0, from);
  }
  return s;
}
Value ltrim_rule(const Value& text, const Arguments& args) { return ltrim(text, args[0]); }
Value rtrim_rule(const Value& text, const Arguments& args) { return rtrim(text, args[0]); }
Value trim_rule(const Value& text, const Arguments& args) { return trimmed(text, args[0]); }

Value to_boolean(const Value& text, const Arguments& args) {
  const auto is = [&](std::string_view word) { return text.toLowerCase() == word; };
  if (args[0]) return text == "1" || is("true");
  return text != "0" && text != "" && !is("false");
}
Value to_date(const Value& text, const Arguments&) {
  const double ms = date_of(text);
  return std::isnan(ms) ? Value(nullptr) : Value(Date(ms));
}
Value to_float(const Value& text, const Arguments&) {
  return is_float(text, {}) ? parseFloat(text) : Value(std::numeric_limits<double>::quiet_NaN());
}
Value to_int(const Value& text, const Arguments& args) { return parseInt(text, args[0] || 10); }

// ------------------------------------------------------------------------------------------------------ normalizeEmail

// Dots between letters go; several in a row stay.
Value without_single_dots(const Value& user) {
  return user.replace(Regex(R"(\.+)", "g"), [](const Value& dots) { return dots.length() > 1 ? dots : Value(""); });
}

Value normalize_email(const Value& text, const Arguments& args) {
  const auto on = [&](std::string_view name) { return flag(args[0], name, true); };
  const Value parts = text.split("@");
  Value domain = parts.pop().toLowerCase();
  Value user = parts.join("@");
  const auto provider = [&](const char* lowercase, const char* subaddress) {
    if (subaddress && on(subaddress)) user = user.split("+")[0];
    if (on("all_lowercase") || on(lowercase)) user = user.toLowerCase();
  };
  if (domain == "gmail.com" || domain == "googlemail.com") {
    provider("gmail_lowercase", "gmail_remove_subaddress");
    if (on("gmail_remove_dots")) user = without_single_dots(user);
    if (user == "") return false;
    if (on("gmail_convert_googlemaildotcom")) domain = "gmail.com";
  } else if (has_word(Words::icloud_domains, domain.view())) {
    provider("icloud_lowercase", "icloud_remove_subaddress");
    if (user == "") return false;
  } else if (has_word(Words::outlook_domains, domain.view())) {
    provider("outlookdotcom_lowercase", "outlookdotcom_remove_subaddress");
    if (user == "") return false;
  } else if (has_word(Words::yahoo_domains, domain.view())) {
    if (on("yahoo_remove_subaddress")) {
      const Value names = user.split("-");
      user = names.length() > 1 ? names.slice(0, -1).join("-") : Value(names[0]);
    }
    provider("yahoo_lowercase", nullptr);
    if (user == "") return false;
  } else if (has_word(Words::yandex_domains, domain.view())) {
    provider("yandex_lowercase", nullptr);
    if (on("yandex_convert_yandexru")) domain = "yandex.ru";
  } else if (on("all_lowercase")) {
    user = user.toLowerCase();
  }
  return user + "@" + domain;
}

constexpr NamedRule rules[] = {
    {"blacklist", blacklist}, {"escape", escape},      {"ltrim", ltrim_rule},     {"normalizeEmail", normalize_email},
    {"rtrim", rtrim_rule},    {"stripLow", strip_low}, {"toBoolean", to_boolean}, {"toDate", to_date},
    {"toFloat", to_float},    {"toInt", to_int},       {"trim", trim_rule},       {"unescape", unescape},
    {"whitelist", whitelist},
};

}  // namespace

Value trimmed(const Value& text, const Value& chars) { return rtrim(ltrim(text, chars), chars); }

RuleList sanitizer_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
