// JavaScript's operators. ! Arithmetic on a pending TypeError stays pending, so that && may discard it; comparing throws.
#include <cmath>
#include <crema/error.hpp>
#include <crema/map.hpp>
#include <cstring>
#include <limits>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

std::int32_t calculate_bits(std::uint32_t a, char op, std::uint32_t b) {
  const auto number = static_cast<std::int32_t>(a);
  switch (op) {
    case '&':
      return static_cast<std::int32_t>(a & b);
    case '|':
      return static_cast<std::int32_t>(a | b);
    case '^':
      return static_cast<std::int32_t>(a ^ b);
    case '<':
      return static_cast<std::int32_t>(a << (b & 31U));
    default:
      return number >> (b & 31U);
  }
}

// What + and < see of an array, an object, a function, a buffer or a host object.
bool is_primitive(const Value& v) { return Access::tag(v) <= tag_text; }
Value primitive(const Value& v, bool as_number) {
  if (as_number && Access::tag(v) == tag_host) {
    const Value inner = static_cast<HostObject*>(Access::node(v))->value_of();
    if (!is_nullish(inner) && is_primitive(inner)) return inner;
  }
  return Value(v.str());
}

Value joined(std::string_view a, std::string_view b) {
  const std::size_t size = a.size() + b.size();
  if (!b.empty() && static_cast<unsigned char>(b[0]) == 0xed) {  // two halves of a pair may meet
    std::string out(a);
    append_joined(out, b);
    return Value(out);
  }
  if (size <= 15) {
    char bytes[16];
    if (!a.empty()) std::memcpy(bytes, a.data(), a.size());
    if (!b.empty()) std::memcpy(bytes + a.size(), b.data(), b.size());
    return Value(std::string_view(bytes, size));
  }
  TextNode* t = new_text(size, size);
  const Value out = Access::hold(tag_text, t);
  if (!a.empty()) std::memcpy(t->data(), a.data(), a.size());
  if (!b.empty()) std::memcpy(t->data() + a.size(), b.data(), b.size());
  return out;
}

// a += b of texts. A text that nobody else sees grows in place and by half more than needed: so n appends cost O(n).
void append_text(Value& a, std::string_view b) {
  const std::string_view now = text_of(a);
  const std::size_t size = now.size() + b.size();
  if (size <= 15 || (!b.empty() && static_cast<unsigned char>(b[0]) == 0xed)) {
    a = joined(now, b);
    return;
  }
  if (Access::tag(a) == tag_text && unshared(Access::node(a)) && size <= text_node(a).capacity) {
    TextNode& t = text_node(a);
    std::memcpy(t.data() + t.size, b.data(), b.size());
    t.size = static_cast<std::uint32_t>(size);
    t.data()[size] = '\0';
    if (t.flags.load(std::memory_order_relaxed) == 1 && !is_ascii(b)) t.flags.store(2, std::memory_order_relaxed);
    return;
  }
  const bool ascii = ascii_text(a) && is_ascii(b);
  TextNode* t = new_text(size, size + size / 2);
  Value out = Access::hold(tag_text, t);
  std::memcpy(t->data(), now.data(), now.size());
  if (!b.empty()) std::memcpy(t->data() + now.size(), b.data(), b.size());
  t->flags.store(ascii ? 1 : 2, std::memory_order_relaxed);
  a = std::move(out);
}

}  // namespace

bool Value::equal(const Value& left, const Value& right) {
  Value held_left, held_right;
  const Value& a = settle(left, held_left);
  const Value& b = settle(right, held_right);
  const auto kind = Access::tag(a);
  if (kind == tag_number) return is_number(b) && Access::number(a) == Access::number(b);
  if (kind <= tag_null) return is_nullish(b);
  if (same_bits(a, b)) return true;
  return kind == tag_text && Access::tag(b) == tag_text && text_of(a) == text_of(b);
}

bool Value::equal(const Value& left, std::string_view b) {
  Value held;
  const Value& a = settle(left, held);
  return is_text(a) && text_of(a) == b;
}

