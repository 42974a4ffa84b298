// Reading, writing and walking along paths.
#include "field_paths.hpp"

#include <crema/object.hpp>

#include <algorithm>

#include "rules.hpp"

namespace crema::validation {
namespace {

// A name in an array that a request may make no longer than this at a time; beyond it there is an object instead.
constexpr double max_gap = 10'000;

bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The position behind what stands in [ ] at `at`: a number, or a text in quotes; 0: neither does.
std::size_t bracketed(std::string_view path, std::size_t at, std::string* name) {
  std::size_t i = at + 1;
  if (i < path.size() && (path[i] == '"' || path[i] == '\'')) {
    const char quote = path[i++];
    std::string text;
    for (; i < path.size() && path[i] != quote; ++i) {
      if (path[i] == '\\' && ++i == path.size()) return 0;
      text += path[i];
    }
    if (i + 1 >= path.size() || path[i + 1] != ']') return 0;
    if (name) *name = text;
    return i + 2;
  }
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < path.size() && path[i] >= '0' && path[i] <= '9') ++i;
    return i > from;
  };
  if (i < path.size() && path[i] == '-') ++i;
  if (!digits()) return 0;
  if (i < path.size() && path[i] == '.' && (++i, !digits())) return 0;
  if (i >= path.size() || path[i] != ']') return 0;
  if (name) *name = path.substr(at + 1, i - at - 1);
  return i + 1;
}

// Whether an empty name stands here: "a..b", "a[]".
bool is_empty_name(std::string_view path, std::size_t at) {
  const auto step = [&](std::size_t i) -> std::size_t {
    if (path.substr(i, 1) == ".") return 1;
    return path.substr(i, 2) == "[]" ? 2 : 0;
  };
  const std::size_t first = step(at);
  return first && (at + first == path.size() || step(at + first));
}

// Whether the text means a path at all, and not one name.
bool is_deep(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') return true;
    if (path[i] != '[') continue;
    if (const auto end = path.find_first_of("[]", i + 1); end != std::string_view::npos && path[end] == ']')
      return true;
    if (bracketed(path, i, nullptr)) return true;
  }
  return false;
}

PathSegments segments_in(const Value& object, const std::string& path) {
  if (is_word(path) || !is_deep(path) || (is_object(object) && object.hasOwnProperty(path))) return {path};
  return path_segments(path);
}

bool is_index(const std::string& name) {
  return all_digits(name) && (name.size() == 1 || name[0] != '0') && name.size() <= 15;
}
bool may_be_array(const std::string& name) { return is_index(name) && std::stod(name) < max_gap; }

}  // namespace

PathSegments path_segments(std::string_view path) {
  PathSegments all;
  if (path.starts_with('.')) all.emplace_back();
  for (std::size_t i = 0; i < path.size();) {
    const std::size_t end = std::min(path.find_first_of(".[]", i), path.size());
    if (end > i) {
      all.emplace_back(path.substr(i, end - i));
      i = end;
      continue;
    }
    std::string name;
    if (const std::size_t behind = path[i] == '[' ? bracketed(path, i, &name) : 0) {
      all.push_back(name);
      i = behind;
      continue;
    }
    if (is_empty_name(path, i)) all.emplace_back();
    ++i;
  }
  return all;
}

std::string path_text(const PathSegments& segments) {
  std::string path;
  for (const auto& written : segments) {
    const std::string segment = written == "\\*" ? "*" : written;
    if (segment.find('.') != std::string::npos) path += "[\"" + segment + "\"]";
    else if (all_digits(segment)) path += "[" + segment + "]";
    else if (!path.empty()) path += "." + segment;
    else path = segment;
  }
  return path;
}

Value value_at(const Value& object, const std::string& path) {
  Value at = object;
  for (const auto& name : segments_in(object, path)) {
    if (is_nullish(at)) return {};
    at = at.get(name);
  }
  return at;
}

void set_value_at(const Value& object, const std::string& path, const Value& value) {
  if (!is_object(object)) return;
  Value at = object;
  const auto segments = segments_in(object, path);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& name = segments[i];
    if (name == "__proto__" || name == "constructor" || name == "prototype") return;
    if (Array.isArray(at) && is_index(name) && std::stod(name) >= static_cast<int>(at.length()) + max_gap) return;
    if (i + 1 == segments.size()) {
      at[name] = value;
      return;
    }
    Value inner = at.get(name);
    if (!is_object(inner) && typeof_(inner) != "function") {
      inner = may_be_array(segments[i + 1]) ? Array() : Object();
      at[name] = inner;
    }
    at = inner;
  }
}

}  // namespace crema::validation
