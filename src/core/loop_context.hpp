// core/loop_context.hpp — what core needs of the thread's event loop. net's Loop fills it, so that core includes nothing of net.
#pragma once
#include <crema/callback.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/entity_tags.hpp"
#include "core/exchange_pool.hpp"
#include "core/file_cache.hpp"
#include "core/hops.hpp"

namespace crema::detail {

struct PromiseBase;

class LoopContext {
 public:
  LoopContext() = default;
  LoopContext(const LoopContext&) = delete;
  LoopContext& operator=(const LoopContext&) = delete;
  virtual ~LoopContext() = default;

  // The thread's loop, made at the first call. Defined by net (loop.cpp).
  static LoopContext& current();

  // Runs `work` on this loop, in a Turn of its own. The only member that other threads may call.
  virtual void post(Callback<> work) = 0;
  // Runs `work` after `ms`, once; used for limits, not for users' timers.
  virtual void after(double ms, Callback<> work) = 0;
  // Milliseconds since 1970. A ManualClock in tests; nothing outside the loop asks the system.
  virtual double now_ms() const = 0;
  // "Tue, 24 Nov 2026 11:06:33 GMT", renewed once a second.
  virtual std::string_view date_text() = 0;
  // Makes sure that a Turn is (or soon will be) there to run the hops: called when a hop is pushed.
  virtual void wake() = 0;
  // Serves until nothing is left to do; false, at once, inside of a callback of the loop.
  virtual bool serve() = 0;

  void hop(Hop h) {
    hops.push(std::move(h));
    wake();
  }

  HopQueue hops;
  ExchangePool exchanges;
  FileCache files;
  EntityTags tags;
  std::string scratch;              // for building one body; taken and given back within a call
  PromiseBase* detached = nullptr;  // tasks that nobody awaits
  unsigned nesting = 0;             // links that run inside one another, over all frames
};

// Destroys the tasks that never finished; the loop calls it before it goes.
void destroy_detached(LoopContext& loop) noexcept;

}  // namespace crema::detail
