// tests/unit/file_helpers.hpp — what tests of sending files ask besides a folder of their own.
#pragma once
#include <chrono>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>

#include "temp_folder.hpp"

namespace crema::testing {

// Descriptors that this process has open.
inline int open_descriptors() {
  namespace fs = std::filesystem;
  return static_cast<int>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

// The same, once earlier tests' threads have let go of theirs.
inline int settled_descriptors() {
  int count = open_descriptors(), calm = 0;
  for (int i = 0; i < 200 && calm < 5; i++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const int now = open_descriptors();
    calm = now == count ? calm + 1 : 0;
    count = now;
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
