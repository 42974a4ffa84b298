// TLS of a client: what it asks of its servers, and one connection's part of it.
#pragma once
#include <crema/error.hpp>
#include <crema/tls.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include "redis_options.hpp"

using BIO_METHOD = struct bio_method_st;
using BIO = struct bio_st;
using SSL = struct ssl_st;
using X509 = struct x509_st;

namespace crema::detail {

// The same for all connections of a client, on all threads; does not change.
class RedisTls {
 public:
  // Throws an Error that says which of key, cert, ca … is wrong and why.
  explicit RedisTls(const RedisSocketOptions& options);

 private:
  friend class RedisTlsStream;
  const SecureContext context_;
  const std::string name_;  // empty: the host
  const ValueOr<Value, Value> check_;
  const bool verify_;
};

// TLS on a connected socket that does not block.
class RedisTlsStream {
 public:
  // What an operation ended with, or what the socket must be able to do before it goes on.
  enum class Step : unsigned char { done, wants_read, wants_write, ended, failed };

  // `host`, `address`: as the user gave it, and with the port, for messages.
  RedisTlsStream(std::shared_ptr<const RedisTls> by, int socket, const std::string& host, std::string address);
  ~RedisTlsStream();
  RedisTlsStream(const RedisTlsStream&) = delete;
  RedisTlsStream& operator=(const RedisTlsStream&) = delete;

  // Done: the server is who it should be.
  Step handshake();
  Step read(char* to, std::size_t size, std::size_t& got);
  // What was not taken comes again, and perhaps more.
  Step write(const char* from, std::size_t size, std::size_t& sent);
  // Our last word, for which nobody waits.
  void finish() noexcept;
  // Why the last step failed.
  const Error& failure() const { return failure_; }

 private:
  Step outcome(int result, const char* during);
  Step refused(const Error& why);
  void ask_why();
  bool trusted();
  bool is_named(X509* certificate) const;
  static BIO_METHOD* socket_methods();
  static int read_socket(BIO* bio, char* to, int size);
  static int write_socket(BIO* bio, const char* from, int size);
  static long control_socket(BIO* bio, int command, long number, void* pointer);

  struct Free {
    void operator()(SSL* ssl) const noexcept;
  };
  const std::shared_ptr<const RedisTls> by_;
  const std::string name_, address_;
  const int socket_;
  std::unique_ptr<SSL, Free> ssl_;
  Error failure_;
  bool open_ = false;
  bool at_end_ = false;  // of what the server sends
};

}  // namespace crema::detail
