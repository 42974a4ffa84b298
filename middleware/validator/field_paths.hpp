// Paths into objects as npm's lodash reads them: "a.b", "a[0]", "['x.y']".
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crema::validation {

using PathSegments = std::vector<std::string>;

PathSegments path_segments(std::string_view path);
/// Written so that it reads as JavaScript: numbers and names with a dot in brackets.
std::string path_text(const PathSegments& segments);

/// The value there, or undefined. A member whose name is the whole path comes before what the path means.
Value value_at(const Value& object, const std::string& path);
/// Puts it there; objects, and arrays for numbers, are made on the way. Names that reach into prototypes are left alone.
void set_value_at(const Value& object, const std::string& path, const Value& value);

}  // namespace crema::validation
