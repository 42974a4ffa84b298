// Stats in a Value, and the entries of a folder.
#include "node/fs_stats.hpp"

#include <crema/host_object.hpp>

#include <utility>

#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

class Dirent final : public HostObject {
 public:
  explicit Dirent(const FolderEntry& e) : name_(make_text(e.name)), parent_(make_text(e.parent)), type_(e.type) {}

  Value get(std::string_view key) const override {
    if (key == "name") return name_;
    if (key == "parentPath" || key == "path") return parent_;
    for (const auto& [method, type] : methods)
      if (method == key) return Function([is = type == type_] { return Value(is); });
    return {};
  }
  Value keys() const override { return {"name", "parentPath", "path"}; }
  std::string_view class_name() const override { return "Dirent"; }

 private:
  static constexpr std::pair<std::string_view, unsigned> methods[] = {
      {"isFile", S_IFREG},    {"isDirectory", S_IFDIR},   {"isSymbolicLink", S_IFLNK},    {"isFIFO", S_IFIFO},
      {"isSocket", S_IFSOCK}, {"isBlockDevice", S_IFBLK}, {"isCharacterDevice", S_IFCHR},
  };
  Value name_, parent_;
  unsigned type_;
};

}  // namespace

Value folder_entry(const FolderEntry& entry) { return make_host<Dirent>(entry); }

}  // namespace detail

DateTime Stats::no_date() { return Date(0); }

Stats::operator Value() const {
  if (!*this) return {};
  return {{"dev", dev},         {"mode", mode},
          {"nlink", nlink},     {"uid", uid},
          {"gid", gid},         {"rdev", rdev},
          {"blksize", blksize}, {"ino", ino},
          {"size", size},       {"blocks", blocks},
          {"atimeMs", atimeMs}, {"mtimeMs", mtimeMs},
          {"ctimeMs", ctimeMs}, {"birthtimeMs", birthtimeMs},
          {"atime", atime},     {"mtime", mtime},
          {"ctime", ctime},     {"birthtime", birthtime}};
}

}  // namespace crema
