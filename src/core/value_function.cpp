// Functions and host objects in Values, and formatting.
#include <crema/error.hpp>
#include <crema/format.hpp>
#include <crema/host_object.hpp>
#include <fmt/format.h>

#include <typeinfo>

#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace detail {

Value keep_function(FunctionNode* node) { return Access::hold(tag_function, node); }

Value call_function(const Value& f, const Caller& caller, const Value* args, std::size_t count) {
  const Receiver held(f);  // the call may drop the variable that it was read from
  if (is_pending(held.value)) throw_pending(held.value);
  if (Access::tag(held.value) != tag_function) throw TypeError(typeof_(held.value).str() + " is not a function");
  return static_cast<FunctionNode*>(Access::node(held.value))->call(caller, args, count);
}

Request& need(Request* req) {
  if (!req)
    throw TypeError(
        "crema: this function takes the request, so it is called as a property of req or res: req[\"name\"](…)");
  return *req;
}
Response& need(Response* res) {
  if (!res)
    throw TypeError(
        "crema: this function takes the response, so it is called as a property of req or res: res[\"name\"](…)");
  return *res;
}

HostObject* host_object(const Value& v) {
  const Receiver self(v);
  return Access::tag(self.value) == tag_host ? static_cast<HostObject*>(Access::node(self.value)) : nullptr;
}

namespace {

struct Arguments {
  Arguments(std::initializer_list<const Value*> given_values) {
    for (const Value* v : given_values) {
      if (!given(*v)) break;
      Value held;
      values[count++] = settle(*v, held);
    }
  }
  Value values[8];
  std::size_t count = 0;
};

}  // namespace
}  // namespace detail

Value Value::operator()(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e, const Value& f,
                        const Value& g, const Value& h) const {
  const Arguments args({&a, &b, &c, &d, &e, &f, &g, &h});
  return call_function(*this, {}, args.values, args.count);
}

Value Value::call_all(const Spread& arguments) const {
  const std::vector<Value> args = elements_of(arguments);
  return call_function(*this, {}, args.data(), args.size());
}

Value Ref::operator()(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e, const Value& f,
                      const Value& g, const Value& h) const {
  const Arguments args({&a, &b, &c, &d, &e, &f, &g, &h});
  return call_method(args.values, args.count);
}

Value Ref::call_all(const Spread& arguments) const {
  const std::vector<Value> args = elements_of(arguments);
  return call_method(args.data(), args.size());
}

Value Ref::call_method(const Value* args, std::size_t count) const {
  Value held;
  const Value& f = settle(*this, held);
  if (Access::tag(f) != tag_function && !variable_) throw TypeError(key_.str() + " is not a function");
  const HostObject* of = host_object(container_);
  return call_function(f, of ? of->caller() : Caller(), args, count);
}

// --------------------------------------------------------------------------------------------------------- HostObject

HostObject::~HostObject() = default;
Value HostObject::get(std::string_view) const { return {}; }
bool HostObject::set(std::string_view, const Value&) { return false; }
bool HostObject::remove(std::string_view) { return false; }
Value HostObject::keys() const { return crema::make_array(); }
Value HostObject::to_json(std::string_view) const {
  Value object = crema::make_object();
  for (const Value& key : keys()) set_member(object, text_of(key), get(text_of(key)));
  return object;
}
std::string HostObject::to_string() const { return "[object " + std::string(class_name()) + "]"; }
Value HostObject::value_of() const { return {}; }
std::string_view HostObject::class_name() const { return "Object"; }
Caller HostObject::caller() const { return {}; }

// --------------------------------------------------------------------------------------------------------- formatting

namespace detail {

fmt::format_context::iterator format_text(std::string_view text, const TextSpec& spec, fmt::format_context& context) {
  auto out = context.out();
  if (spec.precision >= 0) {
    const char* p = text.data();
    for (int i = 0; i < spec.precision && p != text.data() + text.size(); ++i)
      next_code_point(p, text.data() + text.size());
    text = text.substr(0, static_cast<std::size_t>(p - text.data()));
  }
  const std::size_t size = spec.width == 0 ? 0 : utf16_length(text), width = static_cast<std::size_t>(spec.width);
  const std::size_t padding = width > size ? width - size : 0;
  const std::size_t before = spec.align == '>' ? padding : spec.align == '^' ? padding / 2 : 0;
  for (std::size_t i = 0; i < before; ++i) *out++ = spec.fill;
  for (const char c : text) *out++ = c;
  for (std::size_t i = before; i < padding; ++i) *out++ = spec.fill;
  return out;
}

fmt::format_context::iterator format_value(const Value& v, const TextSpec& spec, fmt::format_context& context) {
  return format_text(Text(v).view(), spec, context);
}

}  // namespace detail

// A member of undefined among the arguments makes the text pending, so that `a && format("{}", a["x"]["y"])` is what it is in
// JavaScript, where && keeps the text from being made.
Value Format::text(fmt::string_view f, fmt::format_args args) {
  try {
    fmt::memory_buffer text;
    fmt::vformat_to(fmt::appender(text), f, args);
    return make_text({text.data(), text.size()});
  } catch (const TypeError& e) {
    if (typeid(e) != typeid(TypeError)) throw;
    return make_pending(Text(e.message).view());
  }
}

}  // namespace crema
