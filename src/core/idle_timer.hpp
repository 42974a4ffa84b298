// core/idle_timer.hpp — setTimeout() of req and res: "timeout" after some time without a byte in either direction.
#pragma once
#include <crema/value.hpp>

#include <memory>

namespace crema::detail {

struct Exchange;

// Owned by the exchange while it is on its stream, so that a timer which is late finds nothing.
class IdleTimer : public std::enable_shared_from_this<IdleTimer> {
 public:
  explicit IdleTimer(Exchange& x) : x_(x) {}
  // Milliseconds from now on; 0: never.
  void set(double ms);
  // Bytes have gone or come.
  void touch();

 private:
  void arm(double ms);
  void fire();
  Exchange& x_;
  double ms_ = 0, last_ = 0;
  unsigned armed_ = 0;  // number of the timer that counts
  bool fired_ = false;
};

void set_idle_timeout(Exchange& x, const Value& ms);

}  // namespace crema::detail
