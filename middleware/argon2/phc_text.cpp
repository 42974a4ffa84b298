#include "phc_text.hpp"

#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <algorithm>

namespace crema::detail {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_name_letter(char c) { return is_lower_or_digit(c) || c == '-'; }
bool is_value_letter(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '/' || c == '+' || c == '.' || c == '-';
}

template <class F>
bool all(std::string_view text, F holds) {
  return std::all_of(text.begin(), text.end(), holds);
}
bool is_name(std::string_view text) { return !text.empty() && text.size() <= 32 && all(text, is_name_letter); }
bool is_value(std::string_view text) { return !text.empty() && all(text, is_value_letter); }
bool is_version(std::string_view text) {
  return text.starts_with("v=") && text.size() > 2 && all(text.substr(2), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(by);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

constexpr std::string_view name_rule = "/^[a-z0-9-]{1,32}$/";

std::vector<std::pair<std::string, std::string>> parse_parameters(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto one : split(text, ',')) {
    const auto equals = one.find('=');
    if (equals == std::string_view::npos) throw TypeError("params must be in the format name=value");
    found.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  for (const auto& [name, value] : found) {
    if (!is_name(name)) throw TypeError("params names must satisfy " + std::string(name_rule));
  }
  for (const auto& [name, value] : found) {
    if (!is_value(value)) throw TypeError("params values must satisfy /^[a-zA-Z0-9/+.-]+$/");
  }
  return found;
}

std::string from_base64(std::string_view text) { return std::string(Buffer.from(text, "base64").view()); }

std::string base64(std::string bytes) {
  const std::string text = bufferOfBytes(std::move(bytes)).toString("base64").str();
  return text.substr(0, text.find('='));
}

// The salt, and the hash behind it, are at the end, if they are there.
void take_bytes(std::vector<std::string_view>& fields, PhcText& out) {
  if (fields.empty()) Buffer.from(Value());  // npm's error: there is nothing to read
  if (!all(fields.back(), is_value_letter)) return;
  if (fields.size() > 1 && all(fields[fields.size() - 2], is_value_letter)) {
    out.hash = from_base64(fields.back());
    fields.pop_back();
  }
  out.salt = from_base64(fields.back());
  fields.pop_back();
}

}  // namespace

Value PhcText::parameter(std::string_view name) const {
  const auto found =
      std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto& one) { return one.first == name; });
  return found == parameters.rend() ? Value() : Value(found->second);
}

std::string PhcText::text() const {
  std::string out = "$" + id + "$v=" + Value(version.value_or(0)).str() + "$";
  for (const auto& [name, value] : parameters) {
    if (out.back() != '$') out += ',';
    out += name + "=" + value;
  }
  return out + "$" + base64(salt.value_or("")) + "$" + base64(hash.value_or(""));
}

PhcText parse_phc(const Value& text) {
  if (typeof_(text) != "string" || text == "") throw TypeError("pchstr must be a non-empty string");
  if (!text.view().starts_with('$')) throw TypeError("pchstr must contain a $ as first char");
  auto fields = split(text.view().substr(1), '$');
  const std::size_t most = fields.size() > 1 && is_version(fields[1]) ? 5 : 4;
  if (fields.size() > most) {
    throw TypeError("pchstr contains too many fileds: " + std::to_string(fields.size()) + "/" + std::to_string(most));
  }
  PhcText out;
  out.id = std::string(fields.front());
  fields.erase(fields.begin());
  if (!is_name(out.id)) throw TypeError("id must satisfy " + std::string(name_rule));
  if (!fields.empty() && is_version(fields.front())) {
    out.version = parseInt(fields.front().substr(2), 10).number();
    fields.erase(fields.begin());
  }
  take_bytes(fields, out);
  if (!fields.empty()) {
    out.parameters = parse_parameters(fields.back());
    out.has_parameters = true;
    fields.pop_back();
  }
  if (fields.empty()) return out;
  Value rest = Array();
  for (const auto field : fields) rest.push(field);
  throw TypeError("pchstr contains unrecognized fileds: " + rest.str());
}

}  // namespace crema::detail
