// Calls of the system; each notes what failed under the name that libuv gives it.
#include "node/fs_calls.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>

#include "core/file_path.hpp"

namespace crema::detail {
namespace {

constexpr std::size_t piece = 64 * 1024;
constexpr off_t most_bytes = (off_t{1} << 31) - 1;  // as Node's

void failed(FileOutcome& o, std::string_view call, const std::string& path = {}, const std::string& target = {}) {
  o.number = errno;
  o.call = call;
  o.path = path;
  o.target = target;
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0666) {
    do fd_ = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    while (fd_ < 0 && errno == EINTR);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Appends to `bytes` what one read gives; 0 at the end, less when it failed.
ssize_t read_some(int fd, std::string& bytes, std::size_t size) {
  const auto before = bytes.size();
  bytes.resize(before + size);
  ssize_t got;
  do got = ::read(fd, bytes.data() + before, size);
  while (got < 0 && errno == EINTR);
  bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return got;
}

bool write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const auto put = ::write(fd, data.data(), data.size());
    if (put < 0 && errno != EINTR) return false;
    data.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(put, 0)));
  }
  return true;
}

unsigned type_of(const dirent& entry, const std::string& path) {
  if (entry.d_type != DT_UNKNOWN) return static_cast<unsigned>(DTTOIF(entry.d_type));
  struct stat info = {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & S_IFMT : 0;
}

// The names in one folder, sorted by their bytes.
bool list_folder(FileOutcome& o, const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (!folder) return failed(o, "scandir", path), false;
  const auto first = static_cast<std::ptrdiff_t>(o.entries.size());
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") o.entries.push_back({name, path, type_of(*entry, joined_path({path, name}))});
    errno = 0;
  }
  if (errno != 0) failed(o, "scandir", path);
  ::closedir(folder);
  std::sort(o.entries.begin() + first, o.entries.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return o.number == 0;
}

// One folder more; that it is there already is no failure when all are to be made.
bool make_one(FileOutcome& o, const std::string& path, mode_t mode, bool& made) {
  made = ::mkdir(path.c_str(), mode) == 0;
  if (made || errno == ENOENT) return made;
  const int number = errno;
  struct stat info = {};
  if (number == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return true;
  errno = number;
  return failed(o, "mkdir", path), false;
}

// From the path up to a folder that can be made, then down again.
void make_all(FileOutcome& o, const std::string& path, mode_t mode) {
  std::vector<std::string> missing = {normalized_path(path)};
  while (missing.back().size() > 1 && missing.back().ends_with('/')) missing.back().pop_back();
  while (!missing.empty()) {
    bool made = false;
    if (make_one(o, missing.back(), mode, made)) {
      if (made && o.bytes.empty()) o.bytes = missing.back();
      missing.pop_back();
      continue;
    }
    if (o.number == ENOTDIR) o.path = path;
    if (o.number != 0) return;
    const std::string parent(path_directory(missing.back()));
    if (parent == missing.back() || missing.size() > PATH_MAX) return failed(o, "mkdir", path);
    missing.push_back(parent);
  }
}

}  // namespace

void read_file(FileOutcome& o, const std::string& path, int flags) {
  const Descriptor file(path, flags);
  if (!file) return failed(o, "open", path);
  if (::fstat(file.get(), &o.info) != 0) return failed(o, "fstat");
  if (o.info.st_size > most_bytes) return errno = EFBIG, failed(o, "read");
  // One byte more than there should be, so that the end is seen without another piece.
  auto size = S_ISREG(o.info.st_mode) && o.info.st_size > 0 ? static_cast<std::size_t>(o.info.st_size) + 1 : piece;
  for (ssize_t got; (got = read_some(file.get(), o.bytes, size)) != 0; size = piece) {
    if (got < 0) return failed(o, "read");
    if (o.bytes.size() > static_cast<std::size_t>(most_bytes)) return errno = EFBIG, failed(o, "read");
  }
}

void write_file(FileOutcome& o, const std::string& path, const std::string& data, int flags, mode_t mode) {
  const Descriptor file(path, flags, mode);
  if (!file) return failed(o, "open", path);
  if (!write_all(file.get(), data)) failed(o, "write");
}

void read_folder(FileOutcome& o, const std::string& path, bool recursive) {
  if (!list_folder(o, path) || !recursive) return;
  // Breadth first, as Node: the list grows while it is walked.
  for (std::size_t i = 0; i < o.entries.size(); ++i) {
    if (o.entries[i].type != S_IFDIR) continue;
    const auto below = joined_path({o.entries[i].parent, o.entries[i].name});
    if (!list_folder(o, below)) return;
  }
}

void stat_file(FileOutcome& o, const std::string& path, bool link) {
  const int done = link ? ::lstat(path.c_str(), &o.info) : ::stat(path.c_str(), &o.info);
  if (done != 0) failed(o, link ? "lstat" : "stat", path);
}

void access_file(FileOutcome& o, const std::string& path, int mode) {
  if (::access(path.c_str(), mode) != 0) failed(o, "access", path);
}

void make_folder(FileOutcome& o, const std::string& path, mode_t mode, bool recursive) {
  if (recursive) return make_all(o, path, mode);
  if (::mkdir(path.c_str(), mode) != 0) failed(o, "mkdir", path);
}

void remove_folder(FileOutcome& o, const std::string& path) {
  if (::rmdir(path.c_str()) != 0) failed(o, "rmdir", path);
}

void remove_any(FileOutcome& o, const std::string& path, bool recursive, bool force) {
  struct stat info = {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (!force || errno != ENOENT) failed(o, "lstat", path);
    return;
  }
  if (!S_ISDIR(info.st_mode)) return unlink_file(o, path);
  if (!recursive) {
    errno = EISDIR;
    failed(o, "rm", path);
    o.refused = true;
    return;
  }
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) errno = error.value(), failed(o, "rm", path);
}

