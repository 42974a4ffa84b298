// net/clock.hpp — where a loop has its time from. Nothing else asks the system.
#pragma once

namespace crema::net {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970.
  virtual double now_ms() const = 0;
  // Milliseconds that only go forward.
  virtual double steady_ms() const = 0;
  // Whether somebody else moves it: then the loop sets no timers of the system.
  virtual bool manual() const { return false; }

  static Clock& system();
};

// A clock for tests: it stands still until Loop::advance() moves it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(double now_ms = 1'796'000'000'000) : now_(now_ms) {}
  double now_ms() const override { return now_; }
  double steady_ms() const override { return steady_; }
  bool manual() const override { return true; }
  void move(double ms) {
    now_ += ms;
    steady_ += ms;
  }

 private:
  double now_, steady_ = 0;
};

}  // namespace crema::net
