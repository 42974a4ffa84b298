// Runs chains. An item is run on every instance of the field before the next item; one that has to wait lets the others go on.
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/slot.hpp>
#include <crema/timers.hpp>

#include <algorithm>
#include <exception>
#include <utility>

#include "chain_state.hpp"

namespace crema::validation {
namespace {

// What a function of a field is called with; kept until an async one has finished.
struct FieldCall {
  Value value;
  ValidationMeta meta;
};

struct Verdict {
  Value value;
  bool async = false;
  bool threw = false;
  Value thrown = {};  // the message of an error, or what else was thrown
};

Value thrown_value(const Error& e) { return e.is_thrown_value() ? Value(e) : e.message; }

// How many rounds of microtasks npm's promises take for an item on a field.
enum Ticks { nothing_to_do = 1, halted = 2, plain = 3, own_function = 4, own_sanitizer = 6 };

class ItemRun {
 public:
  ItemRun(const ChainItem& item, ContextPtr context, const Request& req, bool dry)
      : item_(item), context_(std::move(context)), req_(req), dry_(dry) {}

  int ticks() const { return ticks_; }
  void note_ticks(int ticks) { ticks_ = std::max(ticks_, ticks); }

  // Null: it is done. Otherwise the task has to be awaited.
  std::optional<Task<void>> on(FieldInstance& instance) {
    switch (item_.kind) {
      case ChainItem::Kind::validator:
        validate(instance);
        break;
      case ChainItem::Kind::sanitizer:
        sanitize(instance);
        break;
      case ChainItem::Kind::bail:
        if (context_->failed()) return halt(instance);
        break;
      case ChainItem::Kind::run_condition:
        return finish_runner(*this, run_validation(item_.runner, req_, {.dry = true}), instance);
      case ChainItem::Kind::custom:
      case ChainItem::Kind::custom_sanitizer:
      case ChainItem::Kind::condition:
        return ask(instance);
    }
    note_ticks(plain);
    write_back(instance);
    return {};
  }

 private:
  static std::optional<Task<void>> halt(FieldInstance& instance) {
    instance.halted = true;
    return {};
  }

  template <class F>
  static void each(const Value& value, F f) {
    if (!Array.isArray(value)) return f(value);
    for (const auto& one : value) f(one);
  }
  void validate(const FieldInstance& instance) {
    const Value value = instance.value;
    each(value, [&](const Value& one) {
      const bool right = static_cast<bool>(item_.rule(text_of_field(one), Arguments(item_.args)));
      if (right == item_.negated) add_field_error(*context_, instance, one, item_.message, {}, req_);
    });
  }
  void sanitize(FieldInstance& instance) {
    const auto clean = [&](const Value& one) { return item_.rule(text_of_field(one), Arguments(item_.args)); };
    if (!Array.isArray(instance.value)) {
      instance.value = clean(instance.value);
      return;
    }
    Value all = Array();
    for (const auto& one : instance.value) all.push(clean(one));
    instance.value = all;
  }

  std::optional<Task<void>> ask(FieldInstance& instance) {
    auto call = std::make_shared<FieldCall>(FieldCall{instance.value, meta_of(req_, instance)});
    Verdict verdict;
    try {
      auto given = static_cast<FieldClosure*>(item_.function.closure().get())->call(call->value, call->meta);
      if (given.later) return wait(*this, std::move(*given.later), instance, call);
      verdict.value = given.value;
    } catch (...) {
      note(verdict, std::current_exception());
    }
    take(verdict, instance);
    note_ticks(plain);
    if (!verdict.threw) note_ticks(item_.kind == ChainItem::Kind::custom_sanitizer ? own_sanitizer : own_function);
    return {};
  }

  void note(Verdict& verdict, const std::exception_ptr& failed) const {
    if (item_.kind == ChainItem::Kind::custom_sanitizer) std::rethrow_exception(failed);
    verdict.threw = true;
    verdict.thrown = thrown_value(Error::from_exception(failed));
  }

  // ! By value: the loop over the items may have ended by an error before this has.
  static Task<void> wait(ItemRun self, Task<Value> later, FieldInstance& instance, std::shared_ptr<FieldCall> call) {
    Verdict verdict;
    verdict.async = true;
    std::exception_ptr failed;
    try {
      verdict.value = co_await later;
    } catch (...) {
      failed = std::current_exception();
    }
    if (failed) self.note(verdict, failed);
    self.take(verdict, instance);
  }
  static Task<void> finish_runner(ItemRun self, Task<ContextPtr> run, FieldInstance& instance) {
    const ContextPtr result = co_await run;
    self.context_->ticks += result->ticks + 4;
    if (result->failed()) instance.halted = true;
    else self.write_back(instance);
  }

