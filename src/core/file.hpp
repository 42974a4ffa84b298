// core/file.hpp — a file to be sent: its descriptor, what fstat tells of that descriptor, and a range of its bytes.
#pragma once
#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace crema::detail {

// Owns a descriptor.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) noexcept : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileHandle();
  int descriptor() const noexcept { return descriptor_; }
  explicit operator bool() const noexcept { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

struct OpenFile {
  FileHandle file;                          // of a regular file that may be read
  std::shared_ptr<const std::string> kept;  // instead of it: all its bytes, as a cache has them
  struct stat stat = {};                    // valid unless stat_error
  int stat_error = 0;
  int open_error = 0;  // it is there, but may not be read
  bool is_readable() const noexcept { return file || kept; }
  bool is_file() const noexcept { return S_ISREG(stat.st_mode); }
  bool is_folder() const noexcept { return S_ISDIR(stat.st_mode); }
};

// Opens for reading, without ever waiting (a FIFO would), and looks at what was opened: no name is looked up twice.
OpenFile open_file(const std::string& path);

// Bytes of a file on their way out.
struct FileRange {
  FileHandle file;
  std::int64_t offset = 0, length = 0;
  std::shared_ptr<const std::string> kept;  // instead of `file`
  explicit operator bool() const noexcept { return file || kept; }
};

// Reads up to `size` bytes at an offset; less only at the end of the file. -1: it cannot be read (errno).
std::int64_t read_file(const FileHandle& file, char* to, std::size_t size, std::int64_t offset);
// The first bytes of a range, in the same way.
std::int64_t read_part(const FileRange& range, char* to, std::size_t size);
// Reads a range to where there is room for it; less only at the end of the file. Throws Error (500) when it cannot be read.
std::size_t read_range(const FileRange& range, char* to);
std::string read_range(const FileRange& range);

}  // namespace crema::detail
