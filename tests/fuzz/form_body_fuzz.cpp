// Forms: any text gives an object or one of two errors, and an object can be printed.
#include <crema/error.hpp>
#include <crema/json_text.hpp>

#include <string>

#include "core/form_body.hpp"
#include "core/value_node.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  detail::FormRules rules;
  rules.extended = (choice & 1) != 0;
  rules.depth = rules.extended ? choice >> 3 : 0;
  rules.parameter_limit = choice & 2 ? 0 : 1000;
  rules.charset_sentinel = (choice & 4) != 0;
  rules.interpret_numeric_entities = (choice & 8) != 0;
  try {
    const Value form = detail::parse_form(input.rest(), (choice & 16) != 0, rules);
    fuzz::check(kind_of(form) == Kind::object, "a form is an object");
    std::string text;
    fuzz::check(appendJson(text, form), "a form has JSON");
  } catch (const Error& error) {
    fuzz::check(error.status == 413 || error.status == 400, "a refused form is a 413 or a 400");
  }
  return 0;
}
