// crema/passport.hpp — who sends a request: logins by strategies, kept in the session.                          npm: passport 0.7
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>

#include "ensure_login.hpp"
#include "passport_local.hpp"
#include "passport_strategy.hpp"

namespace crema {

/// Options of passport.initialize().
struct InitializeOptions {
  std::string userProperty = {};  // The property of the request that gets the user. Default: "user".
  bool compat = true;             // Has no effect: no strategy is that old. Default: true.
};

/// What `failWithError` gives to the error handlers: its status is the strategy's, or 401.
struct AuthenticationError : Error {
  AuthenticationError(const Value& text, const Value& given);
};

/// What passport.authenticate() calls instead of answering: (err, user, info, status); user is false where nobody was found. With a
/// list of strategies info and status are lists.
using AuthenticateCallback = Callback<Error, Value, Value, Value>;

/// An authenticator: strategies by their names, and how users get into sessions. `passport` is the program's; another one is
/// `Passport other;`. A handle: copies are the same. For all threads.
/// npm: https://www.passportjs.org/concepts/authentication/
class Passport {
 public:
  Passport();

  /// Adds a strategy, by its own name or another. Throws Error "Authentication strategies must have a name".
  const Passport& use(const StrategyHandle& strategy) const;
  const Passport& use(const Text& name, const StrategyHandle& strategy) const;
  const Passport& unuse(const Text& name) const;

  /// Middleware that gives requests req.login(), req.logout() and the like. session() and authenticate() do that, too.
  Handler initialize(const InitializeOptions& options = {}) const;
  /// Middleware that sets req.user to whom the session says. Stands behind session().
  Handler session(const AuthenticateOptions& options = {}) const;
  /// Middleware that finds out who sends a request, logs him in, and answers where nobody was found: 401, or what the options say.
  /// With a callback it does neither: `passport.authenticate("local", [=](auto err, auto user) { … })(req, res, next)`.
  Handler authenticate(const Strategies& strategies, const AuthenticateOptions& options = {},
                       const AuthenticateCallback& callback = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::same_as<F, AuthenticateOptions>)
  Handler authenticate(const Strategies& strategies, F callback)
  const { return authenticate(strategies, AuthenticateOptions(), AuthenticateCallback(std::move(callback))); }
  /// The same, but the user becomes req["account"], beside who has logged in.
  Handler authorize(const Strategies& strategies, AuthenticateOptions options = {},
                    const AuthenticateCallback& callback = {}) const;

  /// Says what of a user is kept in the session: `[](auto user, auto done) { done(null, user["id"]); }`, or with the request first.
  /// Of several, the first that does not say done("pass") counts.
  template <class F>
  void serializeUser(F f) const {
    add_serializer(detail::user_step(std::move(f)));
  }
  /// Says who that is: `[](auto id, auto done) { done(null, users.get(id)); }`; false: he is gone.
  template <class F>
  void deserializeUser(F f) const {
    add_deserializer(detail::user_step(std::move(f)));
  }
  /// Changes what a strategy tells of a login before it becomes req.authInfo: `[](auto info) { return …; }`, `[](auto info, auto
  /// done) { … }`, or with the request first.
  template <class F>
  void transformAuthInfo(F f) const {
    if constexpr (std::invocable<F&, Request&, Value&, Done&> || std::invocable<F&, Value&, Done&>) {
      add_transformer(detail::user_step(std::move(f)));
    } else {
      static_assert(
          std::invocable<F&, Value&>,
          "crema: this function is [](auto info) { return ...; }, [](auto info, auto done) { ... } or [](auto& req, "
          "auto info, auto done) { ... }");
      add_transformer([f = std::move(f)](Request&, Value& info, Done& done) mutable {
        done(null, detail::value_of_call([&] { return f(info); }));
      });
    }
  }

  /// Another authenticator: `new passport.Authenticator()`.
  Passport Authenticator() const { return {}; }

  // For the framework: the program's own.
  struct OfProgram {};
  constexpr explicit Passport(OfProgram) noexcept {}

 private:
  detail::PassportState& state() const { return *shared_state(); }
  std::shared_ptr<detail::PassportState> shared_state() const;
  void add_serializer(detail::UserStep step) const;
  void add_deserializer(detail::UserStep step) const;
  void add_transformer(detail::UserStep step) const;

  std::shared_ptr<detail::PassportState> state_;  // null: the program's
};

/// `passport.use(LocalStrategy([](auto username, auto password, auto done) { … }));`
inline constinit const Passport passport{Passport::OfProgram{}};

}  // namespace crema
