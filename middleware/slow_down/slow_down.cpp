// slowDown(): a rateLimit() that allows nothing, whose refusal is to wait.
#include "slow_down.hpp"

#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace crema {
namespace {

constexpr double most_delay = 2147483647;

// The result of an option that is a function, be it an async one.
template <class... A>
Task<Value> result_of(Callback<Value(A...)> function, std::decay_t<A>... arguments) {
  const auto start = [&](auto resolve, auto reject) {
    const auto answer = [=](auto& err, auto& value) { err ? reject(err) : resolve(value); };
    function.get(answer, arguments...);
  };
  auto result = Promise(start);
  co_return co_await result;
}

struct SlowDown {
  ValueOr<Request&, Response&> after, most;
  ValueOr<Value, Request&, Response&> delay;
  std::string property;
};

void check(const SlowDownOptions& options) {
  const Value most = options.maxDelayMs.value();
  if (typeof_(most) == "number" && most > most_delay)
    throw Error("The 'maxDelayMs' option cannot be greater than 2147483647 due to Node.js setTimeout limits.");
  const bool told = typeof_(options.validate) == "object" ? options.validate.get("delayMs").value_or(true) != false
                                                          : static_cast<bool>(options.validate);
  if (told && typeof_(options.delayMs.value()) == "number")
    console.warn(
        "The behaviour of the 'delayMs' option was changed in express-slow-down v2: a number is the delay of each "
        "request, and "
        "does not grow. For a delay that grows give a function of (used, req, res). `.validate = {{\"delayMs\", "
        "false}}` "
        "disables this message.");
}

// What rateLimit() is to look for.
Value checks_of(const Value& validate) {
  Value checks = typeof_(validate) == "object" ? Value{spread(validate)} : Value{{"default", validate}};
  delete_(checks["delayMs"]);
  checks["limit"] = false;  // it is zero on purpose
  return checks;
}

Task<> wait(std::shared_ptr<const SlowDown> self, Request req, Response res, Next next) {
  const Value info = req[self->property];
  Value after = self->after.value();
  if (self->after.function()) {
    auto asked = result_of(self->after.function(), req, res);
    after = co_await asked;
  }
  info["limit"] = after;
  info["remaining"] = std::max(0.0, after.number() - info["used"].number());
  double delay = 0;
  if (info["used"] > after) {
    Value wanted = self->delay.value();
    if (self->delay.function()) {
      auto asked = result_of(self->delay.function(), info["used"], req, res);
      wanted = co_await asked;
    } else if (typeof_(wanted) == "undefined") {
      wanted = (info["used"] - after) * 1000;
    }
    Value most = self->most.value();
    if (self->most.function()) {
      auto asked = result_of(self->most.function(), req, res);
      most = co_await asked;
    }
    delay = std::max(0.0, std::min({wanted.number(), most.number(), most_delay}));
  }
  info["delay"] = delay;
  if (!(delay > 0)) {
    next();
    co_return;
  }
  const auto timer = setTimeout([next] { next(); }, delay);
  res.on("close", [timer] { clearTimeout(timer); });
}

}  // namespace

RateLimiter slowDown(SlowDownOptions options) {
  check(options);
  if (options.requestPropertyName.empty()) options.requestPropertyName = "slowDown";
  const auto self = std::make_shared<const SlowDown>(
      SlowDown{options.delayAfter, options.maxDelayMs, options.delayMs, options.requestPropertyName});
  return rateLimit({
      .windowMs = options.windowMs,
      .limit = 0,
      .standardHeaders = options.standardHeaders,
      .legacyHeaders = options.legacyHeaders,
      .identifier = options.identifier,
      .requestPropertyName = options.requestPropertyName,
      .skipSuccessfulRequests = options.skipSuccessfulRequests,
      .skipFailedRequests = options.skipFailedRequests,
      .keyGenerator = options.keyGenerator,
      .skip = options.skip,
      .requestWasSuccessful = options.requestWasSuccessful,
      .handler = [self](Request& req, Response& res, const Next& next) { return wait(self, req, res, next); },
      .store = options.store,
      .passOnStoreError = options.passOnStoreError,
      .validate = checks_of(options.validate),
      .ipv6Subnet = options.ipv6Subnet,
  });
}

}  // namespace crema
