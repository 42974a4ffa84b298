// The methods of arrays that call a function for each element. ! It may change the array that is walked: the array is held,
// and each step looks at its size anew.
#include <algorithm>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

// Calls f(element, index, array) for each until it says stop.
template <class F>
void walk(const Receiver& self, F f) {
  ArrayNode& a = self.node();
  Value list = self.value;
  const std::size_t n = a.size;
  for (std::size_t i = 0; i < n && i < a.size; ++i) {
    Value element = a[i];
    if (!f(element, static_cast<int>(i), list)) return;
  }
}

// Merge sort of our own: std::stable_sort may run out of bounds under a comparison that contradicts itself, as the popular
// () => Math.random() - 0.5 does. less(a, b): a must stand before b.
template <class T, class Less>
void merge_sort(std::vector<T>& list, Less less) {
  std::vector<T> other(list.size());
  for (std::size_t width = 1; width < list.size(); width *= 2) {
    for (std::size_t from = 0; from < list.size(); from += 2 * width) {
      const std::size_t middle = std::min(from + width, list.size()), to = std::min(from + 2 * width, list.size());
      std::size_t a = from, b = middle;
      for (std::size_t i = from; i < to; ++i) {
        const bool right = a == middle || (b != to && less(list[b], list[a]));
        other[i] = std::move(right ? list[b++] : list[a++]);
      }
    }
    std::swap(list, other);
  }
}

// Undefined goes to the end, whatever the comparison says.
std::size_t move_defined(ArrayNode& a, std::vector<Value>& defined) {
  for (Value& v : a) {
    if (Access::tag(v) != tag_undefined) defined.push_back(v);
  }
  return defined.size();
}
void put_back(ArrayNode& a, std::vector<Value>& sorted) {
  const std::size_t n = a.size;
  for (std::size_t i = 0; i < n; ++i) a[i] = i < sorted.size() ? std::move(sorted[i]) : Value();
}

}  // namespace

Value Value::find(Each f) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("find");
  Value found;
  walk(self, [&](Value& v, int i, Value& list) { return f(v, i, list) ? (found = v, false) : true; });
  return found;
}

int Value::findIndex(Each f) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("findIndex");
  int found = -1;
  walk(self, [&](Value& v, int i, Value& list) { return f(v, i, list) ? (found = i, false) : true; });
  return found;
}

Value Value::findLast(Each f) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("findLast");
  ArrayNode& a = self.node();
  Value list = self.value;
  for (std::size_t i = a.size; i-- > 0;) {
    if (i >= a.size) continue;
    Value v = a[i];
    if (f(v, static_cast<int>(i), list)) return v;
  }
  return {};
}

int Value::findLastIndex(Each f) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("findLastIndex");
  ArrayNode& a = self.node();
  Value list = self.value;
  for (std::size_t i = a.size; i-- > 0;) {
    if (i >= a.size) continue;
    Value v = a[i];
    if (f(v, static_cast<int>(i), list)) return static_cast<int>(i);
  }
  return -1;
}

Value Value::filter(Each f) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("filter");
  Value out = crema::make_array();
  walk(self, [&](Value& v, int i, Value& list) {
    const Value element = v;
    if (f(v, i, list)) append_element(out, element);
    return true;
  });
  return out;
}

Value Value::map(Each f) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("map");
  Value out = crema::make_array(self.node().size);
  walk(self, [&](Value& v, int i, Value& list) {
    append_element(out, f(v, i, list));
    return true;
  });
  return out;
}

Value Value::flatMap(Each f) const { return map(f).flat(); }

bool Value::some(Each f) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("some");
  bool any = false;
  walk(self, [&](Value& v, int i, Value& list) { return !(any = static_cast<bool>(f(v, i, list))); });
  return any;
}

bool Value::every(Each f) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("every");
  bool all = true;
  walk(self, [&](Value& v, int i, Value& list) { return all = static_cast<bool>(f(v, i, list)); });
  return all;
}

void Value::forEach(Each f) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("forEach");
  walk(self, [&](Value& v, int i, Value& list) { return f(v, i, list), true; });
}

Value Value::reduce(Fold f, const Value& first) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("reduce");
  Value total = first;
  bool started = given(first);
  walk(self, [&](Value& v, int i, Value& list) {
    total = started ? f(total, v, i, list) : v;
    started = true;
    return true;
  });
  if (!started) throw TypeError("Reduce of empty array with no initial value");
  return total;
}

Value Value::reduceRight(Fold f, const Value& first) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("reduceRight");
  ArrayNode& a = self.node();
  Value list = self.value, total = first;
  bool started = given(first);
  for (std::size_t i = a.size; i-- > 0;) {
    if (i >= a.size) continue;
    Value v = a[i];
    total = started ? f(total, v, static_cast<int>(i), list) : v;
    started = true;
  }
  if (!started) throw TypeError("Reduce of empty array with no initial value");
  return total;
}

Value Value::toSorted() const {
  const Receiver self(*this);
  return self.array() ? self.value.slice().sort() : self.refusal("toSorted");
}
Value Value::toSorted(Fold compare) const {
  const Receiver self(*this);
  return self.array() ? self.value.slice().sort(compare) : self.refusal("toSorted");
}

Value Value::sort() const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("sort");
  (void)self.changeable(0);
  std::vector<Value> list;
  move_defined(self.node(), list);
  std::vector<std::pair<std::string, std::size_t>> keys(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) keys[i] = {list[i].str(), i};
  merge_sort(keys, [](const auto& a, const auto& b) { return compare_utf16(a.first, b.first) < 0; });
  std::vector<Value> sorted(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) sorted[i] = std::move(list[keys[i].second]);
  put_back(self.node(), sorted);
  return self.value;
}

Value Value::sort(Fold compare) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("sort");
  (void)self.changeable(0);
  std::vector<Value> list;
  move_defined(self.node(), list);
  merge_sort(list, [&](Value& right, Value& left) {
    Value a = left, b = right;
    return compare(a, b).number() > 0;
  });
  put_back(self.node(), list);
  return self.value;
}

}  // namespace crema
