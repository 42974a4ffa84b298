// Finds rules by their name, and holds what several of them are made of.
#include "rules.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace crema::validation {
namespace {

Rule find(const std::unordered_map<std::string_view, Rule>& rules, std::string_view name) {
  const auto found = rules.find(name);
  return found == rules.end() ? nullptr : found->second;
}

}  // namespace

Rule find_validator(std::string_view name) {
  static const auto rules = [] {
    std::unordered_map<std::string_view, Rule> all;
    for (const auto& list : {text_rules(), number_rules(), date_rules(), network_rules(), code_rules(), place_rules()})
      for (std::size_t i = 0; i < list.count; ++i) all.emplace(list.rules[i].name, list.rules[i].rule);
    return all;
  }();
  return find(rules, name);
}

Rule find_sanitizer(std::string_view name) {
  static const auto rules = [] {
    std::unordered_map<std::string_view, Rule> all;
    const auto list = sanitizer_rules();
    for (std::size_t i = 0; i < list.count; ++i) all.emplace(list.rules[i].name, list.rules[i].rule);
    return all;
  }();
  return find(rules, name);
}

bool is_text(const Value& v) { return typeof_(v) == "string"; }
bool is_undefined(const Value& v) { return typeof_(v) == "undefined"; }
bool is_nullish(const Value& v) { return v == nullptr; }
bool is_object(const Value& v) { return typeof_(v) == "object" && v != nullptr; }

Value option(const Value& options, std::string_view name, const Value& otherwise) {
  if (!is_object(options)) return otherwise;
  const Value found = options.get(name);
  return is_undefined(found) ? otherwise : found;
}
bool flag(const Value& options, std::string_view name, bool otherwise) {
  return static_cast<bool>(option(options, name, otherwise));
}

const Value& asserted_text(const Value& v) {
  if (is_text(v)) return v;
  std::string name = "Object";
  if (is_nullish(v)) name = String(v).str();
  else if (Array.isArray(v)) name = "Array";
  else if (typeof_(v) == "number") name = "Number";
  else if (typeof_(v) == "boolean") name = "Boolean";
  else if (typeof_(v) == "function") name = "Function";
  else if (const auto* object = host<HostObject>(v)) name = object->class_name();
  throw TypeError("Expected a string but received a " + name);
}

void throw_invalid_locale(const Value& locale) { throw Error("Invalid locale '" + String(locale).str() + "'"); }

bool includes(const Value& list, const Value& element) {
  for (const auto& one : list) {
    if (is_nullish(one) ? is_nullish(element) && is_undefined(one) == is_undefined(element) : one == element)
      return true;
  }
  return false;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

double date_of(const Value& text) { return Date.parse(asserted_text(text)).number(); }

}  // namespace crema::validation
