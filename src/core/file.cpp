// ! The descriptor that was looked at is the one that is sent: what happens to the name meanwhile makes no difference.
#include "core/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/system_error.hpp"

namespace crema::detail {

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

OpenFile open_file(const std::string& path) {
  OpenFile opened;
  auto& found = opened.stat;
  do {
    opened.file = FileHandle(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  } while (!opened.file && errno == EINTR);
  if (opened.file) {
    if (::fstat(opened.file.descriptor(), &found) != 0) opened.stat_error = errno;
  } else {
    const int refused = errno;
    // What may not be opened may still be looked at.
    if (refused == ENOENT) opened.stat_error = refused;
    else if (::stat(path.c_str(), &found) != 0) opened.stat_error = errno;
    else opened.open_error = refused;
  }
  if (opened.stat_error != 0 || !opened.is_file()) opened.file = FileHandle();
  return opened;
}

std::int64_t read_file(const FileHandle& file, char* to, std::size_t size, std::int64_t offset) {
  std::size_t got = 0;
  while (got < size) {
    const auto n =
        ::pread(file.descriptor(), to + got, size - got, static_cast<off_t>(offset) + static_cast<off_t>(got));
    if (n > 0) got += static_cast<std::size_t>(n);
    else if (n == 0) break;
    else if (errno != EINTR) return -1;
  }
  return static_cast<std::int64_t>(got);
}

std::int64_t read_part(const FileRange& range, char* to, std::size_t size) {
  if (!range.kept) return read_file(range.file, to, size, range.offset);
  return static_cast<std::int64_t>(range.kept->copy(to, size, static_cast<std::size_t>(range.offset)));
}

std::size_t read_range(const FileRange& range, char* to) {
  const auto size = read_part(range, to, static_cast<std::size_t>(range.length));
  if (size >= 0) return static_cast<std::size_t>(size);
  auto error = file_error(errno, "read", {});
  error.status = error.statusCode = 500;
  throw error;
}

std::string read_range(const FileRange& range) {
  std::string bytes(static_cast<std::size_t>(range.length), '\0');
  bytes.resize(read_range(range, bytes.data()));
  return bytes;
}

}  // namespace crema::detail
