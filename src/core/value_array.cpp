// The methods of arrays, and those that arrays, texts and buffers share.
#include <algorithm>
#include <cmath>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include "core/object.hpp"
#include "core/value_buffer_bytes.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace detail {

Value Receiver::refusal(std::string_view method) const {
  if (is_pending(value)) return value;
  if (is_nullish(value)) return pending_read(value, method);
  return make_pending(std::string(method) + " is not a function");
}

double integer_of(const Value& v) {
  const double d = v.number();
  return d != d ? 0 : std::trunc(d);
}

std::size_t relative_index(const Value& index, std::size_t size, std::size_t absent) {
  Value held;
  const Value& v = settle(index, held);
  if (Access::tag(v) == tag_undefined) return absent;
  const double d = integer_of(v), n = static_cast<double>(size);
  return static_cast<std::size_t>(d < 0 ? std::max(n + d, 0.0) : std::min(d, n));
}

std::size_t position_in(const Value& index, std::size_t size, std::size_t absent) {
  Value held;
  const Value& v = settle(index, held);
  if (Access::tag(v) == tag_undefined) return absent;
  return static_cast<std::size_t>(std::clamp(integer_of(v), 0.0, static_cast<double>(size)));
}

std::vector<Value> elements_of(const Spread& all) {
  std::vector<Value> elements;
  for (Value v : crema::Array(all)) elements.push_back(std::move(v));
  return elements;
}

}  // namespace detail

