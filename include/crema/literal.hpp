// crema/literal.hpp — array and object literals: {{"id", 1}}, {1, 2}, {spread(a), {"x", 2}}. Included by value.hpp.
#pragma once
#include <crema/value.hpp>

namespace crema {

/// { ...v } or [ ...v ], inside a literal.
class Spread {
 public:
  explicit Spread(const Value& v) : value_(v) {}

 private:
  friend class Item;
  friend class Value;
  Value value_;
};
inline Spread spread(const Value& v) { return Spread(v); }
/// Of a Set its values, of a Map its pairs.
template <detail::Listed T>
Spread spread(const T& map_or_set) {
  return Spread(map_or_set.list());
}

/// key and value, written in braces on the spot; a nested literal of one member.
class Pair {
 public:
  Pair(const Item& key, const Item& value) : key_(key), value_(value) {}

 private:
  friend class Item;
  const Item &key_, &value_;
};

class LiteralBuilder;

/// An element of a literal: a value, a pair, a nested literal, or the elements of another value.
class Item {
 public:
  template <detail::Single T>
  Item(const T& v) : value_(v) {}
  // These as calls: a program has hundreds of them.
  template <detail::Chars T>
    requires(!std::is_pointer_v<T> && !std::derived_from<T, Value>)
  Item(const T& text) : Item(detail::Tagged{}, std::string_view(text)) {}
  template <detail::Number N>
  Item(const N& n) : Item(detail::Tagged{}, static_cast<double>(n)) {}
  template <std::derived_from<Value> V>
  Item(const V& v) : Item(detail::Tagged{}, static_cast<const Value&>(v)) {}
  Item(const Spread& s);
  Item(const Pair& only);                       // {{"a", 1}} nested
  Item(const Item& first, const Item& second);  // a pair, or a list
  Item(const Item& i1, const Item& i2, const Item& i3, const Item& i4 = detail::no_item,
       const Item& i5 = detail::no_item, const Item& i6 = detail::no_item);
  Item(const Item& i1, const Item& i2, const Item& i3, const Item& i4, const Item& i5, const Item& i6, const Item& i7,
       const Item& i8 = detail::no_item, const Item& i9 = detail::no_item, const Item& i10 = detail::no_item,
       const Item& i11 = detail::no_item, const Item& i12 = detail::no_item, const Item& i13 = detail::no_item,
       const Item& i14 = detail::no_item, const Item& i15 = detail::no_item, const Item& i16 = detail::no_item,
       const Item& i17 = detail::no_item, const Item& i18 = detail::no_item, const Item& i19 = detail::no_item,
       const Item& i20 = detail::no_item, const Item& i21 = detail::no_item, const Item& i22 = detail::no_item,
       const Item& i23 = detail::no_item, const Item& i24 = detail::no_item, const Item& i25 = detail::no_item,
       const Item& i26 = detail::no_item, const Item& i27 = detail::no_item, const Item& i28 = detail::no_item,
       const Item& i29 = detail::no_item, const Item& i30 = detail::no_item, const Item& i31 = detail::no_item,
       const Item& i32 = detail::no_item);
  Item(const Item&) = default;
  ~Item();

  // For the framework: no_item.
  constexpr explicit Item(detail::Tagged) : form_(Form::none) {}

 private:
  friend class LiteralBuilder;
  friend struct detail::Access;
  enum class Form : std::uint8_t { none, value, pair, spread };
  Item(detail::Tagged, std::string_view text);
  Item(detail::Tagged, double number);
  Item(detail::Tagged, const Value& v);

  Value value_, key_;
  Form form_ = Form::value;
};
}  // namespace crema
