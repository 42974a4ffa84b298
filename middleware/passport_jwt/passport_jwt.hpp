// crema/passport_jwt.hpp — passport's strategy for tokens that programs send.                                  npm: passport-jwt 4
#pragma once
#include <crema/callback.hpp>
#include <crema/jsonwebtoken.hpp>
#include <crema/passport.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace crema {

/// Where a request has its token: a function of the request, which gives null where there is none.
using JwtExtractor = Callback<Value(Request&)>;

/// Options of ExtractJwt.versionOneCompatibility().
struct JwtVersionOneOptions {
  Value authScheme = "JWT";                      // The scheme of Authorization. Default: "JWT".
  Value tokenBodyField = "auth_token";           // Default: "auth_token".
  Value tokenQueryParameterName = "auth_token";  // Default: "auth_token".
};

namespace detail {
struct ExtractJwtLibrary {
  /// `Authorization: Bearer …`
  JwtExtractor fromAuthHeaderAsBearerToken() const;
  /// `Authorization: SCHEME …`, the scheme in any case.
  JwtExtractor fromAuthHeaderWithScheme(const Text& scheme) const;
  JwtExtractor fromHeader(const Text& name) const;
  JwtExtractor fromBodyField(const Text& name) const;
  JwtExtractor fromUrlQueryParameter(const Text& name) const;
  /// The first of these that finds one.
  JwtExtractor fromExtractors(std::vector<JwtExtractor> list) const;
  /// Where passport-jwt 1 looked: Authorization, then the body, then the query.
  JwtExtractor versionOneCompatibility(const JwtVersionOneOptions& options = {}) const;
};
}  // namespace detail

/// npm: https://www.passportjs.org/packages/passport-jwt/#included-extractors
inline constexpr detail::ExtractJwtLibrary ExtractJwt{};

/// Options of JwtStrategy. npm: https://www.passportjs.org/packages/passport-jwt/#configure-strategy
struct JwtStrategyOptions {
  JwtExtractor jwtFromRequest = {};  // Where the token is: ExtractJwt, or a function of the request. Required.
  Value secretOrKey = {};            // A secret, or a public key in PEM. This or the next is required.
  /// Finds the key of a token: `[](auto& req, auto token, auto done) { done(null, key); }`.
  Callback<Request&, Value, Callback<Error, Value>> secretOrKeyProvider = {};
  Value issuer = {};               // As in jwt.verify(). Default: any.
  Value audience = {};             // Default: any.
  Value algorithms = {};           // A list of those that are accepted. Default: those that suit the key.
  bool ignoreExpiration = false;   // Whether a token is good for ever. Default: false.
  bool passReqToCallback = false;  // Whether `verify` gets the request, too, as its first parameter. Default: false.
  JwtVerifyOptions jsonWebTokenOptions = {};  // Other options of jwt.verify(). Default: none.
};

/// The strategy "jwt": `verify(payload, done)` says who that is, as LocalStrategy's does. It may be async.
/// Throws TypeError where a key or `jwtFromRequest` is missing, and where the number of parameters of `verify` and
/// `passReqToCallback` disagree.
class JwtStrategy : public Strategy {
 public:
  template <class F>
  JwtStrategy(JwtStrategyOptions options, F verify) : options_(std::move(options)) {
    constexpr bool with_request = std::invocable<F&, Request&, Value&, Done&>;
    static_assert(
        with_request || std::invocable<F&, Value&, Done&>,
        "crema: verify is [](auto payload, auto done) { ... }, or, with .passReqToCallback = true, [](auto& req, auto "
        "payload, auto done) { ... }");
    verify_ = detail::user_step(std::move(verify));
    begin(with_request);
  }

  void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) override;

 private:
  void begin(bool with_request);
  void check(Request& req, const Value& token, const Value& key, const Authentication& self) const;

  JwtStrategyOptions options_;
  detail::UserStep verify_;
};

}  // namespace crema
