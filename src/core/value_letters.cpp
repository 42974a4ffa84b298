// The methods of texts that ask what Unicode says of letters: order, normal forms, halves of pairs.
#include <crema/error.hpp>
#include <crema/text.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/letters.hpp"
#include "core/normalize.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

Collation collation_of(const Value& options) {
  Collation how;
  const Receiver given_options(options);
  if (is_nullish(given_options.value)) return how;
  const auto option = [&](const char* name, std::initializer_list<std::string_view> known) {
    const Value v = given_options.value.get(name);
    if (v == undefined) return std::string();
    const std::string text = v.str();
    if (std::find(known.begin(), known.end(), text) == known.end())
      throw RangeError("Value " + text + " out of range for String.prototype.localeCompare options property " + name);
    return text;
  };
  const auto sensitivity = option("sensitivity", {"base", "accent", "case", "variant"});
  how.accents = sensitivity.empty() || sensitivity == "accent" || sensitivity == "variant";
  how.cases = sensitivity.empty() || sensitivity == "case" || sensitivity == "variant";
  how.upper_first = option("caseFirst", {"upper", "lower", "false"}) == "upper";
  how.numeric = static_cast<bool>(given_options.value.get("numeric"));
  return how;
}

}  // namespace

int Value::localeCompare(const Value& s, const Value&, const Value& options) const {
  const Receiver self(*this);
  if (!self.text()) self.refuse("localeCompare");
  const Text other(s);
  return compare_in_locale(text_of(self.value), other.view(), collation_of(options));
}

Value Value::normalize(const Value& form) const {
  const Receiver self(*this), asked(form);
  if (!self.text()) return self.refusal("normalize");
  const Value name = Access::tag(asked.value) == tag_undefined ? Value("NFC") : Value(asked.value.str());
  return Value(normalized(text_of(self.value), text_of(name)));
}
bool Value::isWellFormed() const {
  const Receiver self(*this);
  if (!self.text()) self.refuse("isWellFormed");
  return is_utf8(text_of(self.value));
}
Value Value::toWellFormed() const {
  const Receiver self(*this);
  return self.text() ? Value(well_formed(text_of(self.value))) : self.refusal("toWellFormed");
}

}  // namespace crema
