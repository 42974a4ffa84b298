// core/system_error.hpp — what the system refuses, as Node tells it: code, errno, syscall, and libuv's sentence.
#pragma once
#include <crema/error.hpp>

#include <string>
#include <string_view>

namespace crema::detail {

struct SystemErrorName {
  std::string code, text;  // "ENOENT", "no such file or directory"
};

SystemErrorName system_error_name(int number);
// "listen EADDRINUSE: address already in use :::3000", as of a socket.
Error address_error(int number, std::string_view call, std::string_view address);
// "ENOENT: no such file or directory, open '/x'", as of a file; `path` is a property, too. Empty: of a descriptor.
Error file_error(int number, std::string_view call, std::string_view path);

}  // namespace crema::detail
