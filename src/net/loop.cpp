// The event loop of one thread. Invariant: code of the user runs only inside a Turn, and nothing is written to a socket except
// when the outermost Turn ends: so small writes, head and body, and the answers of a pipeline leave together.
#include "net/loop.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <utility>

#include "core/process_end.hpp"
#include "core/stdio.hpp"
#include "http/dates.hpp"
#include "net/deadlines.hpp"

namespace crema::net {
namespace {

constexpr std::size_t most_hops = 1000;  // in one Turn; then other connections get theirs
constexpr std::size_t most_rounds = 64;  // of sending and going on, likewise

thread_local Loop* current_loop = nullptr;
std::atomic<Loop*> kept_loops{nullptr};

void ignore_sigpipe() {
  static const bool done = std::signal(SIGPIPE, SIG_IGN) != SIG_ERR;
  static_cast<void>(done);
}

class SystemClock final : public Clock {
 public:
  double now_ms() const override { return since<std::chrono::system_clock>(); }
  double steady_ms() const override { return since<std::chrono::steady_clock>(); }

 private:
  template <class C>
  static double since() {
    using Microseconds = std::chrono::microseconds;
    return static_cast<double>(std::chrono::duration_cast<Microseconds>(C::now().time_since_epoch()).count()) / 1000;
  }
};

}  // namespace

Clock& Clock::system() {
  static SystemClock clock;
  return clock;
}

// A thread's loop is kept when the thread ends: a handle that lives longer, a global one, still comes home to it.
struct Loop::Owner {
  Loop* loop = nullptr;
  ~Owner() {
    if (!loop) return;
    if (::gettid() == ::getpid()) loop->tell_of_forgotten();
    loop->shut_down();
    loop->next_kept_ = kept_loops.exchange(loop);
  }
};

Loop& Loop::current() {
  if (!current_loop) {
    thread_local Owner owner;
    current_loop = owner.loop = new Loop;
  }
  return *current_loop;
}

Loop::Scope::Scope(Loop& loop) noexcept : before_(std::exchange(current_loop, &loop)) {}
Loop::Scope::~Scope() { current_loop = before_; }

Loop::Loop(Clock& clock)
    : io_(ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      clock_(clock),
      poller_(*this),
      timers_(*this),
      timer_(io_),
      tick_timer_(io_),
      armed_(std::numeric_limits<double>::infinity()),
      last_tick_(clock.steady_ms()) {
  ignore_sigpipe();
}

Loop::~Loop() { shut_down(); }

// A program that calls exit() leaves its server open; it means to end.
void Loop::tell_of_forgotten() const noexcept {
  if (in_turn() || running_ || finished_ || work_ > 0 || timers_.referenced() == 0) return;
  detail::write_all(2,
                    "crema: main has returned while timers were waiting. process.run(); as its last line serves them; "
                    "unref() lets the program end.\n");
}

void Loop::shut_down() noexcept {
  if (std::exchange(shut_, true)) return;
  const Scope scope(*this);
  depth_++;  // what is dropped may drop more
  while (!guests_.empty()) {
    auto* guest = guests_.back();
    guests_.pop_back();
    guest->loop_ends();
  }
  detail::destroy_detached(*this);
  timers_.clear();
  detail::Hop hop;
  while (hops.pop(hop)) {
  }
  depth_--;
}

// -- entries ----------------------------------------------------------------------------------------------------------------

void Loop::enter() noexcept {
  if (depth_++ > 0) return;
  before_ = std::exchange(current_loop, this);
  asked_ = false;
}

void Loop::leave() {
  if (depth_ > 1) {
    depth_--;
    return;
  }
  settle_all();
  depth_--;
  current_loop = before_;
  if (running_ && (finished_ || idle())) io_.stop();
}

void Loop::settle(Settling& which) {
  if (which.listed_) return;
  which.listed_ = true;
  settling_.push_back(&which);
  if (depth_ == 0) come_back();
}

void Loop::forget(Settling& which) noexcept {
  if (!which.listed_ && !which.touched_) return;
  for (auto* list : {&settling_, &going_, &settled_})
    std::replace(list->begin(), list->end(), &which, static_cast<Settling*>(nullptr));
}

bool Loop::run_hops(std::size_t& budget) {
  bool any = false;
  detail::Hop hop;
  while (budget > 0 && hops.pop(hop)) {
    any = true;
    budget--;
    try {
      hop.run(hop);
    } catch (...) {
      detail::report_uncaught(std::current_exception(), detail::Uncaught::exception);
    }
    hop = {};
  }
  return any;
}

// Hops first, because what they answer leaves in the same write.
void Loop::settle_all() {
  std::size_t budget = most_hops;
  for (std::size_t round = 0; round < most_rounds; round++) {
    const bool hopped = run_hops(budget);
    if (settling_.empty()) {
      if (!hopped) break;
      continue;
    }
    going_.swap(settling_);
    for (std::size_t i = 0; i < going_.size(); i++) {
      auto* which = going_[i];
      if (!which) continue;
      which->listed_ = false;
      if (!std::exchange(which->touched_, true)) settled_.push_back(which);
      which->proceed();
    }
    const bool wait_for_hops = !hops.empty() && budget > 0;
    for (std::size_t i = 0; i < going_.size(); i++) {
      auto* which = going_[i];
      if (!which) continue;
      if (wait_for_hops) settle(*which);
      else which->flush();
    }
    going_.clear();
  }
  for (std::size_t i = 0; i < settled_.size(); i++) {
    if (auto* which = settled_[i]) {
      which->touched_ = false;
      which->settled();
    }
  }
  settled_.clear();
  if (!hops.empty() || !settling_.empty()) come_back();
}

void Loop::wake() {
  if (depth_ == 0) come_back();
}

// An empty Turn soon, for what is left.
void Loop::come_back() {
  if (std::exchange(coming_back_, true)) return;
  asio::post(io_, [this] {
    coming_back_ = false;
    turn([] {});
  });
}

void Loop::post(Callback<> work) {
  posted_.fetch_add(1, std::memory_order_relaxed);
  asio::post(io_, [this, work = std::move(work)]() mutable {
    posted_.fetch_sub(1, std::memory_order_relaxed);
    turn([&] {
      const auto run = std::move(work);  // what it holds goes with it, within the Turn
      run();
    });
  });
}

// -- running ----------------------------------------------------------------------------------------------------------------

void Loop::run_some() {
  io_.restart();
  const auto guard = asio::make_work_guard(io_);
  io_.run();
}

bool Loop::poll() {
  io_.restart();
  return io_.poll() > 0;
}

bool Loop::idle() const noexcept {
  return work_ == 0 && timers_.referenced() == 0 && hops.empty() && !coming_back_ &&
         posted_.load(std::memory_order_relaxed) == 0;
}

void Loop::release_work() noexcept {
  work_--;
  if (work_ == 0 && depth_ == 0) recheck();
}

void Loop::finish() noexcept {
  finished_ = true;
  recheck();
}

bool Loop::begins_anew() {
  if (finished_ || !idle() || std::exchange(asked_, true)) return false;
  turn([] { detail::before_exit(); });
  asked_ = true;
  return !idle();
}

bool Loop::serve() {
  if (in_turn() || running_) return false;
  do run_until([this] { return finished_ || idle(); });
  while (begins_anew());
  return true;
}

char* Loop::receive_buffer() {
  if (!receive_buffer_) receive_buffer_ = std::make_unique_for_overwrite<char[]>(receive_size);
  return receive_buffer_.get();
}

// -- time -------------------------------------------------------------------------------------------------------------------

void Loop::after(double ms, Callback<> work) { timers_.start(ms, false, false, std::move(work)); }

void Loop::arm() {
  if (clock_.manual()) return;
  const double due = timers_.next_due();
  if (due == armed_) return;
  armed_ = due;
  if (std::isinf(due)) {
    timer_.cancel();
    return;
  }
  const double wait = std::clamp(due - clock_.steady_ms(), 0.0, 1e9);
  timer_.expires_after(std::chrono::microseconds(static_cast<std::int64_t>(std::ceil(wait * 1000))));
  timer_.async_wait([this](std::error_code error) {
    if (error) return;
    armed_ = std::numeric_limits<double>::infinity();
    timers_.run_due();
    arm();
  });
}

std::string_view Loop::date_text() {
  if (!ticking_ || clock_.manual()) renew_date();
  return {date_, date_size_};
}

void Loop::renew_date() {
  const auto second = static_cast<std::int64_t>(std::floor(clock_.now_ms() / 1000));
  if (second == date_second_) return;
  date_second_ = second;
  date_size_ = static_cast<std::size_t>(http::format_date(date_, second) - date_);
}

void Loop::connection_opened() {
  if (connections_++ > 0 || ticking_ || clock_.manual()) return;
  renew_date();
  ticking_ = true;
  wait_tick();
}

void Loop::wait_tick() {
  tick_timer_.expires_after(std::chrono::milliseconds(static_cast<int>(tick_ms)));
  tick_timer_.async_wait([this](std::error_code error) {
    if (error) return;
    if (connections_ == 0) {
      ticking_ = false;
      return;
    }
    run_tick();
    wait_tick();
  });
}

void Loop::run_tick() {
  renew_date();
  tick_++;
  turn([this] {
    for (std::size_t i = 0; i < guests_.size(); i++) guests_[i]->tick(tick_);
  });
}

void Loop::advance(double ms) {
  auto& clock = static_cast<ManualClock&>(clock_);
  const double end = clock.steady_ms() + ms;
  for (;;) {
    while (poll()) {
    }
    const double next = std::min({timers_.next_due(), last_tick_ + tick_ms, end});
    clock.move(std::max(0.0, next - clock.steady_ms()));
    if (next == last_tick_ + tick_ms) {
      last_tick_ = next;
      run_tick();
    }
    timers_.run_due();
    if (clock.steady_ms() >= end) break;
  }
  while (poll()) {
  }
}

}  // namespace crema::net

namespace crema::detail {

LoopContext& LoopContext::current() { return net::Loop::current(); }

}  // namespace crema::detail
