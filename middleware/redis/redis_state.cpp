#include "redis_state.hpp"

#include <asio/post.hpp>
#include <utility>

#include "redis_hub.hpp"

namespace crema::detail {

RedisState::RedisState(const RedisClientOptions& o) : RedisState(o, redis_target(o)) {}
RedisState::RedisState(const RedisClientOptions& o, RedisTarget t)
    : options(o), target(std::move(t)), tls(target.tls ? std::make_shared<RedisTls>(options.socket) : nullptr) {}

std::shared_ptr<RedisHub> RedisState::existing_hub() const {
  const std::lock_guard lock(mutex_);
  const auto found = hubs_.find(&ioContext());
  return found == hubs_.end() ? nullptr : found->second.lock();
}

std::shared_ptr<RedisHub> RedisState::hub() {
  if (!is_open()) return nullptr;
  if (auto there = existing_hub()) return there;
  auto made = std::make_shared<RedisHub>(shared_from_this());
  {
    const std::lock_guard lock(mutex_);
    hubs_[&ioContext()] = made;
  }
  made->begin();
  return made;
}

void RedisState::forget(const asio::io_context& io) {
  const std::lock_guard lock(mutex_);
  hubs_.erase(&io);
}

void RedisState::each_hub(void (*work)(RedisHub& hub)) {
  std::vector<std::pair<const asio::io_context*, std::shared_ptr<RedisHub>>> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [io, hub] : hubs_) {
      if (auto there = hub.lock()) all.emplace_back(io, std::move(there));
    }
  }
  for (auto& [io, hub] : all) {
    if (io == &ioContext()) {
      work(*hub);
      continue;
    }
    // What is on another loop is let go of there, too.
    auto& its_io = hub->io();
    asio::post(its_io, [hub = std::move(hub), work]() mutable {
      const auto held = std::move(hub);
      onLoop([&] { work(*held); });
    });
  }
}

void RedisState::on(std::string_view event, Callback<Error> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back({std::string(event), std::move(listener)});
}

bool RedisState::hears(std::string_view event) const {
  const std::lock_guard lock(mutex_);
  for (const auto& listener : listeners_) {
    if (listener.event == event) return true;
  }
  return false;
}

void RedisState::emit(std::string_view event, const Error& error) const {
  std::vector<Callback<Error>> now;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& listener : listeners_) {
      if (listener.event == event) now.push_back(listener.call);
    }
  }
  for (const auto& call : now) call(error);
  if (error && now.empty()) {
    // In a Turn of its own, so that it is reported as an uncaught exception, and the caller goes on.
    asio::post(ioContext(), [error] { onLoop([&] { throw Error(error); }); });
  }
}

}  // namespace crema::detail
