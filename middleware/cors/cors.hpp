// crema/cors.hpp — which other sites' pages may read our answers.                                                npm: cors 2.8
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <utility>

namespace crema {

/// Options of cors().
/// npm: https://github.com/expressjs/cors#configuration-options
struct CorsOptions {
  /// Who may read: "*", one origin, a list of origins and Regexes, true (whoever asks), false (nobody), or a function
  /// `(origin, callback)` that says `callback(null, …)` one of these; origin is undefined where the client sent none. Default: "*".
  ValueOr<Value, Callback<Error, Value>> origin = "*";
  Value methods = "GET,HEAD,PUT,PATCH,POST,DELETE";  // Text or list. Default: as here.
  Value allowedHeaders = {};                         // Text or list. Default: those that the client asks for.
  Value exposedHeaders = {};                         // Text or list that pages may read. Default: none.
  bool credentials = false;                          // Whether cookies may come along. Default: false.
  Value maxAge = {};                                 // Seconds that a preflight is remembered. Default: not said.
  bool preflightContinue = false;                    // Whether later handlers answer a preflight. Default: false.
  int optionsSuccessStatus = 204;                    // Of the answer to a preflight. Default: 204.
};

namespace detail {
Handler cors_for(Callback<Request&, Callback<Error, CorsOptions>> options);
}

/// Middleware that sets the fields of CORS, and answers preflights (OPTIONS). It refuses nothing: browsers do, by these fields.
/// npm: https://github.com/expressjs/cors#usage
Handler cors(CorsOptions options = {});

/// The same with options for each request: `cors([](auto& req, auto callback) { callback(null, {.origin = false}); })`.
template <class F>
  requires(!std::same_as<F, CorsOptions>)
Handler cors(F options) {
  return detail::cors_for(Callback<Request&, Callback<Error, CorsOptions>>(std::move(options)));
}

}  // namespace crema
