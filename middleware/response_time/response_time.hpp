// crema/response_time.hpp — how long an answer took.                                                    npm: response-time 2.3
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>
#include <utility>

namespace crema {

/// Options of responseTime().
/// npm: https://github.com/expressjs/response-time#responsetimeoptions
struct ResponseTimeOptions {
  int digits = 3;                          // Behind the point, 0 to 100. Default: 3.
  std::string header = "X-Response-Time";  // The field. Default: "X-Response-Time".
  bool suffix = true;                      // Whether "ms" follows the number. Default: true.
};

namespace detail {
Handler response_time_for(Callback<Request&, Response&, Value> done);
}

/// Middleware that says in X-Response-Time how many milliseconds went by from here to the moment when the head of the answer
/// leaves; a field that is set already stays. RangeError for digits outside of 0 to 100, TypeError for a field that is none.
/// npm: https://github.com/expressjs/response-time#responsetimeoptions
Handler responseTime(ResponseTimeOptions options = {});

/// The same with so many digits: `responseTime(0)`.
template <detail::Number N>
Handler responseTime(N digits) {
  return responseTime(ResponseTimeOptions{.digits = static_cast<int>(digits)});
}

/// Calls a function with the time, when the head is about to leave: `responseTime([](auto& req, auto& res, auto time) { … })`.
template <class F>
  requires(detail::Callable<F> && !detail::Single<F>)
Handler responseTime(F done) {
  return detail::response_time_for(Callback<Request&, Response&, Value>(std::move(done)));
}

}  // namespace crema
