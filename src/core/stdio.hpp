// core/stdio.hpp — text to stdout and stderr: one write(2) a call, so that lines of several threads do not mix.
#pragma once

#include <string_view>

namespace crema::detail {

// Waits where a pipe is full, as Node does; what cannot be written at all is dropped. 0, or the errno of that.
int write_all(int fd, std::string_view text) noexcept;

}  // namespace crema::detail
