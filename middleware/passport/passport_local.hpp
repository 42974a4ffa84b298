// passport_local.hpp — logins by name and password in a form. Included by passport.hpp.                      npm: passport-local 1
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <string>
#include <utility>

#include "passport_strategy.hpp"

namespace crema {

/// Options of LocalStrategy. npm: https://www.passportjs.org/packages/passport-local/#parameters
struct LocalStrategyOptions {
  std::string usernameField =
      "username";  // A field of the body or the query; "user[name]" for a nested one. Default: "username".
  std::string passwordField = "password";  // Default: "password".
  bool passReqToCallback = false;  // Whether `verify` gets the request, too, as its first parameter. Default: false.
};

namespace detail {
using LocalVerify = Callback<Request&, Value, Value, Done>;
}

/// The strategy "local": `verify(username, password, done)` says who that is: `done(null, user)`, `done(null, false, {{"message",
/// "Wrong password."}})` or `done(err)`. It may be async. Without a name or a password the request fails with 400.
/// Throws TypeError when the number of parameters of `verify` and `passReqToCallback` disagree.
class LocalStrategy : public Strategy {
 public:
  template <class F>
    requires(detail::Callable<F> && !std::derived_from<F, Strategy> && !std::same_as<F, LocalStrategyOptions>)
  explicit LocalStrategy(F verify) : LocalStrategy(LocalStrategyOptions(), std::move(verify)) {}
  template <class F>
  LocalStrategy(LocalStrategyOptions options, F verify) : options_(std::move(options)) {
    constexpr bool with_request = std::invocable<F&, Request&, Value&, Value&, Done&>;
    if constexpr (with_request) {
      verify_ = [f = std::move(verify)](Request& req, Value& username, Value& password, Done& done) mutable {
        return detail::call_with_done(f, done, req, username, password);
      };
    } else {
      static_assert(
          std::invocable<F&, Value&, Value&, Done&>,
          "crema: verify is [](auto username, auto password, auto done) { ... }, or, with .passReqToCallback = "
          "true, [](auto& req, auto username, auto password, auto done) { ... }");
      verify_ = [f = std::move(verify)](Request&, Value& username, Value& password, Done& done) mutable {
        return detail::call_with_done(f, done, username, password);
      };
    }
    begin(with_request);
  }

  void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) override;

 private:
  void begin(bool with_request);

  LocalStrategyOptions options_;
  detail::LocalVerify verify_;
};

}  // namespace crema
