// crema/regex.hpp — regular expressions as JavaScript writes them. Included by value.hpp.
#pragma once
#include <crema/text.hpp>
#include <crema/value.hpp>

namespace crema {

/// /jpeg|png/ is "jpeg|png"_re, /x/gi is Regex("x", "gi"). A handle; as a Value it is an object.
/// Throws SyntaxError when the pattern is not one. A match that costs too much throws a RangeError.
class Regex {
 public:
  explicit Regex(Text pattern, Text flags = "");
  operator Value() const { return object_; }
  static bool holds(const Value& v);
  bool test(const Value& s) const;
  Value exec(const Value& s) const;  // [all, group1 …] with index, input and groups, or null
  Value source() const;
  Value flags() const;
  int lastIndex() const;                    // of a "g" or "y": where the next match begins
  void lastIndex(const Value& unit) const;  // re.lastIndex = 0
  bool global() const;
  bool ignoreCase() const;
  bool multiline() const;
  bool dotAll() const;
  bool unicode() const;
  bool sticky() const;
  Value toString() const;  // "/x/gi"

 private:
  Value object_;
};
Regex operator""_re(const char* s, std::size_t n);
}  // namespace crema
