// ExpressValidator: the module's functions, with checks of one's own.
#include <utility>

#include "chain_state.hpp"

namespace crema {

ExpressValidator::ExpressValidator(std::initializer_list<NamedFieldFunction> validators,
                                   std::initializer_list<NamedFieldFunction> sanitizers,
                                   ExpressValidatorOptions options)
    : functions_(std::make_shared<const Functions>(Functions{validators, sanitizers})), options_(std::move(options)) {}

Chain ExpressValidator::chain(const Value& fields, const Value& locations, const ValidationMessage& message) const {
  Chain made(fields, locations, message);
  made.state().own = functions_;
  return made;
}

Chain ExpressValidator::body(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, "body", message);
}
Chain ExpressValidator::param(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, "params", message);
}
Chain ExpressValidator::query(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, "query", message);
}
Chain ExpressValidator::header(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, "headers", message);
}
Chain ExpressValidator::cookie(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, "cookies", message);
}
Chain ExpressValidator::check(const Value& fields, const ValidationMessage& message) const {
  return chain(fields, {"body", "cookies", "headers", "params", "query"}, message);
}

ChainList ExpressValidator::checkSchema(const Value& schema, const Value& locations) const {
  return validation::chains_of_schema(schema, locations, functions_);
}
Validation ExpressValidator::checkExact(const ChainGroups& chains, const CheckExactOptions& options) const {
  return crema::checkExact(chains, options);
}
Validation ExpressValidator::oneOf(const ChainGroups& chains, const OneOfOptions& options) const {
  return crema::oneOf(chains, options);
}

ValidationResult ExpressValidator::validationResult(const Request& req) const {
  const auto result = crema::validationResult(req);
  return options_.errorFormatter ? result.formatWith(options_.errorFormatter) : result;
}
Value ExpressValidator::matchedData(const Request& req, MatchedDataOptions options) const {
  return crema::matchedData(req, std::move(options));
}

}  // namespace crema