void unlink_file(FileOutcome& o, const std::string& path) {
  if (::unlink(path.c_str()) != 0) failed(o, "unlink", path);
}

void rename_file(FileOutcome& o, const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) failed(o, "rename", from, to);
}

void copy_file(FileOutcome& o, const std::string& from, const std::string& to, bool exclusive) {
  const Descriptor source(from, O_RDONLY);
  struct stat there = {};
  if (!source || ::fstat(source.get(), &o.info) != 0) return failed(o, "copyfile", from, to);
  if (S_ISDIR(o.info.st_mode)) return errno = EISDIR, failed(o, "copyfile", from, to);
  // Of a file onto itself nothing is to be done, and truncating it would lose it.
  if (!exclusive && ::stat(to.c_str(), &there) == 0 && there.st_dev == o.info.st_dev && there.st_ino == o.info.st_ino)
    return;
  const mode_t mode = o.info.st_mode & 07777;
  const Descriptor target(to, O_WRONLY | O_CREAT | (exclusive ? O_EXCL : O_TRUNC), mode);
  if (!target) return failed(o, "copyfile", from, to);
  for (ssize_t got; (got = read_some(source.get(), o.bytes, piece)) != 0; o.bytes.clear())
    if (got < 0 || !write_all(target.get(), o.bytes)) return failed(o, "copyfile", from, to);
  (void)::fchmod(target.get(), mode);  // as far as its file system takes it
}

void real_path(FileOutcome& o, const std::string& path) {
  char* found = ::realpath(path.c_str(), nullptr);
  if (!found) return failed(o, "realpath", path);
  o.bytes = found;
  std::free(found);
}

void make_temporary_folder(FileOutcome& o, const std::string& prefix) {
  std::string path = prefix + "XXXXXX";
  if (!::mkdtemp(path.data())) return failed(o, "mkdtemp", prefix + "XXXXXX");
  o.bytes = path;
}

void change_mode(FileOutcome& o, const std::string& path, mode_t mode) {
  if (::chmod(path.c_str(), mode) != 0) failed(o, "chmod", path);
}

// As Node does: the file is opened for writing, and must be there.
void truncate_file(FileOutcome& o, const std::string& path, off_t size) {
  const Descriptor file(path, O_RDWR);
  if (!file) return failed(o, "open", path);
  if (::ftruncate(file.get(), size) != 0) failed(o, "ftruncate");
}

void make_link(FileOutcome& o, const std::string& target, const std::string& path) {
  if (::symlink(target.c_str(), path.c_str()) != 0) failed(o, "symlink", target, path);
}

void read_link(FileOutcome& o, const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return failed(o, "readlink", path);
  o.bytes.assign(target, 0, static_cast<std::size_t>(size));
}

}  // namespace crema::detail
