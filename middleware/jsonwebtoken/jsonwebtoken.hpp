// crema/jsonwebtoken.hpp — JSON Web Tokens (RFC 7519), signed and verified.                               npm: jsonwebtoken 9
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <utility>

namespace crema {

/// Options of jwt.sign(). What is undefined counts as not given; a value that npm refuses is refused with npm's sentence.
/// npm: https://github.com/auth0/node-jsonwebtoken#jwtsignpayload-secretorprivatekey-options-callback
struct JwtSignOptions {
  Value algorithm = {};    // "HS256" … "HS512", "RS…", "PS…", "ES…" or "none". Default: "HS256".
  Value expiresIn = {};    // Seconds, or a text as "2h", "7d"; digits alone in a text are ms. Sets exp. Default: none.
  Value notBefore = {};    // Likewise; sets nbf. Default: none.
  Value audience = {};     // Text or list; sets aud. Default: none.
  Value issuer = {};       // Sets iss. Default: none.
  Value jwtid = {};        // Sets jti. Default: none.
  Value subject = {};      // Sets sub. Default: none.
  Value noTimestamp = {};  // Whether iat is left out. Default: false.
  Value header = {};       // Members of the header, which override the others. Default: none.
  Value keyid = {};        // Sets kid in the header. Default: none.
  Value mutatePayload = {};          // Whether claims are set in the payload itself, and not in a copy. Default: false.
  Value allowInsecureKeySizes = {};  // Whether an RSA key may be shorter than 2048 bits. Default: false.
  Value allowInvalidAsymmetricKeyTypes = {};  // Whether the kind of key may not fit the algorithm. Default: false.
  Value encoding = {};                        // Of a payload that is a text. Default: "utf8".
};

/// Options of jwt.verify().
/// npm: https://github.com/auth0/node-jsonwebtoken#jwtverifytoken-secretorpublickey-options-callback
struct JwtVerifyOptions {
  Value algorithms =
      {};  // Those that are accepted: one or a list. Default: HS… for a secret, RS… and PS… or ES… for a key.
  Value audience = {};          // Text, Regex, or a list of them, one of which aud must match. Default: any.
  Value complete = {};          // Whether {header, payload, signature} is given instead of the payload. Default: false.
  Value issuer = {};            // Text or list. Default: any.
  Value jwtid = {};             // Default: any.
  Value ignoreExpiration = {};  // Whether exp does not count. Default: false.
  Value ignoreNotBefore = {};   // Whether nbf does not count. Default: false.
  Value subject = {};           // Default: any.
  Value clockTolerance = {};    // Seconds by which clocks may differ. Default: 0.
  Value maxAge = {};            // How long ago iat may be: seconds, or a text as "2h". Default: any time.
  Value clockTimestamp = {};    // Seconds since 1970 that count as now. Default: now.
  Value nonce = {};             // Default: any.
  Value allowInvalidAsymmetricKeyTypes = {};  // Whether the kind of key may not fit the algorithm. Default: false.
};

/// Options of jwt.decode().
struct JwtDecodeOptions {
  Value complete = {};  // Whether {header, payload, signature} is given instead of the payload. Default: false.
  Value json = {};      // Whether a payload that is no JSON is a SyntaxError, whatever the header says. Default: false.
};

/// What verify() refuses: "jwt malformed", "invalid signature", "invalid algorithm", "jwt audience invalid. expected: …" and so on.
/// JSON shows its name and message, as npm's.
struct JsonWebTokenError : Error {
  JsonWebTokenError(const Value& message, const Value& inner = {});

 protected:
  JsonWebTokenError(const char* class_name, const Value& message);
};
/// "jwt expired" or "maxAge exceeded"; `err["expiredAt"]` is the Date.
struct TokenExpiredError : JsonWebTokenError {
  TokenExpiredError(const Value& message, const Value& expiredAt);
};
/// "jwt not active"; `err["date"]` is the Date from which on it is.
struct NotBeforeError : JsonWebTokenError {
  NotBeforeError(const Value& message, const Value& date);
};

/// What looks for the key of a token: `(header, callback)`, and says `callback(null, key)` or `callback(err)`, at once or later.
using JwtKeyFinder = Callback<Value, Callback<Error, Value>>;

namespace detail {

template <class F>
concept JwtCallback = Callable<F> && !std::derived_from<F, Value> && !Single<F> && !std::same_as<F, JwtSignOptions> &&
                      !std::same_as<F, JwtVerifyOptions>;

Value jwt_options(const JwtSignOptions& options);
Value jwt_options(const JwtVerifyOptions& options);
Value jwt_options(const JwtDecodeOptions& options);
inline const Value& jwt_options(const Value& options) { return options; }

Value jwt_sign(const Value& payload, const Value& key, const Value& options);
void jwt_sign(const Value& payload, const Value& key, const Value& options, Callback<Error, Value> callback);
Value jwt_verify(const Value& token, const Value& key, const Value& options);
void jwt_verify(const Value& token, const Value& key, const Value& options, Callback<Error, Value> callback);
void jwt_verify(const Value& token, const JwtKeyFinder& key, const Value& options, Callback<Error, Value> callback);

struct JwtLibrary {
  /// A token of a payload: an object of claims, a text or a buffer. The key is a secret (text or buffer), or a private key: PEM, or
  /// `{{"key", pem}, {"passphrase", "…"}}`. Throws Error in npm's words.
  Value sign(const Value& payload, const Value& key, const JwtSignOptions& options = {}) const {
    return jwt_sign(payload, key, jwt_options(options));
  }
  /// The same, given to `callback(err, token)` in a later turn; an error at once, as in npm.
  template <JwtCallback F>
  void sign(const Value& payload, const Value& key, F callback) const {
    jwt_sign(payload, key, Value(), Callback<Error, Value>(std::move(callback)));
  }
  template <JwtCallback F>
  void sign(const Value& payload, const Value& key, const JwtSignOptions& options, F callback) const {
    jwt_sign(payload, key, jwt_options(options), Callback<Error, Value>(std::move(callback)));
  }
  /// With options in a Value; an unknown one is an Error.
  template <std::derived_from<Value> V>
  Value sign(const Value& payload, const Value& key, const V& options) const {
    return jwt_sign(payload, key, options);
  }
  template <std::derived_from<Value> V, JwtCallback F>
  void sign(const Value& payload, const Value& key, const V& options, F callback) const {
    jwt_sign(payload, key, static_cast<const Value&>(options), Callback<Error, Value>(std::move(callback)));
  }

