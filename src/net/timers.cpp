// Timers of one loop: a heap, of which Asio waits for the first. Invariant: a timer is in the heap, or running, or over; only in
// the heap does it hold a count and keep the loop going.
#include "net/timers.hpp"

#include <cmath>
#include <utility>

#include "net/loop.hpp"

namespace crema::net {

// -- Timer ------------------------------------------------------------------------------------------------------------------

void Timer::clear() noexcept {
  const detail::ClosurePtr keep(this);
  repeats_ = false;
  running_ = false;
  work_ = {};
  if (at_ != none) timers_->remove(*this);
}

void Timer::ref() noexcept {
  if (std::exchange(referenced_, true) || at_ == none) return;
  timers_->referenced_++;
}

void Timer::unref() noexcept {
  if (!std::exchange(referenced_, false) || at_ == none) return;
  if (--timers_->referenced_ == 0 && !timers_->loop_.in_turn()) timers_->loop_.recheck();
}

void Timer::refresh() {
  if (!timers_ || !work_) return;
  const detail::ClosurePtr keep(this);
  if (at_ != none) timers_->remove(*this);
  timers_->insert(*this);
}

// -- Timers -----------------------------------------------------------------------------------------------------------------

Timers::~Timers() { clear(); }

void Timers::clear() noexcept {
  auto heap = std::move(heap_);
  heap_.clear();
  referenced_ = 0;
  for (auto* timer : heap) {
    timer->at_ = Timer::none;
    timer->timers_ = nullptr;
    timer->work_ = {};
    timer->release();
  }
}

detail::ClosurePtr Timers::start(double ms, bool repeats, bool referenced, Callback<> work) {
  auto* timer = new Timer;
  detail::ClosurePtr held(timer);
  timer->timers_ = this;
  timer->work_ = std::move(work);
  timer->ms_ = ms;
  timer->repeats_ = repeats;
  timer->referenced_ = referenced;
  insert(*timer);
  return held;
}

double Timers::next_due() const noexcept {
  return heap_.empty() ? std::numeric_limits<double>::infinity() : heap_.front()->due_;
}

void Timers::insert(Timer& timer) {
  timer.retain();
  timer.due_ = loop_.clock().steady_ms() + timer.ms_;
  timer.number_ = number_++;
  timer.at_ = heap_.size();
  heap_.push_back(&timer);
  if (timer.referenced_) referenced_++;
  up(timer.at_);
  if (heap_.front() == &timer) loop_.arm();
}

// It may be gone when this returns.
void Timers::remove(Timer& timer) noexcept {
  const auto at = timer.at_;
  const auto last = heap_.size() - 1;
  if (at != last) swap(at, last);
  heap_.pop_back();
  timer.at_ = Timer::none;
  if (at != last) {
    up(at);
    down(at);
  }
  if (timer.referenced_ && --referenced_ == 0 && !loop_.in_turn()) loop_.recheck();
  timer.release();
}

void Timers::run_due() {
  const double now = loop_.clock().steady_ms();
  const auto newest = number_;  // a timer that one of these sets waits for the next time
  while (!heap_.empty() && heap_.front()->due_ <= now && heap_.front()->number_ < newest) run(*heap_.front());
}

void Timers::run(Timer& timer) {
  const detail::ClosurePtr keep(&timer);
  // Also when it throws: an interval goes on.
  struct After {
    Timers& timers;
    Timer& timer;
    ~After() {
      const bool cleared = !std::exchange(timer.running_, false);
      if (timer.at_ != Timer::none) return;  // set anew by itself
      if (timer.repeats_ && !cleared) timers.insert(timer);
      else timer.work_ = {};
    }
  };
  loop_.turn([&] {
    remove(timer);
    timer.running_ = true;
    const After after{*this, timer};
    const auto work = timer.work_;
    work();
  });
}

bool Timers::before(std::size_t a, std::size_t b) const noexcept {
  const auto &x = *heap_[a], &y = *heap_[b];
  return x.due_ != y.due_ ? x.due_ < y.due_ : x.number_ < y.number_;
}

void Timers::swap(std::size_t a, std::size_t b) noexcept {
  std::swap(heap_[a], heap_[b]);
  heap_[a]->at_ = a;
  heap_[b]->at_ = b;
}

void Timers::up(std::size_t at) noexcept {
  while (at > 0 && before(at, (at - 1) / 2)) {
    swap(at, (at - 1) / 2);
    at = (at - 1) / 2;
  }
}

void Timers::down(std::size_t at) noexcept {
  for (;;) {
    auto child = 2 * at + 1;
    if (child >= heap_.size()) return;
    if (child + 1 < heap_.size() && before(child + 1, child)) child++;
    if (!before(child, at)) return;
    swap(at, child);
    at = child;
  }
}

detail::ClosurePtr start_timer(double ms, bool repeats, Callback<> work) {
  if (!(ms >= 1 && ms <= 2147483647.0)) ms = 1;
  return Loop::current().timers().start(std::trunc(ms), repeats, true, std::move(work));
}

}  // namespace crema::net
