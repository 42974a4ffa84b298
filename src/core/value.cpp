// Value: what kind it is, truth, conversions; Let. Every operation tests for a plain kind first; getters, Lets and
// pending TypeErrors are resolved in one slow path (settle).
#include <crema/error.hpp>
#include <crema/let.hpp>
#include <crema/text.hpp>
#include <limits>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace detail {

bool ascii_text(const Value& text) {
  if (Access::tag(text) != tag_text) return is_ascii(Access::inline_text(text));
  const TextNode& t = text_node(text);
  auto known = t.flags.load(std::memory_order_relaxed);
  if (known == 0) {
    known = is_ascii(t.view()) ? 1 : 2;
    t.flags.store(known, std::memory_order_relaxed);
  }
  return known == 1;
}

}  // namespace detail

Kind kind_of(const Value& v) {
  Value held;
  const Value& s = settle(v, held);
  switch (Access::tag(s)) {
    case tag_undefined:
      return Kind::undefined;
    case tag_null:
      return Kind::null;
    case tag_bool:
      return Kind::boolean;
    case tag_number:
      return Kind::number;
    case tag_array:
      return Kind::array;
    case tag_object:
      return Kind::object;
    case tag_function:
      return Kind::function;
    case tag_buffer:
      return Kind::buffer;
    case tag_host:
      return Kind::host;
    default:
      return Kind::text;
  }
}

Value make_text(std::string_view text) { return Value(text); }
Value make_array(std::size_t capacity) {
  auto* a = new_node<ArrayNode>();
  Value v = Access::hold(tag_array, a);
  if (capacity != 0) a->reserve_back(capacity);
  return v;
}
Value make_object(std::size_t capacity) {
  auto* o = new_node<ObjectNode>();
  Value v = Access::hold(tag_object, o);
  if (capacity != 0) o->reserve(capacity);
  return v;
}

std::optional<std::string_view> text_view(const Value& v) {
  Value held;
  const Value* s = &v;
  if (Access::tag(v) == tag_variable) s = &static_cast<VariableNode*>(Access::node(v))->value;
  if (is_text(*s)) return text_of(*s);
  if (Access::tag(*s) == tag_buffer) return buffer_node(*s).view();
  if (Access::tag(*s) != tag_getter) return std::nullopt;
  // What a getter gives must outlive the view of it, for a while at least.
  static thread_local Value kept[4];
  static thread_local unsigned turn = 0;
  Value& place = kept[turn++ % 4];
  place = Access::call_getter(*s);
  return text_view(place);
}

Value* find_member(const Value& object, std::string_view key) {
  Member* m = object_node(object).find(key);
  return m ? &m->value : nullptr;
}
void set_member(const Value& object, std::string_view key, Value value) {
  if (is_pending(value)) throw_pending(value);
  std::swap(object_node(object).at(key), value);
}
bool remove_member(const Value& object, std::string_view key) { return object_node(object).remove(key); }
std::size_t member_count(const Value& object) { return object_node(object).size(); }

// ---------------------------------------------------------------------------------------------- truth and conversions

Value::operator bool() const {
  switch (tag()) {
    case tag_undefined:
    case tag_null:
    case tag_inline:  // the empty text
      return false;
    case tag_bool:
      return Access::boolean(*this);
    case tag_number: {
      const double d = Access::number(*this);
      return d != 0 && d == d;
    }
    default: {
      if (is_plain(*this)) return true;
      Value held;
      return static_cast<bool>(settle(*this, held));
    }
  }
}

double Value::number() const {
  Value held;
  const Value& v = settle(*this, held);
  switch (Access::tag(v)) {
    case tag_number:
      return Access::number(v);
    case tag_undefined:
      return std::numeric_limits<double>::quiet_NaN();
    case tag_null:
      return 0;
    case tag_bool:
      return Access::boolean(v) ? 1 : 0;
    case tag_host: {
      const Value primitive = static_cast<HostObject*>(Access::node(v))->value_of();
      if (!is_nullish(primitive)) return primitive.number();
      break;
    }
    default:
      break;
  }
  if (is_text(v)) return number_of_text(text_of(v));
  return number_of_text(v.str());
}

std::string Value::str() const {
  std::string out;
  append_string(out, *this);
  return out;
}

std::string_view Value::view() const {
  if (auto s = text_view(*this)) return *s;
  Value held;
  throw TypeError("crema: view() is for a text or a buffer, not for " + settle(*this, held).str());
}

namespace {
void append_settled(std::string& out, const Value& v, int depth) {
  if (depth > 2'000) throw RangeError("Maximum call stack size exceeded");
  switch (Access::tag(v)) {
    case tag_undefined:
      out += "undefined";
      return;
    case tag_null:
      out += "null";
      return;
    case tag_bool:
      out += Access::boolean(v) ? "true" : "false";
      return;
    case tag_number:
      return append_number(out, Access::number(v));
    case tag_array: {
      const Value list = v;  // toString() of an element may change it
      for (std::size_t i = 0; i < element_count(list); ++i) {
        if (i != 0) out += ',';
        const Value x = element(list, i);
        if (!is_nullish(x)) append_settled(out, x, depth + 1);
      }
      return;
    }
    case tag_object: {
      const Value* own = find_member(v, "toString");
      if (!own || Access::tag(*own) != tag_function) {
        out += "[object Object]";
        return;
      }
      const Value text = call_function(Value(*own), {}, nullptr, 0);
      if (!is_plain(text) || Access::tag(text) > tag_text) throw TypeError("Cannot convert object to primitive value");
      return append_settled(out, text, depth + 1);
    }
    case tag_function:
      out += "function () { [native code] }";
      return;
    case tag_buffer: {
      const std::string_view bytes = buffer_node(v).view();
      if (is_utf8(bytes)) out += bytes;
      else out += well_formed(bytes);
      return;
    }
    case tag_host:
      out += static_cast<HostObject*>(Access::node(v))->to_string();
      return;
    default:
      out += text_of(v);
  }
}
}  // namespace

void append_string(std::string& out, const Value& v) {
  Value held;
  append_settled(out, settle(v, held), 0);
}

Text::Text(const Value& v) {
  Value held;
  const Value& s = settle(v, held);
  if (is_text(s)) held_ = s;
  else held_ = Value(s.str());
}

// -------------------------------------------------------------------------------------------------------------- Let

Let::Let() { Access::share_variable(*this, new_node<VariableNode>()); }
Let::Let(const Let& o) noexcept : Value() { Access::share_variable(*this, Access::node(o)); }

const Let& Let::set(const Value& v) const {
  Value held;
  Value now = settle(v, held);
  std::swap(static_cast<VariableNode*>(Access::node(*this))->value, now);
  return *this;
}
const Let& Let::operator+=(const Value& v) const {
  static_cast<VariableNode*>(Access::node(*this))->value += v;
  return *this;
}
Value Let::operator++(int) const {
  Value before = number();
  set(before + 1);
  return before;
}
Value Let::operator--(int) const {
  Value before = number();
  set(before - 1);
  return before;
}

}  // namespace crema
