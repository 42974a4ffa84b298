// tests/unit/captured.hpp — what a program writes to stdout or stderr.
#pragma once
#include <unistd.h>

#include <cstdio>
#include <string>

namespace crema::testing {

// What is written to a descriptor while it lives.
class Captured {
 public:
  explicit Captured(int descriptor) : descriptor_(descriptor), before_(::dup(descriptor)), file_(std::tmpfile()) {
    std::fflush(nullptr);
    ::dup2(::fileno(file_), descriptor_);
  }
  ~Captured() { restore(); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  std::string text() {
    restore();
    std::string all;
    std::rewind(file_);
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) all += static_cast<char>(c);
    std::fclose(file_);
    return all;
  }

 private:
  void restore() {
    if (before_ < 0) return;
    ::dup2(before_, descriptor_);
    ::close(before_);
    before_ = -1;
  }
  int descriptor_, before_;
  std::FILE* file_;
};

}  // namespace crema::testing
