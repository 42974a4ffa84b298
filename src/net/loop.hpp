// net/loop.hpp — the event loop of one thread, on an io_context.
#pragma once
#include <asio/basic_waitable_timer.hpp>
#include <asio/io_context.hpp>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "core/loop_context.hpp"
#include "core/uncaught.hpp"
#include "h1/output.hpp"
#include "net/clock.hpp"
#include "net/poller.hpp"
#include "net/timers.hpp"

namespace crema::net {

// What lives on a loop and hears of its time and its end.
class Guest {
 public:
  virtual void tick(std::uint32_t now) = 0;
  virtual void loop_ends() noexcept = 0;

 protected:
  ~Guest() = default;
};

// What has something to do before the Turn ends.
class Settling {
 public:
  // Goes on with what core has done.
  virtual void proceed() = 0;
  // Sends.
  virtual void flush() = 0;
  // The Turn is over and nobody on the stack knows it any more: where it is closed, it may go.
  virtual void settled() = 0;

 protected:
  Settling() = default;
  Settling(const Settling&) = delete;
  Settling& operator=(const Settling&) = delete;
  ~Settling() = default;

 private:
  friend class Loop;
  bool listed_ = false;   // to be settled
  bool touched_ = false;  // settled in this Turn
};

class Loop final : public detail::LoopContext {
 public:
  explicit Loop(Clock& clock = Clock::system());
  ~Loop() override;

  // The thread's own, made at the first call.
  static Loop& current();
  // Makes this one the thread's for a while (tests).
  class Scope {
   public:
    explicit Scope(Loop& loop) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Loop* before_;
  };

  // -- LoopContext
  void post(Callback<> work) override;
  void after(double ms, Callback<> work) override;
  double now_ms() const override { return clock_.now_ms(); }
  std::string_view date_text() override;
  void wake() override;
  bool serve() override;
  // Nothing is left to do: asks the listeners of "beforeExit", once for each time; true if they have begun something.
  bool begins_anew();

  // -- running
  // Every entry from outside goes through here: whatever `work` does and throws is settled when this returns.
  template <class F>
  void turn(F&& work) {
    enter();
    try {
      work();
    } catch (...) {
      detail::report_uncaught(std::current_exception(), detail::Uncaught::exception);
    }
    leave();
  }
  bool in_turn() const noexcept { return depth_ > 0; }
  // Runs until `done()`; what makes it true calls recheck(). Never entered twice: false, at once, when it runs already.
  template <class F>
  bool run_until(F done) {
    if (running_) return false;
    running_ = true;
    while (!done()) run_some();
    running_ = false;
    return true;
  }
  bool running() const noexcept { return running_; }
  void recheck() noexcept { io_.stop(); }
  // Runs what is ready, without waiting; true if there was something.
  bool poll();
  // Moves a manual clock and runs what becomes due on the way.
  void advance(double ms);

  // -- work that keeps the loop going: listening servers, offloads; timers count for themselves
  void retain_work() noexcept { work_++; }
  // Whether such work is there: what comes next may come from elsewhere.
  bool away() const noexcept { return work_ > 0; }
  void release_work() noexcept;
  bool idle() const noexcept;
  // A signal has closed all servers: running ends in spite of timers.
  void finish() noexcept;
  bool finished() const noexcept { return finished_; }

  // `Listening`s that have not gone yet: the last one waits for everything.
  std::atomic<unsigned> waiting{0};

  // -- for net
  asio::io_context& io() noexcept { return io_; }
  Clock& clock() noexcept { return clock_; }
  Poller& poller() noexcept { return poller_; }
  Timers& timers() noexcept { return timers_; }
  h1::BlockPool& blocks() noexcept { return blocks_; }
  static constexpr std::size_t receive_size = 65536;
  char* receive_buffer();
  void settle(Settling& which);
  void forget(Settling& which) noexcept;
  // Sets Asio's timer for the first of the timers.
  void arm();
  std::uint32_t tick() const noexcept { return tick_; }
  // The tick runs while there are connections.
  void add_guest(Guest& which) { guests_.push_back(&which); }
  void remove_guest(Guest& which) noexcept { std::erase(guests_, &which); }
  void connection_opened();
  void connection_closed() noexcept { connections_--; }
  // Lets go of everything that lives on it. Handles may still come back to it, so that a thread's loop is never freed.
  void shut_down() noexcept;
  // main has returned while there was something to do: says so.
  void tell_of_forgotten() const noexcept;

 private:
  struct Owner;

  using SystemTimer =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                 asio::io_context::executor_type>;
  void enter() noexcept;
  void leave();
  void settle_all();
  bool run_hops(std::size_t& budget);
  void come_back();
  void run_some();
  void wait_tick();
  void run_tick();
  void renew_date();

  asio::io_context io_;
  Clock& clock_;
  Poller poller_;
  Timers timers_;
  h1::BlockPool blocks_;
  std::unique_ptr<char[]> receive_buffer_;
  SystemTimer timer_, tick_timer_;
  double armed_;  // what timer_ waits for
  std::vector<Settling*> settling_, going_, settled_;
  std::vector<Guest*> guests_;
  Loop* next_kept_ = nullptr;
  std::atomic<std::size_t> posted_{0};
  Loop* before_ = nullptr;  // the thread's loop outside of this Turn
  std::size_t work_ = 0;
  std::size_t connections_ = 0;
  std::uint32_t tick_ = 0;
  double last_tick_ = 0;  // steady; of a manual clock
  std::int64_t date_second_ = -1;
  char date_[40];
  std::size_t date_size_ = 0;
  unsigned depth_ = 0;
  bool asked_ = false;  // "beforeExit", and nothing has run since
  bool running_ = false, ticking_ = false, coming_back_ = false, finished_ = false, shut_ = false;
};

// The thread's loop until nothing is left to do.
inline void run_until_idle() { Loop::current().serve(); }

}  // namespace crema::net
