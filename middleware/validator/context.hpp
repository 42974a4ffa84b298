// What one run of a chain knows: the fields it is about, and the errors found so far.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fields.hpp"
#include "validator.hpp"

namespace crema::validation {

/// What stands for the value of a field in its errors.
struct Visibility {
  bool hidden = false;
  Value instead = {};  // undefined: nothing at all
};

struct ChainSettings {
  std::vector<std::string> fields, locations;
  std::string optional;  // "": the field is not optional; else "undefined", "null" or "falsy"
  bool bails = false;    // the request ends here when the chain has found errors
  Visibility visibility;
  ValidationMessage message;
};

struct ValidationContext {
  explicit ValidationContext(ChainSettings s) : settings(std::move(s)) {}
  ChainSettings settings;
  Value errors = Array();
  int ticks = 0;  // rounds of microtasks that npm's run takes
  // ! Where an instance stands does not change once it is there: an async check holds on to it.
  std::vector<std::unique_ptr<FieldInstance>> instances;

  void add_instances(const std::vector<FieldInstance>& more);
  /// The instances that count; with `required` those of optional fields do not.
  std::vector<FieldInstance*> data(bool required) const;
  bool failed() const { return errors.length() > 0; }

 private:
  std::unordered_map<std::string, FieldInstance*> index_;  // by "location:path"
};

/// The contexts of a request, in the order in which the runs have ended.
struct ValidationContexts {
  std::vector<ContextPtr> all;
  bool bailed() const;
};

/// Of the first message that there is; "Invalid value" where there is none.
Value message_text(const ValidationMessage& own, const Value& thrown, const ValidationMessage& of_chain,
                   const Value& about, const ValidationMeta& meta);
void add_field_error(ValidationContext& context, const FieldInstance& instance, const Value& value,
                     const ValidationMessage& own, const Value& thrown, const Request& req);
ValidationMeta meta_of(const Request& req, const FieldInstance& instance);
/// The same as an object, for a function in a Value: `meta["req"]["body"]`.
Value meta_object(const ValidationMeta& meta);

}  // namespace crema::validation
