// A path has one slot, by its hash; who comes later takes it over.
#include "core/file_cache.hpp"

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/file_stats.hpp"
#include "core/object.hpp"

namespace crema::detail {
namespace {

constexpr std::size_t slot_count = 256;  // a power of two

// File systems whose stat(2) tells at once of what anybody wrote: those of this machine, with times of a second or finer. One that
// is shared with other machines may give what it knew some seconds ago.
bool tells_at_once(int descriptor) noexcept {
  constexpr std::array<std::uint32_t, 10> known = {
      0xEF53,      // ext2, ext3, ext4
      0x58465342,  // XFS
      0x9123683E,  // Btrfs
      0x01021994,  // tmpfs
      0x858458F6,  // ramfs
      0x794C7630,  // overlayfs
      0xF2F52010,  // F2FS
      0x2FC12FC1,  // ZFS
      0x73717368,  // SquashFS
      0xE0F5E1E2,  // EROFS
  };
  struct statfs system;
  if (::fstatfs(descriptor, &system) != 0) return false;
  return std::find(known.begin(), known.end(), static_cast<std::uint32_t>(system.f_type)) != known.end();
}

bool same_time(const timespec& a, const timespec& b) noexcept { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

// ! The time of change covers mode, owner and what was written with its times put back.
bool same_file(const struct stat& a, const struct stat& b) noexcept {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size && same_time(a.st_mtim, b.st_mtim) &&
         same_time(a.st_ctim, b.st_ctim);
}

bool may_be_kept(const OpenFile& opened, double now_ms) noexcept {
  if (!opened.file || opened.stat.st_size == 0 || opened.stat.st_size > FileCache::most_of_a_file) return false;
  const double changed = std::max(ms_of(opened.stat.st_mtim), ms_of(opened.stat.st_ctim));
  return now_ms - changed >= FileCache::settled_ms;
}

}  // namespace

struct FileCache::Kept {
  std::string path;
  struct stat stat;
  double read_ms;
  std::shared_ptr<const std::string> bytes;
};

struct FileCache::Slot {
  std::uint64_t asked = 0;  // the hash of the path that was asked for last
  std::unique_ptr<const Kept> kept;
};

FileCache::FileCache() = default;
FileCache::~FileCache() = default;

OpenFile FileCache::open(const std::string& path, double now_ms) {
  if (!slots_) slots_ = std::make_unique<Slot[]>(slot_count);
  const auto hash = hash_bytes(path);
  auto& slot = slots_[hash & (slot_count - 1)];
  if (slot.kept && slot.kept->path == path) {
    OpenFile found;
    const double age = now_ms - slot.kept->read_ms;
    if (age >= 0 && age < longest_ms && ::stat(path.c_str(), &found.stat) == 0 &&
        same_file(found.stat, slot.kept->stat)) {
      found.kept = slot.kept->bytes;
      return found;
    }
    drop(slot);
  }
  auto opened = open_file(path);
  if (!may_be_kept(opened, now_ms)) return opened;
  if (std::exchange(slot.asked, hash) == hash && keep(slot, path, opened, now_ms)) opened.file = FileHandle();
  return opened;
}

bool FileCache::keep(Slot& slot, const std::string& path, OpenFile& opened, double now_ms) {
  if (!tells_at_once(opened.file.descriptor())) return false;
  auto bytes = std::make_shared<std::string>(static_cast<std::size_t>(opened.stat.st_size), '\0');
  if (read_file(opened.file, bytes->data(), bytes->size(), 0) != opened.stat.st_size) return false;
  drop(slot);
  make_room(bytes->size());
  size_ += bytes->size();
  opened.kept = std::move(bytes);
  slot.kept = std::make_unique<const Kept>(Kept{path, opened.stat, now_ms, opened.kept});
  return true;
}

void FileCache::make_room(std::size_t size) {
  while (size_ + size > most_of_all) drop(slots_[hand_++ & (slot_count - 1)]);
}

void FileCache::drop(Slot& slot) noexcept {
  if (!slot.kept) return;
  size_ -= slot.kept->bytes->size();
  slot.kept.reset();
}

}  // namespace crema::detail
