// script_value.hpp — Values as texts, for a script that reads them with decode() and writes them with encode() (runtime_script.cpp).
//
// A text is JSON; behind a line end follows, if there is anything that JSON cannot say, a list of patches [path, kind, data]: dates,
// functions, errors, undefined, NaN and so on, and what was there before (so identity and cycles survive). Empty: undefined.
#pragma once
#include <crema/value.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crema::scripts {

/// What a script knows by name: functions and errors of ours, as long as the outermost render runs, and helpers for ever. The name of
/// what is no longer held is never used again.
class Held {
 public:
  std::string add(const Value& v);
  /// Undefined for what is not held, or no longer.
  Value find(std::string_view name) const;
  void clear();

 private:
  std::deque<Value> values_;
  std::unordered_map<const void*, std::size_t> places_;
  std::size_t first_ = 1;
};

/// Throws RangeError for what is nested more than 1,000 deep.
std::string encoded(const Value& v, Held& held);
/// Throws SyntaxError or TypeError for a text that no script of ours has written.
Value decoded(std::string_view text, const Held& held);

}  // namespace crema::scripts
