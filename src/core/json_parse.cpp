// JSON.parse, with its reviver.
#include "core/json_parse.hpp"

#include <crema/object.hpp>

#include "core/json_reader.hpp"
#include "core/object.hpp"
#include "core/value_receiver.hpp"

namespace crema {
using namespace detail;

namespace {

// Post-order, as JavaScript: a member for which the reviver gives undefined goes.
Value revive(const Value& reviver, const Value& key, const Value& v) {
  if (is_array(v)) {
    for (std::size_t i = 0; i < element_count(v); ++i) {
      Value now = revive(reviver, Value(Value(i).str()), Value(element(v, i)));
      if (i < element_count(v)) element(v, i) = std::move(now);
    }
  } else if (is_object(v)) {
    for (const Value& name : Object.keys(v)) {
      const Value* member = find_member(v, text_of(name));
      Value now = revive(reviver, name, member ? *member : Value());
      if (Access::tag(now) == tag_undefined) remove_member(v, text_of(name));
      else set_member(v, text_of(name), std::move(now));
    }
  }
  const Value args[2] = {key, v};
  return call_function(reviver, {}, args, 2);
}

}  // namespace

Value parse_json(std::string_view text, int max_depth) { return JsonReader(text, max_depth).read(); }

Value JsonLib::parse(const Value& text, const Value& reviver) const {
  const Text source(text);
  Value out = parse_json(source.view());
  const Receiver with(reviver);
  if (Access::tag(with.value) == tag_function) return revive(with.value, "", out);
  return out;
}

}  // namespace crema
