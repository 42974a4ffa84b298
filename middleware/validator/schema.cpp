// Chains by an object of fields.
#include <crema/console.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include <string>
#include <vector>

#include "chain_state.hpp"

namespace crema {
namespace validation {
namespace {

constexpr std::string_view all_locations[] = {"body", "cookies", "headers", "params", "query"};

Value places_of(const Value& config, const Value& otherwise) {
  const Value in = option(config, "in");
  Value given = Array.isArray(in) ? in : in ? Array(in) : Array();
  if (given.length() == 0) given = otherwise;
  return given.filter([](const Value& place) {
    for (const auto known : all_locations)
      if (place == known) return true;
    return false;
  });
}

bool is_function(const Value& v) { return typeof_(v) == "function" || host<FunctionObject>(v); }

std::vector<Value> arguments_of(const Value& check) {
  if (typeof_(check) == "boolean") return {};
  const Value options = option(check, "options");
  if (!Array.isArray(options)) return {options};
  std::vector<Value> all;
  for (const auto& one : options) all.push_back(one);
  return all;
}

void add_condition(const Chain& chain, const Value& condition) {
  if (const auto* runner = host<RunnerObject>(condition)) chain.if_(Chain(runner->runner));
  else if (is_function(condition)) chain.if_(FieldFunction(condition));
  else throw Error("express-validator: condition is not a validation chain nor a function");
}

// One member of a field's object: a check of npm's or of one's own, or one under any name with a function `custom` or
// `customSanitizer`.
class SchemaCheck {
 public:
  SchemaCheck(const Chain& chain, std::string name, const Value& check)
      : chain_(chain), name_(std::move(name)), check_(check) {
    const auto& state = chain.state();
    const bool refused = name_ == "not" || name_ == "withMessage";
    validator_ = !refused && knows_validator(state, name_);
    sanitizer_ = knows_sanitizer(state, name_);
    if (validator_ || sanitizer_) return;
    custom_ = is_function(option(check, "custom"));
    custom_sanitizer_ = is_function(option(check, "customSanitizer"));
  }
  bool known() const { return validator_ || sanitizer_ || custom_ || custom_sanitizer_; }
  void add() const {
    const bool judges = validator_ || custom_;
    if (judges) {
      if (const Value condition = option(check_, "if")) add_condition(chain_, condition);
      if (flag(check_, "negated")) chain_.not_();
    }
    if (validator_ || sanitizer_) chain_.apply(name_, arguments_of(check_));
    if (custom_) chain_.custom(FieldFunction(check_["custom"]));
    if (custom_sanitizer_) chain_.customSanitizer(FieldFunction(check_["customSanitizer"]));
    if (!judges) return;
    if (const Value bail = option(check_, "bail")) chain_.bail({.level = option(bail, "level")});
    if (const Value message = option(check_, "errorMessage")) chain_.withMessage(message);
  }

 private:
  const Chain& chain_;
  std::string name_;
  Value check_;
  bool validator_ = false, sanitizer_ = false, custom_ = false, custom_sanitizer_ = false;
};

void set_optional(const Chain& chain, const Value& given) {
  if (!given) return;
  const Value options = option(given, "options");
  if (typeof_(options) == "boolean") return void(chain.optional(static_cast<bool>(options)));
  chain.optional({.values = option(options, "values"),
                  .nullable = flag(options, "nullable"),
                  .checkFalsy = flag(options, "checkFalsy")});
}

Chain chain_of(const std::string& field, const Value& config, const Value& locations,
               const std::shared_ptr<const ExpressValidator::Functions>& own) {
  const Chain chain(field, places_of(config, locations), option(config, "errorMessage"));
  chain.state().own = own;
  set_optional(chain, option(config, "optional"));
  for (const auto& key : Object.keys(config)) {
    const std::string name = key.str();
    const Value check = config[name];
    if (name == "errorMessage" || name == "in" || name == "optional" || !check) continue;
    const SchemaCheck one(chain, name, check);
    if (one.known()) one.add();
    else
      console.warn("express-validator: schema of \"" + field + "\" has unknown validator/sanitizer \"" + name + "\"");
  }
  return chain;
}

}  // namespace

ChainList chains_of_schema(const Value& schema, const Value& locations,
                           const std::shared_ptr<const ExpressValidator::Functions>& own) {
  Value places = locations;
  if (is_undefined(places)) {
    places = Array();
    for (const auto place : all_locations) places.push(place);
  }
  if (!Array.isArray(places)) places = Array(places);
  std::vector<Chain> chains;
  for (const auto& field : Object.keys(schema)) chains.push_back(chain_of(field.str(), schema[field], places, own));
  return chains;
}

}  // namespace validation

ChainList checkSchema(const Value& schema, const Value& locations) {
  return validation::chains_of_schema(schema, locations, nullptr);
}

Task<std::vector<ValidationResult>> ChainList::run(const Request& req) const {
  return validation::results_of(validation::run_chains(chains_, req, false));
}
Handler ChainList::handler() const {
  return [chains = chains_](Request& req, Response&, Next next) -> Task<> {
    for (const auto& chain : chains) {
      auto running = validation::run_validation(chain.runner(), req, {});
      co_await running;
    }
    next();
  };
}

}  // namespace crema
