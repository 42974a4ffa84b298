// crema/rate_limit_redis.hpp — limits that several processes share.                                 npm: rate-limit-redis 6
#pragma once
#include <crema/redis.hpp>

#include <string>

#include "rate_limit_store.hpp"

namespace crema {

/// Options of RateLimitRedisStore. Throws TypeError without a client.
struct RateLimitRedisOptions {
  RedisClient client = {};     // createClient() or createCluster(), connected by you.
  std::string prefix = "rl:";  // Of the keys; each limiter needs its own. Default: "rl:".
};

/// Counts hits in one Redis or a cluster, as rate-limit-redis does, so that a Node app may count along. While Redis is away,
/// requests get an error within the client's commandTimeout, or pass, with `passOnStoreError`. A handle: copies are the same store.
/// npm: https://github.com/express-rate-limit/rate-limit-redis
class RateLimitRedisStore : public RateLimitStoreHandle {
 public:
  explicit RateLimitRedisStore(const RateLimitRedisOptions& options);
};

}  // namespace crema
