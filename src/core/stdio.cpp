// A descriptor may be non-blocking (a shared terminal, a pipe of a supervisor): a full one is waited for, a dead one given up.
#include "core/stdio.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace crema::detail {

int write_all(int fd, std::string_view text) noexcept {
  const int before = errno;
  int failed = 0;
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      failed = errno;
      break;
    }
  }
  errno = before;
  return failed;
}

}  // namespace crema::detail
