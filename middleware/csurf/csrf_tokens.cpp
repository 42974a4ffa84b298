#include "csrf_tokens.hpp"

#include <crema/cookie.hpp>
#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <crema/globals.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace crema {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string" && v; }

// Letters and digits alone: the first '-' of a token ends its salt.
std::string random_salt(std::size_t length) {
  std::string salt;
  while (salt.size() < length) {
    for (const char c : randomId(length)) {
      if (c != '-' && c != '_' && salt.size() < length) salt += c;
    }
  }
  return salt;
}

std::string token_of(std::string_view secret, std::string_view salt) {
  std::string head(salt);
  head += '-';
  const auto text = head + std::string(secret);
  return head + crypto.createHash("sha1").update(text, "latin1").digest("base64url").str();
}

}  // namespace

CsrfTokens::CsrfTokens(CsrfTokensOptions options) : options_(options) {
  if (options.saltLength < 1) throw TypeError("option saltLength must be finite number > 1");
  if (options.secretLength < 1) throw TypeError("option secretLength must be finite number > 1");
}

Value CsrfTokens::secretSync() const { return randomId(static_cast<std::size_t>(options_.secretLength)); }

Value CsrfTokens::create(const Value& secret) const {
  if (!is_text(secret)) throw TypeError("argument secret is required");
  return token_of(secret.view(), random_salt(static_cast<std::size_t>(options_.saltLength)));
}

bool CsrfTokens::verify(const Value& secret, const Value& token) const {
  if (!is_text(secret) || !is_text(token)) return false;
  const auto text = token.view();
  const auto dash = text.find('-');
  return dash != text.npos && sameText(text, token_of(secret.view(), text.substr(0, dash)));
}

}  // namespace crema