  void take(const Verdict& verdict, FieldInstance& instance) {
    if (item_.kind == ChainItem::Kind::condition) {
      // An async one is asked only whether it throws.
      if (verdict.threw || (!verdict.async && !verdict.value)) {
        instance.halted = true;
        return;
      }
    } else if (item_.kind == ChainItem::Kind::custom_sanitizer) {
      instance.value = verdict.value;
    } else if (verdict.threw) {
      if (!item_.negated) add_field_error(*context_, instance, instance.value, item_.message, verdict.thrown, req_);
    } else if (verdict.async ? item_.negated : static_cast<bool>(verdict.value) == item_.negated) {
      add_field_error(*context_, instance, instance.value, item_.message, {}, req_);
    }
    write_back(instance);
  }

  static bool same(const Value& a, const Value& b) {
    if (is_nullish(a) || is_nullish(b)) return is_nullish(a) && is_nullish(b) && is_undefined(a) == is_undefined(b);
    return a == b;
  }
  // Express makes req.query anew whenever it is read: what is written there is lost, and so it is here.
  void write_back(const FieldInstance& instance) const {
    if (dry_ || instance.location == "query") return;
    Value& place = location_of(req_, instance.location);
    if (instance.path.empty()) {
      if (!same(place, instance.value)) place = instance.value;
    } else if (!same(value_at(place, instance.path), instance.value)) {
      set_value_at(place, instance.path, instance.value);
    }
  }

  ChainItem item_;
  ContextPtr context_;
  Request req_;
  bool dry_;
  int ticks_ = nothing_to_do;
};

void hop(int count, Callback<> then) {
  queueMicrotask([count, then] { count > 1 ? hop(count - 1, then) : then(); });
}

}  // namespace

Value text_of_field(const Value& v) {
  if (is_text(v)) return v;
  if (is_nullish(v)) return "";
  if (const auto* object = host<HostObject>(v); object && object->class_name() == "Date")
    return DateTime(v).toISOString();
  if (is_object(v)) return String(v);
  return typeof_(v) == "number" && isNaN(v) ? Value("") : Value(String(v));
}

Task<> pass_ticks(int count) {
  if (count <= 0) co_return;
  auto passed = Promise([count](auto resolve, auto) { hop(count, [resolve] { resolve(); }); });
  co_await passed;
}

Task<ContextPtr> run_items(ContextPtr context, std::vector<ChainItem> items, Request req, RunMode mode) {
  for (const auto& item : items) {
    std::vector<Task<void>> waiting;
    ItemRun run(item, context, req, mode.dry);
    for (auto* instance : context->data(true)) {
      run.note_ticks(halted);
      if (instance->halted) continue;
      if (auto task = run.on(*instance)) waiting.push_back(std::move(*task));
    }
    for (auto& task : waiting) co_await task;
    context->ticks += run.ticks();
  }
  if (mode.concurrent) {
    auto passing = pass_ticks(context->ticks);
    co_await passing;
  }
  if (!mode.dry) slot<ValidationContexts>(req).all.push_back(context);
  co_return context;
}

Task<ContextPtr> ChainState::run(Request req, RunMode mode) {
  auto context = std::make_shared<ValidationContext>(settings);
  if (const auto* done = findSlot<ValidationContexts>(req); done && done->bailed()) {
    co_return context;
  }
  context->add_instances(select_fields(req, settings.fields, settings.locations));
  // Each chain has chosen its fields before any of them changes one.
  if (mode.concurrent) {
    auto passing = pass_ticks(1);
    co_await passing;
  }
  auto items_now = items;
  auto running = run_items(context, std::move(items_now), req, mode);
  co_return co_await running;
}

Task<ContextPtr> run_validation(ClosurePtr runner, Request req, RunMode mode) {
  auto running = static_cast<ValidationRunner*>(runner.get())->run(req, mode);
  co_return co_await running;
}

Task<std::vector<ContextPtr>> run_chains(std::vector<Chain> chains, Request req, bool dry) {
  std::vector<Task<ContextPtr>> running;
  std::vector<ContextPtr> results;
  for (const auto& chain : chains) {
    const bool bails = chain.state().settings.bails;
    if (bails) {
      for (std::size_t i = results.size(); i < running.size(); ++i) results.push_back(co_await running[i]);
    }
    running.push_back(run_validation(chain.runner(), req, {.dry = dry, .concurrent = true}));
    if (!bails) continue;
    results.push_back(co_await running.back());
    if (results.back()->failed()) break;
  }
  for (std::size_t i = results.size(); i < running.size(); ++i) results.push_back(co_await running[i]);
  co_return results;
}

Handler runner_handler(const ClosurePtr& runner) {
  return [runner](Request& req, Response&, Next next) -> Task<> {
    auto running = run_validation(runner, req, {});
    co_await running;
    next();
  };
}

}  // namespace crema::validation
