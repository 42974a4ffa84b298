// oneOf() and checkExact(): what is made of several chains.
#include <crema/error.hpp>
#include <crema/slot.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include "chain_state.hpp"

namespace crema {
namespace validation {
namespace {

std::vector<Chain> flat(const std::vector<ChainGroup>& groups) {
  std::vector<Chain> all;
  for (const auto& group : groups) all.insert(all.end(), group.chains.begin(), group.chains.end());
  return all;
}

// An error that is about no one field; `members` come behind its message.
void add_error(ValidationContext& context, const Value& type, const Value& msg, const Value& name, const Value& about) {
  Value error = {{"type", type}, {"msg", msg}};
  error[name] = about;
  context.errors.push(error);
}

struct OneOf final : ValidationRunner {
  OneOf(std::vector<ChainGroup> g, OneOfOptions o) : groups(std::move(g)), options(std::move(o)) {}

  // The errors of a group; of one without errors the data counts.
  static Task<Value> run_group(std::vector<Chain> chains, Request req, ContextPtr all) {
    auto running = run_chains(std::move(chains), req, true);
    const auto contexts = co_await running;
    Value errors = Array();
    for (const auto& context : contexts)
      for (const auto& error : context->errors)
        if (error["type"] == "field") errors.push(error);
    if (errors.length() == 0) {
      for (const auto& context : contexts) {
        std::vector<FieldInstance> instances;
        for (const auto* one : context->data(false)) instances.push_back(*one);
        all->add_instances(instances);
      }
    }
    co_return errors;
  }

  Value nested_errors(const Value& groups_errors, Value& type) const {
    type = "alternative";
    if (options.errorType == "flat") return groups_errors.flat();
    if (options.errorType != "least_errored") {
      type = "alternative_grouped";
      return groups_errors;
    }
    Value least = groups_errors[0];
    for (const auto& errors : groups_errors)
      if (static_cast<int>(errors.length()) < static_cast<int>(least.length())) least = errors;
    return least;
  }

  Task<ContextPtr> run(Request req, RunMode mode) override {
    auto context = std::make_shared<ValidationContext>(ChainSettings{});
    std::vector<Task<Value>> running;
    for (const auto& group : groups) running.push_back(run_group(group.chains, req, context));
    Value all = Array();
    bool success = false;
    for (auto& group : running) {
      const Value errors = co_await group;
      success = success || errors.length() == 0;
      all.push(errors);
    }
    if (!success) {
      Value type;
      const Value nested = nested_errors(all, type);
      add_error(*context, type, message_text(options.message, {}, "Invalid value(s)", nested, {req, {}, {}, {}}),
                "nestedErrors", nested);
    }
    if (const auto* done = findSlot<ValidationContexts>(req); done && done->bailed()) {
      co_return context;
    }
    for (auto& instance : context->instances) instance->halted = false;
    // An item that does nothing: what the chains have made of the values is put into the request.
    std::vector<ChainItem> nothing(
        1, ChainItem{.kind = ChainItem::Kind::custom_sanitizer, .function = [](auto& value) { return value; }});
    context->ticks += 4;  // of npm's promises around the groups
    auto ending = run_items(context, std::move(nothing), req, mode);
    co_return co_await ending;
  }

  std::vector<ChainGroup> groups;
  OneOfOptions options;
};

struct Exact final : ValidationRunner {
  Exact(std::vector<Chain> c, CheckExactOptions o) : chains(std::move(c)), options(std::move(o)) {}

  // The known fields by their location; nothing is known where no chain has run, and then everything is unknown.
  Value unknown_fields(const ValidationContexts& contexts, const Request& req) const {
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::string>> known;
    const auto add = [&](const std::string& location) -> std::vector<std::string>& {
      if (!known.contains(location)) order.push_back(location);
      return known[location];
    };
    for (const auto& context : contexts.all) {
      const auto& settings = context->settings;
      for (const auto& location : settings.locations) {
        if (!options.locations.includes(location)) continue;
        auto& fields = add(location);
        fields.insert(fields.end(), settings.fields.begin(), settings.fields.end());
      }
    }
    if (order.empty())
      for (const auto& location : options.locations) add(String(location));
    Value all = Array();
    for (const auto& location : order)
      for (const auto& field : select_unknown_fields(req, known[location], location)) all.push(field);
    return all;
  }

  Task<ContextPtr> run(Request req, RunMode) override {
    auto running = run_chains(chains, req, false);
    co_await running;
    auto& contexts = slot<ValidationContexts>(req);
    auto context = std::make_shared<ValidationContext>(ChainSettings{});
    const Value unknown = unknown_fields(contexts, req);
    if (unknown.length() > 0)
      add_error(*context, "unknown_fields",
                message_text(options.message, {}, "Unknown field(s)", unknown, {req, {}, {}, {}}), "fields", unknown);
    contexts.all.push_back(context);
    co_return context;
  }

  std::vector<Chain> chains;
  CheckExactOptions options;
};

}  // namespace
}  // namespace validation

Validation oneOf(const ChainGroups& chains, const OneOfOptions& options) {
  return Validation(detail::ClosurePtr(new validation::OneOf(chains.groups, options)));
}
Validation checkExact(const ChainGroups& chains, const CheckExactOptions& options) {
  CheckExactOptions given = options;
  if (!Array.isArray(given.locations)) given.locations = Array(given.locations);
  return Validation(detail::ClosurePtr(new validation::Exact(validation::flat(chains.groups), given)));
}

Handler Validation::handler() const { return validation::runner_handler(runner_); }
Task<ValidationResult> Validation::run(const Request& req, RunOptions options) const {
  return validation::result_of(validation::run_validation(runner_, req, {.dry = options.dryRun, .concurrent = true}));
}

}  // namespace crema
