// The public face of core/json_stringify and core/json_parse.
#include <crema/json_text.hpp>

#include "core/json_parse.hpp"
#include "core/json_stringify.hpp"

namespace crema {

bool appendJson(std::string& out, const Value& v) { return stringify_to(out, v); }

bool appendJsonWithout(std::string& out, const Value& object, std::string_view key) {
  return stringify_to(out, object, {.skip_key = key});
}

Value parseJson(std::string_view text) { return parse_json(text); }

}  // namespace crema
