// crema/duration.hpp — a length of time in an option, and lists of texts.
#pragma once
#include <crema/value.hpp>

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

namespace crema {
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace detail {
double milliseconds_of(const Value& v);  // throws a TypeError that names what was given
}

/// A length of time: milliseconds, a chrono duration (`24h * 30`), or text as npm's `ms` reads it (`"1d"`).
/// Not given is told from zero. Throws TypeError on text that is no duration.
class Duration {
 public:
  constexpr Duration() = default;
  template <detail::Number N>
  constexpr Duration(N ms) : ms_(static_cast<double>(ms)), set_(true) {}
  template <class R, class P>
  constexpr Duration(std::chrono::duration<R, P> d)
      : ms_(std::chrono::duration<double, std::milli>(d).count()), set_(true) {}
  Duration(const char* text) : Duration(Value(text)) {}
  Duration(const Value& v) {
    if (v == null) return;
    ms_ = detail::milliseconds_of(v);
    set_ = true;
  }
  /// Milliseconds; 0 when not given.
  constexpr double ms() const { return ms_; }
  /// Whether one was given.
  constexpr bool given() const { return set_; }
  double ms_or(double fallback) const { return set_ ? ms_ : fallback; }

 private:
  double ms_ = 0;
  bool set_ = false;
};

/// One text, or a list of them: `.secret = "x"`, `.secret = {"new", "old"}`. TypeError when the list holds undefined or null,
/// so that an environment variable that is not set does not become the secret "undefined".
class Texts {
 public:
  Texts() = default;
  Texts(const Value& v);
  template <detail::Chars T>
  Texts(const T& s) : list_{std::string(std::string_view(s))}, given_(true) {}
  Texts(std::initializer_list<Value> l) : given_(true) {
    for (const auto& one : l) add(one);
  }
  const std::vector<std::string>& list() const { return list_; }
  /// Whether one was given; an empty list is given.
  bool given() const { return given_; }
  bool empty() const { return list_.empty(); }

 private:
  void add(const Value& one);
  std::vector<std::string> list_;
  bool given_ = false;
};

}  // namespace crema
