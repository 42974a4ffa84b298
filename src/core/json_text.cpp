// The public face of core/json_stringify and core/json_parse.
#include <crema/json_text.hpp>

#include <algorithm>
#include <iterator>

#include "core/json_parse.hpp"
#include "core/json_stringify.hpp"

namespace crema {

bool appendJson(std::string& out, const Value& v) { return stringify_to(out, v); }

bool appendJsonWithout(std::string& out, const Value& object, std::string_view key) {
  return stringify_to(out, object, {.skip_key = key});
}

bool isObjectPrototypeMember(std::string_view name) {
  static constexpr std::string_view names[] = {
      "__defineGetter__", "__defineSetter__", "__lookupGetter__",     "__lookupSetter__", "__proto__", "constructor",
      "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable", "toLocaleString",   "toString",  "valueOf"};
  return std::ranges::find(names, name) != std::end(names);
}

Value parseJson(std::string_view text) { return parse_json(text); }

}  // namespace crema
