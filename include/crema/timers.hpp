// crema/timers.hpp — setTimeout, setInterval, setImmediate and queueMicrotask, on the loop of the calling thread.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/value.hpp>

#include <chrono>
#include <concepts>
#include <utility>

namespace crema {

/// What setTimeout, setInterval and setImmediate give: a handle, to be cleared. One that was never set is false and may be
/// cleared all the same. As a Value it may be kept in any object.
class Timer {
 public:
  Timer() = default;
  /// Of a Value that a timer was assigned to; undefined and null are no timer. Throws TypeError otherwise.
  explicit Timer(const Value& timer);
  operator Value() const;
  /// The program need not go on for this timer's sake.
  const Timer& unref() const;
  const Timer& ref() const;
  bool hasRef() const;
  /// Starts the time anew.
  const Timer& refresh() const;
  /// Whether it is a timer at all, be it over or not.
  explicit operator bool() const noexcept { return static_cast<bool>(state_); }

  // For the framework.
  explicit Timer(detail::ClosurePtr state) noexcept : state_(std::move(state)) {}
  const detail::ClosurePtr& state() const noexcept { return state_; }

 private:
  detail::ClosurePtr state_;
};

/// A timer as its own callback gets it. It is no Value there, so that `setTimeout(resolve, ms)` resolves with undefined.
class OwnTimer : public Timer {
 public:
  explicit OwnTimer(const Timer& timer) : Timer(timer) {}
  operator Value() const = delete;
};

namespace detail {

Timer start_timer(Callback<OwnTimer> callback, double ms, bool repeat);
Timer start_immediate(Callback<OwnTimer> callback);
void clear_timer(const Timer& timer);
// Of a function in a Value; TypeError when it is none.
Callback<OwnTimer> timer_callback(const Value& function);
// A function with its arguments: Values, unless they are something that a Value cannot hold.
template <class F, class... A>
Callback<OwnTimer> bound(F function, A... arguments) {
  const auto held = []<class T>(T argument) {
    if constexpr (std::convertible_to<T, Value>) return Value(argument);
    else return argument;
  };
  return [function = std::move(function), ... arguments = held(std::move(arguments))]() mutable -> decltype(auto) {
    return call_prefix(function, arguments...);
  };
}

// Settles after `ms` milliseconds.
Task<Value> sleep(double ms, Value value);
template <class T>
concept LengthOfTime = Number<T> || requires {
  std::chrono::duration_cast<std::chrono::milliseconds>(std::declval<T>());
};

struct SetTimeout {
  Timer operator()(Callback<OwnTimer> callback, const Duration& ms = 1) const {
    return start_timer(std::move(callback), ms.ms(), false);
  }
  template <std::derived_from<Value> F>
  Timer operator()(const F& function, const Duration& ms = 1) const {
    return start_timer(timer_callback(function), ms.ms(), false);
  }
  template <class F, class... A>
    requires(sizeof...(A) > 0)
  Timer operator()(F function, const Duration& ms, A... arguments) const {
    return start_timer(bound(std::move(function), std::move(arguments)...), ms.ms(), false);
  }
  template <LengthOfTime T>
  Task<Value> operator()(T ms, Value value = {}) const {
    return sleep(Duration(ms).ms(), std::move(value));
  }
};
struct SetInterval {
  Timer operator()(Callback<OwnTimer> callback, const Duration& ms = 1) const {
    return start_timer(std::move(callback), ms.ms(), true);
  }
  template <std::derived_from<Value> F>
  Timer operator()(const F& function, const Duration& ms = 1) const {
    return start_timer(timer_callback(function), ms.ms(), true);
  }
  template <class F, class... A>
    requires(sizeof...(A) > 0)
  Timer operator()(F function, const Duration& ms, A... arguments) const {
    return start_timer(bound(std::move(function), std::move(arguments)...), ms.ms(), true);
  }
};
struct SetImmediate {
  Timer operator()(Callback<OwnTimer> callback) const { return start_immediate(std::move(callback)); }
  template <std::derived_from<Value> F>
  Timer operator()(const F& function) const {
    return start_immediate(timer_callback(function));
  }
  template <class F, class... A>
    requires(sizeof...(A) > 0)
  Timer operator()(F function, A... arguments) const {
    return start_immediate(bound(std::move(function), std::move(arguments)...));
  }
};

}  // namespace detail

/// Calls back once after `ms` milliseconds, at least one. The callback may take its own timer as a parameter. With arguments for
/// the function: `setTimeout(greet, 1000, "Ann")`. Without a function it is that of timers/promises: `co_await setTimeout(1000);`.
inline constexpr detail::SetTimeout setTimeout{};
/// Calls back every `ms` milliseconds, at least one, until it is cleared.
inline constexpr detail::SetInterval setInterval{};
/// Calls back in the loop's next round, after what has arrived meanwhile.
inline constexpr detail::SetImmediate setImmediate{};

inline void clearTimeout(const Timer& timer) { detail::clear_timer(timer); }
inline void clearTimeout(const Value& timer) { detail::clear_timer(Timer(timer)); }
inline void clearInterval(const Timer& timer) { detail::clear_timer(timer); }
inline void clearInterval(const Value& timer) { detail::clear_timer(Timer(timer)); }
inline void clearImmediate(const Timer& timer) { detail::clear_timer(timer); }
inline void clearImmediate(const Value& timer) { detail::clear_timer(Timer(timer)); }

/// Calls back as soon as what runs now has returned.
void queueMicrotask(Callback<> callback);

}  // namespace crema
