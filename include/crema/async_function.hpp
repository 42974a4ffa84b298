// crema/async_function.hpp — an async function as a parameter, a member or an element of a Map.
#pragma once
#include <crema/callback.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace crema {

namespace detail {

struct AsyncCall : Closure {
  virtual Task<Value> call(Value& a, Value& b, Value& c, Value& d, Value& e) = 0;
};

// The frame holds the function and its arguments until it has finished.
Task<Value> call_async(ClosurePtr function, Value a, Value b, Value c, Value d, Value e);

}  // namespace detail

/// A function that is awaited, whatever it is made of: an async or a plain one of up to five Values, of which it declares as many as
/// it needs. `Task<Value> retry(AsyncFunction fn) { … co_await fn(attempt) … }`, `Map<AsyncFunction> jobs;`. Copies share it; it
/// throws a TypeError when it is called without having been given one.
class AsyncFunction {
 public:
  AsyncFunction() = default;
  AsyncFunction(std::nullptr_t) {}
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, AsyncFunction> &&
             !std::derived_from<std::remove_cvref_t<F>, Value> && !std::is_null_pointer_v<std::remove_cvref_t<F>>)
  AsyncFunction(F f) {
    struct Held final : detail::AsyncCall {
      explicit Held(F&& g) : f(std::move(g)) {}
      Task<Value> call(Value& a, Value& b, Value& c, Value& d, Value& e) override {
        return detail::value_of(f, a, b, c, d, e);
      }
      F f;
    };
    function_ = detail::ClosurePtr(new Held(std::move(f)));
  }
  /// A Function in a Value, which gives its result at once.
  AsyncFunction(const Value& function)
      : AsyncFunction(
            [function](Value& a, Value& b, Value& c, Value& d, Value& e) { return function(a, b, c, d, e); }) {}

  Task<Value> operator()(Value a = {}, Value b = {}, Value c = {}, Value d = {}, Value e = {}) const {
    return detail::call_async(function_, std::move(a), std::move(b), std::move(c), std::move(d), std::move(e));
  }
  explicit operator bool() const noexcept { return static_cast<bool>(function_); }

 private:
  detail::ClosurePtr function_;
};

}  // namespace crema
