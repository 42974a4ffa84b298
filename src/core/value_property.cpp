// The properties of Values: of objects, arrays, texts, buffers, functions and host objects.
#include <crema/error.hpp>
#include <crema/let.hpp>
#include <crema/text.hpp>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace detail {

Name::Name(const Value& key) : key_(key) {
  if (is_number(key_)) {
    const double d = Access::number(key_);
    if (d >= 0 && d < 4294967295.0 && d == static_cast<double>(static_cast<std::int64_t>(d))) {
      index_ = static_cast<std::int64_t>(d);
      return;
    }
  }
  if (!is_text(key_)) key_ = Value(key_.str());
  std::uint32_t integer = 0;
  if (is_integer_key(text_of(key_), integer)) index_ = integer;
}

std::string_view Name::view() const {
  if (is_text(key_)) return text_of(key_);
  return {digits_, write_number(digits_, Access::number(key_))};
}

namespace {

Value character_at(const Value& text, std::size_t unit) {
  const std::string_view s = text_of(text);
  if (ascii_text(text)) return unit < s.size() ? Value(s.substr(unit, 1)) : Value();
  return unit < utf16_length(s) ? Value(utf16_slice(s, unit, unit + 1)) : Value();
}

Value array_property(ArrayNode& a, const Name& name) {
  if (name.is_index()) return name.index() < a.size ? a[name.index()] : Value();
  if (name.view() == "length") return a.size;
  if (!a.properties) return {};
  const Member* m = static_cast<ObjectNode*>(a.properties)->find(name.view());
  return m ? m->value : Value();
}

ObjectNode& properties_of(ArrayNode& a) {
  if (!a.properties) {
    a.properties = new_node<ObjectNode>();
    retain(a.properties);
  }
  return *static_cast<ObjectNode*>(a.properties);
}

void set_array_property(ArrayNode& a, const Name& name, Value value) {
  if (name.is_index()) {
    if (name.index() == a.size) return a.push(std::move(value));
    if (name.index() > a.size) a.resize(name.index() + 1);
    std::swap(a[name.index()], value);  // what goes away goes once the array is whole again
    return;
  }
  if (name.view() == "length") {
    const double n = value.number();
    if (n < 0 || n >= 4294967296.0 || n != static_cast<double>(static_cast<std::int64_t>(n)))
      throw RangeError("Invalid array length");
    return a.resize(static_cast<std::size_t>(n));
  }
  std::swap(properties_of(a).at(name.view()), value);
}

bool has_array_property(const ArrayNode& a, const Name& name) {
  if (name.is_index()) return name.index() < a.size;
  if (name.view() == "length") return true;
  return a.properties && static_cast<ObjectNode*>(a.properties)->find(name.view());
}

}  // namespace

void throw_frozen_property(const Value& container, std::string_view key, bool is_there, bool written) {
  const std::string name(key);
  const char* const shown = is_array(container) ? "[object Array]" : "#<Object>";
  if (!written) throw TypeError("Cannot delete property '" + name + "' of " + shown);
  if (!is_there) throw TypeError("Cannot add property " + name + ", object is not extensible");
  throw TypeError("Cannot assign to read only property '" + name + "' of object '" + shown + "'");
}

void Receiver::throw_frozen(std::size_t at) const {
  throw_frozen_property(value, std::to_string(at), at < node().size, true);
}

Value get_property(const Value& container, const Value& key) {
  switch (Access::tag(container)) {
    case tag_undefined:
    case tag_null:
      return pending_read(container, Name(key).view());
    case tag_object: {
      if (is_text(key)) {
        const Member* m = object_node(container).find(text_of(key));
        return m ? m->value : Value();
      }
      const Member* m = object_node(container).find(Name(key).view());
      return m ? m->value : Value();
    }
    case tag_array:
      return array_property(array_node(container), Name(key));
    case tag_host:
      return static_cast<HostObject*>(Access::node(container))->get(Name(key).view());
    case tag_buffer: {
      const Name name(key);
      const BufferNode& b = buffer_node(container);
      if (name.is_index())
        return name.index() < b.size ? Value(static_cast<unsigned char>(b.data[name.index()])) : Value();
      return name.view() == "length" ? Value(b.size) : Value();
    }
    case tag_function: {
      const Value& properties = static_cast<FunctionNode*>(Access::node(container))->properties;
      return is_object(properties) ? get_property(properties, key) : Value();
    }
    case tag_pending:
      return container;
    default: {
      if (!is_text(container)) return {};
      const Name name(key);
      if (name.is_index()) return character_at(container, name.index());
      return name.view() == "length" ? Value(container.length()) : Value();
    }
  }
}

