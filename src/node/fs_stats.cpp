// Stats, and the entries of a folder.
#include "node/fs_stats.hpp"

#include <crema/host_object.hpp>

#include <utility>

#include "core/value_node.hpp"
#include "node/date_object.hpp"

namespace crema {
namespace detail {
namespace {

double ms_of(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// A date has whole milliseconds.
DateTime date_of(double ms) { return Date(Value(static_cast<double>(static_cast<long long>(ms + 0.5)))); }

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

Stats stats_of(const struct stat& info) {
  Stats s;
  s.dev = static_cast<double>(info.st_dev);
  s.mode = info.st_mode;
  s.nlink = static_cast<double>(info.st_nlink);
  s.uid = info.st_uid;
  s.gid = info.st_gid;
  s.rdev = static_cast<double>(info.st_rdev);
  s.blksize = static_cast<double>(info.st_blksize);
  s.ino = static_cast<double>(info.st_ino);
  s.size = static_cast<double>(info.st_size);
  s.blocks = static_cast<double>(info.st_blocks);
  const double accessed = ms_of(info.st_atim), modified = ms_of(info.st_mtim), changed = ms_of(info.st_ctim);
  s.atimeMs = accessed;
  s.mtimeMs = modified;
  s.ctimeMs = s.birthtimeMs = changed;  // stat(2) does not tell when a file was made
  s.atime = date_of(accessed);
  s.mtime = date_of(modified);
  s.ctime = s.birthtime = date_of(changed);
  return s;
}

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
