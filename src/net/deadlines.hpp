// net/deadlines.hpp — how long connections may wait for something. Each kind of waiting has one constant time, so each is a list in
// which the first to come is the first to go: only the fronts are looked at, every 500 ms.
#pragma once
#include <array>
#include <cstdint>

#include "h1/protocol.hpp"

namespace crema::net {

inline constexpr double tick_ms = 500;

class Deadline {
 public:
  virtual void expired() = 0;

 protected:
  Deadline() = default;
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() = default;

 private:
  friend class Deadlines;
  Deadline *previous_ = nullptr, *next_ = nullptr;
  std::uint32_t since_ = 0;  // tick
  h1::Phase phase_ = h1::Phase::none;
};

class Deadlines {
 public:
  // Milliseconds of a phase; 0: no limit.
  void limit(h1::Phase phase, double ms) noexcept;
  // Waits for `phase` from now on; a request's time goes on from its head's. `anew` restarts the time of the same phase.
  void place(Deadline& which, h1::Phase phase, std::uint32_t tick, bool anew) noexcept;
  void remove(Deadline& which) noexcept;
  // Calls expired() of those whose time is over.
  void tick(std::uint32_t now);

 private:
  struct List {
    Deadline *first = nullptr, *last = nullptr;
    std::uint32_t ticks = 0;  // 0: no limit
  };
  List& list(h1::Phase phase) noexcept { return lists_[static_cast<std::size_t>(phase)]; }
  std::array<List, h1::phase_count> lists_;
};

}  // namespace crema::net
