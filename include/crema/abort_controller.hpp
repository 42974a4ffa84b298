// crema/abort_controller.hpp — AbortController and AbortSignal: how to call off what runs.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace crema {

namespace detail {

struct SignalState;
struct AbortSignals;

// signal.onabort
class AbortListener {
 public:
  explicit AbortListener(SignalState& of) : of_(of) {}
  template <class F>
  const AbortListener& operator=(F f) const {
    set(Callback<Value>(std::move(f)));
    return *this;
  }
  AbortListener(const AbortListener&) = delete;
  AbortListener& operator=(const AbortListener&) = delete;

 private:
  void set(Callback<Value> listener) const;
  SignalState& of_;
};

}  // namespace detail

/// What a controller's `signal`, AbortSignal.timeout and the like are. A handle: copies are the same signal; it belongs to the thread of
/// its loop. It is a Value, too: `{{"signal", controller.signal}}`. Node: https://nodejs.org/api/globals.html#class-abortsignal
class AbortSignalHandle {
 public:
  /// `signal.onabort = [=] { … }`
  const detail::AbortListener onabort;

  bool aborted() const;
  /// What abort() was given, by default an AbortError; undefined before.
  Value reason() const;
  /// Throws the reason of one that is aborted.
  void throwIfAborted() const;
  /// "abort": called when it is aborted, with {type}; never by one that is aborted already.
  void addEventListener(const Text& type, Callback<Value> listener) const;
  /// Takes a listener away: the same Callback that was added.
  void removeEventListener(const Text& type, const Callback<Value>& listener) const;

  /// Of a Value that holds one. TypeError ERR_INVALID_ARG_TYPE for anything else.
  AbortSignalHandle(const Value& signal);
  AbortSignalHandle(const AbortSignalHandle& other) : AbortSignalHandle(other.state_) {}
  AbortSignalHandle& operator=(const AbortSignalHandle&) = delete;
  operator Value() const;
  friend bool operator==(const AbortSignalHandle& a, const AbortSignalHandle& b) { return a.state_ == b.state_; }

  // For the framework.
  explicit AbortSignalHandle(std::shared_ptr<detail::SignalState> state);

 private:
  friend struct detail::AbortSignals;
  friend class AbortController;
  std::shared_ptr<detail::SignalState> state_;
};

/// `new AbortController()`. A handle: copies are the same controller.
/// Node: https://nodejs.org/api/globals.html#class-abortcontroller
class AbortController {
 public:
  const AbortSignalHandle signal;

  AbortController();
  /// Aborts the signal, once. Default: an AbortError, "This operation was aborted".
  void abort(const Value& reason = {}) const;
};

namespace detail {

struct AbortSignals {
  /// One that is aborted.
  AbortSignalHandle abort(const Value& reason = {}) const;
  /// One that is aborted after `ms` milliseconds, with a TimeoutError. The program does not go on for it.
  AbortSignalHandle timeout(const Duration& ms) const;
  /// One that is aborted as soon as one of these is, with its reason: `any(a, b)`, or `any({a, b})` where there is no co_await.
  template <std::same_as<AbortSignalHandle>... S>
  AbortSignalHandle any(const S&... signals) const {
    return any_of({signals.state_...});
  }
  AbortSignalHandle any(std::initializer_list<AbortSignalHandle> signals) const;

 private:
  static AbortSignalHandle any_of(const std::vector<std::shared_ptr<SignalState>>& sources);
};

}  // namespace detail

/// AbortSignal.timeout(5000), AbortSignal.any(a, b), AbortSignal.abort().
inline constexpr detail::AbortSignals AbortSignal{};

namespace detail {
// Calls `call_off` with Node's AbortError when the signal in this Value is aborted, or later in this turn when it is; undefined is no
// signal. What it gives is called when there is nothing left to be called off. Throws TypeError for what is no signal.
Callback<> when_aborted(const Value& signal, Callback<Error> call_off);
}  // namespace detail

}  // namespace crema
