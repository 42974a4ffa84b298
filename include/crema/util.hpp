// crema/util.hpp — Node's util: format and inspect, promisify, comparing.
#pragma once
#include <crema/callback.hpp>
#include <crema/console.hpp>
#include <crema/process.hpp>
#include <crema/task.hpp>
#include <crema/timers_promises.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace crema {

/// Options of util.inspect().
struct InspectionOptions {
  Value depth = 2;           // Levels below the outermost that are shown; null: all. Default: 2.
  bool showHidden = false;   // Whether the length of arrays is shown. Default: false.
  bool colors = false;       // In the colours of a terminal. Default: false.
  int maxArrayLength = 100;  // Elements of an array that are shown. Default: 100.
  int breakLength = 80;      // Characters, behind which an object goes on in another line. Default: 80.
};

namespace detail {

// The callback that settles a promise.
inline Callback<Error, Value> settling(Resolve resolve, Reject reject) {
  return [resolve, reject](auto& err, auto& value) { err ? reject(err) : resolve(value); };
}

struct UtilLibrary {
  /// The text that console.log prints of these: a first text may hold %s, %d, %i, %f, %j, %o, %O and %%, which the next replace.
  template <class... A>
  Value format(const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    return format_list(all, sizeof...(what), {});
  }
  /// The same, with options for what is shown as inspect() shows it.
  template <class... A>
  Value formatWithOptions(const InspectionOptions& options, const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    return format_list(all, sizeof...(what), options);
  }
  /// The same of a list.
  Value formatList(const InspectionOptions& options, const Value& list) const;
  /// A Value as console.log shows it inside another.
  Value inspect(const Value& v, const InspectionOptions& options = {}) const;
  /// Of a function whose last parameter is an error-first callback: a function that gives a task instead.
  /// `auto find = util.promisify(findUser); Value user = co_await find(id);`
  template <class F>
  auto promisify(F f) const {
    return [f = std::move(f)]<class... A>(A... arguments) -> Task<Value> {
      auto start = [f, ... held = std::move(arguments)](auto resolve, auto reject) mutable {
        if constexpr (std::is_base_of_v<Value, F>)
          f(Value(held)...,
            Function([resolve, reject](Value err, Value value) { err ? reject(Error::thrown(err)) : resolve(value); }));
        else f(held..., settling(resolve, reject));
      };
      return Promise(std::move(start));
    };
  }
  /// `auto sleep = util.promisify(setTimeout); co_await sleep(1000);`
  Sleep promisify(const SetTimeout&) const { return {}; }
  NextRound promisify(const SetImmediate&) const { return {}; }
  /// The same function, which prints the warning when it is called first.
  template <class F>
  auto deprecate(F f, const Value& message) const {
    return
        [f = std::move(f), message, told = std::make_shared<bool>()]<class... A>(A&&... arguments) -> decltype(auto) {
          if (!std::exchange(*told, true)) process.emitWarning(message, "DeprecationWarning");
          return f(std::forward<A>(arguments)...);
        };
  }
  /// Whether both are the same kind with the same parts, all the way down; as assert.deepStrictEqual compares.
  bool isDeepStrictEqual(const Value& a, const Value& b) const;
  /// U+FFFD for each half of a surrogate pair.
  Value toUSVString(const Value& text) const { return Value(text.str()).toWellFormed(); }
  bool isArray(const Value& v) const;

 private:
  Value format_list(const Value* what, std::size_t count, const InspectionOptions& options) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/util.html
inline constexpr detail::UtilLibrary util{};

}  // namespace crema
