// crema/events.hpp — Node's EventEmitter, and events.once.
#pragma once
#include <crema/callback.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace crema {

/// The first argument of a listener: what was emitted; of an error also its members. It may be passed on as an Error.
class EventArgument : public Value {
 public:
  explicit EventArgument(const Value& what);
  Value message, name, code, stack;
};

/// A listener that has a name, so that off() finds it: `Listener greet = [=](auto name) { … };`. Of any callable with up to five
/// parameters, coroutines too.
using Listener = Callback<EventArgument, Value, Value, Value, Value>;

namespace detail {

struct Events;

template <class F>
inline constexpr char listener_type = 0;

struct KeptListener {
  Listener call;
  // What makes two the same, unless they share a closure: the function, or the type of a lambda that captures nothing.
  const void* identity = nullptr;
};
KeptListener listener_of(const Listener& listener);
KeptListener listener_of(const Value& function);

template <class F>
KeptListener keep_listener(F f) {
  if constexpr (std::derived_from<F, Listener> || std::derived_from<F, Value>) {
    return listener_of(f);
  } else if constexpr (std::is_pointer_v<F>) {
    return {Listener(f), reinterpret_cast<const void*>(f)};
  } else if constexpr (std::is_empty_v<F>) {
    return {Listener(std::move(f)), &listener_type<F>};
  } else {
    return {Listener(std::move(f))};
  }
}

}  // namespace detail

/// Node: https://nodejs.org/api/events.html. A handle: copies share the listeners; it belongs to the thread of its loop. A class of
/// one's own derives from it: `struct Chat : EventEmitter { … };`. Events are called in order, at once; what a listener throws
/// leaves emit().
class EventEmitter {
 public:
  EventEmitter();

  /// A listener is a function of what is emitted: Values, five at most. It may be async. TypeError when it is no function.
  template <class F>
  const EventEmitter& on(const Value& event, F listener) const {
    return add(event, detail::keep_listener(std::move(listener)), false, false);
  }
  template <class F>
  const EventEmitter& addListener(const Value& event, F listener) const {
    return on(event, std::move(listener));
  }
  /// Called once.
  template <class F>
  const EventEmitter& once(const Value& event, F listener) const {
    return add(event, detail::keep_listener(std::move(listener)), true, false);
  }
  /// Called before those that are there.
  template <class F>
  const EventEmitter& prependListener(const Value& event, F listener) const {
    return add(event, detail::keep_listener(std::move(listener)), false, true);
  }
  template <class F>
  const EventEmitter& prependOnceListener(const Value& event, F listener) const {
    return add(event, detail::keep_listener(std::move(listener)), true, true);
  }
  /// The one that was added last of those that are `listener`: a function, a Listener, a Function in a Value, or a lambda that
  /// captures nothing.
  template <class F>
  const EventEmitter& off(const Value& event, F listener) const {
    static_assert(
        !std::is_class_v<F> || std::is_empty_v<F> || std::derived_from<F, Listener> || std::derived_from<F, Value>,
        "crema: to be taken off, a lambda that captures something has a name: Listener f = [=](auto x) { ... }; "
        "e.on(\"x\", f); e.off(\"x\", f);");
    return remove(event, detail::keep_listener(std::move(listener)));
  }
  template <class F>
  const EventEmitter& removeListener(const Value& event, F listener) const {
    return off(event, std::move(listener));
  }
  const EventEmitter& removeAllListeners(const Value& event = {}) const;

  /// Calls the listeners of this event; false if there is none. "error" without a listener throws what is emitted.
  bool emit(const Value& event, const Value& a = detail::no_value, const Value& b = detail::no_value,
            const Value& c = detail::no_value, const Value& d = detail::no_value,
            const Value& e = detail::no_value) const;

  int listenerCount(const Value& event) const;
  /// The events that have listeners, an array.
  Value eventNames() const;
  /// From so many listeners of one event on there is a warning, once; 0: never. Default: 10.
  const EventEmitter& setMaxListeners(const Value& n) const;
  Value getMaxListeners() const;

  // For the framework.
  const detail::ClosurePtr& state() const noexcept { return state_; }

 private:
  friend struct detail::Events;
  explicit EventEmitter(detail::ClosurePtr state) : state_(std::move(state)) {}
  const EventEmitter& add(const Value& event, detail::KeptListener listener, bool once, bool first) const;
  const EventEmitter& remove(const Value& event, const detail::KeptListener& listener) const;
  bool emit_list(const Value& event, const Value* what, std::size_t count) const;

  detail::ClosurePtr state_;
};

namespace detail {

Callback<> when_aborted(const Value& signal, Callback<Error> call_off);

struct Events {
  /// Waits for the event: an array of what is emitted. An "error" before it is thrown; with `{{"signal", controller.signal}}` an
  /// AbortError when that is aborted.
  Task<Value> once(EventEmitter emitter, Value event, Value options = {}) const;
  /// The same of a request, a response or a stream of a file. It goes on at its "close", too: a client that has gone takes nothing
  /// any more.
  template <class E>
    requires(!std::derived_from<E, crema::EventEmitter> && requires(const E& e) { e.once("x", Callback<Value>()); })
  Task<Value> once(const E& emitter, const Value& event, const Value& options = {})
  const {
    return Promise([&](auto resolve, auto reject) {
      if (emitter.destroyed()) return resolve(Array());
      const Callback<> leave = when_aborted(options.get("signal"), [=](auto& err) { reject(err); });
      const Callback<Value> gone([=] { leave(), resolve(Array()); });
      const Callback<Value> failed([=](auto& err) { leave(), reject(Error(err)); });
      emitter.once(event, Callback<Value>([=](auto& what) {
                     if constexpr (requires { emitter.off("close", gone); })
                       emitter.off("close", gone).off("error", failed);
                     leave();
                     resolve(Array(what));
                   }));
      emitter.once("close", gone);
      emitter.once("error", failed);
    });
  }
  crema::EventEmitter EventEmitter() const { return {}; }
  int defaultMaxListeners = 10;
};

}  // namespace detail

/// `require('events')`.
inline constexpr detail::Events events{};

}  // namespace crema
