// rateLimit(): npm's steps in npm's order. Each step that a function of the user's may delay goes on in a callback; without such
// functions, and with hits counted in memory, all of it runs at once.
#include "rate_limit.hpp"

#include <crema/console.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <string>
#include <utility>

#include "memory_counts.hpp"
#include "rate_limit_checks.hpp"
#include "rate_limit_fields.hpp"

namespace crema {
namespace detail {
namespace {

double now_ms() { return Date.now().number(); }

bool given(const ValueOr<Request&, Response&>& option) {
  return option.function() || typeof_(option.value()) != "undefined";
}

Draft draft_of(const Value& headers) {
  if (!headers) return Draft::none;
  if (headers == true || headers == "draft-6") return Draft::six;
  if (headers == "draft-7") return Draft::seven;
  if (headers == "draft-8") return Draft::eight;
  Error error(
      "standardHeaders: only the following versions of the IETF draft specification are supported: draft-6, draft-7, "
      "draft-8.");
  error.name = "ValidationError";
  error.code = "ERR_ERL_HEADERS_UNSUPPORTED_DRAFT_VERSION";
  throw error;
}

void check_window(const Duration& window) {
  if (window.ms() >= 1) return;
  Error error("Invalid windowMs value: " + Value(window.ms()).str() + ", must be a number of 1 or more");
  error.name = "ValidationError";
  error.code = "ERR_ERL_WINDOW_MS";
  throw error;
}

// Calls f; what it throws goes to the error handlers, also where nobody is left to catch it.
template <class F>
void guarded(const Next& next, F f) {
  try {
    f();
  } catch (...) {
    next(Error::from_exception(std::current_exception()));
  }
}

// The answer of an option that is a function: its error goes to next, its value to f.
template <class F>
Callback<Error, Value> answer_to(const Next& next, F f) {
  return [next, f](Error& err, Value& value) mutable {
    if (err) return next(err);
    guarded(next, [&] { f(value); });
  };
}

void log(const char* what, const Error& error) { console.error(what, error); }

}  // namespace

class Limiter;
using LimiterPtr = std::shared_ptr<Limiter>;

// A request on its way through a limiter.
struct Visit {
  LimiterPtr limiter;
  Request req;
  Response res;
  Next next;
};

class Limiter {
 public:
  explicit Limiter(RateLimitOptions with) : options(std::move(with)), checks(options.validate) {
    check_window(options.windowMs);
    if (!given(options.limit)) options.limit = given(options.max) ? options.max : ValueOr<Request&, Response&>(5);
    if (options.requestPropertyName.empty()) options.requestPropertyName = "rateLimit";
    draft = draft_of(options.standardHeaders);
    takes_back = options.skipFailedRequests || options.skipSuccessfulRequests;
    const bool own_subnet = options.ipv6Subnet.function() || options.ipv6Subnet.value() != 56;
    checks.subnet_or_key(own_subnet && options.keyGenerator);
    if (!options.ipv6Subnet.function()) checks.subnet(options.ipv6Subnet.value());
    if (!options.store) options.store = RateLimitMemoryStore();
    checks.unshared(options.store->taken_.exchange(true), options.store->localKeys());
    options.store->init(options);
    memory = dynamic_cast<MemoryCounts*>(&*options.store);
  }

  RateLimitOptions options;
  RateLimitChecks checks;
  Draft draft = Draft::none;
  bool takes_back = false;  // some answers are not counted
  MemoryCounts* memory = nullptr;

  bool has_fields() const { return options.legacyHeaders || draft != Draft::none; }

  static void start(const LimiterPtr& self, const Request& req, const Response& res, const Next& next);

 private:
  // A store whose hits come when they come.
  static Task<> ask_store(Visit visit, Value key);
};

namespace {

// The request was counted, and the count may be taken back.
struct Taken {
  LimiterPtr limiter;
  Value key;
  double reset_at;
  std::atomic<bool> back = false;

