#include "core/file_stats.hpp"

#include <cmath>

namespace crema::detail {
namespace {

// A date has whole milliseconds.
DateTime date_of(double ms) { return Date(Value(std::floor(ms + 0.5))); }

}  // namespace

double ms_of(const timespec& time) noexcept {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

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

}  // namespace crema::detail
