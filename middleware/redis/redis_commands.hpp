// crema/redis_commands.hpp — Redis' commands as npm's client names them, for a client and for multi(). Included by redis.hpp.
#pragma once
#include <crema/value.hpp>

#include "redis_options.hpp"
#include "redis_request.hpp"

namespace crema {

/// Keys, fields and values are texts, numbers or Buffers; a list where several may be given. Replies are as npm's client gives them:
/// texts, numbers, null, lists. What `Self` does with a command is its `run`. https://redis.io/commands
template <class Self>
class RedisCommands {
 protected:
  using Request = detail::RedisRequest;
  using Shape = detail::RedisShape;

 public:
  // -- any key
  auto get(const Value& key) const { return run(Request::of("GET", key).repeatable()); }
  auto set(const Value& key, const Value& value, const RedisSetOptions& options = {}) const {
    return run(detail::redis_set(key, value, options));
  }
  auto setEx(const Value& key, const Value& seconds, const Value& value) const {
    return run(Request::of("SETEX", key, seconds, value));
  }
  auto setNX(const Value& key, const Value& value) const { return run(Request::of("SETNX", key, value)); }
  auto getSet(const Value& key, const Value& value) const { return run(Request::of("GETSET", key, value)); }
  auto getDel(const Value& key) const { return run(Request::of("GETDEL", key)); }
  auto append(const Value& key, const Value& value) const { return run(Request::of("APPEND", key, value)); }
  auto strLen(const Value& key) const { return run(Request::of("STRLEN", key).repeatable()); }
  /// A list of values, null for keys that are not there.
  auto mGet(const Value& keys) const {
    return run(std::move(Request("MGET").add_all(keys)).cut_by(Request::Cut::list).repeatable());
  }
  /// {{"a", 1}, {"b", 2}}
  auto mSet(const Value& pairs) const { return run(detail::redis_many_set(pairs)); }
  /// One key or a list; the reply is how many there were.
  auto del(const Value& keys) const { return run(counted("DEL", keys)); }
  auto unlink(const Value& keys) const { return run(counted("UNLINK", keys)); }
  auto exists(const Value& keys) const { return run(counted("EXISTS", keys).repeatable()); }
  auto incr(const Value& key) const { return run(Request::of("INCR", key)); }
  auto incrBy(const Value& key, const Value& by) const { return run(Request::of("INCRBY", key, by)); }
  auto incrByFloat(const Value& key, const Value& by) const { return run(Request::of("INCRBYFLOAT", key, by)); }
  auto decr(const Value& key) const { return run(Request::of("DECR", key)); }
  auto decrBy(const Value& key, const Value& by) const { return run(Request::of("DECRBY", key, by)); }
  /// 1, or 0 where there is no such key.
  auto expire(const Value& key, const Value& seconds) const { return run(Request::of("EXPIRE", key, seconds)); }
  auto expireAt(const Value& key, const Value& at) const { return run(Request::of("EXPIREAT", key, at)); }
  auto pExpire(const Value& key, const Value& ms) const { return run(Request::of("PEXPIRE", key, ms)); }
  auto persist(const Value& key) const { return run(Request::of("PERSIST", key)); }
  /// Seconds; -1 for ever, -2 no such key.
  auto ttl(const Value& key) const { return run(Request::of("TTL", key).repeatable()); }
  auto pTTL(const Value& key) const { return run(Request::of("PTTL", key).repeatable()); }
  auto type(const Value& key) const { return run(Request::of("TYPE", key).repeatable()); }
  auto rename(const Value& from, const Value& to) const { return run(Request::of("RENAME", from, to)); }
  /// {cursor, keys} of one node; scanIterator() goes over all of them.
  auto scan(const Value& cursor, const RedisScanOptions& options = {}) const {
    return run(detail::redis_scan(cursor, options));
  }

