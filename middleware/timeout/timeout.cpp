// timeout(): a timer for each request, which ends with the head or the connection, whichever comes first.
#include "timeout.hpp"

#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/slot.hpp>
#include <crema/timers.hpp>

namespace crema {
namespace {

// The timer that req.clearTimeout() is about: that of the last timeout() the request has come through.
struct RunningTimer {
  Timer timer;
};

Error response_timeout(double delay) {
  return createError(503, "Response timeout", {{"code", "ETIMEDOUT"}, {"timeout", delay}});
}

}  // namespace

Handler timeout(const Duration& time, TimeoutOptions options) {
  const double delay = time.ms() != 0 ? time.ms() : 5000;
  const Value clear = Function([](Request& req) {
    if (const auto* running = findSlot<RunningTimer>(req)) clearTimeout(running->timer);
  });
  return [=](Request& req, Response& res, const Next& next) {
    const auto timer = setTimeout(
        [req, delay] {
          req["timedout"] = true;
          req.emit("timeout", delay);
        },
        delay);
    slot<RunningTimer>(req).timer = timer;
    if (options.respond) req.on("timeout", [next, delay] { next(response_timeout(delay)); });
    req["clearTimeout"] = clear;
    req["timedout"] = false;
    res.on("close", [timer] { clearTimeout(timer); });
    if (!res.headersSent()) res.beforeHead([timer] { clearTimeout(timer); });
    next();
  };
}

}  // namespace crema