  /// The payload of a token that the key has signed and that is valid now. The key is a secret, or a public key, certificate or
  /// private key in PEM. Throws JsonWebTokenError, TokenExpiredError or NotBeforeError.
  Value verify(const Value& token, const Value& key, const JwtVerifyOptions& options = {}) const {
    return jwt_verify(token, key, jwt_options(options));
  }
  /// The same, given to `callback(err, payload)`: at once, where the key is no function that takes its time.
  template <JwtCallback F>
  void verify(const Value& token, const Value& key, F callback) const {
    jwt_verify(token, key, Value(), Callback<Error, Value>(std::move(callback)));
  }
  template <JwtCallback F>
  void verify(const Value& token, const Value& key, const JwtVerifyOptions& options, F callback) const {
    jwt_verify(token, key, jwt_options(options), Callback<Error, Value>(std::move(callback)));
  }
  /// With a function that finds the key: see JwtKeyFinder.
  template <JwtCallback K, JwtCallback F>
  void verify(const Value& token, K key, F callback) const {
    jwt_verify(token, JwtKeyFinder(std::move(key)), Value(), Callback<Error, Value>(std::move(callback)));
  }
  template <JwtCallback K, JwtCallback F>
  void verify(const Value& token, K key, const JwtVerifyOptions& options, F callback) const {
    jwt_verify(token, JwtKeyFinder(std::move(key)), jwt_options(options), Callback<Error, Value>(std::move(callback)));
  }
  template <std::derived_from<Value> V>
  Value verify(const Value& token, const Value& key, const V& options) const {
    return jwt_verify(token, key, static_cast<const Value&>(options));
  }
  template <std::derived_from<Value> V, JwtCallback F>
  void verify(const Value& token, const Value& key, const V& options, F callback) const {
    jwt_verify(token, key, static_cast<const Value&>(options), Callback<Error, Value>(std::move(callback)));
  }

  template <JwtCallback K, std::derived_from<Value> V, JwtCallback F>
  void verify(const Value& token, K key, const V& options, F callback) const {
    jwt_verify(token, JwtKeyFinder(std::move(key)), static_cast<const Value&>(options),
               Callback<Error, Value>(std::move(callback)));
  }

  /// The payload of a token, **whoever has made it**; null where it is none. Throws SyntaxError when its header says that the payload is
  /// JSON and it is not.
  Value decode(const Value& token, const JwtDecodeOptions& options = {}) const {
    return decode_with(token, jwt_options(options));
  }
  template <std::derived_from<Value> V>
  Value decode(const Value& token, const V& options) const {
    return decode_with(token, options);
  }

  /// `jwt.JsonWebTokenError("…")`; the types are crema's own: `instanceof<TokenExpiredError>(err)`.
  crema::JsonWebTokenError JsonWebTokenError(const Value& message, const Value& inner = {}) const {
    return crema::JsonWebTokenError(message, inner);
  }
  crema::TokenExpiredError TokenExpiredError(const Value& message, const Value& expiredAt) const {
    return crema::TokenExpiredError(message, expiredAt);
  }
  crema::NotBeforeError NotBeforeError(const Value& message, const Value& date) const {
    return crema::NotBeforeError(message, date);
  }

 private:
  Value decode_with(const Value& token, const Value& options) const;
};

}  // namespace detail

/// `const jwt = require('jsonwebtoken')`: `jwt.sign({{"id", 1}}, secret, {.expiresIn = "1h"})`, `jwt.verify(token, secret)`.
inline constexpr detail::JwtLibrary jwt{};

}  // namespace crema