  void take_back() {
    if (back.exchange(true) || now_ms() >= reset_at) return;  // in the next window there is nothing to take back
    try {
      limiter->options.store->decrement(key);
    } catch (...) {
      log("express-rate-limit: error from store during decrement.", Error::from_exception(std::current_exception()));
    }
  }
};

void when_finished(const std::shared_ptr<Taken>& taken, Request& req, Response& res) {
  const auto& options = taken->limiter->options;
  const auto judge = [taken](bool success) {
    const auto& rule = taken->limiter->options;
    if (success ? rule.skipSuccessfulRequests : rule.skipFailedRequests) taken->take_back();
  };
  if (!options.requestWasSuccessful) return judge(res.statusCode < 400);
  const auto answer = [judge](auto& err, auto& success) {
    if (err) return log("express-rate-limit: error in requestWasSuccessful callback.", err);
    judge(static_cast<bool>(success));
  };
  options.requestWasSuccessful.get(answer, req, res);
}

void watch_answer(const Visit& visit, const Value& key, double reset_at) {
  auto taken = std::make_shared<Taken>();
  taken->limiter = visit.limiter;
  taken->key = key;
  taken->reset_at = std::isnan(reset_at) ? INFINITY : reset_at;
  visit.res.on("finish", [taken, req = visit.req, res = visit.res]() mutable { when_finished(taken, req, res); });
  if (!visit.limiter->options.skipFailedRequests) return;
  if (visit.res.destroyed() && !visit.res.writableEnded()) return taken->take_back();  // left while the store was asked
  visit.res.on("close", [taken, res = visit.res] {
    if (!res.writableEnded()) taken->take_back();
  });
  visit.res.on("error", [taken] { taken->take_back(); });
}

void send_message(const Response& res, const Value& message) {
  if (!res.writableEnded()) res.send(message);
}

void refuse(Visit& visit) {
  auto& options = visit.limiter->options;
  if (options.handler) {
    const auto answer = answer_to(visit.next, [](auto&) {});
    return options.handler.function().get(answer, visit.req, visit.res, visit.next, options);
  }
  visit.res.status(options.statusCode);
  if (!options.message.function()) return send_message(visit.res, options.message.value());
  const auto answer = answer_to(visit.next, [res = visit.res](auto& message) { send_message(res, message); });
  options.message.function().get(answer, visit.req, visit.res);
}

void refuse_after(Visit& visit, const Quota& quota, const Value& seconds) {
  if (!visit.res.headersSent()) set_retry_after(visit.res, quota, seconds);
  refuse(visit);
}

void tell_retry(Visit& visit, const Quota& quota) {
  const auto& after = visit.limiter->options.retryAfter;
  if (!after.function()) return refuse_after(visit, quota, after.value());
  const auto answer = [visit, quota](auto& seconds) mutable { refuse_after(visit, quota, seconds); };
  after.function().get(answer_to(visit.next, answer), visit.req, visit.res);
}

// The fields are set: what is left is to let it pass, or not.
void decide(Visit& visit, const Quota& quota, const Value& key, double hits) {
  if (visit.limiter->takes_back) watch_answer(visit, key, quota.reset_at);
  if (!(hits > quota.limit.number())) return visit.next();
  visit.limiter->has_fields() ? tell_retry(visit, quota) : refuse(visit);
}

void tell_named(Visit& visit, const Quota& quota, const Value& name, const Value& key, double hits) {
  visit.limiter->checks.reset_time(quota.reset_at);
  set_draft8_fields(visit.res, quota, name, key.str());
  decide(visit, quota, key, hits);
}

void tell_draft8(Visit& visit, const Quota& quota, const Value& key, double hits) {
  const auto& identifier = visit.limiter->options.identifier;
  if (!identifier.function())
    return tell_named(visit, quota, given(identifier) ? identifier.value() : usual_identifier(quota), key, hits);
  const auto answer = [=](auto& name) mutable { tell_named(visit, quota, name, key, hits); };
  identifier.function().get(answer_to(visit.next, answer), visit.req, visit.res);
}

// What a store has counted.
struct Hits {
  Value key;
  double total;
  double reset_at;   // NaN: it does not know
  Value reset_time;  // the same as a Date; undefined then
};

void tell(Visit& visit, const Hits& hits, const Value& limit) {
  auto& limiter = *visit.limiter;
  limiter.checks.limit(limit);
  const Quota quota{limit, std::max(limit.number() - hits.total, 0.0), hits.reset_at, limiter.options.windowMs.ms()};
  visit.req[limiter.options.requestPropertyName] = Value{{"limit", limit},
                                                         {"used", hits.total},
                                                         {"remaining", quota.remaining},
                                                         {"resetTime", hits.reset_time},
                                                         {"key", hits.key}};
  if (visit.res.headersSent()) return decide(visit, quota, hits.key, hits.total);
  if (limiter.options.legacyHeaders) set_legacy_fields(visit.res, quota);
  if (limiter.draft == Draft::eight) return tell_draft8(visit, quota, hits.key, hits.total);
  if (limiter.draft == Draft::six) set_draft6_fields(visit.res, quota);
  if (limiter.draft == Draft::seven) {
    limiter.checks.reset_time(quota.reset_at);
    set_draft7_fields(visit.res, quota);
  }
  decide(visit, quota, hits.key, hits.total);
}

void counted(Visit& visit, const Hits& hits) {
  auto& limiter = *visit.limiter;
  limiter.checks.hits(hits.total);
  limiter.checks.single_count(visit.req, *limiter.options.store, hits.key);
  const auto& limit = limiter.options.limit;
  if (!limit.function()) return tell(visit, hits, limit.value());
  const auto answer = answer_to(visit.next, [visit, hits](auto& most) mutable { tell(visit, hits, most); });
  limit.function().get(answer, visit.req, visit.res);
}

void store_failed(const Visit& visit, const Error& failed) {
  if (!visit.limiter->options.passOnStoreError) return visit.next(failed);
  log("express-rate-limit: error from store, allowing request without rate-limiting.", failed);
  visit.next();
}

Hits hits_of(const Value& key, const Value& result) {
  const Value time = result["resetTime"];
  return {key, result["totalHits"].number(), time ? time.number() : NAN, time};
}

void count(Visit& visit, const Value& key, Task<> (*ask_store)(Visit, Value)) {
  auto* const memory = visit.limiter->memory;
  if (!memory) return void(ask_store(visit, key));
  const auto hits = typeof_(key) == "string" ? memory->hit(key.view()) : memory->hit(String(key).str());
  counted(visit, {key, hits.hits, hits.reset_at, Date(hits.reset_at)});
}

}  // namespace

Task<> Limiter::ask_store(Visit visit, Value key) {
  Value result;
  std::exception_ptr failed;
  try {
    auto hit = visit.limiter->options.store->increment(key);
    result = co_await hit;
  } catch (...) {
    failed = std::current_exception();
  }
  if (failed) store_failed(visit, Error::from_exception(failed));
  else guarded(visit.next, [&] { counted(visit, hits_of(key, result)); });
}

namespace {

int bits_of(const Value& subnet) { return typeof_(subnet) == "number" ? static_cast<int>(subnet) : 0; }

void find_key(Visit& visit, Task<> (*ask_store)(Visit, Value)) {
  auto& limiter = *visit.limiter;
  const auto go_on = [visit, ask_store](auto& key) mutable { count(visit, key, ask_store); };
  if (limiter.options.keyGenerator)
    return limiter.options.keyGenerator.get(answer_to(visit.next, go_on), visit.req, visit.res);
  limiter.checks.address(visit.req);
  const Value ip = visit.req.ip();
  const auto& subnet = limiter.options.ipv6Subnet;
  if (typeof_(ip) != "string" || ip.view().find(':') == std::string_view::npos) return count(visit, ip, ask_store);
  if (!subnet.function()) return count(visit, ipKeyGenerator(ip, bits_of(subnet.value())), ask_store);
  const auto with_bits = [visit, ask_store, ip](auto& bits) mutable {
    visit.limiter->checks.subnet(bits);
    count(visit, ipKeyGenerator(ip, bits_of(bits)), ask_store);
  };
  subnet.function().get(answer_to(visit.next, with_bits), visit.req, visit.res);
}

}  // namespace

void Limiter::start(const LimiterPtr& self, const Request& req, const Response& res, const Next& next) {
  Visit visit{self, req, res, next};
  if (!self->options.skip) return find_key(visit, &ask_store);
  const auto answer = answer_to(next, [visit](auto& skip) mutable {
    if (skip) return visit.next();
    find_key(visit, &ask_store);
  });
  self->options.skip.get(answer, visit.req, visit.res);
}

}  // namespace detail

Handler RateLimiter::handler() const {
  return [state = state_](Request& req, Response& res, const Next& next) {
    detail::Limiter::start(state, req, res, next);
  };
}

void RateLimiter::resetKey(const Value& key) const { state_->options.store->resetKey(key); }

Task<Value> RateLimiter::getKey(Value key) const { return state_->options.store->get(key); }

RateLimiter rateLimit(RateLimitOptions options) {
  return RateLimiter(std::make_shared<detail::Limiter>(std::move(options)));
}

}  // namespace crema
