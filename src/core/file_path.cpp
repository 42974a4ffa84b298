#include "core/file_path.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace crema::detail {
namespace {

std::string working_directory() {
  char* found = ::getcwd(nullptr, 0);
  if (!found) return "/";  // it was removed
  std::string name = found;
  std::free(found);
  return name;
}

}  // namespace

std::string path_without_dots(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!absolute) {
      kept.push_back(part);
    }
  }
  std::string text;
  for (const auto part : kept) text.append(text.empty() ? "" : "/").append(part);
  return absolute ? "/" + text : text;
}

std::string resolved_path(const std::vector<std::string_view>& parts) {
  std::string path;
  for (std::size_t i = parts.size(); i-- > 0 && !path.starts_with('/');) {
    if (!parts[i].empty()) path = path.empty() ? std::string(parts[i]) : std::string(parts[i]) + "/" + path;
  }
  if (!path.starts_with('/')) path = working_directory() + "/" + path;
  return path_without_dots(path);
}

std::string_view path_base(std::string_view path) noexcept {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view path_base(std::string_view path, std::string_view suffix) noexcept {
  if (!suffix.empty() && suffix == path) return {};
  std::string_view base = path_base(path);
  if (base.size() > suffix.size() && base.ends_with(suffix)) base.remove_suffix(suffix.size());
  return base;
}

std::string_view path_directory(std::string_view path) noexcept {
  if (path.empty()) return ".";
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  if (slash == 0) return path.substr(0, 1);
  path = path.substr(0, slash);
  return path == "/" ? std::string_view("//") : path;
}

std::string_view path_extension(std::string_view base) noexcept {
  const std::size_t dot = base.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || base == "..") return {};
  return base.substr(dot);
}

std::string normalized_path(std::string_view path) {
  if (path.empty()) return ".";
  std::string text = path_without_dots(path);
  if (text.empty()) text = ".";
  if (path.ends_with('/') && !text.ends_with('/')) text += '/';
  return text;
}

std::string joined_path(const std::vector<std::string_view>& parts) {
  std::string joined;
  for (const auto part : parts)
    if (!part.empty()) joined.append(joined.empty() ? "" : "/").append(part);
  return normalized_path(joined);
}

std::string relative_path(std::string_view from, std::string_view to) {
  if (from == to) return {};
  const auto folder = [](std::string_view path) { return path == "/" ? std::string(path) : std::string(path) + "/"; };
  const std::string a = folder(from), b = folder(to);
  std::size_t common = 0;  // length of the folders that both have
  for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i)
    if (a[i] == '/') common = i + 1;
  std::string way;
  for (std::size_t i = common; i < a.size(); ++i)
    if (a[i] == '/') way.append(way.empty() ? ".." : "/..");
  if (common < to.size()) way.append(way.empty() ? "" : "/").append(to.substr(common));
  return way;
}

}  // namespace crema::detail
