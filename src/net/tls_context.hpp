// net/tls_context.hpp — keys, certificates and what is spoken: OpenSSL's SSL_CTX, made of a user's options.
#pragma once
#include <crema/tls.hpp>

#include "net/openssl.hpp"

namespace crema::net {

// Does not change once it is in use.
class TlsContext {
 public:
  // Throws a sentence that says which option is wrong and why. A certificate that is no longer, or not yet, valid is said so on
  // stderr, since a server must start again even then.
  explicit TlsContext(const SecureContextOptions& options);

  SSL_CTX* get() const noexcept { return context_.get(); }
  bool has_certificate() const noexcept;

 private:
  void speak(const SecureContextOptions& options);
  void add_certificates(const Value& option);
  void add_certificate(const std::string& pem);
  void add_keys(const Value& option, const Value& passphrase);
  void add_key(const std::string& pem, const Value& passphrase);
  void trust(const Value& option);

  Owned<SSL_CTX> context_;
};

}  // namespace crema::net
