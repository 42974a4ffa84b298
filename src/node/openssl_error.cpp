#include "node/openssl_error.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace crema::detail {
namespace {

// What Node puts before the reason in a code; of other parts of OpenSSL, and of TLS, nothing.
constexpr std::pair<int, const char*> libraries[] = {
    {ERR_LIB_SYS, "SYS_"},   {ERR_LIB_BN, "BN_"},     {ERR_LIB_RSA, "RSA_"},       {ERR_LIB_DH, "DH_"},
    {ERR_LIB_EVP, "EVP_"},   {ERR_LIB_BUF, "BUF_"},   {ERR_LIB_OBJ, "OBJ_"},       {ERR_LIB_PEM, "PEM_"},
    {ERR_LIB_DSA, "DSA_"},   {ERR_LIB_X509, "X509_"}, {ERR_LIB_ASN1, "ASN1_"},     {ERR_LIB_CRYPTO, "CRYPTO_"},
    {ERR_LIB_EC, "EC_"},     {ERR_LIB_BIO, "BIO_"},   {ERR_LIB_PKCS12, "PKCS12_"}, {ERR_LIB_RAND, "RAND_"},
    {ERR_LIB_HMAC, "HMAC_"}, {ERR_LIB_KDF, "KDF_"},
};

unsigned long first_error() {
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  return first;
}

std::string text_of_error(unsigned long error) {
  char text[256];
  ERR_error_string_n(error, text, sizeof text);
  return text;
}

}  // namespace

std::string openssl_reason() {
  const unsigned long error = first_error();
  return error == 0 ? "" : text_of_error(error);
}

Error openssl_failure(const char* otherwise) {
  const unsigned long number = first_error();
  if (number == 0) return otherwise;
  Error error(text_of_error(number));
  const char* library = ERR_lib_error_string(number);
  const char* reason = ERR_reason_error_string(number);
  if (library) error["library"] = library;
  if (!reason) return error;
  error["reason"] = reason;
  std::string code = "ERR_OSSL_";
  for (const auto& [known, name] : libraries) {
    if (known == ERR_GET_LIB(number)) code += name;
  }
  for (const char* c = reason; *c != '\0'; ++c)
    code += *c == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(*c)));
  error.code = code;
  return error;
}

}  // namespace crema::detail
