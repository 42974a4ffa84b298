// path: pure functions on text, but for resolve and relative, which ask for the working directory.
#include <crema/path.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "node/arguments.hpp"

namespace crema::detail {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string working_directory() {
  char* found = ::getcwd(nullptr, 0);
  if (!found) return "/";  // it was removed
  std::string name = found;
  std::free(found);
  return name;
}

// Resolves "." and "..". Above the root of an absolute path there is nothing; a relative one keeps its leading "..".
std::string without_dots(std::string_view path) {
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

std::string normalized(std::string_view path) {
  if (path.empty()) return ".";
  std::string text = without_dots(path);
  if (text.empty()) text = ".";
  if (path.ends_with('/') && !text.ends_with('/')) text += '/';
  return text;
}

std::string_view without_trailing_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::string_view last_part(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == npos ? path : path.substr(slash + 1);
}

// A dot at the beginning of the name does not count, and ".." has none.
std::string_view extension(std::string_view base) {
  const std::size_t dot = base.rfind('.');
  if (dot == npos || dot == 0 || base == "..") return {};
  return base.substr(dot);
}

std::string_view directory(std::string_view path) {
  if (path.empty()) return ".";
  std::string_view rest = without_trailing_slashes(path);
  const std::size_t slash = rest.rfind('/');
  if (slash == npos) return ".";
  if (slash == 0) return rest.size() == 1 ? "/" : rest.substr(0, 1);
  rest = rest.substr(0, slash);
  return rest == "/" ? std::string_view("//") : rest;
}

std::string resolved(const std::vector<std::string_view>& parts) {
  std::string path;
  for (std::size_t i = parts.size(); i-- > 0 && !path.starts_with('/');) {
    if (!parts[i].empty()) path = path.empty() ? std::string(parts[i]) : std::string(parts[i]) + "/" + path;
  }
  if (!path.starts_with('/')) path = working_directory() + "/" + path;
  return without_dots(path);
}

std::vector<std::string_view> texts(const Value* parts, std::size_t count) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(text_argument("path", parts[i]));
  return all;
}

}  // namespace

Value PathLibrary::join_list(const Value* parts, std::size_t count) const {
  std::string joined;
  for (const auto part : texts(parts, count)) {
    if (!part.empty()) joined.append(joined.empty() ? "" : "/").append(part);
  }
  return normalized(joined);
}

Value PathLibrary::resolve_list(const Value* parts, std::size_t count) const { return resolved(texts(parts, count)); }

Value PathLibrary::basename(const Value& name, const Value& suffix) const {
  const std::string_view base = last_part(text_argument("path", name));
  const std::string_view end = suffix == undefined ? std::string_view() : text_argument("suffix", suffix);
  return base.size() > end.size() && base.ends_with(end) ? base.substr(0, base.size() - end.size()) : base;
}

Value PathLibrary::dirname(const Value& name) const { return directory(text_argument("path", name)); }

Value PathLibrary::extname(const Value& name) const { return extension(last_part(text_argument("path", name))); }

Value PathLibrary::normalize(const Value& name) const { return normalized(text_argument("path", name)); }

Value PathLibrary::relative(const Value& from, const Value& to) const {
  const std::string start = resolved({text_argument("from", from)}), end = resolved({text_argument("to", to)});
  if (start == end) return "";
  const std::string a = start == "/" ? start : start + "/", b = end == "/" ? end : end + "/";
  std::size_t common = 0;  // length of the folders that both have
  for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i) {
    if (a[i] == '/') common = i + 1;
  }
  std::string way;
  for (std::size_t i = common; i < a.size(); ++i) {
    if (a[i] == '/') way.append(way.empty() ? ".." : "/..");
  }
  if (common < end.size()) way.append(way.empty() ? "" : "/").append(end.substr(common));
  return way;
}

Value PathLibrary::parse(const Value& name) const {
  const std::string_view whole = text_argument("path", name);
  const std::string_view base = last_part(whole), ext = extension(base);
  const std::string_view root = whole.starts_with('/') ? "/" : "";
  const std::string_view trimmed = without_trailing_slashes(whole);
  const std::size_t slash = trimmed.rfind('/');
  const std::string_view dir = slash == npos ? "" : slash == 0 ? root : trimmed.substr(0, slash);
  return {
      {"root", root}, {"dir", dir}, {"base", base}, {"ext", ext}, {"name", base.substr(0, base.size() - ext.size())}};
}

bool PathLibrary::isAbsolute(const Value& name) const { return text_argument("path", name).starts_with('/'); }

}  // namespace crema::detail
