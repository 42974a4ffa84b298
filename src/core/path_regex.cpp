// The router numbers the groups of an expression by the parentheses in its text: named ones have no number.
#include "core/path_regex.hpp"

#include <string>
#include <vector>

#include "core/path_pattern.hpp"
#include "core/regex.hpp"
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

bool is_regex(const Value& v) { return regex_of(v) != nullptr; }

bool match_path_regex(const Value& regex, std::string_view path, std::size_t& start, std::size_t& length,
                      Value& params) {
  thread_local RegexMatch groups;
  const auto& expression = *regex_of(regex);
  if (!expression.find(path, 0, groups, expression.sticky())) return false;
  start = groups[0].from;
  length = groups[0].to - groups[0].from;
  params = make_object();
  if (groups.size() == 1) return true;
  const auto keys = group_keys(expression.source());
  for (std::size_t i = 1; i < groups.size() && i <= keys.size(); i++) {
    if (groups[i].set()) set_member(params, keys[i - 1], decode_param(groups[i].in(path)));
  }
  return true;
}

}  // namespace crema::detail
