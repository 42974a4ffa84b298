// crema/system_error.hpp — what the system refuses, as Node tells it; for middleware that calls the system itself.
#pragma once
#include <crema/error.hpp>
#include <crema/text.hpp>

namespace crema {

/// "ENOENT: no such file or directory, open '/x'", with `code`, and `errno`, `syscall` and `path` as properties. `number` is an
/// errno, `call` the name of the system's call; without a path the text ends behind it.
Error systemError(int number, const Text& call, const Text& path = "");

}  // namespace crema
