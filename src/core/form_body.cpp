// Forms: npm's qs for both kinds, as in body-parser; the simple kind has no brackets, so `a[b]` is a name like any other.
#include "core/form_body.hpp"

#include <crema/error.hpp>

#include <algorithm>
#include <cmath>

#include "core/query_value.hpp"
#include "core/value_node.hpp"
#include "http/query_extended.hpp"

namespace crema::detail {
namespace {

constexpr double deepest = 1000;  // what the parser goes down to; a Value could not be sent back from below

double number_or(const Value& option, double otherwise) {
  return kind_of(option) == Kind::undefined ? otherwise : option.number();
}

}  // namespace

FormRules form_rules(const UrlencodedOptions& options) {
  const double limit = number_or(options.parameterLimit, 1000);
  if (!(limit >= 1)) throw TypeError("option parameterLimit must be a positive number");
  const double depth = options.extended ? number_or(options.depth, 32) : 0;
  if (!(depth >= 0)) throw TypeError("option depth must be a zero or a positive number");
  FormRules rules;
  rules.extended = options.extended;
  rules.parameter_limit = limit < 1e9 ? static_cast<std::size_t>(limit) : 0;
  rules.depth = static_cast<std::size_t>(std::ceil(std::min(depth, deepest)));
  rules.charset_sentinel = options.charsetSentinel;
  rules.interpret_numeric_entities = options.interpretNumericEntities;
  return rules;
}

Value parse_form(std::string_view text, bool latin1, const FormRules& rules) {
  if (text.empty()) return make_object();
  const auto pairs = static_cast<std::size_t>(std::count(text.begin(), text.end(), '&')) + 1;
  if (rules.parameter_limit != 0 && pairs > rules.parameter_limit) {
    throw createError(413, "too many parameters", {{"type", "parameters.too.many"}});
  }
  http::ExtendedQueryOptions how;
  how.depth = rules.depth;
  how.strict_depth = true;
  how.parameter_limit = 0;  // counted above
  how.array_limit = rules.extended ? std::max<std::size_t>(100, pairs) : pairs;
  how.latin1 = latin1;
  how.charset_sentinel = rules.charset_sentinel;
  how.interpret_numeric_entities = rules.interpret_numeric_entities;
  if (auto body = parse_extended(text, how)) return std::move(*body);
  throw createError(400, "The input exceeded the depth", {{"type", "querystring.parse.rangeError"}});
}

}  // namespace crema::detail
