// crema/console.hpp — console.log and its kin, which print what Node prints.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <type_traits>

namespace crema {

namespace detail {

template <class T>
struct is_map : std::false_type {};
template <class V, class K>
struct is_map<Map<V, K>> : std::true_type {};
template <class T>
struct is_set : std::false_type {};
template <class V>
struct is_set<Set<V>> : std::true_type {};

// What prints as a Map or a Set does.
Value printable_map(const Value& keys, const Value& values);
Value printable_set(const Value& values);

template <class T>
Value printable(const T& x) {
  if constexpr (std::derived_from<T, Value>) {
    return static_cast<const Value&>(x);
  } else if constexpr (is_map<T>::value) {
    return printable_map(x.keys(), x.values());
  } else if constexpr (is_set<T>::value) {
    return printable_set(x.values());
  } else if constexpr (requires { x.operator Value(); }) {
    return x.operator Value();
  } else if constexpr (std::derived_from<T, std::exception>) {
    return Error(x.what()).operator Value();
  } else {
    static_assert(
        std::constructible_from<Value, const T&>,
        "crema: console prints what a Value can hold, errors, Maps and Sets; of a request or response name a part: "
        "console.log(req.body)");
    return Value(x);
  }
}

/// One of console's functions. An object, so that it may be passed on: `.catch_(console.error)`.
class Printer {
 public:
  constexpr explicit Printer(int descriptor) : descriptor_(descriptor) {}
  /// Prints its arguments, separated by blanks, as one line and with one write: lines of several threads do not mix. A text
  /// that comes first may hold %s, %d, %i, %f, %j, %o, %O and %%, which the next arguments replace.
  template <class... A>
  void operator()(const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    print(all, sizeof...(what));
  }

 private:
  void print(const Value* what, std::size_t count) const;
  int descriptor_;
};

/// How console.dir shows its object.
struct DirOptions {
  bool showHidden = false;  // Whether the length of arrays is shown. Default: false.
  Value depth = 2;          // Levels below the outermost that are shown; null: all. Default: 2.
  bool colors = false;      // For a terminal. Default: false.
};

struct Console {
  Printer log{1}, info{1}, debug{1};  // to stdout
  Printer error{2}, warn{2};          // to stderr
  Printer dirxml{1};                  // as log

  /// The object alone, however text looks in it.
  void dir(const Value& object, const DirOptions& options = {}) const;
  /// Prints "Assertion failed" and what follows if the condition does not hold. Nothing is thrown.
  template <class... A>
  void assert_(bool condition, const A&... what) const {
    if (condition) return;
    const Value all[] = {printable(what)..., Value()};
    failed(all, sizeof...(what));
  }
  /// Rows as a table: an array of objects, an array of arrays, or an object of these. `columns`: the keys that are shown.
  void table(const Value& rows, const Value& columns = {}) const;
  /// Starts a clock; timeLog and timeEnd print how long it has run.
  void time(const Text& label = "default") const;
  template <class... A>
  void timeLog(const Text& label = "default", const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    log_time(label, all, sizeof...(what));
  }
  void timeEnd(const Text& label = "default") const;
  /// Prints how often it was called with this label.
  void count(const Text& label = "default") const;
  void countReset(const Text& label = "default") const;
  /// What follows is indented by two until groupEnd().
  template <class... A>
  void group(const A&... what) const {
    if constexpr (sizeof...(what) > 0) log(what...);
    indent(2);
  }
  template <class... A>
  void groupCollapsed(const A&... what) const {
    group(what...);
  }
  void groupEnd() const { indent(-2); }
  /// "Trace: " and what follows on stderr. C++20 has no stack to show.
  template <class... A>
  void trace(const A&... what) const {
    const Value all[] = {printable(what)..., Value()};
    print_trace(all, sizeof...(what));
  }
  /// Clears the terminal; nothing where stdout is none.
  void clear() const;

 private:
  void failed(const Value* what, std::size_t count) const;
  void log_time(const Text& label, const Value* what, std::size_t count) const;
  void print_trace(const Value* what, std::size_t count) const;
  void indent(int by) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/console.html
inline constexpr detail::Console console{};

}  // namespace crema
