// What a limiter tells of its use: mistakes that no answer shows, each looked for once, at the first request that could show it.
#pragma once
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <atomic>
#include <cstdint>

#include "rate_limit.hpp"

namespace crema::detail {

class RateLimitChecks {
 public:
  // Of the option `validate`. Throws Error for a name that it does not know.
  explicit RateLimitChecks(const Value& validate);

  // The address of a client, and whether a proxy hides it.
  void address(const Request& req);
  void hits(double total);
  void single_count(const Request& req, const RateLimitStore& store, const Value& key);
  void limit(const Value& limit);
  void reset_time(double reset_at);
  void unshared(bool used_before, bool local_keys);
  void subnet(const Value& bits);
  void subnet_or_key(bool both);

 private:
  enum Check : std::uint32_t {
    ip,
    trust_proxy,
    x_forwarded_for,
    forwarded,
    positive_hits,
    unshared_store,
    single,
    limit_zero,
    headers_reset,
    ipv6_subnet,
    subnet_or_generator,
    count
  };
  // Whether it is to be looked at now, which it is once.
  bool due(Check check);

  std::atomic<std::uint32_t> pending_{(1u << count) - 1};
};

}  // namespace crema::detail
