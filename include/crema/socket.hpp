// crema/socket.hpp — the connection of a request, as far as handlers ask for it.
#pragma once
#include <crema/value.hpp>

#include <memory>
#include <utility>

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
  /// "IPv4" or "IPv6".
  Value remoteFamily() const;
  Value localFamily() const;
  /// {address, family, port} of this end.
  Value address() const;
  /// Whether the connection is TLS.
  bool encrypted() const;
  bool destroyed() const;

  // Of TLS; over plain HTTP undefined or false. Node: https://nodejs.org/api/tls.html#class-tlstlssocket
  /// The client's certificate: {subject, issuer, subjectaltname, valid_from, valid_to, fingerprint256, serialNumber, raw …};
  /// an empty object if it gave none. `detailed`: with issuerCertificate, as far as the client sent those.
  Value getPeerCertificate(bool detailed = false) const;
  /// Whether the client's certificate was asked for and is signed by one of `ca`.
  bool authorized() const;
  /// Why it is not, as OpenSSL's code: "DEPTH_ZERO_SELF_SIGNED_CERT" …; else null.
  Value authorizationError() const;
  /// "TLSv1.2" or "TLSv1.3".
  Value getProtocol() const;
  /// {name, standardName, version}.
  Value getCipher() const;
  /// The host name that the client asked for; false if none.
  Value servername() const;
  /// What was agreed on by ALPN: "http/1.1"; false if nothing was.
  Value alpnProtocol() const;
  bool isSessionReused() const;

  /// Closes the connection at once.
  void destroy() const;
  /// Packets leave at once, and the keep-alive of the server applies, whatever is said here.
  void setNoDelay(bool on = true) const { (void)on; }
  void setKeepAlive(bool on = false, const Value& delay = {}) const { (void)on, (void)delay; }

 private:
  detail::Exchange* exchange_;
};

namespace detail {
struct RefusedState;
}

/// The connection of a request that could not be read, in `server.on("clientError", [](auto err, auto socket) { … })`.
/// What is to be answered is written there and then; the connection closes afterwards.
class ClientSocket {
 public:
  explicit ClientSocket(std::shared_ptr<detail::RefusedState> state) : state_(std::move(state)) {}
  /// Whether the client may still be answered.
  bool writable() const;
  bool destroyed() const { return !writable(); }
  Value remoteAddress() const;
  Value remotePort() const;
  /// Bytes of an answer, status line and all.
  bool write(const Text& bytes) const;
  void end(const Text& bytes = "") const;
  void destroy() const;

 private:
  std::shared_ptr<detail::RefusedState> state_;
};

}  // namespace crema
