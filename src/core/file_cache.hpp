// core/file_cache.hpp — the bytes of small files that are sent again and again; one cache a loop. ! A file is looked at by
// stat(2) for each request all the same: what is given is what a reader of the file would have got at that time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/file.hpp"

namespace crema::detail {

class FileCache {
 public:
  static constexpr std::int64_t most_of_a_file = 65536;
  static constexpr std::size_t most_of_all = std::size_t{4} << 20;
  // A change within the clock's tick (or the file system's, up to two seconds) of another one may not show in its times.
  static constexpr double settled_ms = 2500;
  // What was written through a mapping may not show in them either: after so long a file is read again.
  static constexpr double longest_ms = 10000;

  FileCache();
  ~FileCache();
  FileCache(const FileCache&) = delete;
  FileCache& operator=(const FileCache&) = delete;

  // As open_file(); a file of the cache comes with its bytes instead of a descriptor. It is kept when it is asked for a second
  // time, so that a look at everything leaves nothing behind. `now_ms`: milliseconds since 1970.
  OpenFile open(const std::string& path, double now_ms);
  // Bytes that are kept.
  std::size_t size() const noexcept { return size_; }

 private:
  struct Kept;
  struct Slot;
  bool keep(Slot& slot, const std::string& path, OpenFile& opened, double now_ms);
  void make_room(std::size_t size);
  void drop(Slot& slot) noexcept;

  std::unique_ptr<Slot[]> slots_;  // made at the first file
  std::size_t size_ = 0, hand_ = 0;
};

}  // namespace crema::detail
