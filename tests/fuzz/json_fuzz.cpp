// JSON: what was parsed prints as JSON that gives the same text again.
#include <crema/error.hpp>
#include <crema/json_text.hpp>

#include <string>

#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema;
  Value parsed;
  try {
    parsed = parseJson(fuzz::Input(data, size).rest());
  } catch (const SyntaxError& error) {
    fuzz::check(!error.message.str().empty(), "a syntax error says something");
    return 0;
  }
  std::string once, twice;
  fuzz::check(appendJson(once, parsed), "what was parsed has JSON");
  fuzz::check(appendJson(twice, parseJson(once)) && once == twice, "JSON comes back as it was");
  return 0;
}
