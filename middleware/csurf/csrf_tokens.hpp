// csrf_tokens.hpp — tokens by a secret, as npm's csrf 3 makes and checks them. Included by csurf.hpp.
#pragma once
#include <crema/value.hpp>

#include <string>

namespace crema {

/// Options of CsrfTokens.
struct CsrfTokensOptions {
  int saltLength = 8;     // Characters. Default: 8.
  int secretLength = 18;  // Bytes. Default: 18.
};

/// Makes and checks tokens: `salt-digest`, where the digest is that of salt and secret. Of one secret there are as many tokens as
/// one likes, so that an answer which is compressed does not give the secret away (BREACH).
/// npm: https://github.com/pillarjs/csrf#api
class CsrfTokens {
 public:
  /// Throws TypeError where a length is less than 1.
  explicit CsrfTokens(CsrfTokensOptions options = {});
  /// A new secret.
  Value secretSync() const;
  /// A new token. Throws TypeError where the secret is no text, or an empty one.
  Value create(const Value& secret) const;
  /// Whether the token was made by this secret; false for what is no text. Constant time.
  bool verify(const Value& secret, const Value& token) const;

 private:
  CsrfTokensOptions options_;
};

}  // namespace crema
