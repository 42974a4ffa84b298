// crema/redis_store.hpp — sessions in Redis.                                                       npm: connect-redis 9
#pragma once
#include <crema/callback.hpp>
#include <crema/redis.hpp>
#include <crema/value.hpp>

#include <string>

#include "session_store.hpp"

namespace crema {

/// How a session becomes a text, and comes back. Default: JSON.
struct RedisSerializer {
  Callback<Value(Value)> stringify = {};
  Callback<Value(Value)> parse = {};
};

/// Options of RedisStore. Throws TypeError without a client.
struct RedisStoreOptions {
  RedisClient client = {};       // createClient() or createCluster(), connected by you.
  std::string prefix = "sess:";  // Of the keys.
  /// Seconds that a session without an expiry of its own lives, or a function of the session that says how long any lives.
  /// Default: 86400, one day.
  ValueOr<Value> ttl = {};
  bool disableTTL = false;          // Sessions never expire in Redis. Default: false.
  bool disableTouch = false;        // A session that has not changed does not live on. Default: false.
  Value scanCount = 100;            // Keys that a step of all(), ids(), length() and clear() looks at. Default: 100.
  RedisSerializer serializer = {};  // Default: JSON.
};

/// Sessions in one Redis or a cluster, as connect-redis writes them, so that a Node app may share them. While Redis is away,
/// requests get an error within the client's commandTimeout, and go on once it is back. A handle: copies are the same store.
/// npm: https://github.com/tj/connect-redis
class RedisStore : public StoreHandle {
 public:
  explicit RedisStore(const RedisStoreOptions& options);
  /// The ids of all sessions, a list.
  void ids(Callback<Error, Value> cb) const;
};

}  // namespace crema
