// crema/text.hpp — a text parameter. Included by value.hpp.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// What every public function takes where JavaScript takes a text: chars, std::string or a Value (of which String(v)).
/// Only for the duration of the call: chars are not copied.
class Text {
 public:
  template <detail::Chars T>
  Text(const T& s) : chars_(s) {}
  Text(const Value& v);
  operator std::string_view() const { return chars_.data() ? chars_ : held_.view(); }
  std::string_view view() const { return *this; }
  std::string str() const { return std::string(view()); }
  Value value() const { return chars_.data() ? Value(chars_) : held_; }

 private:
  std::string_view chars_;
  Value held_ = "";
};
}  // namespace crema
