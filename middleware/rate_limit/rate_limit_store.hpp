// rate_limit_store.hpp — where rateLimit() counts. Included by rate_limit.hpp.
#pragma once
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <atomic>
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace crema {

struct RateLimitOptions;

namespace detail {
class Limiter;
}

/// A place where hits are counted, to be derived from. It belongs to one limiter.
/// npm: https://express-rate-limit.mintlify.app/guides/creating-a-store
struct RateLimitStore {
  virtual ~RateLimitStore() = default;
  /// Called once, where the limiter is made.
  virtual void init(const RateLimitOptions& options);
  /// Counts a hit: {totalHits, resetTime}. The time is a Date; a store that knows none leaves it out. What it throws goes to the error
  /// handlers, or, with `passOnStoreError`, to stderr.
  virtual Task<Value> increment(Value key) = 0;
  /// Takes one back.
  virtual void decrement(Value key) = 0;
  /// Forgets a client.
  virtual void resetKey(Value key) = 0;
  /// Forgets all. Default: does nothing.
  virtual void resetAll();
  /// What increment() would give, without counting. Default: Error "The current store does not support the get/getKey method".
  virtual Task<Value> get(Value key);
  /// Whether other limiters cannot meet its keys, because they are its own. Default: false.
  virtual bool localKeys() const { return false; }
  /// What it puts before each key. Default: nothing.
  virtual Value prefix() const { return ""; }

  RateLimitStore() = default;
  RateLimitStore(const RateLimitStore&) {}
  RateLimitStore& operator=(const RateLimitStore&) { return *this; }

 private:
  friend class detail::Limiter;
  std::atomic<bool> taken_ = false;  // a limiter counts in it; a copy is another store
};

/// A store, as an option takes it. A handle: copies are the same store.
class RateLimitStoreHandle {
 public:
  RateLimitStoreHandle() = default;
  /// Of a store that is moved in.
  template <class S>
    requires std::derived_from<S, RateLimitStore> RateLimitStoreHandle(S&& store)
        : store_(std::make_shared<S>(std::forward<S>(store))) {
      static_assert(!std::is_lvalue_reference_v<S>,
                    "crema: a store is moved in, or shared: std::make_shared<MyStore>()");
    }
    /// Of one that somebody else looks into, too.
    template <class S>
      requires std::derived_from<S, RateLimitStore> RateLimitStoreHandle(std::shared_ptr<S> store)
          : store_(std::move(store)) {}
      explicit operator bool() const noexcept { return static_cast<bool>(store_); }
      RateLimitStore& operator*() const noexcept { return *store_; }
      RateLimitStore* operator->() const noexcept { return store_.get(); }
      friend bool operator==(const RateLimitStoreHandle&, const RateLimitStoreHandle&) = default;

     private:
      std::shared_ptr<RateLimitStore> store_;
};

/// The store that rateLimit() makes by itself: in the memory of this process, for all its threads.
class RateLimitMemoryStore : public RateLimitStoreHandle {
 public:
  RateLimitMemoryStore();
};

}  // namespace crema
