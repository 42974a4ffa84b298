// crema/tls.hpp — Node's tls, as far as servers need it: who they are, and how they talk.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/value.hpp>

#include <memory>

namespace crema {

namespace net {
class TlsContext;
}

/// Keys, certificates and what is spoken. Keys and certificates are PEM: texts or Buffers.
/// Node: https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions
struct SecureContextOptions {
  Value key = {};                // Private key, or a list of them (RSA beside EC). Default: none.
  Value cert = {};               // Certificate with those between it and the root behind it, or a list. Default: none.
  Value ca = {};                 // Who may sign the other side's certificate. Default: those that the system trusts.
  Value passphrase = {};         // Of an encrypted key. Default: none.
  Value minVersion = "TLSv1.2";  // "TLSv1", "TLSv1.1", "TLSv1.2" or "TLSv1.3". Default: "TLSv1.2".
  Value maxVersion = "TLSv1.3";  // Default: "TLSv1.3".
  Value ciphers = {};            // OpenSSL's names with ':' between. Default: forward secret, authenticated ones alone.
  Value ecdhCurve = {};          // Groups with ':' between. Default: "X25519:P-256:P-384".
  bool honorCipherOrder = true;  // The server's order decides. Default: true.
};

/// What `tls.createSecureContext` gives: certificates that are ready for use. A handle: copies are the same context.
class SecureContext {
 public:
  SecureContext() = default;
  explicit SecureContext(std::shared_ptr<const net::TlsContext> context) : context_(std::move(context)) {}
  explicit operator bool() const noexcept { return static_cast<bool>(context_); }
  // For the framework.
  const std::shared_ptr<const net::TlsContext>& context() const noexcept { return context_; }

 private:
  std::shared_ptr<const net::TlsContext> context_;
};

/// Picks the certificate by the host name that a client asks for: `[](auto servername, auto cb) { cb(null, context); }`, at
/// once or later.
using SNICallback = Callback<Value, Callback<Error, SecureContext>>;

namespace detail {
struct Tls {
  /// Reads keys and certificates. Throws an Error with OpenSSL's code that says which of them is wrong and why.
  /// Node: https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions
  SecureContext createSecureContext(const SecureContextOptions& options) const;
};
}  // namespace detail

inline namespace modules {
/// Node's tls module.
inline constexpr detail::Tls tls{};
}  // namespace modules

}  // namespace crema