void set_property(const Value& container, const Value& key, Value value) {
  if (is_pending(value)) throw_pending(value);
  switch (Access::tag(container)) {
    case tag_pending:
      throw_pending(container);
    case tag_object:
      if (is_frozen(object_node(container)))
        throw_frozen_property(container, Name(key).view(), object_node(container).find(Name(key).view()), true);
      std::swap(is_text(key) ? object_node(container).at(key) : object_node(container).at(Name(key).view()), value);
      return;
    case tag_array: {
      ArrayNode& a = array_node(container);
      const Name name(key);
      if (is_frozen(a)) throw_frozen_property(container, name.view(), has_array_property(a, name), true);
      return set_array_property(a, name, std::move(value));
    }
    case tag_host: {
      auto* host = static_cast<HostObject*>(Access::node(container));
      const Name name(key);
      if (!host->set(name.view(), value)) {
        throw TypeError("Cannot assign to read only property '" + std::string(name.view()) + "' of object '#<" +
                        std::string(host->class_name()) + ">'");
      }
      return;
    }
    case tag_buffer: {
      const Name name(key);
      BufferNode& b = buffer_node(container);
      const double d = value.number();
      if (name.is_index() && name.index() < b.size)
        b.data[name.index()] = static_cast<char>(static_cast<unsigned char>(number_cast<std::int64_t>(d)));
      return;
    }
    case tag_function: {
      Value& properties = static_cast<FunctionNode*>(Access::node(container))->properties;
      if (!is_object(properties)) properties = make_object();
      return set_property(properties, key, std::move(value));
    }
    case tag_undefined:
    case tag_null:
      throw TypeError("Cannot set properties of " + container.str() + " (setting '" + std::string(Name(key).view()) +
                      "')");
    default:
      throw TypeError("Cannot create property '" + std::string(Name(key).view()) + "' on " + typeof_(container).str() +
                      " '" + container.str() + "'");
  }
}

bool delete_property(const Value& container, const Value& key) {
  const Name name(key);
  switch (Access::tag(container)) {
    case tag_pending:
      throw_pending(container);
    case tag_undefined:
    case tag_null:
      throw TypeError("Cannot convert undefined or null to object");
    case tag_object:
      if (is_frozen(object_node(container)) && object_node(container).find(name.view()))
        throw_frozen_property(container, name.view(), true, false);
      object_node(container).remove(name.view());
      return true;
    case tag_array: {
      ArrayNode& a = array_node(container);
      if (is_frozen(a) && has_array_property(a, name)) throw_frozen_property(container, name.view(), true, false);
      if (name.is_index() && name.index() < a.size) a[name.index()] = Value();
      else if (a.properties) static_cast<ObjectNode*>(a.properties)->remove(name.view());
      return true;
    }
    case tag_host:
      return static_cast<HostObject*>(Access::node(container))->remove(name.view());
    default:
      return true;
  }
}

}  // namespace detail

Ref Value::operator[](Key k) const {
  Value held, held_key;
  const Value& container = settle_or_pending(*this, held);
  const Value& key = settle(k, held_key);
  return Access::ref(get_property(container, key), container, key);
}

Ref Value::member(std::string_view name) const {
  Value held;
  const Value& container = settle_or_pending(*this, held);
  const Value key(name);
  return Access::ref(get_property(container, key), container, key);
}

Ref::~Ref() = default;

Value Value::get(Key k) const {
  Value held, held_key;
  const Value& container = settle_or_pending(*this, held);
  if (is_nullish(container)) return {};
  return get_property(container, settle(k, held_key));
}

Value Value::value_or(const Value& d) const {
  Value held;
  const Value& v = settle(*this, held);
  if (!is_nullish(v)) return v;
  return d;
}

bool Value::hasOwnProperty(Key k) const {
  Value held, held_key;
  const Value& v = settle(*this, held);
  const Name name(settle(k, held_key));
  switch (Access::tag(v)) {
    case tag_undefined:
    case tag_null:
      throw TypeError("Cannot convert undefined or null to object");
    case tag_object:
      return object_node(v).find(name.view()) != nullptr;
    case tag_array:
      return name.is_index() ? name.index() < array_node(v).size : name.view() == "length";
    case tag_host:
      return kind_of(static_cast<HostObject*>(Access::node(v))->get(name.view())) != Kind::undefined;
    default:
      return !is_nullish(get_property(v, Value(name.view())));
  }
}

const Value& Ref::operator=(const Value& v) && {
  Value held;
  const Value now = settle(v, held);
  if (variable_) *variable_ = now;
  else set_property(container_, key_, now);
  Value::operator=(now);
  return *this;
}
Value Ref::operator++(int) && {
  Value before = number();
  std::move(*this) = before + 1;
  return before;
}
Value Ref::operator--(int) && {
  Value before = number();
  std::move(*this) = before - 1;
  return before;
}
bool delete_(Ref&& place) {
  if (!place.variable_) return delete_property(place.container_, place.key_);
  *place.variable_ = Value();
  return true;
}

}  // namespace crema
