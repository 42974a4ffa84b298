// Lists of what waits, one for each kind of waiting. Invariant: each list is in the order in which its waits began, but for requests,
// whose time began with their heads: one of these may be seen late by as long as a head before it took.
#include "net/deadlines.hpp"

#include <algorithm>
#include <cmath>

namespace crema::net {

using h1::Phase;

void Deadlines::limit(Phase phase, double ms) noexcept {
  // One more, because a wait may begin just before a tick: never too early, late by less than a tick.
  list(phase).ticks = ms > 0 ? static_cast<std::uint32_t>(std::ceil(std::min(ms, 1e12) / tick_ms)) + 1 : 0;
}

void Deadlines::place(Deadline& which, Phase phase, std::uint32_t tick, bool anew) noexcept {
  if (which.phase_ == phase && !anew) return;
  const bool goes_on = which.phase_ == Phase::head && phase == Phase::request;
  const auto since = goes_on ? which.since_ : tick;
  remove(which);
  which.since_ = since;
  which.phase_ = phase;
  if (phase == Phase::none) return;
  auto& to = list(phase);
  which.previous_ = to.last;
  (to.last ? to.last->next_ : to.first) = &which;
  to.last = &which;
}

void Deadlines::remove(Deadline& which) noexcept {
  if (which.phase_ == Phase::none) return;
  auto& from = list(which.phase_);
  (which.previous_ ? which.previous_->next_ : from.first) = which.next_;
  (which.next_ ? which.next_->previous_ : from.last) = which.previous_;
  which.previous_ = which.next_ = nullptr;
  which.phase_ = Phase::none;
}

void Deadlines::tick(std::uint32_t now) {
  for (auto& list : lists_) {
    if (list.ticks == 0) continue;
    while (list.first && now - list.first->since_ >= list.ticks) {
      auto& due = *list.first;
      remove(due);
      due.expired();
    }
  }
}

}  // namespace crema::net
