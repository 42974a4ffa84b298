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
  Value platform() const;    // "linux"
  Value type() const;        // "Linux"
  Value release() const;     // of the kernel: "6.1.0"
  Value version() const;     // of the kernel, the line of its build
  Value arch() const;        // "x64", "arm64" …
  Value machine() const;     // "x86_64", "aarch64" …
  Value endianness() const;  // "LE" or "BE"
  /// HOME, or what the system says of the user.
  Value homedir() const;
  /// {uid, gid, username, homedir, shell}
  Value userInfo() const;
  /// Seconds since the system was started.
  Value uptime() const;
  /// Bytes.
  Value totalmem() const;
  Value freemem() const;
  /// Of the last 1, 5 and 15 minutes.
  Value loadavg() const;
  /// For each processor {model, speed (MHz), times: {user, nice, sys, idle, irq} (ms)}.
  Value cpus() const;
  /// {name: [{address, netmask, family, mac, internal, cidr, scopeid} …]} of the interfaces that are up.
  Value networkInterfaces() const;
  /// The processors that this process may use.
  int availableParallelism() const;

  std::string_view EOL = "\n";
  std::string_view devNull = "/dev/null";
};

}  // namespace detail

/// Node: https://nodejs.org/api/os.html
inline constexpr detail::OsLibrary os{};

}  // namespace crema
