// URLs and queries of tests.
#include "testing/urls.hpp"

#include <crema/date.hpp>
#include <crema/http_text.hpp>
#include <crema/object.hpp>

#include <cctype>
#include <cstddef>
#include <vector>

#include "core/value_node.hpp"

namespace crema::supertest {
namespace {

constexpr std::string_view scheme = "http://";

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return true;
}

// Without "." and "..", as RFC 3986 §5.2.4 has it.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  std::size_t at = 1;
  bool folder = false;
  while (at <= path.size()) {
    const auto slash = std::min(path.find('/', at), path.size());
    const auto segment = path.substr(at, slash - at);
    const bool last = slash == path.size();
    folder = last && (segment == "." || segment == ".." || segment.empty());
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != "." && !(last && segment.empty())) {
      kept.push_back(segment);
    }
    at = slash + 1;
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  if (folder || out.empty()) out += '/';
  return out;
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') out += c;
    else out.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
}

void append_pair(std::string& out, std::string_view key, const Value& value, bool has_value) {
  if (!out.empty()) out += '&';
  append_encoded(out, key);
  if (!has_value) return;
  out += '=';
  append_encoded(out, value.str());
}

void append_query(std::string& out, const std::string& key, const Value& value) {
  switch (kind_of(value)) {
    case Kind::undefined:
      return;
    case Kind::null:
      return append_pair(out, key, value, false);
    case Kind::array:
      for (const auto one : value) append_query(out, key, one);
      return;
    case Kind::object:
      for (auto [name, member] : Object.entries(value)) append_query(out, key + "[" + name.str() + "]", member);
      return;
    default:
      return append_pair(out, key, value, true);
  }
}

}  // namespace

std::string Url::origin() const {
  const bool six = host.find(':') != std::string::npos;
  return std::string(scheme) + (six ? "[" + host + "]" : host) + (port == "80" ? "" : ":" + port);
}

std::optional<Url> parse_url(std::string_view text) {
  if (!equalInAnyCase(text.substr(0, scheme.size()), scheme)) return {};
  text.remove_prefix(scheme.size());
  text = text.substr(0, text.find('#'));
  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  Url url{"", "80", std::string(text.substr(end))};
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const auto colon = authority.find(':', bracket);
  url.host = authority.substr(0, colon);
  if (bracket > 0) url.host = url.host.substr(1, bracket - 1);
  if (colon != std::string_view::npos) url.port = authority.substr(colon + 1);
  if (url.host.empty() || !is_port(url.port)) return {};
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

std::optional<Url> resolve_url(const Url& base, std::string_view location) {
  location = location.substr(0, location.find('#'));
  if (location.starts_with("//")) return parse_url("http:" + std::string(location));
  const auto colon = location.find(':');
  if (colon != std::string_view::npos && colon < std::min(location.find_first_of("/?"), location.size()))
    return parse_url(location);
  Url url = base;
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (location.empty()) return url;
  if (location.starts_with('?')) {
    url.target = path + std::string(location);
    return url;
  }
  const auto query = std::min(location.find('?'), location.size());
  std::string wanted(location.substr(0, query));
  if (!wanted.starts_with('/')) wanted.insert(0, path.substr(0, path.rfind('/') + 1));
  url.target = without_dots(wanted) + std::string(location.substr(query));
  return url;
}

std::string query_text(const Value& object) {
  std::string out;
  if (object == undefined) return out;
  for (auto [name, value] : Object.entries(object)) append_query(out, name.str(), value);
  return out;
}

}  // namespace crema::supertest
