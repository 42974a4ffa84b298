// A key holds the number of hits, and lives as long as the window does. Each step is one script, so that no process sees half of one.
#include "rate_limit_redis.hpp"

#include <crema/console.hpp>
#include <crema/crypto.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "rate_limit.hpp"

namespace crema {
namespace {

// A script, which Redis knows by its digest once it has seen it.
struct Script {
  explicit Script(std::string_view text) : source(text), sha(crypto.hash("sha1", source)) {}
  Value source, sha;
};

struct Scripts {
  Script increment{R"(local left = redis.call('PTTL', KEYS[1])
if left > 0 then return {redis.call('INCR', KEYS[1]), left} end
redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
return {1, tonumber(ARGV[1])})"};
  Script decrement{"if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('DECR', KEYS[1]) end\nreturn 0"};
  Script get{"return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}"};
};

// No static: a Value belongs to those who hold it, and the store outlives its limiter.
struct Link {
  RedisClient client;
  Value prefix, window = "60000";
  Scripts scripts;
};
using LinkPtr = std::shared_ptr<Link>;

Task<Value> run(LinkPtr link, const Script Scripts::*which, Value key) {
  const auto& script = link->scripts.*which;
  const Value place = link->prefix + key;
  auto first = link->client.sendCommand(Value{"EVALSHA", script.sha, "1", place, link->window});
  Value reply;
  std::exception_ptr failed;
  bool unknown = false;
  try {
    reply = co_await first;
  } catch (const RedisError& error) {
    failed = std::current_exception();
    unknown = error.code == "NOSCRIPT";
  }
  if (unknown) {
    auto again = link->client.sendCommand(Value{"EVAL", script.source, "1", place, link->window});
    co_return co_await again;
  }
  if (failed) std::rethrow_exception(failed);
  co_return reply;
}

Task<Value> hits_of(Task<Value> asked) {
  const Value reply = co_await asked;
  const double left = crema::Number(reply[1]).number();
  co_return Value{{"totalHits", crema::Number(reply[0] || 0)}, {"resetTime", Date(Date.now() + left)}};
}

class RedisCounts final : public RateLimitStore {
 public:
  explicit RedisCounts(const RateLimitRedisOptions& options) {
    if (!options.client) throw TypeError("rate-limit-redis: Error: options object is required");
    link_->client = options.client;
    link_->prefix = options.prefix;
  }
  void init(const RateLimitOptions& options) override { link_->window = Value(std::ceil(options.windowMs.ms())).str(); }
  Task<Value> increment(Value key) override { return hits_of(run(link_, &Scripts::increment, String(key))); }
  Task<Value> get(Value key) override { return hits_of(run(link_, &Scripts::get, String(key))); }
  void decrement(Value key) override { tell(run(link_, &Scripts::decrement, String(key)), "decrement"); }
  void resetKey(Value key) override {
    tell(link_->client.sendCommand(Value{"DEL", link_->prefix + String(key)}), "resetKey");
  }
  Value prefix() const override { return link_->prefix; }

 private:
  // Nobody waits for these.
  static void tell(Task<Value> task, const char* what) {
    (void)std::move(task).catch_([what](auto& error) {
      console.error(std::string("express-rate-limit: error from store during ") + what + ".", error);
    });
  }
  LinkPtr link_ = std::make_shared<Link>();
};

}  // namespace

RateLimitRedisStore::RateLimitRedisStore(const RateLimitRedisOptions& options)
    : RateLimitStoreHandle(std::make_shared<RedisCounts>(options)) {}

}  // namespace crema
