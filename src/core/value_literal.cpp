// Literals: {{"id", 1}} is an object, {1, 2} an array. ! What counts as a pair was written in braces on the spot and begins
// with a text; a variable never counts as one.
#include <crema/error.hpp>
#include <crema/object.hpp>

#include "core/object.hpp"
#include "core/value_receiver.hpp"

namespace crema {
using namespace detail;

namespace {

Value array_of(Value a, Value b) {
  Value list = crema::make_array(2);
  append_element(list, std::move(a));
  append_element(list, std::move(b));
  return list;
}

void spread_into_object(const Value& object, const Value& from) {
  const Receiver source(from);
  if (is_pending(source.value)) throw_pending(source.value);
  if (is_nullish(source.value)) return;
  Object.assign(object, source.value);
}
void spread_into_array(const Value& list, const Value& from) {
  for (Value v : from) append_element(list, std::move(v));
}
Value copy_of(const Value& v) {
  const Receiver source(v);
  if (source.array()) return source.value.slice();
  Value object = crema::make_object();
  spread_into_object(object, source.value);
  return object;
}

}  // namespace

// What one literal is made of, by position: the addresses of its items, up to no_item.
class LiteralBuilder {
 public:
  using Form = Item::Form;
  static std::size_t count(const Item* const* items, std::size_t most) {
    std::size_t n = 0;
    while (n < most && items[n]->form_ != Form::none) ++n;
    return n;
  }
  // An item that stands for one value: an element, or the right side of a pair.
  static Value value(const Item& item) {
    if (item.form_ == Form::pair) return array_of(item.key_, item.value_);
    if (item.form_ == Form::spread) return copy_of(item.value_);
    return item.value_;
  }
  static Value array(const Item* const* items, std::size_t n) {
    Value list = crema::make_array(n);
    for (std::size_t i = 0; i < n; ++i) {
      if (items[i]->form_ == Form::spread) spread_into_array(list, items[i]->value_);
      else append_element(list, value(*items[i]));
    }
    return list;
  }
  static Value literal(const Item* const* items, std::size_t n) {
    bool pairs = true, any_pair = false;
    for (std::size_t i = 0; i < n; ++i) {
      any_pair |= items[i]->form_ == Form::pair;
      pairs &=
          items[i]->form_ == Form::pair || (items[i]->form_ == Form::spread && !Receiver(items[i]->value_).array());
    }
    if (!pairs || (!any_pair && items[0]->form_ != Form::spread)) return array(items, n);
    Value object = crema::make_object(n);
    for (std::size_t i = 0; i < n; ++i) {
      if (items[i]->form_ == Form::spread) {
        spread_into_object(object, items[i]->value_);
      } else {
        Value member = items[i]->value_;
        if (is_pending(member)) throw_pending(member);
        std::swap(object_node(object).at(items[i]->key_), member);
      }
    }
    return object;
  }
  static bool ends_at(const Item& item) { return item.form_ == Form::none; }
  static bool is_key(const Item& item) { return item.form_ == Form::value && is_text(item.value_); }
};

#define CREMA_ITEMS                                                                                                    \
  {                                                                                                                    \
    &i1, &i2, &i3, &i4, &i5, &i6, &i7, &i8, &i9, &i10, &i11, &i12, &i13, &i14, &i15, &i16, &i17, &i18, &i19, &i20,     \
        &i21, &i22, &i23, &i24, &i25, &i26, &i27, &i28, &i29, &i30, &i31, &i32                                         \
  }
#define CREMA_ITEM_PARAMETERS                                                                                          \
  const Item &i1, const Item &i2, const Item &i3, const Item &i4, const Item &i5, const Item &i6, const Item &i7,      \
      const Item &i8, const Item &i9, const Item &i10, const Item &i11, const Item &i12, const Item &i13,              \
      const Item &i14, const Item &i15, const Item &i16, const Item &i17, const Item &i18, const Item &i19,            \
      const Item &i20, const Item &i21, const Item &i22, const Item &i23, const Item &i24, const Item &i25,            \
      const Item &i26, const Item &i27, const Item &i28, const Item &i29, const Item &i30, const Item &i31,            \
      const Item &i32

#define CREMA_FEW_ITEMS                                                                                                \
  { &i1, &i2, &i3, &i4, &i5, &i6 }
#define CREMA_FEW_PARAMETERS                                                                                           \
  const Item &i1, const Item &i2, const Item &i3, const Item &i4, const Item &i5, const Item &i6

Value::Value(CREMA_FEW_PARAMETERS) : Value() {
  const Item* const items[] = CREMA_FEW_ITEMS;
  *this = LiteralBuilder::literal(items, LiteralBuilder::count(items, 6));
}
Value::Value(CREMA_ITEM_PARAMETERS) : Value() {
  const Item* const items[] = CREMA_ITEMS;
  *this = LiteralBuilder::literal(items, LiteralBuilder::count(items, 32));
}
Value::Value(const Spread& s) : Value(copy_of(s.value_)) {}

Item::Item(Tagged, std::string_view text) : value_(text) {}
Item::Item(Tagged, double number) : value_(number) {}
Item::Item(Tagged, const Value& v) : value_(v) {}
Item::Item(const Spread& s) : value_(s.value_), form_(Form::spread) {}
Item::~Item() = default;

Item::Item(const Item& first, const Item& second) {
  if (!LiteralBuilder::ends_at(second) && LiteralBuilder::is_key(first)) {
    form_ = Form::pair;
    key_ = first.value_;
    value_ = LiteralBuilder::value(second);
    return;
  }
  const Item* const items[] = {&first, &second};
  value_ = LiteralBuilder::literal(items, LiteralBuilder::count(items, 2));
}
Item::Item(CREMA_FEW_PARAMETERS) {
  const Item* const items[] = CREMA_FEW_ITEMS;
  value_ = LiteralBuilder::literal(items, LiteralBuilder::count(items, 6));
}
Item::Item(CREMA_ITEM_PARAMETERS) {
  const Item* const items[] = CREMA_ITEMS;
  value_ = LiteralBuilder::literal(items, LiteralBuilder::count(items, 32));
}
Item::Item(const Pair& only) {
  if (LiteralBuilder::is_key(only.key_)) {
    value_ = crema::make_object(1);
    set_member(value_, text_of(only.key_.value_), LiteralBuilder::value(only.value_));
  } else {
    const Item* const inner[] = {&only.key_, &only.value_};
    value_ = crema::make_array(1);
    append_element(value_, LiteralBuilder::array(inner, 2));
  }
}

Value ArrayLib::operator()(CREMA_FEW_PARAMETERS) const {
  const Item* const items[] = CREMA_FEW_ITEMS;
  return LiteralBuilder::array(items, LiteralBuilder::count(items, 6));
}
Value ArrayLib::operator()(CREMA_ITEM_PARAMETERS) const {
  const Item* const items[] = CREMA_ITEMS;
  return LiteralBuilder::array(items, LiteralBuilder::count(items, 32));
}
#undef CREMA_FEW_ITEMS
#undef CREMA_FEW_PARAMETERS
#undef CREMA_ITEMS
#undef CREMA_ITEM_PARAMETERS

}  // namespace crema
