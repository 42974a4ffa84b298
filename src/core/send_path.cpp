// The rules are those of npm's send: dots are resolved first, what still goes up then is refused, and a backslash counts as a
// separator there, because it is one elsewhere.
#include "core/send_path.hpp"

#include <algorithm>

#include "http/percent.hpp"

namespace crema::detail {
namespace {

bool separates(char c) { return c == '/' || c == '\\'; }

bool goes_up(std::string_view path) {
  for (auto at = path.find(".."); at != std::string_view::npos; at = path.find("..", at + 1)) {
    const bool begins = at == 0 || separates(path[at - 1]);
    const bool ends = at + 2 == path.size() || separates(path[at + 2]);
    if (begins && ends) return true;
  }
  return false;
}

// A name of more than the dot itself.
bool has_dotfile(std::string_view path) {
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    if (part.size() > 1 && part.front() == '.') return true;
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return false;
}

// Appends the parts of `path` to `to`, each behind a slash, without "." and ".."; false where ".." leads out of it.
bool append_parts(std::string& to, std::string_view path) {
  const auto root = to.size();
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (to.size() == root) return false;
      to.resize(to.rfind('/'));
    } else {
      to.append("/").append(part);
    }
  }
  return true;
}

}  // namespace

SendPath path_to_file(std::string_view path, std::string_view root, Dotfiles dotfiles) {
  SendPath result;
  result.trailing_slash = path.ends_with('/');
  const bool below_root = !root.empty();
  if (path.find('\0') != std::string_view::npos) return result.refused = 400, result;
  if (!below_root && goes_up(path)) return result.refused = 403, result;
  if (root == "/") root = {};
  auto& file = result.path;
  file.reserve(root.size() + path.size() + 16);
  file = root;
  if (!append_parts(file, path)) return result.refused = 403, result;
  const auto below = std::string_view(file).substr(root.size());
  if (goes_up(below)) return result.refused = 403, result;
  if (dotfiles != Dotfiles::allow && has_dotfile(below)) {
    result.refused = dotfiles == Dotfiles::deny ? 403 : 404;
    return result;
  }
  if (file.empty() || (below_root && result.trailing_slash)) file += '/';
  return result;
}

SendPath url_to_file(std::string_view url_path, std::string_view root, Dotfiles dotfiles) {
  std::string decoded;
  SendPath result;
  if (url_path.find('%') == std::string_view::npos) {
    result = path_to_file(url_path, root, dotfiles);
  } else if (http::decode_uri_component(url_path, decoded)) {
    result = path_to_file(decoded, root, dotfiles);
    result.trailing_slash = url_path.ends_with('/');  // "%2f" ends the path with a slash, but asks for no folder
  } else {
    result.refused = 400;
  }
  return result;
}

}  // namespace crema::detail
