// crema/rate_limit.hpp — how often a client may call.                                          npm: express-rate-limit 8
#pragma once
#include <crema/body_or.hpp>
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "rate_limit_store.hpp"

namespace crema {

struct RateLimitOptions;

/// What answers a request that is too many: a function of (req, res, next, options), or of fewer, which may be async.
class RateLimitHandler {
 public:
  using Function = Callback<Value(Request&, Response&, Next, RateLimitOptions&)>;
  RateLimitHandler() = default;
  RateLimitHandler(std::nullptr_t) {}
  template <class F>
    requires(detail::Callable<F> && !std::same_as<F, RateLimitHandler>)
  RateLimitHandler(F f)
      : function_([f = std::move(f)](Request& req, Response& res, Next next, RateLimitOptions& options) mutable {
          if constexpr (std::same_as<decltype(detail::call_prefix(f, req, res, next, options)), Task<>>)
            return detail::as_value(detail::call_prefix(f, req, res, next, options));
          else return detail::call_prefix(f, req, res, next, options);
        }) {}
  explicit operator bool() const noexcept { return static_cast<bool>(function_); }
  const Function& function() const { return function_; }

 private:
  Function function_;
};

/// Options of rateLimit().
/// npm: https://express-rate-limit.mintlify.app/reference/configuration
struct RateLimitOptions {
  Duration windowMs = 60000;                // Length of a window: ms, 15min or "15m". Default: a minute.
  ValueOr<Request&, Response&> limit = {};  // Requests a client has in one, 0 for none; or a function. Default: 5.
  ValueOr<Request&, Response&> max = {};    // Its old name.
  /// Body of the refusal: text, an object for JSON, or a function.
  /// Default: "Too many requests, please try again later."
  BodyOr<Request&, Response&> message = "Too many requests, please try again later.";
  int statusCode = 429;           // Of the refusal. Default: 429.
  Value standardHeaders = false;  // RateLimit: "draft-6" (or true), "draft-7", "draft-8". Default: false.
  bool legacyHeaders = true;      // X-RateLimit-Limit, -Remaining, -Reset. Default: true.
  ValueOr<Request&, Response&> identifier = {};            // Name of the limit in draft-8. Default: as "100-in-15min".
  std::string requestPropertyName = "rateLimit";           // req["rateLimit"]. Default: "rateLimit".
  bool skipSuccessfulRequests = false;                     // Whether a success is not counted. Default: false.
  bool skipFailedRequests = false;                         // Whether a failure is not counted. Default: false.
  Callback<Value(Request&, Response&)> keyGenerator = {};  // Who a client is. Default: its address.
  Callback<Value(Request&, Response&)> skip = {};          // true: this one passes uncounted. Default: none.
  Callback<Value(Request&, Response&)> requestWasSuccessful = {};  // Default: a status below 400.
  RateLimitHandler handler = {};                 // Answers what is too many, in place of `message`. Default: none.
  RateLimitStoreHandle store = {};               // Where it counts. Default: in memory.
  bool passOnStoreError = false;                 // Whether requests pass while the store fails. Default: false.
  Value validate = true;                         // Whether it looks for mistakes, or {name: bool}. Default: true.
  ValueOr<Request&, Response&> ipv6Subnet = 56;  // Bits of an address that are one client, or false. Default: 56.
  ValueOr<Request&, Response&> retryAfter = {};  // Seconds in Retry-After. Default: until the window ends.
};

namespace detail {
class Limiter;
}

/// What rateLimit() gives: a handler with functions. A handle: copies are the same limiter.
class RateLimiter {
 public:
  explicit RateLimiter(std::shared_ptr<detail::Limiter> state) : state_(std::move(state)) {}
  Handler handler() const;
  void operator()(const Request& req, const Response& res, Next next) const { handler()(req, res, std::move(next)); }
  /// Forgets a client.
  void resetKey(const Value& key) const;
  /// {totalHits, resetTime} of a client; undefined if it is unknown.
  Task<Value> getKey(Value key) const;

 private:
  std::shared_ptr<detail::Limiter> state_;
};

/// Middleware that answers 429 with Retry-After once a client has used up its window, which begins with its first request.
/// `req["rateLimit"]` tells limit, used, remaining, resetTime and key. Behind a proxy set "trust proxy", or all clients are one.
/// Throws an Error for what is wrong with the options.
/// npm: https://express-rate-limit.mintlify.app/quickstart/usage
RateLimiter rateLimit(RateLimitOptions options = {});

/// The key of an address, as the usual keyGenerator makes it: IPv6 without the bits behind the first `subnet`, as one client has many
/// such; IPv4 in IPv6 as IPv4. 0: the address as it is.
Value ipKeyGenerator(const Text& ip, int subnet = 56);

}  // namespace crema
