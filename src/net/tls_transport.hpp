// net/tls_transport.hpp — TLS on one connection's socket.
#pragma once
#include <cstdint>
#include <memory>

#include "net/openssl.hpp"
#include "net/tls_security.hpp"
#include "net/transport.hpp"

namespace crema::net {

class TlsTransport final : public Transport, public detail::SecurePeer {
 public:
  TlsTransport(TlsSecurity& security, TlsContextPtr context, int socket, Loop& loop, Pollable& connection);
  ~TlsTransport() override;
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  static TlsTransport& of(SSL* ssl);
  SSL* ssl() const noexcept { return ssl_.get(); }
  // OpenSSL's contract (SSL_CTX_set_cert_cb): 1 done, 0 failed, -1 not yet.
  int choose_certificate();

  // Transport
  ssize_t receive(char* to, std::size_t size) override;
  ssize_t send(const std::string_view* pieces, std::size_t count) override;
  bool may_have_more() const override;
  bool waits_to_write() const override { return waits_to_write_; }
  bool opening() const override { return !open_; }
  void late() override;
  void finish() noexcept override;
  const detail::SecurePeer& peer() const override { return *this; }

  // SecurePeer
  Value certificate(bool detailed) const override;
  Value protocol() const override;
  Value cipher() const override;
  Value server_name() const override;
  Value alpn_protocol() const override;
  Value authorization_error() const override;
  bool authorized() const override;
  bool session_reused() const override;

 private:
  // The listener of SNICallback may answer when the connection is no more.
  struct Question {
    TlsTransport* asker;
    Error refusal;
  };
  enum class Choice : std::uint8_t { none, asked, made, failed };

  ssize_t outcome(int result);
  void opened();
  void failed();
  void failed(const Error& error);
  void ask(const char* host);
  void answer(const Error& error, const SecureContext& chosen);
  void use(const TlsContextPtr& context);

  // The socket as OpenSSL's BIO: without SIGPIPE, and it knows whether the socket is drained.
  static BIO_METHOD* socket_methods();
  static int read_socket(BIO* bio, char* to, int size);
  static int write_socket(BIO* bio, const char* from, int size);
  static long control_socket(BIO* bio, int command, long number, void* pointer);

  TlsSecurity& security_;
  TlsContextPtr context_;  // lives as long as its connections
  Loop& loop_;
  Pollable& connection_;
  Owned<SSL> ssl_;
  std::shared_ptr<Question> question_;
  int socket_;
  Choice choice_ = Choice::none;
  bool open_ = false, broken_ = false, drained_ = false, waits_to_write_ = false;
  bool choosing_ = false;
  bool at_end_ = false;  // of what the client sends
};

}  // namespace crema::net
