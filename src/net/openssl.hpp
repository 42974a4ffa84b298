// net/openssl.hpp — OpenSSL's objects with an owner, and its errors as Node's.
#pragma once
#include <crema/error.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace crema::net {

struct OpensslFree {
  void operator()(BIO* of) const noexcept { BIO_free_all(of); }
  void operator()(X509* of) const noexcept { X509_free(of); }
  void operator()(EVP_PKEY* of) const noexcept { EVP_PKEY_free(of); }
  void operator()(SSL_CTX* of) const noexcept { SSL_CTX_free(of); }
  void operator()(SSL* of) const noexcept { SSL_free(of); }
};
template <class T>
using Owned = std::unique_ptr<T, OpensslFree>;

// The first of this thread's OpenSSL errors, which are forgotten then: `sentence` and OpenSSL's reason, with Node's code
// ("ERR_OSSL_X509_KEY_VALUES_MISMATCH").
Error openssl_error(const std::string& sentence);

}  // namespace crema::net
