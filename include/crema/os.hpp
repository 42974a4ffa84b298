// crema/os.hpp — Node's os.
#pragma once
#include <crema/value.hpp>

#include <string_view>

namespace crema {

namespace detail {

struct OsLibrary {
  /// TMPDIR, or /tmp.
  Value tmpdir() const;
  Value hostname() const;
  Value platform() const;
  /// The processors that this process may use.
  int availableParallelism() const;

  std::string_view EOL = "\n";
};

}  // namespace detail

/// Node: https://nodejs.org/api/os.html
inline constexpr detail::OsLibrary os{};

}  // namespace crema
