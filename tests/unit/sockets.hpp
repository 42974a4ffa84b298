// tests/unit/sockets.hpp — clients for tests in which the kernel is the subject: blocking, for a thread of their own.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>

namespace crema::testing {

class Socket {
 public:
  // `receive_buffer`: bytes that the system keeps for it; 0: as many as it likes.
  explicit Socket(int port, int receive_buffer = 0) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  explicit Socket(const std::string& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, path.data(), path.size());
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(descriptor_); }

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void end() { ::shutdown(descriptor_, SHUT_WR); }
  // Leaves with a reset, as a client that crashes.
  void reset() {
    const linger now{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(descriptor_);
    descriptor_ = -1;
  }
  // What comes until the text ends with `end`, or the server closes.
  std::string read(std::string_view end = "never") {
    std::string text;
    char bytes[65536];
    while (!text.ends_with(end)) {
      const auto size = ::recv(descriptor_, bytes, sizeof bytes, 0);
      if (size <= 0) {
        closed_ = true;
        was_reset_ = size < 0;
        break;
      }
      text.append(bytes, static_cast<std::size_t>(size));
    }
    return text;
  }
  // What the next call of recv gives.
  std::string read_some() {
    char bytes[4096];
    const auto size = ::recv(descriptor_, bytes, sizeof bytes, 0);
    return {bytes, size > 0 ? static_cast<std::size_t>(size) : 0};
  }
  bool closed() const { return closed_; }
  bool was_reset() const { return was_reset_; }

 private:
  int descriptor_;
  bool connected_ = false, closed_ = false, was_reset_ = false;
};

}  // namespace crema::testing
