#include "net/tls_certificate.hpp"

#include <crema/detail/openssl.hpp>
#include <crema/format.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/value_node.hpp"
#include "net/openssl.hpp"

namespace crema::net {
namespace {

struct FreeMemory {
  void operator()(char* text) const noexcept { OPENSSL_free(text); }
};

std::string taken(BIO* out) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out, &text);
  return std::string(text, static_cast<std::size_t>(size));
}
Owned<BIO> memory() { return Owned<BIO>(BIO_new(BIO_s_mem())); }

// {C, O, CN …}; what there is more than once is an array.
Value name_object(const X509_NAME* name) {
  Value object = Object();
  for (int i = 0; i < X509_NAME_entry_count(name); i++) {
    const auto* entry = X509_NAME_get_entry(name, i);
    const int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) continue;
    const std::unique_ptr<char, FreeMemory> owner(reinterpret_cast<char*>(text));
    const Value value = std::string(owner.get(), static_cast<std::size_t>(size));
    const std::string key = OBJ_nid2sn(nid);
    const Value before = object[key];
    if (before == null) object[key] = value;
    else if (Array.isArray(before)) before.push(value);
    else object[key] = {before, value};
  }
  return object;
}

std::string time_text(const ASN1_TIME* time) {
  const auto out = memory();
  ASN1_TIME_print(out.get(), time);
  return taken(out.get());
}

std::string fingerprint(const X509* certificate, const EVP_MD* by) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  X509_digest(certificate, by, digest.data(), &size);
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; i++) {
    if (i > 0) text += ':';
    text += hex[digest[i] >> 4];
    text += hex[digest[i] & 15];
  }
  return text;
}

std::string number_text(const BIGNUM* number) {
  const std::unique_ptr<char, FreeMemory> text(BN_bn2hex(number));
  return text ? text.get() : "";
}

// "DNS:example.com, IP Address:127.0.0.1", quoted where a name might be taken for another (as Node since 17).
std::string alternative_names(const X509* certificate) {
  const auto index = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (index < 0) return {};
  const auto out = memory();
  X509V3_EXT_print(out.get(), X509_get_ext(certificate, index), X509_FLAG_COMPAT, 0);
  return taken(out.get());
}

void add_key(Value& object, X509* certificate) {
  auto* key = X509_get0_pubkey(certificate);
  if (!key) return;
  if (EVP_PKEY_is_a(key, "RSA")) {
    BIGNUM *modulus = nullptr, *exponent = nullptr;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &modulus)) object["modulus"] = number_text(modulus);
    object["bits"] = EVP_PKEY_get_bits(key);
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent))
      object["exponent"] = format("0x{:x}", BN_get_word(exponent));
    BN_free(modulus);
    BN_free(exponent);
  } else {
    object["bits"] = EVP_PKEY_get_bits(key);
  }
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return;
  const std::unique_ptr<char, FreeMemory> owner(reinterpret_cast<char*>(der));
  object["pubkey"] = make_buffer(std::string_view(owner.get(), static_cast<std::size_t>(size)));
}

Value raw(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const std::unique_ptr<char, FreeMemory> owner(reinterpret_cast<char*>(der));
  return make_buffer(std::string_view(owner.get(), static_cast<std::size_t>(size)));
}

std::string serial(const X509* certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  auto text = number_text(number);
  BN_free(number);
  return text;
}

Value describe(X509* certificate) {
  Value object = Object();
  object["subject"] = name_object(X509_get_subject_name(certificate));
  object["issuer"] = name_object(X509_get_issuer_name(certificate));
  if (auto names = alternative_names(certificate); !names.empty()) object["subjectaltname"] = names;
  object["ca"] = X509_check_ca(certificate) == 1;
  add_key(object, certificate);
  object["valid_from"] = time_text(X509_get0_notBefore(certificate));
  object["valid_to"] = time_text(X509_get0_notAfter(certificate));
  object["fingerprint"] = fingerprint(certificate, EVP_sha1());
  object["fingerprint256"] = fingerprint(certificate, EVP_sha256());
  object["fingerprint512"] = fingerprint(certificate, EVP_sha512());
  object["serialNumber"] = serial(certificate);
  object["raw"] = raw(certificate);
  return object;
}

}  // namespace

// Node ends a chain with a certificate that is its own issuer; here it has no issuerCertificate, since values make no cycles.
Value describe_certificate(X509* certificate, const STACK_OF(X509) * chain) {
  Value issuer;
  for (int i = chain ? sk_X509_num(chain) : 0; i-- > 1;) {
    Value next = describe(sk_X509_value(chain, i));
    if (issuer != null) next["issuerCertificate"] = issuer;
    issuer = next;
  }
  Value object = describe(certificate);
  if (issuer != null) object["issuerCertificate"] = issuer;
  return object;
}

const char* verify_code(long result) {
  switch (result) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return "UNABLE_TO_GET_ISSUER_CERT";
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "CERT_SIGNATURE_FAILURE";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "CERT_NOT_YET_VALID";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "CERT_HAS_EXPIRED";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "DEPTH_ZERO_SELF_SIGNED_CERT";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "SELF_SIGNED_CERT_IN_CHAIN";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return "CERT_CHAIN_TOO_LONG";
    case X509_V_ERR_CERT_REVOKED:
      return "CERT_REVOKED";
    case X509_V_ERR_INVALID_CA:
      return "INVALID_CA";
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return "PATH_LENGTH_EXCEEDED";
    case X509_V_ERR_INVALID_PURPOSE:
      return "INVALID_PURPOSE";
    case X509_V_ERR_CERT_UNTRUSTED:
      return "CERT_UNTRUSTED";
    case X509_V_ERR_CERT_REJECTED:
      return "CERT_REJECTED";
    case X509_V_ERR_HOSTNAME_MISMATCH:
      return "HOSTNAME_MISMATCH";
    default:
      return "UNSPECIFIED";
  }
}

}  // namespace crema::net

namespace crema::detail {

const char* tls_verify_code(long result) { return net::verify_code(result); }
Value tls_certificate(x509_st* certificate) { return net::describe_certificate(certificate, nullptr); }

}  // namespace crema::detail
