#include "redis_tls.hpp"

#include <crema/detail/openssl.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/ip/address.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

namespace crema::detail {
namespace {

bool is_address(const std::string& name) {
  std::error_code error;
  asio::ip::make_address(name, error);
  return !error;
}

}  // namespace

RedisTls::RedisTls(const RedisSocketOptions& o)
    : context_(tls.createSecureContext({.key = o.key, .cert = o.cert, .ca = o.ca, .passphrase = o.passphrase})),
      name_(o.servername ? o.servername.str() : ""),
      check_(o.checkServerIdentity),
      verify_(o.rejectUnauthorized) {}

void RedisTlsStream::Free::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

// -- the socket, as OpenSSL sees it: without SIGPIPE -------------------------------------------------------------------------

BIO_METHOD* RedisTlsStream::socket_methods() {
  static BIO_METHOD* const methods = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "crema-redis socket");
    BIO_meth_set_read(made, read_socket);
    BIO_meth_set_write(made, write_socket);
    BIO_meth_set_ctrl(made, control_socket);
    return made;
  }();
  return methods;
}

int RedisTlsStream::read_socket(BIO* bio, char* to, int size) {
  auto& me = *static_cast<RedisTlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(me.socket_, to, static_cast<std::size_t>(size), 0);
  if (got == 0) me.at_end_ = true;
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int RedisTlsStream::write_socket(BIO* bio, const char* from, int size) {
  const auto& me = *static_cast<RedisTlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(me.socket_, from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

long RedisTlsStream::control_socket(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return static_cast<const RedisTlsStream*>(BIO_get_data(bio))->at_end_;
  return command == BIO_CTRL_FLUSH;
}

// -- its life ----------------------------------------------------------------------------------------------------------------

RedisTlsStream::RedisTlsStream(std::shared_ptr<const RedisTls> by, int socket, const std::string& host,
                               std::string address)
    : by_(std::move(by)),
      name_(by_->name_.empty() ? host : by_->name_),
      address_(std::move(address)),
      socket_(socket),
      ssl_(SSL_new(ssl_context(by_->context_))) {
  auto* bio = ssl_ ? BIO_new(socket_methods()) : nullptr;
  if (!bio) throw openssl_error("crema: no memory for a TLS connection");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
  SSL_set_verify(ssl_.get(), by_->verify_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  // An address is no name to ask for (RFC 6066 §3).
  if (!is_address(name_)) SSL_set_tlsext_host_name(ssl_.get(), name_.c_str());
}

RedisTlsStream::~RedisTlsStream() = default;

RedisTlsStream::Step RedisTlsStream::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) return outcome(result, "handshake");
  if (by_->verify_ && !trusted()) return Step::failed;
  open_ = true;
  return Step::done;
}

RedisTlsStream::Step RedisTlsStream::read(char* to, std::size_t size, std::size_t& got) {
  ERR_clear_error();
  const int result = SSL_read(ssl_.get(), to, static_cast<int>(std::min<std::size_t>(size, 1 << 30)));
  if (result <= 0) return outcome(result, "read");
  got = static_cast<std::size_t>(result);
  return Step::done;
}

RedisTlsStream::Step RedisTlsStream::write(const char* from, std::size_t size, std::size_t& sent) {
  ERR_clear_error();
  const int result = SSL_write(ssl_.get(), from, static_cast<int>(std::min<std::size_t>(size, 1 << 30)));
  if (result > 0) {
    sent = static_cast<std::size_t>(result);
    return Step::done;
  }
  const auto step = outcome(result, "write");
  if (step == Step::failed) ask_why();
  return step;
}

// A server that does not want us says so, and goes: its word may lie there unread when ours cannot be sent any more.
void RedisTlsStream::ask_why() {
  char byte = 0;
  ERR_clear_error();
  const int result = SSL_read(ssl_.get(), &byte, 1);
  if (result <= 0 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_SSL) outcome(result, "read");
}

void RedisTlsStream::finish() noexcept {
  if (!std::exchange(open_, false)) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

RedisTlsStream::Step RedisTlsStream::outcome(int result, const char* during) {
  const int system = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::wants_read;
    case SSL_ERROR_WANT_WRITE:
      return Step::wants_write;
    case SSL_ERROR_ZERO_RETURN:
      if (open_) return Step::ended;
      return refused(Error("crema: the server at " + address_ + " closed the connection in the TLS handshake"));
    default:
      break;
  }
  if (ERR_peek_error() == 0) {  // the socket's own error
    Error error(std::string(during) + " " + (system == ECONNRESET ? "ECONNRESET" : std::strerror(system)) + " " +
                address_);
    if (system == ECONNRESET) error.code = "ECONNRESET";
    return refused(error);
  }
  if (const long verdict = SSL_get_verify_result(ssl_.get()); !open_ && by_->verify_ && verdict != X509_V_OK) {
    ERR_clear_error();
    Error error("crema: the certificate of the server at " + address_ +
                " is not trusted: " + X509_verify_cert_error_string(verdict) + "; socket.ca says whom to trust");
    error.code = tls_verify_code(verdict);
    return refused(error);
  }
  return refused(openssl_error("crema: no TLS with the server at " + address_));
}

RedisTlsStream::Step RedisTlsStream::refused(const Error& why) {
  open_ = false;
  failure_ = why;
  return Step::failed;
}

// -- who the server is -------------------------------------------------------------------------------------------------------

// The signatures are good: whether the certificate is this server's. Nothing has been sent to it yet.
bool RedisTlsStream::trusted() {
  auto* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (!certificate) return refused(Error("crema: the server at " + address_ + " has no certificate")), false;
  try {
    if (const auto& check = by_->check_.function()) {
      const Value wrong = check(name_, tls_certificate(certificate));
      return !wrong || (refused(Error(wrong)), false);
    }
  } catch (...) {
    return refused(Error::from_exception(std::current_exception())), false;
  }
  if (is_named(certificate)) return true;
  const Value described = tls_certificate(certificate);
  const Value names =
      described["subjectaltname"] ? Value(described["subjectaltname"]) : "CN:" + String(described["subject"]["CN"]);
  Error error("crema: the certificate of the server at " + address_ + " is for " + names.str() + ", not for " + name_ +
              "; socket.servername says which name is meant");
  error.code = "ERR_TLS_CERT_ALTNAME_INVALID";
  error["host"] = name_;
  refused(error);
  return false;
}

bool RedisTlsStream::is_named(X509* certificate) const {
  if (is_address(name_)) return X509_check_ip_asc(certificate, name_.c_str(), 0) == 1;
  return X509_check_host(certificate, name_.data(), name_.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

}  // namespace crema::detail
