// crema/generator.hpp — function*.
#pragma once
#include <crema/callback.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

namespace crema {

/// What a generator function returns: `Generator range(Value n) { for (Value i = 0; i < n; i++) co_yield i; }`. It runs as far as
/// somebody asks. A handle: copies are the same generator. `for (auto x : range(3))` takes it to its end, or closes it when the loop
/// is left; `Array.from(g)` and `Value{spread(g)}` hold the rest of it. `yield*` is a loop that yields.
/// JavaScript: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/function*
class Generator {
 public:
  struct promise_type {
    static void* operator new(std::size_t size) { return detail::allocate_frame(size); }
    static void operator delete(void* frame, std::size_t size) noexcept { detail::free_frame(frame, size); }
    Generator get_return_object() { return Generator(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(const Value& v) {
      value = v;
      return {};
    }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { failed = std::current_exception(); }
    template <class T>
    void await_transform(T&&) {
      static_assert(detail::never<T>, "crema: a Generator cannot co_await; an async function returns a Task");
    }
    Value value;
    std::exception_ptr failed;
  };

  /// {value, done}; after the end {undefined, true}.
  Value next() const;
  /// Ends it: {value, done: true}.
  Value return_(const Value& value = {}) const;
  // For Array.from and spread.
  Value list() const;

  class iterator {
   public:
    explicit iterator(const Generator& of) : of_(of) { ++*this; }
    iterator(const iterator&) = delete;
    iterator& operator=(const iterator&) = delete;
    ~iterator() { of_.close(); }
    const Value& operator*() const { return value_; }
    iterator& operator++() {
      done_ = !of_.advance(value_);
      return *this;
    }
    friend bool operator==(const iterator& i, std::nullptr_t) { return i.done_; }

   private:
    const Generator& of_;
    Value value_;
    bool done_ = false;
  };
  iterator begin() const { return iterator(*this); }
  std::nullptr_t end() const { return nullptr; }

 private:
  explicit Generator(std::coroutine_handle<promise_type> frame);
  bool advance(Value& to) const;  // false: it has ended
  void close() const noexcept;
  struct Held;
  detail::ClosurePtr held_;
};

}  // namespace crema
