// crema/timers_promises.hpp — Node's timers/promises: timers to be awaited.
#pragma once
#include <crema/duration.hpp>
#include <crema/task.hpp>
#include <crema/timers.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of the timers that are awaited.
struct TimerPromiseOptions {
  Value signal = {};  // An AbortController's: it ends the waiting with an AbortError. Default: none.
  bool ref = true;    // Whether the program goes on for this timer alone. Default: true.
};

namespace detail {

// Of a time in a Value, too, which the global setTimeout would take for a function.
struct Sleep {
  Task<Value> operator()(const Duration& ms = 1, const Value& value = {}) const { return sleep(ms.ms(), value); }
  /// `setTimeout(1000, undefined, { signal })`
  Task<Value> operator()(const Duration& ms, const Value& value, const TimerPromiseOptions& options) const;
};
struct NextRound {
  Task<Value> operator()(const Value& value = {}) const;
  Task<Value> operator()(const Value& value, const TimerPromiseOptions& options) const;
};
struct Scheduler {
  /// After `ms` milliseconds.
  Task<Value> wait(const Duration& ms) const { return sleep(ms.ms(), {}); }
  Task<Value> wait(const Duration& ms, const TimerPromiseOptions& options) const { return Sleep()(ms, {}, options); }
  /// In the loop's next round.
  Task<Value> yield() const { return NextRound()(); }
};
struct TimersPromises {
  /// Settles with the value after `ms` milliseconds: `co_await timersPromises.setTimeout(req.query["ms"])`.
  Sleep setTimeout = {};
  /// Settles with the value in the loop's next round.
  NextRound setImmediate = {};
  Scheduler scheduler = {};
};

}  // namespace detail

/// Node: https://nodejs.org/api/timers.html#timers-promises-api. With a number `co_await setTimeout(1000)` is the same.
inline constexpr detail::TimersPromises timersPromises{};

}  // namespace crema
