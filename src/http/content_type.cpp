// Content-Type (RFC 9110 §8.3). Reading never fails; writing checks. Comparing allocates nothing.
#include "http/content_type.hpp"

#include <algorithm>
#include <unordered_set>

#include "http/mime.hpp"
#include "http/parameters.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

bool is_media_type(std::string_view type) noexcept {
  const std::size_t slash = type.find('/');
  return slash != std::string_view::npos && is_token(type.substr(0, slash)) && is_token(type.substr(slash + 1));
}

bool is_lower(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// RFC 6838 §4.2 restricted-name, which is narrower than a token. Facets and suffixes are for subtypes only.
bool is_restricted_name(std::string_view name, bool subtype) noexcept {
  if (name.empty() || name.size() > 127 || !(is_alpha(name[0]) || is_digit(name[0]))) return false;
  return std::ranges::all_of(name, [&](char c) {
    return is_alpha(c) || is_digit(c) || std::string_view("!#$&^_-").find(c) != std::string_view::npos ||
           (subtype && (c == '.' || c == '+'));
  });
}

// A token as it is, other text in quotes; false if it cannot stand in a field.
bool append_value(std::string& out, std::string_view value) {
  if (is_token(value)) {
    out += value;
    return true;
  }
  if (!is_field_value(value)) return false;
  out += '"';
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  out += '"';
  return true;
}

std::nullopt_t fail(std::string* error, std::string_view what, std::string_view which) {
  if (error != nullptr) {
    *error = what;
    *error += which;
  }
  return std::nullopt;
}

// What a pattern of type-is stands for; a media type with wildcards, or empty.
struct Pattern {
  std::string_view type;
  std::string_view subtype;
};

Pattern expand(std::string_view pattern) noexcept {
  if (pattern == "multipart") return {"multipart", "*"};
  if (pattern.starts_with('+')) {
    // "*/*" + pattern, whose subtype is told by the '+' in front
    return pattern.find('/') == std::string_view::npos ? Pattern{"*", pattern} : Pattern{};
  }
  if (pattern == "urlencoded") pattern = "application/x-www-form-urlencoded";
  if (pattern.find('/') == std::string_view::npos) pattern = mime_lookup(pattern);
  const std::size_t slash = pattern.find('/');
  if (slash == std::string_view::npos || pattern.find('/', slash + 1) != std::string_view::npos) return {};
  std::string_view subtype = pattern.substr(slash + 1);
  if (subtype.starts_with('+')) return {};  // no subtype begins so
  if (subtype.starts_with("*+")) subtype.remove_prefix(1);
  return {pattern.substr(0, slash), subtype};
}

// Patterns are compared as they are written, the field in lower case.
bool folds_to(std::string_view field, std::string_view pattern) noexcept {
  return std::ranges::equal(field, pattern, {}, lower);
}

}  // namespace

const std::string* ContentType::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : parameters) {
    if (key == name) return &value;
  }
  return nullptr;
}

ContentType parse_content_type(std::string_view header) {
  constexpr std::size_t many = 16;
  ItemReader reader(header);
  ContentType result{to_lower(reader.value()), {}};
  std::unordered_set<std::string> seen;  // so that thousands of parameters are not each compared with all before
  for (Parameter parameter; reader.next(parameter);) {
    std::string name = to_lower(parameter.name);
    if (result.parameters.size() < many ? result.find(name) != nullptr : seen.contains(name)) continue;
    result.parameters.emplace_back(std::move(name), parameter.text());
    if (result.parameters.size() == many) {
      for (const auto& [key, value] : result.parameters) seen.insert(key);
    } else if (result.parameters.size() > many) {
      seen.insert(result.parameters.back().first);
    }
  }
  return result;
}

std::optional<std::string> format_content_type(const ContentType& content_type, std::string* error) {
  if (!is_media_type(content_type.type)) return fail(error, "Invalid type: ", content_type.type);
  std::vector<const std::pair<std::string, std::string>*> ordered;
  ordered.reserve(content_type.parameters.size());
  for (const auto& parameter : content_type.parameters) ordered.push_back(&parameter);
  std::ranges::stable_sort(ordered, {}, [](const auto* parameter) { return key_order(parameter->first); });
  std::string out = content_type.type;
  for (const auto* parameter : ordered) {
    if (!is_token(parameter->first)) return fail(error, "Invalid parameter name: ", parameter->first);
    out += "; ";
    out += parameter->first;
    out += '=';
    if (!append_value(out, parameter->second)) return fail(error, "Invalid parameter value: ", parameter->second);
  }
  return out;
}

std::optional<std::string> content_type_parameter(std::string_view header, std::string_view name) {
  ItemReader reader(header);
  for (Parameter parameter; reader.next(parameter);) {
    if (iequals(parameter.name, name)) return parameter.text();
  }
  return std::nullopt;
}

std::optional<std::string_view> set_charset(std::string_view type, std::string_view charset, std::string& scratch,
                                            std::string* error) {
  const std::size_t semicolon = type.find(';');
  const std::string_view bare = type.substr(0, semicolon);
  if (is_media_type(bare) && is_lower(bare) && is_token(charset)) {
    constexpr std::string_view between = "; charset=";
    if (semicolon == std::string_view::npos) {
      scratch.assign(type).append(between).append(charset);
      return scratch;
    }
    const std::string_view rest = type.substr(semicolon);
    if (rest.starts_with(between) && rest.substr(between.size()) == charset) return type;
  }
  ContentType parsed = parse_content_type(type);
  const auto known = std::ranges::find(parsed.parameters, "charset", [](const auto& one) { return one.first; });
  if (known != parsed.parameters.end()) {
    known->second = charset;
  } else {
    parsed.parameters.emplace_back("charset", charset);
  }
  std::optional<std::string> formatted = format_content_type(parsed, error);
  if (!formatted) return std::nullopt;
  scratch = std::move(*formatted);
  return scratch;
}

std::string_view media_type(std::string_view header) noexcept {
  const std::string_view type = trim_ows(header.substr(0, header.find(';')));
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos) return {};
  if (!is_restricted_name(type.substr(0, slash), false) || !is_restricted_name(type.substr(slash + 1), true)) return {};
  return type;
}

bool content_type_is(std::string_view header, std::string_view pattern) noexcept {
  const std::string_view actual = media_type(header);
  if (actual.empty()) return false;
  const Pattern expected = expand(pattern);
  if (expected.type.empty()) return false;
  const std::size_t slash = actual.find('/');
  const std::string_view subtype = actual.substr(slash + 1);
  if (expected.type != "*" && !folds_to(actual.substr(0, slash), expected.type)) return false;
  if (expected.subtype.starts_with('+')) {
    return subtype.size() >= expected.subtype.size() &&
           folds_to(subtype.substr(subtype.size() - expected.subtype.size()), expected.subtype);
  }
  return expected.subtype == "*" || folds_to(subtype, expected.subtype);
}

std::optional<std::string> type_is(std::string_view header, std::span<const std::string_view> patterns) {
  const std::string_view actual = media_type(header);
  if (actual.empty()) return std::nullopt;
  if (patterns.empty()) return to_lower(actual);
  for (const std::string_view pattern : patterns) {
    if (!content_type_is(header, pattern)) continue;
    const bool wild = pattern.starts_with('+') || pattern.find('*') != std::string_view::npos;
    return wild ? to_lower(actual) : std::string(pattern);
  }
  return std::nullopt;
}

}  // namespace crema::http
