// path: Node's arguments around core/file_path; resolve and relative ask for the working directory.
#include <crema/path.hpp>

#include <string>
#include <vector>

#include "core/file_path.hpp"
#include "core/value_node.hpp"
#include "core/arguments.hpp"

namespace crema::detail {
namespace {

std::vector<std::string_view> texts(const Value* parts, std::size_t count) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(text_argument("path", parts[i]));
  return all;
}

std::string resolved(std::string_view argument, const Value& path) {
  return resolved_path({text_argument(argument, path)});
}

}  // namespace

Value PathLibrary::join_list(const Value* parts, std::size_t count) const { return joined_path(texts(parts, count)); }

Value PathLibrary::resolve_list(const Value* parts, std::size_t count) const {
  return resolved_path(texts(parts, count));
}

Value PathLibrary::basename(const Value& name, const Value& suffix) const {
  return path_base(text_argument("path", name),
                   suffix == undefined ? std::string_view() : text_argument("suffix", suffix));
}

Value PathLibrary::dirname(const Value& name) const { return path_directory(text_argument("path", name)); }

Value PathLibrary::extname(const Value& name) const { return path_extension(path_base(text_argument("path", name))); }

Value PathLibrary::normalize(const Value& name) const { return normalized_path(text_argument("path", name)); }

Value PathLibrary::relative(const Value& from, const Value& to) const {
  return relative_path(resolved("from", from), resolved("to", to));
}

Value PathLibrary::parse(const Value& name) const {
  const std::string_view whole = text_argument("path", name);
  const std::string_view base = path_base(whole);
  const std::string_view root = whole.starts_with('/') ? "/" : "";
  std::string_view trimmed = whole;
  while (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.remove_suffix(1);
  const std::string_view ext = trimmed == "/.." ? "." : path_extension(base);  // so does Node, of the root's alone
  const std::size_t slash = trimmed.rfind('/');
  const std::string_view dir = slash == std::string_view::npos ? "" : slash == 0 ? root : trimmed.substr(0, slash);
  return {
      {"root", root}, {"dir", dir}, {"base", base}, {"ext", ext}, {"name", base.substr(0, base.size() - ext.size())}};
}

Value PathLibrary::format(const Value& parts) const {
  if (kind_of(parts) != Kind::object) throw_invalid_type("The \"pathObject\" argument", "of type object", parts);
  const auto text = [&](std::string_view key) { return parts[Value(key)] ? parts[Value(key)].str() : std::string(); };
  std::string ext = text("ext");
  if (!ext.empty() && !ext.starts_with('.')) ext.insert(0, 1, '.');
  const std::string base = parts["base"] ? text("base") : text("name") + ext;
  const std::string root = text("root"), dir = parts["dir"] ? text("dir") : root;
  if (dir.empty()) return base;
  return dir == root ? dir + base : dir + "/" + base;
}

bool PathLibrary::isAbsolute(const Value& name) const { return text_argument("path", name).starts_with('/'); }

}  // namespace crema::detail
