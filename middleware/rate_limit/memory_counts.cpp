#include "memory_counts.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>

#include <utility>

#include "rate_limit.hpp"

namespace crema {

void RateLimitStore::init(const RateLimitOptions&) {}
void RateLimitStore::resetAll() {}
Task<Value> RateLimitStore::get(Value) {
  throw Error("The current store does not support the get/getKey method");
  co_return Value();
}

RateLimitMemoryStore::RateLimitMemoryStore() : RateLimitStoreHandle(std::make_shared<detail::MemoryCounts>()) {}

namespace detail {
namespace {

double now_ms() { return Date.now().number(); }

Value told(const MemoryCounts::Count& count) {
  return Value{{"totalHits", count.hits}, {"resetTime", Date(count.reset_at)}};
}

}  // namespace

void MemoryCounts::init(const RateLimitOptions& options) { window_ms_ = options.windowMs.ms(); }

void MemoryCounts::forget(Clients::iterator client) {
  index_.erase(client->key);
  clients_.erase(client);
}

MemoryCounts::Count MemoryCounts::hit(std::string_view key) {
  const double now = now_ms();
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < 2 && !clients_.empty() && clients_.front().count.reset_at <= now; ++i) forget(clients_.begin());
  const auto found = index_.find(key);
  if (found == index_.end()) {
    clients_.push_back({std::string(key), {1, now + window_ms_}});
    index_.emplace(clients_.back().key, std::prev(clients_.end()));
    return clients_.back().count;
  }
  auto& count = found->second->count;
  if (count.reset_at <= now) {
    count = {0, now + window_ms_};
    clients_.splice(clients_.end(), clients_, found->second);
  }
  ++count.hits;
  return count;
}

std::optional<MemoryCounts::Count> MemoryCounts::find(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end() || found->second->count.reset_at <= now_ms()) return std::nullopt;
  return found->second->count;
}

std::size_t MemoryCounts::size() const {
  const std::lock_guard lock(mutex_);
  return clients_.size();
}

Task<Value> MemoryCounts::increment(Value key) { co_return told(hit(key.str())); }

void MemoryCounts::decrement(Value key) {
  const auto text = key.str();
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(text);
  if (found != index_.end() && found->second->count.hits > 0) --found->second->count.hits;
}

void MemoryCounts::resetKey(Value key) {
  const auto text = key.str();
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(text);
  if (found != index_.end()) forget(found->second);
}

void MemoryCounts::resetAll() {
  const std::lock_guard lock(mutex_);
  index_.clear();
  clients_.clear();
}

Task<Value> MemoryCounts::get(Value key) {
  const auto count = find(key.str());
  co_return count ? told(*count) : Value();
}

}  // namespace detail
}  // namespace crema
