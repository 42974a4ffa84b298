// net/timers.hpp — timers of one loop: setTimeout, setInterval, and limits of the framework's own.
#pragma once
#include <crema/callback.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crema::net {

class Loop;
class Timers;

// One timer; counted, so that a handle outlives it. It belongs to the thread of its loop.
class Timer final : public detail::Closure {
 public:
  void clear() noexcept;
  // Whether it keeps the loop going.
  void ref() noexcept;
  void unref() noexcept;
  bool has_ref() const noexcept { return referenced_; }
  // Begins anew.
  void refresh();
  bool active() const noexcept { return at_ != none || running_; }

 private:
  friend class Timers;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  Timers* timers_ = nullptr;  // null once the loop has gone
  Callback<> work_;
  double due_ = 0, ms_ = 0;
  std::uint64_t number_ = 0;
  std::size_t at_ = none;  // in the heap
  bool repeats_ = false, referenced_ = true, running_ = false;
};

// The heap. Of timers that are due at the same time the one that was set first runs first.
class Timers {
 public:
  explicit Timers(Loop& loop) noexcept : loop_(loop) {}
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  ~Timers();

  detail::ClosurePtr start(double ms, bool repeats, bool referenced, Callback<> work);
  void clear() noexcept;
  // Runs those that are due by now, each in a Turn of its own.
  void run_due();
  // When the first is due; infinity without one.
  double next_due() const noexcept;
  std::size_t referenced() const noexcept { return referenced_; }

 private:
  friend class Timer;
  void insert(Timer& timer);
  void remove(Timer& timer) noexcept;
  void run(Timer& timer);
  bool before(std::size_t a, std::size_t b) const noexcept;
  void swap(std::size_t a, std::size_t b) noexcept;
  void up(std::size_t at) noexcept;
  void down(std::size_t at) noexcept;

  Loop& loop_;
  std::vector<Timer*> heap_;  // each holds one count
  std::uint64_t number_ = 0;
  std::size_t referenced_ = 0;
};

// For setTimeout and setInterval: a timer of this thread's loop. Milliseconds as Node takes them: below 1, above 2^31 - 1 and
// NaN are 1, fractions are cut. The pointer is to a Timer.
detail::ClosurePtr start_timer(double ms, bool repeats, Callback<> work);
inline Timer& timer_of(const detail::ClosurePtr& timer) noexcept { return *static_cast<Timer*>(timer.get()); }

}  // namespace crema::net
