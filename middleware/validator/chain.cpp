// Chains: what each call adds.
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/structured_clone.hpp>

#include <algorithm>
#include <utility>

#include "chain_state.hpp"
#include "option_objects.hpp"

namespace crema {
namespace validation {
namespace {

using Kind = ChainItem::Kind;

void add_custom(ChainState& chain, FieldFunction f) {
  add_validator(chain, {.kind = Kind::custom, .function = std::move(f)});
}
void add_custom_sanitizer(ChainState& chain, FieldFunction f) {
  chain.items.push_back({.kind = Kind::custom_sanitizer, .function = std::move(f)});
}

// ---------------------------------------------------------------------------- validators that look at the value itself

FieldFunction exists_check(const Value& options) {
  const Value values = option(options, "values");
  if (flag(options, "checkFalsy") || values == "falsy") return [](auto& value) { return static_cast<bool>(value); };
  if (flag(options, "checkNull") || values == "null") return [](auto& value) { return !is_nullish(value); };
  return [](auto& value) { return !is_undefined(value); };
}
FieldFunction array_check(const Value& options) {
  return [min = option(options, "min"), max = option(options, "max")](auto& value) {
    if (!Array.isArray(value)) return false;
    const Value length = static_cast<int>(value.length());
    return (is_undefined(min) || length >= min) && (is_undefined(max) || length <= max);
  };
}
FieldFunction object_check(const Value& options) {
  const Value strict = option(options, "strict", true);
  return [strict = is_nullish(strict) || strict](auto& value) {
    return typeof_(value) == "object" && (!strict || (!is_nullish(value) && !Array.isArray(value)));
  };
}

// ---------------------------------------------------------------------------- sanitizers that look at the value itself

Value copy_of(const Value& v) { return is_object(v) ? structuredClone(v) : v; }
bool is_nan(const Value& v) { return typeof_(v) == "number" && isNaN(v); }

FieldFunction default_for_empty(const Value& value) {
  return [value](auto& now) {
    const bool empty = is_nullish(now) || is_nan(now) || (is_text(now) && now == "");
    return empty ? copy_of(value) : now;
  };
}
FieldFunction replacement(const Value& values, const Value& by) {
  return [values = Array.isArray(values) ? values : Array(values), by](auto& now) {
    const bool found = includes(values, now) || (is_nan(now) && values.some([](const Value& v) { return is_nan(v); }));
    return found ? copy_of(by) : now;
  };
}
FieldFunction array_of_value() {
  return [](auto& value) { return is_undefined(value) ? Array() : Array.isArray(value) ? value : Array(value); };
}
template <class F>
FieldFunction of_texts(F f) {
  return [f](auto& value) { return is_text(value) ? f(value) : value; };
}

// By the names of npm's methods.
struct SpecialCheck {
  const char* name;
  void (*add)(ChainState& chain, const Arguments& args);
};
void add_standard(ChainState& chain, const char* name, std::vector<Value> args) {
  add_validator(chain, {.kind = Kind::validator, .rule = find_validator(name), .args = std::move(args)});
}

constexpr SpecialCheck special_validators[] = {
    {"custom", [](ChainState& chain, const Arguments& args) { add_custom(chain, args[0]); }},
    {"exists", [](ChainState& chain, const Arguments& args) { add_custom(chain, exists_check(args[0])); }},
    {"isArray", [](ChainState& chain, const Arguments& args) { add_custom(chain, array_check(args[0])); }},
    {"isBoolean",
     [](ChainState& chain, const Arguments& args) {
       if (!flag(args[0], "strict")) return add_standard(chain, "isBoolean", {args[0]});
       add_custom(chain, [](auto& value) { return typeof_(value) == "boolean"; });
     }},
    {"isObject", [](ChainState& chain, const Arguments& args) { add_custom(chain, object_check(args[0])); }},
    {"isString",
     [](ChainState& chain, const Arguments&) { add_custom(chain, [](auto& value) { return is_text(value); }); }},
    {"notEmpty",
     [](ChainState& chain, const Arguments& args) {
       chain.negates_next = true;
       add_standard(chain, "isEmpty", {args[0]});
     }},
};
constexpr SpecialCheck special_sanitizers[] = {
    {"customSanitizer", [](ChainState& chain, const Arguments& args) { add_custom_sanitizer(chain, args[0]); }},
    {"default",
     [](ChainState& chain, const Arguments& args) { add_custom_sanitizer(chain, default_for_empty(args[0])); }},
    {"replace",
     [](ChainState& chain, const Arguments& args) { add_custom_sanitizer(chain, replacement(args[0], args[1])); }},
    {"toArray", [](ChainState& chain, const Arguments&) { add_custom_sanitizer(chain, array_of_value()); }},
    {"toLowerCase",
     [](ChainState& chain, const Arguments&) {
       add_custom_sanitizer(chain, of_texts([](auto& text) { return text.toLowerCase(); }));
     }},
    {"toUpperCase",
     [](ChainState& chain, const Arguments&) {
       add_custom_sanitizer(chain, of_texts([](auto& text) { return text.toUpperCase(); }));
     }},
};

template <std::size_t N>
const SpecialCheck* find_special(const SpecialCheck (&all)[N], const std::string& name) {
  for (const auto& one : all)
    if (name == one.name) return &one;
  return nullptr;
}
const FieldFunction* find_own(const std::vector<NamedFieldFunction>& all, const std::string& name) {
  for (const auto& one : all)
    if (name == one.name) return &one.function;
  return nullptr;
}
const FieldFunction* own_validator(const ChainState& chain, const std::string& name) {
  return chain.own ? find_own(chain.own->validators, name) : nullptr;
}
const FieldFunction* own_sanitizer(const ChainState& chain, const std::string& name) {
  return chain.own ? find_own(chain.own->sanitizers, name) : nullptr;
}

std::vector<std::string> texts_of(const Value& one_or_list) {
  std::vector<std::string> all;
  if (!Array.isArray(one_or_list)) return {is_undefined(one_or_list) ? "" : String(one_or_list).str()};
  for (const auto& one : one_or_list) all.push_back(String(one).str());
  return all;
}

// A function that a Value holds.
struct ValueFunction final : FieldClosure {
  explicit ValueFunction(const Value& f) : function(f) {}
  FieldVerdict call(Value& value, ValidationMeta& meta) override { return {function(value, meta_object(meta)), {}}; }
  Value function;
};
}  // namespace

bool knows_validator(const ChainState& chain, const std::string& name) {
  return find_special(special_validators, name) || own_validator(chain, name) || find_validator(name);
}
bool knows_sanitizer(const ChainState& chain, const std::string& name) {
  return find_special(special_sanitizers, name) || own_sanitizer(chain, name) || find_sanitizer(name);
}

void add_validator(ChainState& chain, ChainItem item) {
  item.negated = std::exchange(chain.negates_next, false);
  chain.last_validator = static_cast<int>(chain.items.size());
  chain.items.push_back(std::move(item));
}

void add_by_name(ChainState& chain, const std::string& name, const std::vector<Value>& args) {
  if (const auto* f = own_validator(chain, name)) return add_custom(chain, *f);
  if (const auto* f = own_sanitizer(chain, name)) return add_custom_sanitizer(chain, *f);
  if (const auto* special = find_special(special_validators, name)) return special->add(chain, Arguments(args));
  if (const auto* special = find_special(special_sanitizers, name)) return special->add(chain, Arguments(args));
  if (find_validator(name)) return add_standard(chain, name.c_str(), args);
  const Rule rule = find_sanitizer(name);
  if (!rule) throw TypeError("chain." + name + " is not a function");
  chain.items.push_back({.kind = Kind::sanitizer, .rule = rule, .args = args});
}

}  // namespace validation

using validation::as_object;
using validation::ChainItem;

FieldFunction::FieldFunction(const Value& function) {
  if (const auto* kept = host<validation::FunctionObject>(function)) closure_ = kept->closure;
  else closure_ = validation::ClosurePtr(new validation::ValueFunction(function));
}
FieldFunction::operator Value() const { return make_host<validation::FunctionObject>(closure_); }
Chain::operator Value() const { return make_host<validation::RunnerObject>(state_); }

Chain::Chain(const Value& fields, const Value& locations, const ValidationMessage& message) {
  auto* state = new validation::ChainState;
  state_ = detail::ClosurePtr(state);
  state->settings.fields = validation::texts_of(fields);
  state->settings.locations = validation::texts_of(locations);
  state->settings.message = message;
}
validation::ChainState& Chain::state() const { return *static_cast<validation::ChainState*>(state_.get()); }
Handler Chain::handler() const { return validation::runner_handler(state_); }

const Chain& Chain::apply(const std::string& name, std::vector<Value> args) const {
  validation::add_by_name(state(), name, args);
  return *this;
}

const Chain& Chain::custom(const FieldFunction& f) const {
  validation::add_custom(state(), f);
  return *this;
}
const Chain& Chain::customSanitizer(const FieldFunction& f) const {
  validation::add_custom_sanitizer(state(), f);
  return *this;
}

const Chain& Chain::not_() const {
  state().negates_next = true;
  return *this;
}
const Chain& Chain::withMessage(const ValidationMessage& message) const {
  auto& chain = state();
  if (chain.last_validator < 0) throw TypeError("Cannot set properties of undefined (setting 'message')");
  chain.items[static_cast<std::size_t>(chain.last_validator)].message = message;
  return *this;
}
const Chain& Chain::bail(const BailOptions& options) const {
  if (options.level == "request") state().settings.bails = true;
  state().items.push_back({.kind = ChainItem::Kind::bail});
  return *this;
}
const Chain& Chain::if_(const FieldFunction& condition) const {
  state().items.push_back({.kind = ChainItem::Kind::condition, .function = condition});
  return *this;
}
const Chain& Chain::if_(const Chain& condition) const { return if_runner(condition.runner()); }
const Chain& Chain::if_runner(const detail::ClosurePtr& runner) const {
  state().items.push_back({.kind = ChainItem::Kind::run_condition, .runner = runner});
  return *this;
}
const Chain& Chain::optional(const OptionalOptions& options) const {
  const Value older = options.checkFalsy ? "falsy" : options.nullable ? "null" : "undefined";
  return set_optional(options.values || older);
}
const Chain& Chain::set_optional(const Value& values) const {
  state().settings.optional = values.str();
  return *this;
}
const Chain& Chain::hide(const Value& instead) const {
  state().settings.visibility = {true, instead};
  return *this;
}

Task<ValidationResult> Chain::run(const Request& req, RunOptions options) const {
  return Validation(state_).run(req, options);
}

Chain body(const Value& fields, const ValidationMessage& message) { return Chain(fields, "body", message); }
Chain param(const Value& fields, const ValidationMessage& message) { return Chain(fields, "params", message); }
Chain query(const Value& fields, const ValidationMessage& message) { return Chain(fields, "query", message); }
Chain header(const Value& fields, const ValidationMessage& message) { return Chain(fields, "headers", message); }
Chain cookie(const Value& fields, const ValidationMessage& message) { return Chain(fields, "cookies", message); }
Chain check(const Value& fields, const ValidationMessage& message) {
  return Chain(fields, {"body", "cookies", "headers", "params", "query"}, message);
}

}  // namespace crema
