// core/form_body.hpp — application/x-www-form-urlencoded as a Value, by the rules of express.urlencoded().
#pragma once
#include <crema/body_options.hpp>
#include <crema/value.hpp>

#include <cstddef>
#include <string_view>

namespace crema::detail {

struct FormRules {
  bool extended = false;
  std::size_t parameter_limit = 1000;  // most pairs; 0: any number
  std::size_t depth = 0;               // of brackets
  bool charset_sentinel = false;
  bool interpret_numeric_entities = false;
};

// Throws TypeError for options that body-parser refuses.
FormRules form_rules(const UrlencodedOptions& options);

// The form as an object. `latin1`: its escapes are ISO-8859-1. Throws the errors of http-errors: 413 parameters.too.many,
// 400 querystring.parse.rangeError.
Value parse_form(std::string_view text, bool latin1, const FormRules& rules);

}  // namespace crema::detail
