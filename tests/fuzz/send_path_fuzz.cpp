// Which file a client gets for a path: whatever it looks like, it lies in the folder, and shows dot files only where they are
// allowed. The answer is known from the text alone, so nothing is looked for on the disk.
#include <string>

#include "core/send_path.hpp"
#include "fuzz.hpp"

namespace {

using crema::detail::Dotfiles;
using crema::detail::SendPath;

void check_within(const SendPath& file, const std::string& root, Dotfiles dotfiles) {
  if (file.refused != 0) {
    fuzz::check(file.refused == 400 || file.refused == 403 || file.refused == 404, "a refusal has a status of its own");
    return;
  }
  const std::string folder = root == "/" ? "" : root;
  fuzz::check(file.path.starts_with(folder), "the file lies in the folder");
  const auto below = file.path.substr(folder.size()) + "/";
  fuzz::check(below.starts_with("/"), "the folder's name ends where it ends");
  fuzz::check(below.find('\0') == std::string::npos, "no name is cut short by a NUL");
  fuzz::check(below.find("/../") == std::string::npos, "nothing goes up");
  fuzz::check(below.find("/./") == std::string::npos, "dots are resolved");
  fuzz::check(dotfiles == Dotfiles::allow || below.find("/.") == std::string::npos, "dot files are not shown");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::detail;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const auto dotfiles = static_cast<Dotfiles>(choice % 3);
  const auto path = input.rest().substr(0, 4096);
  const std::string root = (choice & 4) != 0 ? "/" : "/srv/www";
  check_within(url_to_file(path, root, dotfiles), root, dotfiles);
  check_within(path_to_file(path, root, dotfiles), root, dotfiles);
  if (path.starts_with('/')) check_within(path_to_file(path, {}, dotfiles), "/", dotfiles);
  return 0;
}
