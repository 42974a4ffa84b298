// for (auto x : value): the elements of an array, the letters of a text (whole code points, as in JavaScript), the bytes of a buffer.
#include <crema/error.hpp>

#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

Value::iterator Value::begin() const {
  const Receiver self(*this);
  if (self.array() || self.text() || self.buffer()) return iterator(self.value, 0);
  if (is_pending(self.value)) throw_pending(self.value);
  throw TypeError((is_nullish(self.value) ? self.value.str() : typeof_(self.value).str()) + " is not iterable");
}
Value::iterator Value::end() const { return {}; }

bool Value::iterator::done() const {
  if (is_array(of_)) return at_ >= array_node(of_).size;
  if (is_text(of_)) return at_ >= text_of(of_).size();
  return Access::tag(of_) != tag_buffer || at_ >= buffer_node(of_).size;
}
Value Value::iterator::operator*() const {
  if (is_array(of_)) return at_ < array_node(of_).size ? array_node(of_)[at_] : Value();
  if (!is_text(of_)) return get_property(of_, at_);
  const std::string_view s = text_of(of_).substr(at_);
  const char* p = s.data();
  next_code_point(p, s.data() + s.size());
  return Value(s.substr(0, static_cast<std::size_t>(p - s.data())));
}
Value::iterator& Value::iterator::operator++() {
  if (!is_text(of_)) return ++at_, *this;
  const std::string_view s = text_of(of_);
  const char* p = s.data() + at_;
  next_code_point(p, s.data() + s.size());
  at_ = static_cast<std::uint32_t>(p - s.data());
  return *this;
}

}  // namespace crema
