// core/path_parser.hpp — the syntax of path-to-regexp 8: text, :name, *name, {optional}, \escaped, :"quoted name".
#pragma once
#include <string_view>
#include <vector>

#include "core/path_pattern.hpp"

namespace crema::detail {

// Every way through the pattern, those with an optional part first; at most 256. Throws TypeError with the sentence and the
// path, as path-to-regexp does.
std::vector<PathSequence> parse_path(std::string_view path);

}  // namespace crema::detail
