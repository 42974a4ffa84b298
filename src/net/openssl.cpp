#include "net/openssl.hpp"

#include <crema/detail/openssl.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <string_view>

namespace crema::net {
namespace {

// "x509 certificate routines", "key values mismatch" → "ERR_OSSL_X509_KEY_VALUES_MISMATCH", as Node names it. Of the library that
// most errors come from it leaves the name out, and "ERR_SSL_…" has no OSSL.
std::string code_of(std::string_view library, std::string_view reason) {
  const auto word = library.substr(0, library.find(' '));
  std::string code = word == "SSL" ? "ERR_" : "ERR_OSSL_";
  if (!word.empty() && word != "digital") (code += word) += '_';
  code += reason;
  std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == ' ' || c == '-' ? '_' : static_cast<char>(c);
  });
  return code;
}

}  // namespace

Error openssl_error(const std::string& sentence) {
  const auto number = ERR_get_error();
  const char* library = ERR_lib_error_string(number);
  const char* reason = ERR_reason_error_string(number);
  ERR_clear_error();
  if (!reason) return Error(sentence);
  Error error(sentence + " (" + reason + ")");
  error["library"] = library ? library : "";
  error["reason"] = reason;
  error.code = code_of(library ? library : "", reason);
  return error;
}

}  // namespace crema::net

namespace crema::detail {

Error openssl_error(const std::string& sentence) { return net::openssl_error(sentence); }

}  // namespace crema::detail
