#include "net/tls_security.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>

#include "core/arguments.hpp"
#include "net/tls_transport.hpp"

namespace crema::net {
namespace {

// `rejectUnauthorized: false`: whatever the certificate is, the handler looks at authorized().
int accept_any(int, X509_STORE_CTX*) { return 1; }

int choose_certificate(SSL* ssl, void*) { return TlsTransport::of(ssl).choose_certificate(); }

std::string shared_keys(const Value& option) {
  if (option == null) return {};
  const auto bytes = detail::bytes_of(option);
  if (bytes && bytes->size() == 48) return *bytes;
  TypeError error("`ticketKeys` must be a Buffer of 48 bytes");
  error.code = "ERR_INVALID_ARG_VALUE";
  throw error;
}

std::string protocol_list(const Value& option) {
  std::string list;
  const auto add = [&](const Value& name) {
    const auto text = name.str();
    if (text.empty() || text.size() > 255)
      throw RangeError("a name in `ALPNProtocols` has 1 to 255 bytes, not " + std::to_string(text.size()));
    list += static_cast<char>(text.size());
    list += text;
  };
  if (option == null) return list;
  if (!Array.isArray(option)) add(option);
  else
    for (const auto& name : option) add(name);
  return list;
}

SecureContextOptions context_options(const HttpsOptions& o) {
  return {.key = o.key,
          .cert = o.cert,
          .ca = o.ca,
          .passphrase = o.passphrase,
          .minVersion = o.minVersion,
          .maxVersion = o.maxVersion,
          .ciphers = o.ciphers,
          .ecdhCurve = o.ecdhCurve,
          .honorCipherOrder = o.honorCipherOrder};
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return small;
}

// The star stands for one label (RFC 6125 §6.4.3).
bool covers(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return pattern == host;
  const auto dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && host.substr(dot) == pattern.substr(1);
}

}  // namespace

TlsSecurity::TlsSecurity(const HttpsOptions& options)
    : tickets_(shared_keys(options.ticketKeys)),
      protocols_(protocol_list(options.ALPNProtocols)),
      by_callback_(options.SNICallback),
      session_seconds_(static_cast<long>(options.sessionTimeout.ms() / 1000)),
      request_certificate_(options.requestCert),
      reject_unauthorized_(options.rejectUnauthorized) {
  set_context(std::make_shared<TlsContext>(context_options(options)));
}

void TlsSecurity::set_context(TlsContextPtr context) {
  auto* ssl = context->get();
  TlsTickets::install(ssl);
  SSL_CTX_set_timeout(ssl, session_seconds_);
  SSL_CTX_set_cert_cb(ssl, net::choose_certificate, nullptr);
  if (!protocols_.empty()) SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, this);
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
}

void TlsSecurity::add_context(std::string_view host, TlsContextPtr context) {
  if (host.empty()) throw TypeError("addContext wants a host name: \"example.com\" or \"*.example.com\"");
  const std::lock_guard lock(mutex_);
  hosts_.emplace_back(lower(host), std::move(context));
}

TlsContextPtr TlsSecurity::context_of(std::string_view host) const {
  const auto name = lower(host);
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(hosts_.rbegin(), hosts_.rend(), [&](const auto& h) { return covers(h.first, name); });
  return found == hosts_.rend() ? nullptr : found->second;
}

void TlsSecurity::check() const {
  const std::lock_guard lock(mutex_);
  if (context_->has_certificate() || !hosts_.empty() || by_callback_) return;
  throw Error(
      "https needs a certificate: https.createServer({.key = fs.readFileSync(\"key.pem\"), .cert = "
      "fs.readFileSync(\"cert.pem\")}, app)");
}

std::unique_ptr<Transport> TlsSecurity::accept(int socket, Loop& loop, Pollable& connection) {
  TlsContextPtr context;
  {
    const std::lock_guard lock(mutex_);
    context = context_;
  }
  auto transport = std::make_unique<TlsTransport>(*this, std::move(context), socket, loop, connection);
  auto* ssl = transport->ssl();
  tickets_.serve(ssl);
  static constexpr unsigned char id[] = "crema";
  SSL_set_session_id_context(ssl, id, sizeof id - 1);
  if (request_certificate_) {
    const int refuse = reject_unauthorized_ ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_set_verify(ssl, SSL_VERIFY_PEER | refuse, reject_unauthorized_ ? nullptr : accept_any);
  }
  return transport;
}

// The first of ours that the client offers, too; none: the handshake fails, as RFC 7301 §3.2 wants it.
int TlsSecurity::choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                                 unsigned offered_size, void* me) {
  const auto& ours = static_cast<TlsSecurity*>(me)->protocols_;
  unsigned char* found = nullptr;
  const auto result = SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(ours.data()),
                                            static_cast<unsigned>(ours.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace crema::net
