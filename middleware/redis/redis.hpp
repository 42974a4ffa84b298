// crema/redis.hpp — a client of Redis and of Redis Cluster.                                        npm: redis 5
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <memory>
#include <utility>

#include "redis_commands.hpp"
#include "redis_options.hpp"
#include "redis_request.hpp"

namespace crema {

namespace detail {
class RedisState;
struct RedisBatch;
struct RedisWalk;
}  // namespace detail

/// What a command gives: a Task, which may be dropped as a promise that nobody awaits.
template <class T = Value>
class RedisTask : public Task<T> {
 public:
  RedisTask(Task<T>&& task) noexcept : Task<T>(std::move(task)) {}
  template <class F>
  RedisTask<Value> then(F f) && {
    return static_cast<Task<T>&&>(*this).then(std::move(f));
  }
  template <class F>
  RedisTask<Value> catch_(F f) && {
    return static_cast<Task<T>&&>(*this).catch_(std::move(f));
  }
  template <class F>
  RedisTask<Value> finally(F f) && {
    return static_cast<Task<T>&&>(*this).finally(std::move(f));
  }
};
using RedisReply = RedisTask<Value>;

/// What Redis answers with an error: `message` is its text ("WRONGTYPE Operation against …"), `code` the first word of it.
struct RedisError : Error {
  explicit RedisError(const Value& text);
};

/// Commands that are done together or not at all: `client.multi().set("a", 1).incr("b").exec()`.
class RedisMulti : public RedisCommands<RedisMulti> {
 public:
  // For createClient.
  explicit RedisMulti(std::shared_ptr<detail::RedisState> state);
  /// The list of replies, in order; null when a watched key has changed. Throws the first error among them.
  RedisReply exec() const;
  /// Any command: {"LPUSH", "list", "a"}.
  RedisMulti addCommand(const Value& arguments) const;

 private:
  friend class RedisCommands<RedisMulti>;
  RedisMulti run(detail::RedisRequest request) const;
  std::shared_ptr<detail::RedisBatch> batch_;
};

/// What scanIterator() gives: `auto keys = client.scanIterator({.MATCH = "user:*"}); while (Value some = co_await keys.next()) …`
class RedisScan {
 public:
  RedisScan(std::shared_ptr<detail::RedisState> state, const RedisScanOptions& options);
  /// The next keys, a list that may be empty; undefined at the end.
  RedisReply next() const;

 private:
  std::shared_ptr<detail::RedisWalk> walk_;
};

/// A client: a handle, copies are the same client. It may be used on every thread of a server, each has a connection of its own,
/// made at the first command there. Nothing blocks. Where the URL leads to a node of a cluster, it is a client of the cluster.
/// npm: https://github.com/redis/node-redis
class RedisClient : public RedisCommands<RedisClient> {
 public:
  /// Empty: to be assigned.
  RedisClient() = default;
  explicit RedisClient(const RedisClientOptions& options);

  /// "error" (an Error): a connection was lost or could not be made; the client goes on trying. Without a listener it is an uncaught
  /// exception, as in Node. "connect", "ready", "reconnecting", "end". Called on the thread whose connection it is.
  const RedisClient& on(const Text& event, Callback<Error> listener) const;

  /// Connects, and again whenever the connection is lost, until close(). The client itself, once it is ready; rejects only when
  /// reconnectStrategy gives up or the client is closed meanwhile. Error: "Socket already opened".
  RedisTask<RedisClient> connect() const;
  /// Closes after what was sent has been answered.
  RedisReply close() const;
  RedisReply quit() const { return close(); }
  /// Closes at once: what waits fails with "Disconnects client".
  void destroy() const;
  RedisReply disconnect() const;
  /// Whether connect() was called, and not close().
  bool isOpen() const;
  /// Whether there is a connection on this thread.
  bool isReady() const;
  /// Whether it has found itself at a cluster, as of now.
  bool isCluster() const;
  /// Another client of the same options, not connected. npm's needs one for subscriptions; here the client may serve both.
  RedisClient duplicate() const;
  /// The same with options of its own in place of those that `change` sets.
  RedisClient duplicate(Callback<RedisClientOptions&> change) const;

  /// Any command: `client.sendCommand({"OBJECT", "ENCODING", "key"})`.
  RedisReply sendCommand(const Value& arguments) const { return run(detail::redis_request(arguments)); }
  RedisMulti multi() const { return RedisMulti(state()); }
  /// All keys, in steps, of all masters of a cluster.
  RedisScan scanIterator(const RedisScanOptions& options = {}) const { return RedisScan(state(), options); }
  /// All keys of a pattern, of all masters of a cluster; for small databases.
  RedisReply keys(const Value& pattern) const;
  RedisReply flushAll() const;
  RedisReply flushDb() const;
  RedisReply dbSize() const;

  /// Calls `listener(message, channel)` for what is published on a channel, or on each of a list. A template, so that a listener with
  /// captures that has a name is copied here: g++ 12 would destroy a copy beside the caller's `co_await` twice.
  template <class F>
  RedisReply subscribe(const Value& channels, F&& listener) const {
    return subscribe_to(channels, Callback<Value, Value>(std::forward<F>(listener)), false);
  }
  /// Without channels: all of them. Without a listener: all listeners.
  RedisReply unsubscribe(const Value& channels = {}, const Callback<Value, Value>& listener = {}) const;
  /// The same for patterns: "news.*".
  template <class F>
  RedisReply pSubscribe(const Value& patterns, F&& listener) const {
    return subscribe_to(patterns, Callback<Value, Value>(std::forward<F>(listener)), true);
  }
  RedisReply pUnsubscribe(const Value& patterns = {}, const Callback<Value, Value>& listener = {}) const;

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  friend bool operator==(const RedisClient& a, const RedisClient& b) noexcept { return a.state_ == b.state_; }
  /// The client as an object, for then() and catch_().
  operator Value() const;

  // For stores.
  /// Sends a command that may be repeated, and calls back on this thread with its reply.
  void call(const detail::RedisRequest& request, Callback<Error, Value> done) const;

 private:
  friend class RedisCommands<RedisClient>;
  explicit RedisClient(std::shared_ptr<detail::RedisState> state) : state_(std::move(state)) {}
  RedisReply run(detail::RedisRequest request) const;
  RedisReply subscribe_to(const Value& names, const Callback<Value, Value>& listener, bool patterns) const;
  // TypeError for an empty one.
  const std::shared_ptr<detail::RedisState>& state() const;

  std::shared_ptr<detail::RedisState> state_;
};

/// What createCluster() gives.
using RedisCluster = RedisClient;

namespace detail {

struct RedisCreateClient {
  /// Throws TypeError for a URL or option that cannot be meant.
  RedisClient operator()() const;
  RedisClient operator()(const RedisClientOptions& options) const { return RedisClient(options); }
};
struct RedisCreateCluster {
  RedisCluster operator()(const RedisClusterOptions& options) const;
};
struct RedisLibrary {
  RedisCreateClient createClient = {};
  RedisCreateCluster createCluster = {};
};

}  // namespace detail

/// `auto client = createClient({.url = process.env["REDIS_URL"]});` then `client.connect();`
inline constexpr detail::RedisCreateClient createClient{};
/// `auto cluster = createCluster({.rootNodes = {…}});`
inline constexpr detail::RedisCreateCluster createCluster{};
/// `const redis = require('redis')`: `redis.createClient()`.
inline constexpr detail::RedisLibrary redis{};

}  // namespace crema
