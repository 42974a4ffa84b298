// net/tls_certificate.hpp — certificates as Node's objects.
#pragma once
#include <crema/value.hpp>

#include <openssl/x509.h>

namespace crema::net {

// {subject, issuer, subjectaltname, ca, bits, valid_from, …}; `chain`, where there is one: with issuerCertificate.
Value describe_certificate(X509* certificate, const STACK_OF(X509) * chain);
// OpenSSL's name of a verification result: "DEPTH_ZERO_SELF_SIGNED_CERT".
const char* verify_code(long result);

}  // namespace crema::net
