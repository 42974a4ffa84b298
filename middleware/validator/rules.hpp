// What the standard validators and sanitizers are inside: functions of a text and npm's arguments, found by their name.
#pragma once
#include <crema/globals.hpp>
#include <crema/object.hpp>
#include <crema/regex.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crema::validation {

/// What stood in the parentheses; undefined where nothing did.
class Arguments {
 public:
  explicit Arguments(const std::vector<Value>& all) : all_(all) {}
  const Value& operator[](std::size_t i) const { return i < all_.size() ? all_[i] : undefined; }

 private:
  const std::vector<Value>& all_;
};

/// `text` is a text. A validator gives what npm's gives (truthy: valid), a sanitizer the new value.
using Rule = Value (*)(const Value& text, const Arguments& args);

struct NamedRule {
  const char* name;
  Rule rule;
};

/// Null: there is none of this name.
Rule find_validator(std::string_view name);
Rule find_sanitizer(std::string_view name);

struct RuleList {
  const NamedRule* rules;
  std::size_t count;
};
RuleList text_rules();
RuleList number_rules();
RuleList date_rules();
RuleList network_rules();
RuleList code_rules();
RuleList place_rules();
RuleList sanitizer_rules();

// --------------------------------------------------------------------------------------- what several rules are made of

bool is_text(const Value& v);
bool is_undefined(const Value& v);
bool is_nullish(const Value& v);
bool is_object(const Value& v);  // typeof "object", and not null

/// The member of an object of options, or `otherwise` where there is none.
Value option(const Value& options, std::string_view name, const Value& otherwise = {});
bool flag(const Value& options, std::string_view name, bool otherwise = false);

/// npm's assertString. Throws TypeError for anything but a text.
const Value& asserted_text(const Value& v);
[[noreturn]] void throw_invalid_locale(const Value& locale);

/// Whether the list has an element that is exactly this.
bool includes(const Value& list, const Value& element);
/// Whether a text of ASCII digits alone, and not empty.
bool all_digits(std::string_view text);
inline int digit(char c) { return c - '0'; }

// Rules that others stand on.
bool is_base64(const Value& text, bool url_safe, bool padding);
bool is_email(const Value& text, const Value& options);
bool is_float(const Value& text, const Value& options);
bool is_fqdn(const Value& text, const Value& options);
bool is_hexadecimal(const Value& text);
bool is_int(const Value& text, const Value& options);
bool is_ip(const Value& text, const Value& version);
bool is_luhn_number(const Value& text);
bool has_byte_length(const Value& text, const Value& min, const Value& max);
Value trimmed(const Value& text, const Value& chars);
/// Milliseconds since 1970 of a date in a text; NaN: it is none.
double date_of(const Value& text);

}  // namespace crema::validation
