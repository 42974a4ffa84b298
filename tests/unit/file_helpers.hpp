// tests/unit/file_helpers.hpp — what tests of sending files ask besides a folder of their own.
#pragma once
#include <filesystem>
#include <string>
#include <system_error>

#include "temp_folder.hpp"

namespace crema::testing {

// Files of the folder that this process has open.
inline int open_files(const TempFolder& folder) {
  namespace fs = std::filesystem;
  int count = 0;
  for (const auto& descriptor : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (fs::read_symlink(descriptor, gone).string().starts_with(folder.path() + "/")) count++;
  }
  return count;
}

// Bytes that differ from their neighbours, and from those a block further on.
inline std::string pattern(std::size_t size) {
  std::string bytes(size, ' ');
  for (std::size_t i = 0; i < size; i++) bytes[i] = static_cast<char>('!' + (i * 7 + i / 4096) % 90);
  return bytes;
}

}  // namespace crema::testing