namespace {

Value slice_of(ArrayNode& a, std::size_t from, std::size_t to) {
  Value out = crema::make_array(to > from ? to - from : 0);
  for (std::size_t i = from; i < to; ++i) append_element(out, a[i]);
  return out;
}

// Takes `count` elements out of the list of `self` and puts `added` in their place; gives what was there.
Value splice_list(const Receiver& self, const Value& at, const Value& count, std::vector<Value> added) {
  ArrayNode& list = self.changeable(0);
  const std::size_t size = list.size, from = relative_index(at, size, 0), kept = added.size();
  std::size_t removed = size - from;
  if (given(count))
    removed = static_cast<std::size_t>(std::clamp(integer_of(count), 0.0, static_cast<double>(removed)));
  Value out = slice_of(list, from, from + removed);
  if (kept == removed) {
    for (std::size_t i = 0; i < kept; ++i) list[from + i] = std::move(added[i]);
    return out;
  }
  for (std::size_t i = from + removed; i < size; ++i) added.push_back(std::move(list[i]));
  list.resize(from);
  for (Value& v : added) list.push(std::move(v));
  return out;
}

void append_flat(const Value& out, const Value& list, double depth, int nesting) {
  if (nesting > 2'000) throw RangeError("Maximum call stack size exceeded");
  for (std::size_t i = 0; i < element_count(list); ++i) {
    const Value x = element(list, i);
    if (is_array(x) && depth >= 1) append_flat(out, x, depth - 1, nesting + 1);
    else append_element(out, x);
  }
}

// Where a text stands in another, at or behind a unit; -1.
int find_units(std::string_view s, std::string_view wanted, std::size_t start) {
  if (wanted.empty()) return static_cast<int>(start);
  if (cuts_pair(wanted)) {
    const std::string halves = with_halves(s);
    bool half = false;
    const std::size_t at = halves.find(with_halves(wanted), byte_of_unit(halves, start, half));
    return at == std::string::npos ? -1 : static_cast<int>(unit_of_byte(halves, at));
  }
  bool half = false;
  std::size_t byte = byte_of_unit(s, start, half);
  if (half) byte += 4;
  const std::size_t at = s.find(wanted, byte);
  return at == std::string_view::npos ? -1 : static_cast<int>(unit_of_byte(s, at));
}

// The last place, at or before a unit.
int find_last_units(std::string_view s, std::string_view wanted, std::size_t start) {
  if (wanted.empty()) return static_cast<int>(start);
  bool half = false;
  if (!cuts_pair(wanted)) {
    const std::size_t at = s.rfind(wanted, byte_of_unit(s, start, half));
    return at == std::string_view::npos ? -1 : static_cast<int>(unit_of_byte(s, at));
  }
  const std::string halves = with_halves(s);
  const std::size_t at = halves.rfind(with_halves(wanted), byte_of_unit(halves, start, half));
  return at == std::string::npos ? -1 : static_cast<int>(unit_of_byte(halves, at));
}

}  // namespace

bool Value::includes(const Value& x, const Value& from) const {
  const Receiver self(*this);
  if (self.text() || self.buffer()) return self.value.indexOf(x, from) != -1;
  if (!self.array()) self.refuse("includes");
  const bool nan = x != x;
  const ArrayNode& a = self.node();
  for (std::size_t i = relative_index(from, a.size, 0); i < a.size; ++i) {
    if (nan ? a[i] != a[i] : same_key(a[i], x)) return true;
  }
  return false;
}

int Value::indexOf(const Value& x, const Value& from) const {
  const Receiver self(*this);
  if (self.text()) {
    const std::size_t start = position_in(from, text_length(self.value), 0);
    const Text wanted(x);
    if (!ascii_text(self.value)) return find_units(text_of(self.value), wanted.view(), start);
    const std::size_t at = text_of(self.value).find(wanted.view(), start);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
  }
  if (self.buffer()) return buffer_index_of(self.value, x, from);
  if (!self.array()) self.refuse("indexOf");
  const ArrayNode& a = self.node();
  for (std::size_t i = relative_index(from, a.size, 0); i < a.size; ++i) {
    if (same_key(a[i], x) && x == x) return static_cast<int>(i);
  }
  return -1;
}

int Value::lastIndexOf(const Value& x, const Value& from) const {
  const Receiver self(*this);
  if (self.text()) {
    const std::string_view s = text_of(self.value);
    const double start = from.number();  // what is no number is the end
    const std::size_t size = text_length(self.value);
    return find_last_units(s, Text(x).view(), start == start ? position_in(from, size, 0) : size);
  }
  if (self.buffer()) return buffer_last_index_of(self.value, x, from);
  if (!self.array()) self.refuse("lastIndexOf");
  const ArrayNode& a = self.node();
  std::size_t end = a.size;
  if (kind_of(from) != Kind::undefined) {
    const double last = integer_of(from), size = static_cast<double>(a.size);
    end = static_cast<std::size_t>(std::clamp((last < 0 ? size + last : last) + 1, 0.0, size));
  }
  for (std::size_t i = end; i-- > 0;) {
    if (same_key(a[i], x) && x == x) return static_cast<int>(i);
  }
  return -1;
}

Value Value::at(const Value& index) const {
  const Receiver self(*this);
  if (!self.array() && !self.text()) return self.refusal("at");
  const std::size_t size = self.array() ? self.node().size : text_length(self.value);
  double d = integer_of(index);
  if (d < 0) d += static_cast<double>(size);
  if (d < 0 || d >= static_cast<double>(size)) return {};
  return get_property(self.value, d);
}

Value Value::slice(const Value& from, const Value& to) const {
  const Receiver self(*this);
  if (self.text()) {
    const std::size_t n = text_length(self.value);
    return text_slice(self.value, relative_index(from, n, 0), relative_index(to, n, n));
  }
  if (self.buffer()) {
    const std::size_t n = buffer_node(self.value).size, begin = relative_index(from, n, 0),
                      end = relative_index(to, n, n);
    return buffer_slice(self.value, begin, end > begin ? end - begin : 0);
  }
  if (!self.array()) return self.refusal("slice");
  const std::size_t n = self.node().size;
  return slice_of(self.node(), relative_index(from, n, 0), relative_index(to, n, n));
}

Value Value::concat(const Value& a, const Value& b, const Value& c, const Value& d) const {
  const Receiver self(*this);
  if (!self.array() && !self.text()) return self.refusal("concat");
  Value out = self.text() ? Value(self.value.str()) : self.value.slice();
  for (const Value* x : {&a, &b, &c, &d}) {
    if (!given(*x)) break;
    const Receiver other(*x);
    if (self.text()) {
      out += other.value;
    } else if (other.array()) {
      for (const Value& v : other.node()) append_element(out, v);
    } else {
      append_element(out, other.value);
    }
  }
  return out;
}

int Value::push(const Value& a, const Value& b, const Value& c, const Value& d) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("push");
  (void)self.changeable(self.node().size);
  for (const Value* x : {&a, &b, &c, &d}) {
    if (given(*x)) self.node().push(*x);
  }
  return static_cast<int>(self.node().size);
}

int Value::push_all(const Spread& all) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("push");
  (void)self.changeable(self.node().size);
  for (Value& v : elements_of(all)) self.node().push(std::move(v));
  return static_cast<int>(self.node().size);
}

Value Value::pop() const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("pop");
  ArrayNode& a = self.changeable(0);
  if (a.size == 0) return {};
  Value last = std::move(a[a.size - 1]);
  --a.size;
  return last;
}

Value Value::shift() const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("shift");
  ArrayNode& a = self.changeable(0);
  if (a.size == 0) return {};
  Value first = std::move(a[0]);
  ++a.first;
  --a.size;
  return first;
}

