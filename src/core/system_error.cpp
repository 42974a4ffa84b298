#include "core/system_error.hpp"

#include <cerrno>
#include <cstring>

namespace crema::detail {
namespace {

struct Known {
  int number;
  std::string_view code, text;
};

// libuv's texts.
constexpr Known known_errors[] = {
    {EACCES, "EACCES", "permission denied"},
    {EADDRINUSE, "EADDRINUSE", "address already in use"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not available"},
    {EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported"},
    {EBADF, "EBADF", "bad file descriptor"},
    {EBUSY, "EBUSY", "resource busy or locked"},
    {EEXIST, "EEXIST", "file already exists"},
    {EFBIG, "EFBIG", "file too large"},
    {EINVAL, "EINVAL", "invalid argument"},
    {EIO, "EIO", "i/o error"},
    {EISDIR, "EISDIR", "illegal operation on a directory"},
    {ELOOP, "ELOOP", "too many symbolic links encountered"},
    {EMFILE, "EMFILE", "too many open files"},
    {ENAMETOOLONG, "ENAMETOOLONG", "name too long"},
    {ENFILE, "ENFILE", "file table overflow"},
    {ENOENT, "ENOENT", "no such file or directory"},
    {ENOMEM, "ENOMEM", "not enough memory"},
    {ENOSPC, "ENOSPC", "no space left on device"},
    {ENOTDIR, "ENOTDIR", "not a directory"},
    {ENOTEMPTY, "ENOTEMPTY", "directory not empty"},
    {ENXIO, "ENXIO", "no such device or address"},
    {ENOTSUP, "ENOTSUP", "operation not supported on socket"},
    {EPERM, "EPERM", "operation not permitted"},
    {EPIPE, "EPIPE", "broken pipe"},
    {EROFS, "EROFS", "read-only file system"},
    {ETXTBSY, "ETXTBSY", "text file is busy"},
    {EXDEV, "EXDEV", "cross-device link not permitted"},
};

Error with_properties(Error error, int number, const std::string& code, std::string_view call) {
  error.code = code;
  error["errno"] = -number;
  error["syscall"] = call;
  return error;
}

}  // namespace

SystemErrorName system_error_name(int number) {
  for (const auto& known : known_errors) {
    if (known.number == number) return {std::string(known.code), std::string(known.text)};
  }
  const char* code = ::strerrorname_np(number);
  return {code ? code : "ERRNO_" + std::to_string(number), std::strerror(number)};
}

Error address_error(int number, std::string_view call, std::string_view address) {
  const auto name = system_error_name(number);
  std::string text(call);
  text.append(" ").append(name.code).append(": ").append(name.text);
  if (!address.empty()) text.append(" ").append(address);
  return with_properties(Error(text), number, name.code, call);
}

Error file_error(int number, std::string_view call, std::string_view path) {
  const auto name = system_error_name(number);
  std::string text = name.code + ": " + name.text + ", ";
  text.append(call);
  if (path.empty()) return with_properties(Error(text), number, name.code, call);
  text.append(" '").append(path).append("'");
  auto error = with_properties(Error(text), number, name.code, call);
  error["path"] = path;
  return error;
}

}  // namespace crema::detail

namespace crema {

Error systemError(int number, const Text& call, const Text& path) {
  return detail::file_error(number, call.view(), path.view());
}

}  // namespace crema
