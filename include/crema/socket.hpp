// crema/socket.hpp — the connection of a request, as far as handlers ask for it.
#pragma once
#include <crema/value.hpp>

namespace crema {

namespace detail {
struct Exchange;
}

/// `req.socket()`: where the client is. Valid as long as the request that gave it.
class SocketInfo {
 public:
  explicit SocketInfo(detail::Exchange* exchange) noexcept : exchange_(exchange) {}
  /// The client's address as text; undefined once it has gone. A dual-stack server shows IPv4 as "::ffff:127.0.0.1".
  Value remoteAddress() const;
  Value remotePort() const;
  Value localAddress() const;
  Value localPort() const;
  /// Whether the connection is TLS.
  bool encrypted() const;
  /// Closes the connection at once.
  void destroy() const;

 private:
  detail::Exchange* exchange_;
};

}  // namespace crema
