// crema/slow_down.hpp — clients that call too often wait.                                       npm: express-slow-down 3
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/rate_limit.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema {

/// Options of slowDown(); those of the same names as rateLimit()'s mean the same.
/// npm: https://github.com/express-rate-limit/express-slow-down#configuration
struct SlowDownOptions {
  Duration windowMs = 60000;                    // Length of a window. Default: a minute.
  ValueOr<Request&, Response&> delayAfter = 1;  // Requests without delay, or a function. Default: 1.
  /// How long the others wait, ms: a number, or a function of (used, req, res). Default: a second for the first of them, two for
  /// the second, and so on.
  ValueOr<Value, Request&, Response&> delayMs = {};
  ValueOr<Request&, Response&> maxDelayMs = 2147483647;    // The longest delay, ms, or a function. Default: 24 days.
  Value standardHeaders = false;                           // Default: false.
  bool legacyHeaders = false;                              // Default: false.
  ValueOr<Request&, Response&> identifier = {};            // Default: as "1-in-1min".
  std::string requestPropertyName = "slowDown";            // req["slowDown"]. Default: "slowDown".
  bool skipSuccessfulRequests = false;                     // Default: false.
  bool skipFailedRequests = false;                         // Default: false.
  Callback<Value(Request&, Response&)> keyGenerator = {};  // Default: the address.
  Callback<Value(Request&, Response&)> skip = {};          // Default: none.
  Callback<Value(Request&, Response&)> requestWasSuccessful = {};  // Default: a status below 400.
  RateLimitStoreHandle store = {};                                 // Default: in memory.
  bool passOnStoreError = false;                                   // Default: false.
  Value validate = true;                                           // `delayMs` is another name in it. Default: true.
  ValueOr<Request&, Response&> ipv6Subnet = 56;                    // Default: 56.
};

/// Middleware that lets the requests of a client wait, the longer the more of them there are in a window. `req["slowDown"]` tells limit
/// (delayAfter), used, remaining, resetTime, key and delay. Error where maxDelayMs is more than a timer can wait.
/// npm: https://github.com/express-rate-limit/express-slow-down#usage
RateLimiter slowDown(SlowDownOptions options = {});

}  // namespace crema
