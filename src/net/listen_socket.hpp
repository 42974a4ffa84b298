// net/listen_socket.hpp — a bound, listening socket, or Node's error that tells why there is none.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema::net {

// Where to listen: a port and a host, the path of a unix socket, or a socket that is there already.
struct Endpoint {
  std::string path;
  std::string host;  // empty: every address
  int port = 0;
  int descriptor = -1;
  int backlog = 511;
  bool reuse_port = false;
  bool ipv6_only = false;
  bool readable_all = false, writable_all = false;  // the file of a unix socket, by every user
};

// Owns its descriptor; a unix socket's file goes with it, where it was made here.
class ListenSocket {
 public:
  ListenSocket() = default;
  ListenSocket(int descriptor, std::string path, bool shared = false) noexcept
      : descriptor_(descriptor), path_(std::move(path)), shared_(shared) {}
  ListenSocket(ListenSocket&& other) noexcept;
  ListenSocket& operator=(ListenSocket&& other) noexcept;
  ~ListenSocket() { close(); }

  int descriptor() const noexcept { return descriptor_; }
  explicit operator bool() const noexcept { return descriptor_ >= 0; }
  // {address, family, port}, or the path.
  Value address() const;
  // A port that others share: whoever connects from now on comes to them.
  void refuse_new() noexcept;
  void close() noexcept;

 private:
  int descriptor_ = -1;
  std::string path_;
  bool shared_ = false;
};

// Binds and listens. Without a host it takes IPv6 and IPv4 where the system has IPv6, else IPv4 alone. Throws an Error with code,
// errno, syscall, address and port; of a descriptor with `fd` and, in `reason`, what is wrong with it. Then it is not closed.
ListenSocket open_listen_socket(const Endpoint& where);

}  // namespace crema::net
