// crema/detail/openssl.hpp — what modules that speak TLS on sockets of their own share with the server: contexts, Node's names.
#pragma once
#include <crema/error.hpp>
#include <crema/tls.hpp>

#include <string>

// SSL_CTX and X509, as OpenSSL declares them; its headers stay out of ours.
struct ssl_ctx_st;
struct x509_st;

namespace crema::detail {

// Lives as long as a copy of `context`.
ssl_ctx_st* ssl_context(const SecureContext& context);
// The first of this thread's OpenSSL errors, which are forgotten then: `sentence` and OpenSSL's reason, with Node's code.
Error openssl_error(const std::string& sentence);
// Node's name of a verification result: "DEPTH_ZERO_SELF_SIGNED_CERT".
const char* tls_verify_code(long result);
// A certificate as getPeerCertificate() gives it.
Value tls_certificate(x509_st* certificate);

}  // namespace crema::detail
