// Results: the errors and the data of a request.
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/slot.hpp>

#include <algorithm>
#include <utility>

#include "chain_state.hpp"

namespace crema {
namespace validation {

Task<ValidationResult> result_of(Task<ContextPtr> run) {
  const ContextPtr context = co_await run;
  co_return ValidationResult(context->errors);
}
Task<std::vector<ValidationResult>> results_of(Task<std::vector<ContextPtr>> runs) {
  const auto contexts = co_await runs;
  std::vector<ValidationResult> all;
  for (const auto& context : contexts) all.emplace_back(context->errors);
  co_return all;
}

ValidationResult ValidationResultLibrary::operator()(const Request& req) const {
  Value errors = Array();
  if (const auto* contexts = findSlot<ValidationContexts>(req))
    for (const auto& context : contexts->all)
      for (const auto& error : context->errors) errors.push(error);
  return ValidationResult(errors);
}

namespace {

bool has_error(const ValidationContext& context, const FieldInstance& instance) {
  return context.errors.some([&](const Value& error) {
    return error["type"] == "field" && error["location"] == instance.location && error["path"] == instance.path;
  });
}

}  // namespace
}  // namespace validation

bool ValidationResult::isEmpty() const { return errors_.length() == 0; }

Value ValidationResult::format(const Value& error) const { return formatter_ ? formatter_(error) : error; }

Value ValidationResult::array(ArrayErrorsOptions options) const {
  if (options.onlyFirstError) return Object.values(mapped());
  return errors_.map([&](const Value& error) { return format(error); });
}

Value ValidationResult::mapped() const {
  Value all = Object();
  for (const auto& error : errors_) {
    const Value key = error["type"] == "field" ? Value(error["path"]) : "_" + error["type"];
    if (!all[key]) all[key] = format(error);
  }
  return all;
}

ValidationResult ValidationResult::formatWith(Callback<Value(Value)> f) const {
  return ValidationResult(errors_, std::move(f));
}

void ValidationResult::throw_() const {
  if (isEmpty()) return;
  Error err("");
  err["errors"] = errors_;
  err["array"] = Function([self = *this](auto options) {
    return self.array({.onlyFirstError = validation::flag(options, "onlyFirstError")});
  });
  err["mapped"] = Function([self = *this] { return self.mapped(); });
  err["isEmpty"] = Function([] { return false; });
  throw err;
}

Value matchedData(const Request& req, MatchedDataOptions options) {
  Value all = Object();
  const auto* contexts = findSlot<validation::ValidationContexts>(req);
  if (!contexts) return all;
  const bool anywhere = validation::is_nullish(options.locations) || options.locations.length() == 0;
  for (const auto& context : contexts->all) {
    for (const auto* instance : context->data(!options.includeOptionals)) {
      if (options.onlyValidData && validation::has_error(*context, *instance)) continue;
      if (!anywhere && !options.locations.includes(instance->location)) continue;
      validation::set_value_at(all, instance->path, instance->value);
    }
  }
  return all;
}

}  // namespace crema
