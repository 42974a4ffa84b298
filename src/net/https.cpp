// The handles of TLS: tls.createSecureContext, https.createServer.
#include <crema/detail/openssl.hpp>
#include <crema/https.hpp>

#include <memory>
#include <utility>

#include "core/refused_request.hpp"
#include "net/server_state.hpp"
#include "net/tls_security.hpp"

namespace crema {
namespace {

ListenOptions limits_of(const HttpsOptions& options) {
  return {.maxHeaderSize = options.maxHeaderSize,
          .maxHeadersCount = options.maxHeadersCount,
          .headersTimeout = options.headersTimeout,
          .requestTimeout = options.requestTimeout,
          .keepAliveTimeout = options.keepAliveTimeout,
          .responseTimeout = options.responseTimeout,
          .writeTimeout = options.writeTimeout,
          .timeout = options.timeout,
          .maxConnections = options.maxConnections,
          .maxConnectionsPerAddress = options.maxConnectionsPerAddress,
          .maxRequestsPerSocket = options.maxRequestsPerSocket,
          .maxUnreadBody = options.maxUnreadBody,
          .maxQueuedOutput = options.maxQueuedOutput,
          .closeTimeout = options.closeTimeout};
}

net::TlsSecurity& security_of(detail::ServerState& state) { return static_cast<net::TlsSecurity&>(*state.security); }

}  // namespace

ssl_ctx_st* detail::ssl_context(const SecureContext& context) { return context.context()->get(); }

SecureContext detail::Tls::createSecureContext(const SecureContextOptions& options) const {
  return SecureContext(std::make_shared<const net::TlsContext>(options));
}

HttpsServer::HttpsServer(Handler handler, const HttpsOptions& options)
    : Server(std::move(handler), limits_of(options)) {
  auto security = std::make_unique<net::TlsSecurity>(options);
  security->on({.failed = [server = &state()](const Error& error) { server->refuse_client(error); },
                .succeeded =
                    [server = &state()] {
                      if (server->listeners.has("secureConnection")) server->listeners.emit("secureConnection");
                    }});
  state().security = std::move(security);
}

void HttpsServer::setSecureContext(const SecureContextOptions& options) const {
  security_of(state()).set_context(std::make_shared<const net::TlsContext>(options));
}
void HttpsServer::addContext(const Text& hostname, const SecureContextOptions& options) const {
  addContext(hostname, tls.createSecureContext(options));
}
void HttpsServer::addContext(const Text& hostname, const SecureContext& context) const {
  if (!context) throw TypeError("addContext: this context is empty; make it with tls.createSecureContext");
  security_of(state()).add_context(hostname.view(), context.context());
}

HttpsServer detail::Https::createServer(const HttpsOptions& options, Handler handler) const {
  return HttpsServer(std::move(handler), options);
}

}  // namespace crema