  // -- hashes
  /// hSet(key, field, value), or hSet(key, {{"name", "ann"}, {"age", 30}}).
  auto hSet(const Value& key, const Value& field, const Value& value = detail::no_value) const {
    return run(detail::redis_hash_set(key, field, value));
  }
  auto hGet(const Value& key, const Value& field) const { return run(Request::of("HGET", key, field).repeatable()); }
  auto hmGet(const Value& key, const Value& fields) const { return run(listed("HMGET", key, fields).repeatable()); }
  /// An object; an empty one where there is no such key.
  auto hGetAll(const Value& key) const { return run(Request::of("HGETALL", key).as(Shape::object).repeatable()); }
  auto hDel(const Value& key, const Value& fields) const { return run(listed("HDEL", key, fields)); }
  auto hExists(const Value& key, const Value& field) const {
    return run(Request::of("HEXISTS", key, field).repeatable());
  }
  auto hIncrBy(const Value& key, const Value& field, const Value& by) const {
    return run(Request::of("HINCRBY", key, field, by));
  }
  auto hIncrByFloat(const Value& key, const Value& field, const Value& by) const {
    return run(Request::of("HINCRBYFLOAT", key, field, by));
  }
  auto hKeys(const Value& key) const { return run(Request::of("HKEYS", key).repeatable()); }
  auto hVals(const Value& key) const { return run(Request::of("HVALS", key).repeatable()); }
  auto hLen(const Value& key) const { return run(Request::of("HLEN", key).repeatable()); }

  // -- sets
  auto sAdd(const Value& key, const Value& members) const { return run(listed("SADD", key, members)); }
  auto sRem(const Value& key, const Value& members) const { return run(listed("SREM", key, members)); }
  auto sMembers(const Value& key) const { return run(Request::of("SMEMBERS", key).repeatable()); }
  auto sIsMember(const Value& key, const Value& member) const {
    return run(Request::of("SISMEMBER", key, member).repeatable());
  }
  auto sCard(const Value& key) const { return run(Request::of("SCARD", key).repeatable()); }

  // -- sorted sets
  /// {{"score", 1}, {"value", "a"}}, or a list of these.
  auto zAdd(const Value& key, const Value& members) const { return run(detail::redis_scores_add(key, members)); }
  auto zRange(const Value& key, const Value& from, const Value& to, const RedisRangeOptions& options = {}) const {
    return run(detail::redis_range(key, from, to, options, false));
  }
  /// [{value, score}]
  auto zRangeWithScores(const Value& key, const Value& from, const Value& to,
                        const RedisRangeOptions& options = {}) const {
    return run(detail::redis_range(key, from, to, options, true));
  }
  /// A number, or null.
  auto zScore(const Value& key, const Value& member) const {
    return run(Request::of("ZSCORE", key, member).as(Shape::number).repeatable());
  }
  auto zRank(const Value& key, const Value& member) const {
    return run(Request::of("ZRANK", key, member).repeatable());
  }
  auto zCard(const Value& key) const { return run(Request::of("ZCARD", key).repeatable()); }
  auto zRem(const Value& key, const Value& members) const { return run(listed("ZREM", key, members)); }
  auto zIncrBy(const Value& key, const Value& by, const Value& member) const {
    return run(Request::of("ZINCRBY", key, by, member).as(Shape::number));
  }

  // -- lists
  auto lPush(const Value& key, const Value& elements) const { return run(listed("LPUSH", key, elements)); }
  auto rPush(const Value& key, const Value& elements) const { return run(listed("RPUSH", key, elements)); }
  auto lPop(const Value& key) const { return run(Request::of("LPOP", key)); }
  auto rPop(const Value& key) const { return run(Request::of("RPOP", key)); }
  auto lRange(const Value& key, const Value& from, const Value& to) const {
    return run(Request::of("LRANGE", key, from, to).repeatable());
  }
  auto lLen(const Value& key) const { return run(Request::of("LLEN", key).repeatable()); }
  auto lRem(const Value& key, const Value& count, const Value& element) const {
    return run(Request::of("LREM", key, count, element));
  }
  auto lTrim(const Value& key, const Value& from, const Value& to) const {
    return run(Request::of("LTRIM", key, from, to));
  }

  // -- the rest
  auto publish(const Value& channel, const Value& message) const {
    return run(Request::of("PUBLISH", channel, message));
  }
  auto ping(const Value& message = detail::no_value) const { return run(detail::redis_optional("PING", message)); }
  auto info(const Value& section = detail::no_value) const { return run(detail::redis_optional("INFO", section)); }

 private:
  static Request listed(std::string_view name, const Value& key, const Value& members) {
    return std::move(Request::of(name, key).add_all(members));
  }
  static Request counted(std::string_view name, const Value& keys) {
    return std::move(Request(name).add_all(keys)).cut_by(Request::Cut::sum);
  }
  auto run(Request request) const { return static_cast<const Self*>(this)->run(std::move(request)); }
};

}  // namespace crema
