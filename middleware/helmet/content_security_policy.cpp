#include "content_security_policy.hpp"

#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace crema::detail {
namespace {

// What dangerouslyDisableDefaultSrc is as a Value: known by its class.
class DisabledDefaultSrc final : public HostObject {
 public:
  std::string_view class_name() const override { return "DisabledDefaultSrc"; }
};

std::string quoted(std::string_view text) { return JSON.stringify(Value(text)).str(); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// "scriptSrc" and "script-src" are the same.
std::string directive_name(std::string_view name) {
  const bool begins_well = !name.empty() && name.front() >= 'a' && name.front() <= 'z';
  if (!begins_well || !is_letter(name.back()) ||
      !std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || c == '-'; }))
    throw Error("Content-Security-Policy received an invalid directive name " + quoted(name));
  std::string dashed;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') dashed += {'-', static_cast<char>(c - 'A' + 'a')};
    else dashed += c;
  }
  return dashed;
}

[[noreturn]] void invalid_value(const std::string& directive) {
  throw Error("Content-Security-Policy received an invalid directive value for " + quoted(directive));
}

void check_separators(const std::string& directive, std::string_view value) {
  if (value.find_first_of(";,") != value.npos) invalid_value(directive);
}

// What means something else without its quotes.
bool needs_quotes(std::string_view entry) {
  constexpr std::string_view keywords[] = {
      "none",        "self",          "strict-dynamic",           "report-sample",   "unsafe-inline",
      "unsafe-eval", "unsafe-hashes", "inline-speculation-rules", "wasm-unsafe-eval"};
  constexpr std::string_view prefixes[] = {"nonce-", "sha256-", "sha384-", "sha512-"};
  return std::find(std::begin(keywords), std::end(keywords), entry) != std::end(keywords) ||
         std::any_of(std::begin(prefixes), std::end(prefixes), [&](auto prefix) { return entry.starts_with(prefix); });
}

void check_quotes(const std::string& directive, std::string_view entry) {
  if (!needs_quotes(entry)) return;
  throw Error("Content-Security-Policy received an invalid directive value for " + quoted(directive) + ". " +
              quoted(entry) + " should be quoted");
}

bool is_text(const Value& v) { return typeof_(v) == "string"; }

// The list that stands behind a name.
Value list_of(const std::string& directive, const Value& given) {
  if (is_text(given)) return Array(given);
  if (host<DisabledDefaultSrc>(given)) {
    throw Error("Content-Security-Policy: tried to disable " + quoted(directive) +
                " as if it were default-src; simply omit the key");
  }
  if (!given) invalid_value(directive);
  if (!Array.isArray(given)) throw TypeError("directiveValue is not iterable");
  return given.slice();
}

// Whatever a function throws becomes an error.
Value said_by(const Value& function, Request& req, Response& res) {
  try {
    return call_function(function, {&req, &res}, nullptr, 0);
  } catch (...) {
    const auto error = Error::from_exception(std::current_exception());
    if (error.is_thrown_value()) throw Error(String(error));
    throw;
  }
}

// What an entry of a list says in this request.
std::string entry_for(const std::string& directive, const Value& entry, Request& req, Response& res) {
  if (typeof_(entry) != "function") return entry.str();
  const Value said = said_by(entry, req, res);
  if (!is_text(said)) throw TypeError("directiveValueEntry.startsWith is not a function");
  check_quotes(directive, said.view());
  return said.str();
}

}  // namespace

HelmetCsp::Disable::operator Value() const { return make_host<DisabledDefaultSrc>(); }

Value HelmetCsp::getDefaultDirectives() const {
  return {{"default-src", Array("'self'")},
          {"base-uri", Array("'self'")},
          {"font-src", Array("'self'", "https:", "data:")},
          {"form-action", Array("'self'")},
          {"frame-ancestors", Array("'self'")},
          {"img-src", Array("'self'", "data:")},
          {"object-src", Array("'none'")},
          {"script-src", Array("'self'")},
          {"script-src-attr", Array("'none'")},
          {"style-src", Array("'self'", "https:", "'unsafe-inline'")},
          {"upgrade-insecure-requests", Array()}};
}

ContentSecurityPolicy::Directive* ContentSecurityPolicy::find(const std::string& name) {
  const auto at =
      std::find_if(directives_.begin(), directives_.end(), [&](const auto& one) { return one.first == name; });
  return at == directives_.end() ? nullptr : &*at;
}

void ContentSecurityPolicy::remove(const std::string& name) {
  std::erase_if(directives_, [&](const auto& one) { return one.first == name; });
}

ContentSecurityPolicy::ContentSecurityPolicy(const CspOptions& options)
    : field_(options.reportOnly ? "Content-Security-Policy-Report-Only" : "Content-Security-Policy") {
  if (options.useDefaults)
    for (auto [name, value] : Object.entries(HelmetCsp().getDefaultDirectives()))
      directives_.emplace_back(name.str(), value);
  if (options.directives != null) read(options.directives);
  if (directives_.empty())
    throw Error("Content-Security-Policy has no directives. Either set some or disable the header");

  std::string text;
  for (const auto& [name, list] : directives_) {
    if (!list.every(is_text)) return;  // functions: it is made for each request
    const auto value = list.join(" ").str();
    text += (text.empty() ? "" : ";") + name + (value.empty() ? "" : " " + value);
  }
  text_ = text;
}

void ContentSecurityPolicy::read(const Value& given) {
  std::vector<std::string> seen;
  bool has_no_default = false;
  for (auto [key, value] : Object.entries(given)) {
    const auto name = directive_name(key.str());
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      throw Error("Content-Security-Policy received a duplicate directive " + quoted(name));
    seen.push_back(name);
    const bool is_null = typeof_(value) == "object" && value == null;
    if (name == "default-src" && is_null) {
      throw Error(
          "Content-Security-Policy needs a default-src but it was set to `null`. If you really want to disable it, set "
          "it to `contentSecurityPolicy.dangerouslyDisableDefaultSrc`.");
    }
    const bool without_default = name == "default-src" && host<DisabledDefaultSrc>(value);
    has_no_default = has_no_default || without_default;
    if (is_null || without_default) {
      remove(name);
      continue;
    }
    const Value list = list_of(name, value);
    for (auto entry : list) {
      if (!is_text(entry)) continue;
      check_separators(name, entry.view());
      check_quotes(name, entry.view());
    }
    if (auto* directive = find(name)) directive->second = list;
    else directives_.emplace_back(name, list);
  }
  if (directives_.empty() || find("default-src") || has_no_default) return;
  throw Error(
      "Content-Security-Policy needs a default-src but none was provided. If you really want to disable it, set it to "
      "`contentSecurityPolicy.dangerouslyDisableDefaultSrc`.");
}

std::string ContentSecurityPolicy::text_for(Request& req, Response& res) const {
  std::string text;
  for (const auto& [name, list] : directives_) {
    std::string value;
    for (const auto& entry : list) value += " " + entry_for(name, entry, req, res);
    check_separators(name, value);
    if (!text.empty()) text += ';';
    text += name + value;
  }
  return text;
}

}  // namespace crema::detail
