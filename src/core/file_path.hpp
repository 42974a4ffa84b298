// core/file_path.hpp — paths as Node's path module (the POSIX one) takes them apart. All but resolved_path is text alone.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

// Resolves "." and "..", drops doubled and trailing slashes. Above the root of an absolute path there is nothing; a relative one
// keeps its leading "..".
std::string path_without_dots(std::string_view path);
// An absolute path: from the last part that is absolute on, else from the working directory.
std::string resolved_path(const std::vector<std::string_view>& parts);
// The last part of a path.
std::string_view path_base(std::string_view path) noexcept;
// The same without `suffix`; of a path that is the suffix nothing is left.
std::string_view path_base(std::string_view path, std::string_view suffix) noexcept;
// Everything before the last part; "." if there is only one.
std::string_view path_directory(std::string_view path) noexcept;
// Of a last part, from its last dot on: ".html". A dot at its beginning does not count, and ".." has none.
std::string_view path_extension(std::string_view base) noexcept;
// As path_without_dots, but "." for nothing, and a slash at the end stays.
std::string normalized_path(std::string_view path);
// The parts, those that are not empty, one behind the other.
std::string joined_path(const std::vector<std::string_view>& parts);
// The way from one resolved path to another.
std::string relative_path(std::string_view from, std::string_view to);

}  // namespace crema::detail