bool Value::less(const Value& left, const Value& right, bool negated) {
  Value held_left, held_right;
  const Value& x = settle(left, held_left);
  const Value& y = settle(right, held_right);
  if (!is_primitive(x) || !is_primitive(y)) {
    return less(is_primitive(x) ? x : primitive(x, true), is_primitive(y) ? y : primitive(y, true), negated);
  }
  if (is_text(x) && is_text(y)) return (compare_utf16(text_of(x), text_of(y)) < 0) != negated;
  const double a = x.number(), b = y.number();
  if (a != a || b != b) return false;
  return (a < b) != negated;
}

Value Value::add(const Value& left, const Value& right) {
  if (is_number(left) && is_number(right)) return Access::number(left) + Access::number(right);
  Value held_left, held_right;
  const Value& a = settle_or_pending(left, held_left);
  const Value& b = settle_or_pending(right, held_right);
  if (is_pending(a)) return a;
  if (is_pending(b)) return b;
  if (is_text(a) && is_text(b)) return joined(text_of(a), text_of(b));
  if (!is_primitive(a) || !is_primitive(b)) {
    return add(is_primitive(a) ? a : primitive(a, false), is_primitive(b) ? b : primitive(b, false));
  }
  if (is_text(a) || is_text(b)) {
    char digits[number_text_size];
    const auto text = [&](const Value& v, Value& made) -> std::string_view {
      if (is_text(v)) return text_of(v);
      if (is_number(v)) return {digits, write_number(digits, Access::number(v))};
      made = Value(v.str());
      return text_of(made);
    };
    Value made_a, made_b;
    const std::string_view text_a = text(a, made_a), text_b = text(b, made_b);
    return joined(text_a, text_b);
  }
  return a.number() + b.number();
}

std::uint32_t detail::bits_of(double number) {
  if (!std::isfinite(number)) return 0;
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(std::fmod(std::trunc(number), 4294967296.0)));
}

Value Value::calculate(const Value& left, char op, const Value& right) {
  Value held_left, held_right;
  const Value& l = settle_or_pending(left, held_left);
  const Value& r = settle_or_pending(right, held_right);
  if (is_pending(l)) return l;
  if (is_pending(r)) return r;
  const double a = l.number(), b = r.number();
  switch (op) {
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return std::fmod(a, b);
    default:
      return calculate_bits(bits_of(a), op, bits_of(b));
  }
}

Value& Value::operator+=(const Value& b) & {
  if (is_text(*this)) {
    Value held;
    const Value other = settle(b, held);  // a copy: s += s must not see itself grow
    if (is_text(other)) append_text(*this, text_of(other));
    else append_text(*this, other.str());
    return *this;
  }
  return *this = add(*this, b);
}
Value Value::operator++(int) & {
  Value before = number();
  *this = before + 1;
  return before;
}
Value Value::operator--(int) & {
  Value before = number();
  *this = before - 1;
  return before;
}

namespace detail {

Value part_of_pair(const Value& pair, int part) {
  const Value held = pair;
  if (kind_of(held) < Kind::array) throw TypeError("Iterator value " + held.str() + " is not an entry object");
  return held.get(part);
}

bool same_key(const Value& a, const Value& b) {
  Value held_a, held_b;
  const Value& x = settle(a, held_a);
  const Value& y = settle(b, held_b);
  if (is_nullish(x) || is_nullish(y)) return same_bits(x, y);
  if (is_number(x) && is_number(y) && Access::number(x) != Access::number(x))
    return Access::number(y) != Access::number(y);
  return x == y;
}

std::size_t hash_of(const Value& v) {
  Value held;
  const Value& s = settle(v, held);
  if (is_text(s)) return static_cast<std::size_t>(hash_bytes(text_of(s)));
  if (is_number(s)) {
    double d = Access::number(s);
    if (d == 0) d = 0;  // -0 is 0
    if (d != d) d = std::numeric_limits<double>::quiet_NaN();
    const auto bits = std::bit_cast<std::uint64_t>(d);
    return static_cast<std::size_t>(bits ^ bits >> 32);
  }
  return static_cast<std::size_t>(Access::low(s) >> 4 ^ Access::tag(s));
}

}  // namespace detail
}  // namespace crema
