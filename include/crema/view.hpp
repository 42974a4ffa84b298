// crema/view.hpp — template engines, and the class that finds and renders views.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace crema {

namespace detail {

// One call of an engine; an async one keeps it until it has finished.
struct EngineCall : Closure {
  Value engine, path, options;
  Callback<Error, Value> callback;
};
// What an async engine throws goes to the callback; `gives_text`: so does what it gives.
void watch_engine(Task<Value> task, ClosurePtr call, bool gives_text);

// An engine is a function in a Value, so that app.engines can show it.
class EngineNode : public FunctionNode {
 public:
  virtual void render(EngineCall& call) = 0;
  Value call(const Caller& caller, const Value* args, std::size_t count) override;
};

template <class F>
concept CallbackEngine = std::invocable < F&,
        Value&, Value&, Callback<Error, Value>
& > ;
template <class F>
concept TextEngine = std::invocable<F&, Value&, Value&>;

template <class F>
class HeldEngine final : public EngineNode {
 public:
  explicit HeldEngine(F&& f) : f_(std::move(f)) {}
  void render(EngineCall& call) override {
    if constexpr (CallbackEngine<F>) {
      using R = std::invoke_result_t<F&, Value&, Value&, Callback<Error, Value>&>;
      if constexpr (TaskType<R>) {
        watch_engine(as_value(f_(call.path, call.options, call.callback)), ClosurePtr(&call), false);
      } else {
        (void)f_(call.path, call.options, call.callback);
      }
    } else {
      using R = std::invoke_result_t<F&, Value&, Value&>;
      if constexpr (TaskType<R>) {
        watch_engine(as_value(f_(call.path, call.options)), ClosurePtr(&call), true);
      } else {
        static_assert(
            std::convertible_to<R, Value>,
            "crema: an engine without a callback returns the text: [](auto path, auto options) { return ...; }");
        call.callback(nullptr, Value(f_(call.path, call.options)));
      }
    }
  }

 private:
  F f_;
};

}  // namespace detail

/// A template engine: `[](auto path, auto options, auto callback) { … callback(err) … callback(null, text) … }`, as Express calls
/// it. It may be async (`-> Task<>`), and without a callback it returns the text, or a Task of it. A struct with such a call
/// operator is one, too, and so is a function in a Value. Express: https://expressjs.com/en/5x/api.html#app.engine
class ViewEngine {
 public:
  ViewEngine() = default;
  /// Throws Error "callback function required" when the Value holds no function.
  ViewEngine(const Value& function);
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::same_as<F, ViewEngine>)
  ViewEngine(F f) {
    constexpr bool fits = detail::CallbackEngine<F> || detail::TextEngine<F>;
    static_assert(
        fits,
        "crema: this is not a template engine. An engine is [](auto path, auto options, auto callback) { ... }, "
        "or [](auto path, auto options) { return text; }");
    if constexpr (fits) function_ = detail::keep_function(new detail::HeldEngine<F>(std::move(f)));
  }

  void operator()(const Value& path, const Value& options, const Callback<Error, Value>& callback) const;
  /// As app.engines holds it.
  const Value& function() const noexcept { return function_; }
  explicit operator bool() const { return static_cast<bool>(function_); }

 private:
  Value function_;
};

/// What finds a view and renders it: the class behind the setting "view". A subclass of one's own takes (name, options), with
/// `options["root"]` (the setting "views"), `options["defaultEngine"]` and `options["engines"]`, sets `path`, and overrides
/// render(): `app.set("view", viewClass<GithubView>())`. No path means that there is no such view. Inside such a class Node's
/// path is `crema::path`.
class View : public HostObject {
 public:
  /// As Express looks views up. Throws Error without an extension and a default engine, or when no engine renders the extension.
  View(const Value& name, const Value& options);

  Value defaultEngine, ext, name, root, path;
  ViewEngine engine;

  /// Calls the engine; the callback is called later, never before this returns.
  virtual void render(Value options, Callback<Error, Value> callback);

  Value get(std::string_view key) const override;
  bool set(std::string_view key, const Value& value) override;
  Value keys() const override;
  std::string_view class_name() const override { return "View"; }

 protected:
  View() = default;
};

/// A class of one's own as the setting "view".
template <std::derived_from<View> T>
Value viewClass() {
  return Function([](auto name, auto options) { return make_host<T>(name, options); });
}

/// For modules that bring an engine: every app renders files of this extension with it, unless it has another, as Express finds
/// installed ones by itself. Returns true, to initialise a variable with it.
bool provideEngine(const Text& extension, const ViewEngine& engine);

}  // namespace crema
