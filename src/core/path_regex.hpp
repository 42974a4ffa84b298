// core/path_regex.hpp — a user's regular expression as a path.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <string_view>

namespace crema::detail {

bool is_regex(const Value& v);
// Runs it on the path: where what matched begins, and its length. `params` are the groups by number or name, decoded; those that took no part are absent.
bool match_path_regex(const Value& regex, std::string_view path, std::size_t& start, std::size_t& length,
                      Value& params);

}  // namespace crema::detail
