// core/value_receiver.hpp — what the methods of Value begin with: the value that they are called on.
#pragma once
#include "core/value_node.hpp"

namespace crema::detail {

/// The receiver of a method, resolved and kept alive: a callback may change what held it.
class Receiver {
 public:
  explicit Receiver(const Value& v) : value(settled(v)) {}
  bool array() const { return is_array(value); }
  bool text() const { return is_text(value); }
  bool buffer() const { return Access::tag(value) == tag_buffer; }
  bool number() const { return is_number(value); }
  ArrayNode& node() const { return array_node(value); }
  /// The same to be changed: a TypeError if it is frozen, as when the element at this place is written.
  ArrayNode& changeable(std::size_t at) const {
    if (is_frozen(node())) throw_frozen(at);
    return node();
  }

  /// The pending TypeError of a method that this kind has not: of undefined, of a number …
  Value refusal(std::string_view method) const;
  /// The same for methods that give no Value.
  [[noreturn]] void refuse(std::string_view method) const { throw_pending(refusal(method)); }

  const Value value;

 private:
  [[noreturn]] void throw_frozen(std::size_t at) const;
  static Value settled(const Value& v) {
    Value held;
    return settle_or_pending(v, held);
  }
};

/// The TypeError of a frozen object or array: `written` is what was to be there, or undefined when it was to go.
[[noreturn]] void throw_frozen_property(const Value& container, std::string_view key, bool is_there, bool written);

/// Units of a text as JavaScript counts them.
std::size_t text_length(const Value& text);
/// An index as slice() takes it: from the end if negative, within [0, size]; `absent` if undefined.
std::size_t relative_index(const Value& index, std::size_t size, std::size_t absent);
/// The same without counting from the end: a negative one is 0.
std::size_t position_in(const Value& index, std::size_t size, std::size_t absent);
/// ToIntegerOrInfinity.
double integer_of(const Value& v);
/// ToUint32: the number's whole part, modulo 2^32.
std::uint32_t bits_of(double number);
/// The units [from, to) of a text.
Value text_slice(const Value& text, std::size_t from, std::size_t to);
/// What ...x puts into a call or a list.
std::vector<Value> elements_of(const Spread& all);
inline bool given(const Value& argument) { return &argument != &no_value; }

}  // namespace crema::detail
