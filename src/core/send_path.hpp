// core/send_path.hpp — which file a client asks for: text alone, no look at the disk. ! A path that is not refused lies in the
// root: it begins with it, and goes up nowhere.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace crema::detail {

// What becomes of names that begin with a dot.
enum class Dotfiles : std::uint8_t { ignore, allow, deny };

struct SendPath {
  int refused = 0;              // 400, 403 or 404; 0: `path` may be looked for
  bool trailing_slash = false;  // a folder was asked for
  std::string path;             // absolute
};

// Of a path as it stands in a url: percent-encoded, below `root` (absolute, without a slash at its end).
SendPath url_to_file(std::string_view url_path, std::string_view root, Dotfiles dotfiles);
// Of a plain path. Without a root (empty) it is absolute, and may not contain "..".
SendPath path_to_file(std::string_view path, std::string_view root, Dotfiles dotfiles);

}  // namespace crema::detail
