#include "cookie_jar.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/host_object.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace crema::detail {
namespace {

bool given(const Value& v) { return typeof_(v) != "undefined"; }

// One character or more of tab, U+0020 to U+007E and U+0080 to U+00FF, in UTF-8.
bool is_field_content(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\t' || (c >= 0x20 && c <= 0x7e)) continue;
    if ((c != 0xc2 && c != 0xc3) || ++i == text.size()) return false;
  }
  return !text.empty();
}

bool is_one_of(const Value& v, std::initializer_list<std::string_view> names) {
  const std::string text = v.str();
  const Value lower = Value(text).toLowerCase();
  for (const auto name : names) {
    if (lower == name) return true;
  }
  return false;
}

void check_text(const Value& v, const char* sentence) {
  if (v && !is_field_content(v.str())) throw TypeError(sentence);
}

void check_name_and_value(std::string_view name, std::string_view value) {
  if (!is_field_content(name) || name.find_first_of(";=") != std::string_view::npos) {
    throw TypeError("argument name is invalid");
  }
  if (!value.empty() && (!is_field_content(value) || value.find(';') != std::string_view::npos)) {
    throw TypeError("argument value is invalid");
  }
}

void check_attributes(const JarAttributes& attributes) {
  check_text(attributes.path, "option path is invalid");
  check_text(attributes.domain, "option domain is invalid");
  const Value& age = attributes.max_age;
  if (typeof_(age) == "number" ? !std::isfinite(age.number()) : static_cast<bool>(age)) {
    throw TypeError("option maxAge is invalid");
  }
  if (attributes.priority && !is_one_of(attributes.priority, {"low", "medium", "high"})) {
    throw TypeError("option priority is invalid");
  }
  const Value& site = attributes.same_site;
  if (site && site != true && !is_one_of(site, {"lax", "none", "strict"})) {
    throw TypeError("option sameSite is invalid");
  }
}

// When the cookie is over, as the field says it; empty for the end of the visit.
std::string expiry(const JarAttributes& attributes) {
  if (attributes.max_age) return Date(Date.now() + attributes.max_age).toUTCString().str();
  if (!attributes.expires) return {};
  const HostObject* date = host_object(attributes.expires);
  if (!date || date->class_name() != "Date") throw TypeError("this.expires.toUTCString is not a function");
  return Date(date->value_of()).toUTCString().str();
}

std::string field_of(std::string_view name, std::string_view value, const JarAttributes& attributes) {
  std::string field(name);
  field.append(1, '=').append(value);
  const auto add = [&](std::string_view label, const std::string& text) { field.append(label).append(text); };
  if (attributes.path) add("; path=", attributes.path.str());
  if (const auto when = expiry(attributes); !when.empty()) add("; expires=", when);
  if (attributes.domain) add("; domain=", attributes.domain.str());
  if (attributes.priority) add("; priority=", attributes.priority.toLowerCase().str());
  if (attributes.same_site) {
    add("; samesite=", attributes.same_site == true ? "strict" : attributes.same_site.toLowerCase().str());
  }
  if (attributes.secure) field += "; secure";
  if (attributes.http_only) field += "; httponly";
  if (attributes.partitioned) field += "; partitioned";
  return field;
}

// Adds a field to a list of them, in place of those of the same cookie if they are to be overwritten.
void push_cookie(Value& fields, std::string_view name, const std::string& field, bool overwrite) {
  if (overwrite) {
    const std::string start = std::string(name) + "=";
    fields = fields.filter([&](auto before) { return !before.str().starts_with(start); });
  }
  fields.push(field);
}

}  // namespace

JarAttributes JarAttributes::of(const Value& options) {
  JarAttributes made;
  made.path = options.get("path");
  made.expires = options.get("expires");
  made.domain = options.get("domain");
  made.max_age = options.get("maxAge");
  made.priority = options.get("priority");
  made.same_site = options.get("sameSite");
  made.secure = options.get("secure");
  made.http_only = static_cast<bool>(options.get("httpOnly"));
  made.partitioned = static_cast<bool>(options.get("partitioned"));
  made.overwrite = static_cast<bool>(options.get("overwrite"));
  made.is_signed = static_cast<bool>(options.get("signed"));
  return made;
}

void CookieJar::check_cookie(std::string_view name, const JarAttributes& attributes) {
  check_name_and_value(name, "value");
  check_attributes(attributes);
  (void)field_of(name, "value", attributes);
}

bool CookieJar::is_secure() const { return req_.protocol() == "https" || req_.socket().encrypted(); }

// npm searches for `(?:^|;) *NAME=([^;]*)`.
Value CookieJar::find(std::string_view name) const {
  std::string_view header = headerText(req_, "cookie");
  while (!header.empty()) {
    header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    const std::string_view pair = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(pair.size() + 1, header.size()));
    if (pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=') continue;
    const Value value(pair.substr(name.size() + 1));
    return value.charAt(0) == "\"" ? value.slice(1, -1) : value;
  }
  return {};
}

Value CookieJar::get(std::string_view name, bool is_signed) const {
  const Value value = find(name);
  if (!is_signed || !given(value)) return value;
  const std::string signature_name = std::string(name) + ".sig";
  const Value signature = find(signature_name);
  if (!signature) return {};
  if (!keys_) throw Error(".keys required for signed cookies");
  const std::string data = std::string(name) + "=" + value.str();
  const int key = keys_.index(data, signature);
  if (key < 0) {
    set(signature_name, {}, {});
    return {};
  }
  if (key > 0) set(signature_name, keys_.sign(data).view(), {});
  return value;
}

void CookieJar::set(std::string_view name, std::string_view value, const JarAttributes& given_attributes) const {
  JarAttributes attributes = given_attributes;
  check_name_and_value(name, value);
  if (value.empty()) {
    attributes.expires = Date(0);
    attributes.max_age = {};
  }
  check_attributes(attributes);
  const bool secure = is_secure();
  if (!secure && attributes.secure) throw Error("Cannot send secure cookie over unencrypted connection");
  if (!given(attributes.secure)) attributes.secure = secure;
  if (attributes.is_signed && !keys_) throw Error(".keys required for signed cookies");

  const Value before = res_.get("Set-Cookie");
  Value fields = Array.isArray(before) ? before.slice() : given(before) ? Array(before) : Array();
  push_cookie(fields, name, field_of(name, value, attributes), attributes.overwrite);
  if (attributes.is_signed) {
    const std::string signature = keys_.sign(std::string(name) + "=" + std::string(value)).str();
    const std::string signature_name = std::string(name) + ".sig";
    push_cookie(fields, signature_name, field_of(signature_name, signature, attributes), attributes.overwrite);
  }
  res_.setHeader("Set-Cookie", fields);
}

}  // namespace crema::detail