int Value::unshift(const Value& a, const Value& b, const Value& c, const Value& d) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("unshift");
  (void)self.changeable(self.node().size);
  for (const Value* x : {&d, &c, &b, &a}) {
    if (given(*x)) self.node().push_front(*x);
  }
  return static_cast<int>(self.node().size);
}

int Value::unshift_all(const Spread& all) const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("unshift");
  (void)splice_list(self, 0, 0, elements_of(all));
  return static_cast<int>(self.node().size);
}

Value Value::splice(const Value& at, const Value& count, const Value& a, const Value& b, const Value& c,
                    const Value& d) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("splice");
  std::vector<Value> added;
  for (const Value* x : {&a, &b, &c, &d}) {
    if (given(*x)) added.push_back(Receiver(*x).value);
  }
  return splice_list(self, at, count, std::move(added));
}
Value Value::splice_all(const Value& at, const Value& count, const Spread& all) const {
  const Receiver self(*this);
  return self.array() ? splice_list(self, at, count, elements_of(all)) : self.refusal("splice");
}

Value Value::reverse() const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("reverse");
  (void)self.changeable(0);
  std::reverse(self.node().begin(), self.node().end());
  return self.value;
}

Value Value::join(const Value& by) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("join");
  Value held;
  const std::string between = Access::tag(settle(by, held)) == tag_undefined ? "," : by.str();
  std::string out;
  for (std::size_t i = 0; i < self.node().size; ++i) {
    if (i != 0) out += between;
    const Value x = self.node()[i];
    if (!is_nullish(x)) append_string(out, x);
    if (out.size() > max_text) throw RangeError("Invalid string length");
  }
  return Value(out);
}

Value Value::fill(const Value& x, const Value& from, const Value& to) const {
  const Receiver self(*this);
  if (self.buffer()) return buffer_fill(self.value, x, from, to), self.value;
  if (!self.array()) return self.refusal("fill");
  const Receiver with(x);
  if (is_pending(with.value)) return with.value;
  const std::size_t n = self.changeable(0).size, end = relative_index(to, n, n);
  for (std::size_t i = relative_index(from, n, 0); i < end; ++i) self.node()[i] = with.value;
  return self.value;
}

Value Value::copyWithin(const Value& at, const Value& from, const Value& to) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("copyWithin");
  const std::size_t n = self.changeable(0).size, target = relative_index(at, n, 0), begin = relative_index(from, n, 0),
                    end = relative_index(to, n, n);
  if (begin >= end) return self.value;
  const Value part = slice_of(self.node(), begin, std::min(end, begin + (n - target)));
  for (std::size_t i = 0; i < array_node(part).size; ++i) self.node()[target + i] = array_node(part)[i];
  return self.value;
}

Value Value::flat(const Value& depth) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("flat");
  Value out = crema::make_array();
  append_flat(out, self.value, integer_of(depth), 0);
  return out;
}

Value Value::toReversed() const {
  const Receiver self(*this);
  return self.array() ? self.value.slice().reverse() : self.refusal("toReversed");
}

Value Value::toSpliced(const Value& at, const Value& count, const Value& a, const Value& b, const Value& c,
                       const Value& d) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("toSpliced");
  Value out = self.value.slice();
  out.splice(at, count, a, b, c, d);
  return out;
}

Value Value::with(const Value& index, const Value& x) const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("with");
  const double n = static_cast<double>(self.node().size), d = integer_of(index), at = d < 0 ? n + d : d;
  if (at < 0 || at >= n) throw RangeError("Invalid index : " + Receiver(index).value.str());
  Value out = self.value.slice();
  array_node(out)[static_cast<std::size_t>(at)] = Receiver(x).value;
  return out;
}

Entries Value::entries() const {
  const Receiver self(*this);
  if (!self.array()) self.refuse("entries");
  const std::size_t n = self.node().size;
  Value out = crema::make_array(n);
  for (std::size_t i = 0; i < n; ++i) {
    Value entry = crema::make_array(2);
    append_element(entry, i);
    append_element(entry, self.node()[i]);
    append_element(out, std::move(entry));
  }
  return Entries(out);
}

Value Value::keys() const {
  const Receiver self(*this);
  if (!self.array()) return self.refusal("keys");
  const std::size_t n = self.node().size;
  Value out = crema::make_array(n);
  for (std::size_t i = 0; i < n; ++i) append_element(out, i);
  return out;
}

Value Value::values() const {
  const Receiver self(*this);
  return self.array() ? self.value.slice() : self.refusal("values");
}

}  // namespace crema
