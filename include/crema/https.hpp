// crema/https.hpp — Node's https: servers that speak TLS.
#pragma once
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/server.hpp>
#include <crema/tls.hpp>

namespace crema {

/// What a TLS server is, and the limits that a client meets. Keys and certificates are PEM: texts or Buffers, as
/// fs.readFileSync gives them. Node: https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
struct HttpsOptions {
  Value key = {};            // Private key, or a list of them (RSA beside EC).
  Value cert = {};           // Certificate with those between it and the root behind it, or a list.
  Value ca = {};             // Who may sign a client's certificate. Default: those that the system trusts.
  Value passphrase = {};     // Of an encrypted key. Default: none.
  bool requestCert = false;  // Ask clients for a certificate. Default: false.
  bool rejectUnauthorized =
      true;                      // Refuse those whose certificate is missing or wrong; with requestCert. Default: true.
  Value minVersion = "TLSv1.2";  // Default: "TLSv1.2".
  Value maxVersion = "TLSv1.3";  // Default: "TLSv1.3".
  Value ciphers = {};            // OpenSSL's names with ':' between. Default: forward secret, authenticated ones alone.
  Value ecdhCurve = {};          // Groups with ':' between. Default: "X25519:P-256:P-384".
  bool honorCipherOrder = true;  // The server's order decides. Default: true.
  Value ALPNProtocols = {"http/1.1"};   // What is offered. Default: "http/1.1", the one that is spoken.
  crema::SNICallback SNICallback = {};  // Picks the certificate by host name. Default: addContext(), then cert.
  Value ticketKeys = {};           // 48 bytes that processes share; they are not changed by themselves. Default: own
                                   // keys, anew every 12 hours.
  Duration sessionTimeout = "5m";  // How long a session may be taken up again. Default: 5 min.

  Value maxHeaderSize = 16384;  // As in ListenOptions, as all that follow.
  int maxHeadersCount = 2000;
  Duration headersTimeout = 60000;  // Counts the handshake, too.
  Duration requestTimeout = 300000;
  Duration keepAliveTimeout = 5000;
  Duration responseTimeout = 0;
  Duration writeTimeout = 120000;
  Duration timeout = 0;
  int maxConnections = 0;
  int maxConnectionsPerAddress = 0;
  int maxRequestsPerSocket = 0;
  Value maxUnreadBody = 1048576;
  Value maxQueuedOutput = 67108864;
  Duration closeTimeout = 10000;
};

/// A server that speaks TLS. "tlsClientError" (err, socket) tells of handshakes that fail, "secureConnection" of those that
/// succeed. Node: https://nodejs.org/api/https.html#class-httpsserver
class HttpsServer : public Server {
 public:
  HttpsServer(Handler handler, const HttpsOptions& options);

  /// New keys and certificates for the connections from now on, from any thread; throws as tls.createSecureContext.
  void setSecureContext(const SecureContextOptions& options) const;
  /// Those of a host name: "example.com", "*.example.com". The last one that was given for it counts.
  void addContext(const Text& hostname, const SecureContextOptions& options) const;
  void addContext(const Text& hostname, const SecureContext& context) const;
};

namespace detail {
struct Https {
  /// A server that calls `handler` (an app, or a function of (req, res)) for each request. Throws an Error that says which
  /// of key, cert, ca … is wrong and why. Node: https://nodejs.org/api/https.html#httpscreateserveroptions-requestlistener
  HttpsServer createServer(const HttpsOptions& options, Handler handler = {}) const;
};
}  // namespace detail

inline namespace modules {
/// Node's https module.
inline constexpr detail::Https https{};
}  // namespace modules

}  // namespace crema
