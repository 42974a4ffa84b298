// Engines as functions in Values, and those that modules provide.
#include <crema/view.hpp>

#include <exception>
#include <map>
#include <mutex>
#include <string>

#include "core/value_node.hpp"
#include "core/view.hpp"

namespace crema {
namespace detail {
namespace {

struct Provided {
  std::mutex lock;
  std::map<std::string, Value, std::less<>> engines;  // by extension, with its dot
};
Provided& provided() {
  static Provided all;
  return all;
}

// The other way round: a callback as a function in a Value.
Value function_of(const Callback<Error, Value>& callback) {
  return Function([callback](auto err, auto text) { callback(Error::thrown(err), text); });
}

Callback<Error, Value> callback_of(const Value& function) {
  if (kind_of(function) != Kind::function) throw TypeError("callback is not a function");
  return [function](Error& err, Value& text) {
    if (err) function(err);
    else function(null, text);
  };
}

void call_engine(EngineNode& node, const Value& engine, const Value& path, const Value& options,
                 const Callback<Error, Value>& callback) {
  auto* call = new EngineCall;
  const ClosurePtr keep(call);
  call->engine = engine;
  call->path = path;
  call->options = options;
  call->callback = callback;
  node.render(*call);
}

Task<> watch(Task<Value> task, ClosurePtr keep, bool gives_text) {
  Error failed;
  Value text;
  try {
    text = co_await task;
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  const auto& callback = static_cast<EngineCall*>(keep.get())->callback;
  if (failed) callback(failed);
  else if (gives_text) callback(nullptr, text);
}

}  // namespace

void watch_engine(Task<Value> task, ClosurePtr call, bool gives_text) {
  (void)watch(std::move(task), std::move(call), gives_text);
}

Value EngineNode::call(const Caller&, const Value* args, std::size_t count) {
  const auto arg = [&](std::size_t i) { return i < count ? args[i] : Value(); };
  call_engine(*this, Access::hold(tag_function, this), arg(0), arg(1), callback_of(arg(2)));
  return {};
}

std::string with_dot(std::string_view extension) {
  return extension.starts_with('.') ? std::string(extension) : "." + std::string(extension);
}

Value provided_engine(std::string_view extension) {
  auto& all = provided();
  const std::lock_guard lock(all.lock);
  const auto found = all.engines.find(extension);
  return found == all.engines.end() ? Value() : found->second;
}

}  // namespace detail

ViewEngine::ViewEngine(const Value& function) : function_(function) {
  if (kind_of(function) != Kind::function) throw Error("callback function required");
}

void ViewEngine::operator()(const Value& path, const Value& options, const Callback<Error, Value>& callback) const {
  if (!function_) throw TypeError("this.engine is not a function");
  const Value held = function_;
  auto* node = dynamic_cast<detail::EngineNode*>(static_cast<detail::FunctionNode*>(detail::Access::node(held)));
  if (node) detail::call_engine(*node, held, path, options, callback);
  else held(path, options, detail::function_of(callback));
}

bool provideEngine(const Text& extension, const ViewEngine& engine) {
  auto& all = detail::provided();
  const std::lock_guard lock(all.lock);
  all.engines.insert_or_assign(detail::with_dot(extension.view()), engine.function());
  return true;
}

}  // namespace crema
