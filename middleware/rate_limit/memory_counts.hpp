// Hits in memory. All windows are of one length, so the clients stand in the order in which theirs end: whoever comes looks at the
// first two, and those that are over go, however many there are; nobody ever looks at all of them. For all threads.
#pragma once
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "rate_limit_store.hpp"

namespace crema::detail {

class MemoryCounts final : public RateLimitStore {
 public:
  struct Count {
    double hits, reset_at;  // ms since 1970
  };
  Count hit(std::string_view key);
  std::optional<Count> find(std::string_view key) const;
  std::size_t size() const;

  void init(const RateLimitOptions& options) override;
  Task<Value> increment(Value key) override;
  void decrement(Value key) override;
  void resetKey(Value key) override;
  void resetAll() override;
  Task<Value> get(Value key) override;
  bool localKeys() const override { return true; }

 private:
  struct Client {
    std::string key;
    Count count;
  };
  using Clients = std::list<Client>;
  void forget(Clients::iterator client);

  mutable std::mutex mutex_;
  double window_ms_ = 60000;
  Clients clients_;  // the window that ends first in front
  std::unordered_map<std::string_view, Clients::iterator> index_;
};

}  // namespace crema::detail
