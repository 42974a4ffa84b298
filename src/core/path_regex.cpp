// The router numbers the groups of an expression by the parentheses in its text: named ones have no number.
#include "core/path_regex.hpp"

#include <string>
#include <vector>

#include "core/path_pattern.hpp"
#include "core/value_node.hpp"

namespace crema::detail {
namespace {

// The key of each group, in order.
std::vector<std::string> group_keys(std::string_view source) {
  std::vector<std::string> keys;
  unsigned number = 0;
  for (auto at = source.find('('); at != std::string_view::npos; at = source.find('(', at + 1)) {
    const auto rest = source.substr(at + 1);
    if (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!")) {
      keys.emplace_back(rest.substr(2, rest.find('>') - 2));
    } else if (!rest.starts_with("?")) {
      keys.push_back(std::to_string(number++));
    }
  }
  return keys;
}

}  // namespace

bool is_regex(const Value& v) {
  const auto* object = host_object(v);
  return object && object->class_name() == "RegExp";
}

bool match_path_regex(const Value& regex, std::string_view path, std::size_t& length, Value& params) {
  const Value match = make_text(path).match(regex);
  if (!is_array(match)) return false;
  const auto count = element_count(match);
  length = text_of(element(match, 0)).size();
  params = make_object();
  if (count == 1) return true;
  const auto keys = group_keys(regex.get("source").str());
  for (std::size_t i = 1; i < count && i <= keys.size(); i++) {
    const Value& group = element(match, i);
    if (is_text(group)) set_member(params, keys[i - 1], decode_param(text_of(group)));
  }
  return true;
}

}  // namespace crema::detail
