// TLS on a socket. Invariant: after a fatal error OpenSSL is not asked again, and what failed before it was open is told once.
#include "net/tls_transport.hpp"

#include <crema/hooks.hpp>

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "core/uncaught.hpp"
#include "net/tls_certificate.hpp"

namespace crema::net {
namespace {

// What TLS seals at a time (RFC 8446 §5.1). Small pieces go into one record.
constexpr std::size_t record_size = 16384;

}  // namespace

// -- the socket, as OpenSSL sees it -------------------------------------------------------------------------------------------

BIO_METHOD* TlsTransport::socket_methods() {
  static BIO_METHOD* const methods = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "crema socket");
    BIO_meth_set_read(made, read_socket);
    BIO_meth_set_write(made, write_socket);
    BIO_meth_set_ctrl(made, control_socket);
    return made;
  }();
  return methods;
}

int TlsTransport::read_socket(BIO* bio, char* to, int size) {
  auto& me = *static_cast<TlsTransport*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(me.socket_, to, static_cast<std::size_t>(size), 0);
  if (got == 0) me.at_end_ = true;
  me.drained_ = got < size;  // the poller tells when there is more
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int TlsTransport::write_socket(BIO* bio, const char* from, int size) {
  const auto& me = *static_cast<TlsTransport*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(me.socket_, from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

// A client that ends without a close_notify has ended as well, as in Node: HTTP knows by itself what is whole.
long TlsTransport::control_socket(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return static_cast<const TlsTransport*>(BIO_get_data(bio))->at_end_;
  return command == BIO_CTRL_FLUSH;
}

// -- its life -------------------------------------------------------------------------------------------------------------------

TlsTransport::TlsTransport(TlsSecurity& security, TlsContextPtr context, int socket, Loop& loop, Pollable& connection)
    : security_(security),
      context_(std::move(context)),
      loop_(loop),
      connection_(connection),
      ssl_(SSL_new(context_->get())),
      socket_(socket) {
  auto* bio = ssl_ ? BIO_new(socket_methods()) : nullptr;
  if (!bio) throw openssl_error("no memory for a TLS connection");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_accept_state(ssl_.get());
}

TlsTransport::~TlsTransport() {
  if (question_) question_->asker = nullptr;
}

TlsTransport& TlsTransport::of(SSL* ssl) { return *static_cast<TlsTransport*>(SSL_get_app_data(ssl)); }

ssize_t TlsTransport::receive(char* to, std::size_t size) {
  if (broken_) return errno = ECONNRESET, -1;
  waits_to_write_ = false;
  ERR_clear_error();
  const int got = SSL_read(ssl_.get(), to, static_cast<int>(size));
  if (!open_ && SSL_is_init_finished(ssl_.get())) opened();
  return got > 0 ? got : outcome(got);
}

ssize_t TlsTransport::send(const std::string_view* pieces, std::size_t count) {
  if (broken_) return errno = EPIPE, -1;
  ERR_clear_error();
  std::string_view bytes = pieces[0];
  char record[record_size];
  if (count > 1 && bytes.size() < record_size) {
    std::size_t filled = 0;
    for (std::size_t i = 0; i < count && filled < record_size; i++) {
      const auto part = pieces[i].substr(0, record_size - filled);
      std::memcpy(record + filled, part.data(), part.size());
      filled += part.size();
    }
    bytes = {record, filled};
  }
  const auto size = std::min<std::size_t>(bytes.size(), 1 << 30);
  const int sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(size));
  return sent > 0 ? sent : outcome(sent);
}

// What an operation that did not succeed means to the connection, as errno says it.
ssize_t TlsTransport::outcome(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_WRITE:
      waits_to_write_ = true;
      break;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_X509_LOOKUP:
      break;
    case SSL_ERROR_ZERO_RETURN:
      if (!open_) failed();
      return 0;
    default:
      broken_ = true;
      if (!open_) failed();
      errno = ECONNRESET;
      return -1;
  }
  errno = EAGAIN;
  return -1;
}

bool TlsTransport::may_have_more() const { return !drained_ || SSL_has_pending(ssl_.get()); }

void TlsTransport::opened() {
  open_ = true;
  if (security_.events().succeeded) security_.events().succeeded();
}

namespace {
Error named(const char* message, const char* code) {
  Error error(message);
  error.code = code;
  return error;
}
}  // namespace

// Without an error of OpenSSL's the client has gone; Node's words. What SNICallback gave is told as it is.
void TlsTransport::failed() {
  const auto error = openssl_error("the TLS handshake failed");
  if (question_ && question_->refusal) return failed(Error(question_->refusal));
  failed(error.code == undefined ? named("socket hang up", "ECONNRESET") : error);
}

void TlsTransport::failed(const Error& error) {
  broken_ = true;
  if (debugEnabled("crema:net")) debugLine("crema:net", error.message.str());
  if (security_.events().failed) security_.events().failed(error);
}

void TlsTransport::late() {
  if (!broken_) failed(named("TLS handshake timeout", "ERR_TLS_HANDSHAKE_TIMEOUT"));
}

void TlsTransport::finish() noexcept {
  if (broken_ || !open_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

// -- the certificate by the host name --------------------------------------------------------------------------------------------

int TlsTransport::choose_certificate() {
  if (choice_ == Choice::none) {
    const char* host = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    choice_ = Choice::made;
    if (host) {
      if (const auto added = security_.context_of(host)) use(added);
      else if (security_.by_callback()) ask(host);
    }
  }
  switch (choice_) {
    case Choice::made:
      return 1;
    case Choice::asked:
      return -1;
    default:
      return 0;
  }
}

void TlsTransport::ask(const char* host) {
  choice_ = Choice::asked;
  choosing_ = true;
  question_ = std::make_shared<Question>(Question{this, {}});
  try {
    security_.by_callback()(host, [question = question_](const Error& error, const SecureContext& chosen) {
      if (auto* asker = std::exchange(question->asker, nullptr)) asker->answer(error, chosen);
    });
  } catch (...) {  // no exception may pass through OpenSSL
    detail::report_uncaught(std::current_exception(), detail::Uncaught::exception);
    choice_ = Choice::failed;
  }
  choosing_ = false;
}

// Without a context the server's own serves, as in Node.
void TlsTransport::answer(const Error& error, const SecureContext& chosen) {
  choice_ = error ? Choice::failed : Choice::made;
  question_->refusal = error;
  if (choice_ == Choice::made && chosen) use(chosen.context());
  if (!choosing_) loop_.poller().again(connection_);
}

void TlsTransport::use(const TlsContextPtr& context) {
  SSL_set_SSL_CTX(ssl_.get(), context->get());
  SSL_set1_verify_cert_store(ssl_.get(), SSL_CTX_get_cert_store(context->get()));
}

// -- what is known of it ---------------------------------------------------------------------------------------------------------

Value TlsTransport::certificate(bool detailed) const {
  const Owned<X509> own(SSL_get1_peer_certificate(ssl_.get()));
  if (!own) return Object();
  return describe_certificate(own.get(), detailed ? SSL_get0_verified_chain(ssl_.get()) : nullptr);
}
Value TlsTransport::protocol() const { return SSL_get_version(ssl_.get()); }
Value TlsTransport::cipher() const {
  const auto* used = SSL_get_current_cipher(ssl_.get());
  if (!used) return {};
  return {{"name", SSL_CIPHER_get_name(used)},
          {"standardName", SSL_CIPHER_standard_name(used)},
          {"version", SSL_CIPHER_get_version(used)}};
}
Value TlsTransport::server_name() const {
  const char* host = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return host ? Value(host) : Value(false);
}
Value TlsTransport::alpn_protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return size ? Value(std::string(reinterpret_cast<const char*>(name), size)) : Value(false);
}
Value TlsTransport::authorization_error() const {
  if (!security_.asks_for_certificate()) return null;
  if (!SSL_get0_peer_certificate(ssl_.get())) return "UNABLE_TO_GET_ISSUER_CERT";
  const auto result = SSL_get_verify_result(ssl_.get());
  return result == X509_V_OK ? Value(null) : Value(verify_code(result));
}
bool TlsTransport::authorized() const {
  return security_.asks_for_certificate() && SSL_get0_peer_certificate(ssl_.get()) &&
         SSL_get_verify_result(ssl_.get()) == X509_V_OK;
}
bool TlsTransport::session_reused() const { return SSL_session_reused(ssl_.get()) == 1; }

}  // namespace crema::net
