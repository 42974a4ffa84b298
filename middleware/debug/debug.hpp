// crema/debug.hpp — lines on standard error for those whom the environment's DEBUG names.                        npm: debug 4
#pragma once
#include <crema/callback.hpp>
#include <crema/console.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace crema {

namespace detail {

struct DebuggerState;

// debug.enabled: what DEBUG says, until something is assigned.
class DebuggerSwitch {
 public:
  explicit DebuggerSwitch(DebuggerState& of) : of_(of) {}
  operator bool() const;
  const DebuggerSwitch& operator=(bool on) const;
  const DebuggerSwitch& operator=(const DebuggerSwitch& other) const { return *this = static_cast<bool>(other); }
  DebuggerSwitch(const DebuggerSwitch&) = delete;

 private:
  DebuggerState& of_;
};

// debug.log, createDebug.log: takes each line, without its end, in the place of standard error.
class DebugLog {
 public:
  explicit DebugLog(Callback<Value>& place) : place_(place) {}
  template <class F>
  const DebugLog& operator=(F f) const {
    place_ = Callback<Value>(std::move(f));
    return *this;
  }
  DebugLog(const DebugLog&) = delete;
  DebugLog& operator=(const DebugLog&) = delete;

 private:
  Callback<Value>& place_;
};

}  // namespace detail

/// What createDebug gives: `debug("listening on %d", port)`. A first text may hold %s %d %i %f %j %o %O and %%, of which %o shows an
/// object in one line; an error stands for its stack. A handle: copies are the same debugger.
class Debugger {
 public:
  /// The name of its lines, "app:server".
  const Value& namespace_;
  /// Its colour, 1 to 6 (or 8 to 255), and whether lines are coloured. Default: of the name; on a terminal, or as DEBUG_COLORS says.
  Value &color, &useColors;
  /// Whether it prints: `if (debug.enabled) …`; `debug.enabled = true` overrides the environment.
  const detail::DebuggerSwitch enabled;
  /// `debug.log = console.log`: where its lines go. Default: standard error.
  const detail::DebugLog log;

  template <class... A>
  void operator()(const A&... what) const {
    if (!enabled) return;
    const Value all[] = {detail::printable(what)..., Value()};
    print(all, sizeof...(what));
  }
  /// One whose name goes on: `debug.extend("db")` is "app:server:db". It has the `log` of this one.
  Debugger extend(const Value& name, const Value& delimiter = ":") const;

  Debugger(const Debugger& other) : Debugger(other.state_) {}
  Debugger& operator=(const Debugger&) = delete;

 private:
  friend struct detail::DebuggerState;
  explicit Debugger(std::shared_ptr<detail::DebuggerState> state);
  void print(const Value* what, std::size_t count) const;
  std::shared_ptr<detail::DebuggerState> state_;
};

namespace detail {

struct DebugFormatters {
  /// `createDebug.formatters["h"] = Function([](auto v) { return v.toString("hex"); })`: what %h makes of its argument.
  Ref operator[](Key letter) const;
};

struct DebugFactoryLog {
  template <class F>
  const DebugFactoryLog& operator=(F f) const {
    set(Callback<Value>(std::move(f)));
    return *this;
  }
  void set(Callback<Value> log) const;
};

struct CreateDebug {
  /// A debugger of this name: `auto debug = createDebug("app:server");`
  Debugger operator()(const Value& name) const;
  /// Names topics anew, as DEBUG does, and sets DEBUG: "app:*,-app:db". For all debuggers and Crema's own lines.
  void enable(const Value& names) const;
  /// Names none any more; gives what was named.
  Value disable() const;
  /// Whether a topic is named.
  bool enabled(const Value& name) const;
  /// What is named, and what is left out of it: arrays of texts.
  Value names() const;
  Value skips() const;
  /// The colour of a topic.
  Value selectColor(const Value& name) const;
  /// An error's stack, or what it is.
  Value coerce(const Value& v) const;
  DebugFormatters formatters = {};
  /// Where the lines of all debuggers go that have no `log` of their own. Default: standard error.
  DebugFactoryLog log = {};
};

}  // namespace detail

/// `const createDebug = require('debug')`. npm: https://github.com/debug-js/debug
inline constexpr detail::CreateDebug createDebug{};

}  // namespace crema
