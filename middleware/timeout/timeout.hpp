// crema/timeout.hpp — an error for requests that take too long.                                    npm: connect-timeout 1.9
#pragma once
#include <crema/duration.hpp>
#include <crema/handler.hpp>

namespace crema {

/// Options of timeout().
struct TimeoutOptions {
  bool respond = true;  // Whether next(err) is called; without it `req` has the event "timeout" alone. Default: true.
};

/// Middleware that passes on an error 503 "Response timeout" (code ETIMEDOUT, `err["timeout"]` in milliseconds) when the head of
/// the answer has not left in time. `req["timedout"]` is true then, so that a handler which is late can tell; `req["clearTimeout"]()`
/// takes the limit away. Time: milliseconds, 5s or "5s"; not given or 0: 5 seconds. TypeError for a text that is no time.
/// npm: https://github.com/expressjs/timeout#api
Handler timeout(const Duration& time = {}, TimeoutOptions options = {});

}  // namespace crema
