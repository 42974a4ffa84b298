// Activity only notes the time; a timer that comes too early because of it waits for the rest.
#include "core/idle_timer.hpp"

#include <crema/error.hpp>

#include "core/exchange.hpp"
#include "core/response_end.hpp"

namespace crema::detail {

void IdleTimer::set(double ms) {
  ms_ = ms > 0 ? ms : 0;
  last_ = x_.loop->now_ms();
  fired_ = false;
  armed_++;
  if (ms_ > 0) arm(ms_);
}

void IdleTimer::touch() {
  last_ = x_.loop->now_ms();
  if (!fired_) return;
  fired_ = false;
  arm(ms_);
}

void IdleTimer::arm(double ms) {
  x_.loop->after(ms, [weak = weak_from_this(), number = armed_] {
    const auto timer = weak.lock();
    if (timer && timer->armed_ == number) timer->fire();
  });
}

// As in Node, the request is asked only while its body is awaited; where nobody listens, the connection goes.
void IdleTimer::fire() {
  const double idle = x_.loop->now_ms() - last_;
  if (idle < ms_) return arm(ms_ - idle);
  if (!x_.on_stream()) return;
  fired_ = true;
  const bool by_request = x_.body_state != BodyState::complete && emit_request(x_, "timeout");
  const bool by_response = emit_response(x_, "timeout");
  if (!by_request && !by_response) break_off(x_);
}

void set_idle_timeout(Exchange& x, const Value& ms) {
  if (!x.on_stream()) return;
  auto& idle = x.more().idle;
  if (!idle) idle = std::make_shared<IdleTimer>(x);
  idle->set(ms.number());
}

}  // namespace crema::detail
