// What a chain is made of, and how it runs.
#pragma once
#include <crema/host_object.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "context.hpp"
#include "rules.hpp"

namespace crema::validation {
using detail::Closure;
using detail::ClosurePtr;

struct ChainItem {
  enum class Kind { validator, custom, sanitizer, custom_sanitizer, bail, condition, run_condition };
  Kind kind;
  bool negated = false;
  Rule rule = nullptr;
  std::vector<Value> args = {};
  FieldFunction function = {};
  ClosurePtr runner = {};  // of run_condition: a ValidationRunner
  ValidationMessage message = {};
};

struct RunMode {
  bool dry = false;  // neither the request nor its results change
  /// Others may run at the same time: the shortest ends first, as promises do, and so the errors come in npm's order.
  bool concurrent = false;
};

/// What can be run on a request: a chain, oneOf(), checkExact().
struct ValidationRunner : Closure {
  virtual Task<ContextPtr> run(Request req, RunMode mode) = 0;
};
Task<ContextPtr> run_validation(ClosurePtr runner, Request req, RunMode mode);

struct ChainState final : ValidationRunner {
  Task<ContextPtr> run(Request req, RunMode mode) override;

  ChainSettings settings;
  std::vector<ChainItem> items;
  std::shared_ptr<const ExpressValidator::Functions> own;  // null: none
  int last_validator = -1;                                 // whose message withMessage() sets
  bool negates_next = false;
};

/// Runs the items on the instances that the context has, and keeps the context with the request.
Task<ContextPtr> run_items(ContextPtr context, std::vector<ChainItem> items, Request req, RunMode mode);
/// Lets so many rounds of microtasks pass.
Task<> pass_ticks(int count);

/// All of them at once, but for chains that bail out of the request: these wait for the others, and end it.
Task<std::vector<ContextPtr>> run_chains(std::vector<Chain> chains, Request req, bool dry);

Task<ValidationResult> result_of(Task<ContextPtr> run);
Task<std::vector<ValidationResult>> results_of(Task<std::vector<ContextPtr>> runs);

ChainList chains_of_schema(const Value& schema, const Value& locations,
                           const std::shared_ptr<const ExpressValidator::Functions>& own);

/// In a schema: a FieldFunction, and what `if` may be as well.
class FunctionObject final : public HostObject {
 public:
  explicit FunctionObject(ClosurePtr f) : closure(std::move(f)) {}
  std::string_view class_name() const override { return "Function"; }
  const ClosurePtr closure;
};
class RunnerObject final : public HostObject {
 public:
  explicit RunnerObject(ClosurePtr r) : runner(std::move(r)) {}
  const ClosurePtr runner;
};

/// A handler that runs it and goes on.
Handler runner_handler(const ClosurePtr& runner);

/// Whether a chain has a validator, or a sanitizer, of this name: npm's, or one of an ExpressValidator.
bool knows_validator(const ChainState& chain, const std::string& name);
bool knows_sanitizer(const ChainState& chain, const std::string& name);
/// Adds it with npm's arguments. Throws TypeError when there is none of this name.
void add_by_name(ChainState& chain, const std::string& name, const std::vector<Value>& args);
void add_validator(ChainState& chain, ChainItem item);

/// A value as the text that a standard rule gets.
Value text_of_field(const Value& v);

}  // namespace crema::validation
