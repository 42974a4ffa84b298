// passport_strategy.hpp — what a strategy is, for one of your own. Included by passport.hpp.             npm: passport-strategy 1
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace crema {

/// Options of passport.authenticate().
/// npm: https://www.passportjs.org/concepts/authentication/middleware/
struct AuthenticateOptions {
  Value successRedirect = {};            // Where to go after a login. Default: on to the next handler.
  Value successReturnToOrRedirect = {};  // The same, but first to req.session.returnTo. Default: none.
  Value successFlash =
      {};  // A message for req.flash(): a text, {type, message}, or true: the strategy's. Default: none.
  Value successMessage = {};   // A message for req.session.messages: a text, or true: the strategy's. Default: none.
  Value failureRedirect = {};  // Where to go when nobody was found. Default: an answer 401, or the strategy's status.
  Value failureFlash = {};     // As successFlash, for failures. Default: none.
  Value failureMessage = {};   // As successMessage, for failures. Default: none.
  bool failWithError = false;  // A failure is an AuthenticationError for the error handlers. Default: false.
  bool session = true;         // Whether the login lasts beyond this request. Default: true.
  bool keepSessionInfo =
      false;  // Whether the new session has what the old one held, returnTo and messages too. Default: false.
  Value assignProperty = {};     // The property of the request that gets the user, who is not logged in. Default: none.
  bool authInfo = true;          // Whether req.authInfo is set to what the strategy tells of the login. Default: true.
  Value badRequestMessage = {};  // LocalStrategy's for missing fields. Default: "Missing credentials".
  bool pauseStream = false;      // Has no effect: a body waits until somebody reads it. Default: false.
  Value more = {};               // An object for a strategy of your own: options.more["scope"]. Default: none.
};

namespace detail {
struct AuthenticationState;
struct PassportState;
}  // namespace detail

/// One request's turn with a strategy. npm's strategies call these on `this`. Each turn takes one of them, now or later; copies are
/// the same turn and keep the request alive.
/// npm: https://www.passportjs.org/packages/passport-strategy/#augmented-methods
class Authentication {
 public:
  /// This is the user; `info` is what there is to tell about it.
  void success(const Value& user, const Value& info = {}) const;
  /// It is nobody. `challenge` is a text for WWW-Authenticate, or {message, type}; `status` is that of the answer. Default: 401.
  /// Where more strategies are listed, the next has its turn.
  void fail(const Value& challenge = {}, const Value& status = {}) const;
  /// Sends the client elsewhere, with 302 or another status.
  void redirect(const Value& url, const Value& status = {}) const;
  /// Goes on without saying anything about the user.
  void pass() const;
  /// Something is broken.
  void error(const Error& err) const;

  // For the framework.
  Authentication(std::shared_ptr<detail::AuthenticationState> state, std::size_t index)
      : state_(std::move(state)), index_(index) {}
  const detail::PassportState& passport() const;

 private:
  std::shared_ptr<detail::AuthenticationState> state_;
  std::size_t index_;
};

/// A way to find out who sends a request. `authenticate` calls self.success(user), self.fail(), self.redirect(url), self.pass() or
/// self.error(err), once. One object serves all requests, on all threads.
///   struct KeyStrategy : Strategy {
///     KeyStrategy() { name = "key"; }
///     void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) override {
///       if (req.query["key"] != "sesame") return self.fail("Key");
///       self.success({{"id", 1}, {"name", "ann"}});
///     }
///   };
class Strategy {
 public:
  Value name;  // What authenticate() calls it.

  virtual ~Strategy() = default;
  virtual void authenticate(Request& req, const AuthenticateOptions& options, Authentication self) = 0;

 protected:
  Strategy() = default;
  Strategy(const Strategy&) = default;
  Strategy(Strategy&&) = default;
  Strategy& operator=(const Strategy&) = default;
  Strategy& operator=(Strategy&&) = default;
};

/// A strategy, as passport keeps it: `passport.use(MyStrategy())`, or a shared_ptr for one that you look into.
class StrategyHandle {
 public:
  template <std::derived_from<Strategy> S>
  StrategyHandle(S strategy) : strategy_(std::make_shared<S>(std::move(strategy))) {}
  template <std::derived_from<Strategy> S>
  StrategyHandle(std::shared_ptr<S> strategy) : strategy_(std::move(strategy)) {}

  // For the framework.
  const std::shared_ptr<Strategy>& strategy() const noexcept { return strategy_; }

 private:
  std::shared_ptr<Strategy> strategy_;
};

/// Who is to authenticate: the name of a strategy, a list of them, or a strategy itself.
class Strategies {
 public:
  struct One {
    Value name;
    std::shared_ptr<Strategy> strategy;  // null: the one of that name
  };

  template <detail::Chars T>
  Strategies(const T& name) : all_{One{Value(name), nullptr}} {}
  Strategies(const Value& names);
  Strategies(std::initializer_list<Strategies> list);
  template <std::derived_from<Strategy> S>
  Strategies(S strategy) : all_{One{strategy.name, std::make_shared<S>(std::move(strategy))}} {}

  // For the framework.
  const std::vector<One>& all() const noexcept { return all_; }
  bool is_list() const noexcept { return is_list_; }

 private:
  std::vector<One> all_;
  bool is_list_ = false;
};

namespace detail {

// Waits for an async function that is to call done. What it throws before it has is an error for done.
template <class T>
Task<> or_error(Task<T> task, Done done, std::shared_ptr<bool> called) {
  std::exception_ptr failed;
  try {
    co_await task;
  } catch (...) {
    failed = std::current_exception();
  }
  if (!failed) co_return;
  if (*called) std::rethrow_exception(failed);
  done(error_of(failed));
}

// Calls f(a…, done).
template <class F, class... A>
auto call_with_done(F& f, const Done& done, A&... a) {
  using R = std::invoke_result_t<F&, A&..., Done&>;
  if constexpr (TaskType<R>) {
    auto called = std::make_shared<bool>(false);
    Done once = [done, called](auto& err, auto& value, auto& info) {
      *called = true;
      done(err, value, info);
    };
    return or_error(f(a..., once), done, called);
  } else {
    Done own = done;
    (void)f(a..., own);
  }
}

// A function of npm's that gets (value, done), or (req, value, done): the number of its parameters decides.
using UserStep = Callback<Request&, Value, Done>;
template <class F>
UserStep user_step(F f) {
  if constexpr (std::invocable<F&, Request&, Value&, Done&>) {
    return [f = std::move(f)](Request& req, Value& value, Done& done) mutable {
      return call_with_done(f, done, req, value);
    };
  } else {
    static_assert(
        std::invocable<F&, Value&, Done&>,
        "crema: this function is [](auto user, auto done) { ... } or [](auto& req, auto user, auto done) { ... }");
    return [f = std::move(f)](Request&, Value& value, Done& done) mutable { return call_with_done(f, done, value); };
  }
}

}  // namespace detail
}  // namespace crema
