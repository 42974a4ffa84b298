// crema/errorhandler.hpp — pages that show an error to those who work on the program.                  npm: errorhandler 1.5
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <utility>

namespace crema {

/// Whether errors are logged, or what logs them: a function of (err, text, req, res).
class ErrorLog {
 public:
  ErrorLog() = default;
  template <std::same_as<bool> B>
  ErrorLog(B on) : given_(true), on_(on) {}
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::derived_from<F, ErrorLog>)
  ErrorLog(F function) : given_(true), on_(true), function_(std::move(function)) {}
  bool on_or(bool fallback) const { return given_ ? on_ : fallback; }
  const Callback<Error&, Value&, Request&, Response&>& function() const { return function_; }

 private:
  bool given_ = false, on_ = false;
  Callback<Error&, Value&, Request&, Response&> function_;
};

/// Options of errorhandler().
/// npm: https://github.com/expressjs/errorhandler#errorhandleroptions
struct ErrorhandlerOptions {
  ErrorLog log = {};  // true: to stderr, false: not, or a function. Default: true, but false where NODE_ENV is "test".
};

namespace detail {

// What stands over the pages; one for the process, as npm's.
struct ErrorTitle {
  const ErrorTitle& operator=(const Value& title) const;
  operator Value() const;
};

struct Errorhandler {
  /// An error handler that answers with all that is known of an error, as HTML, JSON or text, whatever the client likes best. It
  /// stands last. **Not for production**: it tells clients what they should not know.
  Handler operator()(const ErrorhandlerOptions& options = {}) const;
  ErrorTitle title = {};  // `errorhandler.title = "My app";` Default: "Connect".
};

}  // namespace detail

/// `if (app.get("env") == "development") app.use(errorhandler());`
inline constexpr detail::Errorhandler errorhandler{};

}  // namespace crema
