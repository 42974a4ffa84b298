// What all threads have in common of one client: options, listeners, and the part on each loop.
#pragma once
#include <crema/asio.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "redis.hpp"
#include "redis_tls.hpp"
#include "redis_url.hpp"

namespace crema::detail {

class RedisHub;

class RedisState final : public std::enable_shared_from_this<RedisState> {
 public:
  explicit RedisState(const RedisClientOptions& options);
  RedisState(const RedisClientOptions& options, RedisTarget target);

  // The part on this thread's loop, made when it is not there yet. Null when the client is not open.
  std::shared_ptr<RedisHub> hub();
  // The same if it is there.
  std::shared_ptr<RedisHub> existing_hub() const;
  void forget(const asio::io_context& io);
  // Calls `work` with the part of each loop, on its thread; on this one at once.
  void each_hub(void (*work)(RedisHub& hub));

  void on(std::string_view event, Callback<Error> listener);
  void emit(std::string_view event, const Error& error = {}) const;
  bool hears(std::string_view event) const;

  // False: it was open.
  bool open() { return !open_.exchange(true); }
  void shut() { open_ = false; }
  bool is_open() const { return open_; }

  const RedisClientOptions options;
  const RedisTarget target;
  const std::shared_ptr<const RedisTls> tls;  // null: without

 private:
  struct Listener {
    std::string event;
    Callback<Error> call;
  };
  std::atomic<bool> open_{false};
  mutable std::mutex mutex_;
  std::unordered_map<const asio::io_context*, std::weak_ptr<RedisHub>> hubs_;
  std::vector<Listener> listeners_;
};

}  // namespace crema::detail
