// crema/callback.hpp — functions that are called later, with as many arguments as they declare.
#pragma once
#include <crema/detail/node.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace crema {

template <class T>
class Task;
template <class... A>
class Callback;

namespace detail {

template <class T>
struct is_task : std::false_type {};
template <class T>
struct is_task<Task<T>> : std::true_type {};
template <class T>
concept TaskType = is_task<std::remove_cvref_t<T>>::value;

// A reference-counted closure with one virtual function, so that a handler costs little to compile. Its memory comes from the
// thread's free lists: a callback that is made for a request allocates nothing in the steady state.
struct Closure {
  Closure() = default;
  Closure(const Closure&) = delete;
  Closure& operator=(const Closure&) = delete;
  virtual ~Closure() = default;
  static void* operator new(std::size_t bytes) { return allocate_node(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept { free_node(memory, bytes); }
  void retain() const noexcept { count_up(refs); }
  void release() const noexcept {
    if (count_down(refs)) delete this;
  }
  mutable OwnerCount refs{0};
};

class ClosurePtr {
 public:
  ClosurePtr() = default;
  explicit ClosurePtr(const Closure* closure) noexcept : closure_(const_cast<Closure*>(closure)) {
    if (closure_) closure_->retain();
  }
  ClosurePtr(const ClosurePtr& other) noexcept : ClosurePtr(other.closure_) {}
  ClosurePtr(ClosurePtr&& other) noexcept : closure_(std::exchange(other.closure_, nullptr)) {}
  ClosurePtr& operator=(ClosurePtr other) noexcept {
    std::swap(closure_, other.closure_);
    return *this;
  }
  ~ClosurePtr() {
    if (closure_) closure_->release();
  }
  Closure* get() const noexcept { return closure_; }
  explicit operator bool() const noexcept { return closure_ != nullptr; }

 private:
  Closure* closure_ = nullptr;
};

// Lets an async callback run on, and keeps its closure until it has finished; what it throws is an unhandled rejection.
void run_on(Task<void> task, ClosurePtr closure);
void run_on(Task<Value> task, ClosurePtr closure);
template <class T>
void run_on(Task<T> task, ClosurePtr closure);

template <class Held, class F, class... A>
void call_closure(Held& self, F& f, A&... a) {
  using R = decltype(call_prefix(f, a...));
  if constexpr (TaskType<R>) {
    run_on(call_prefix(f, a...), ClosurePtr(&self));
  } else {
    (void)call_prefix(f, a...);
  }
}

template <class... A>
struct Calls : Closure {
  virtual void call(A... a) = 0;
  bool ignores_arguments = false;
};

template <class R, class... A>
struct Gives : Closure {
  virtual void call(Callback<Error, R> answer, A... a) = 0;
};

// A callback that was never given is a TypeError as in Node, but only once it is called.
[[noreturn]] void throw_not_a_function(const char* what);

}  // namespace detail

/// A function of up to A… parameters, called later. It takes any callable, coroutines and move-only closures too; parameters
/// that the callable does not declare are dropped, as in JavaScript. Copies share the closure.
template <class... A>
class Callback {
 public:
  Callback() = default;
  Callback(std::nullptr_t) {}
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Callback> && !std::derived_from<std::remove_cvref_t<F>, Value> &&
             !std::is_null_pointer_v<std::remove_cvref_t<F>>)
  Callback(F f) {
    struct Held : detail::Calls<A...> {
      explicit Held(F&& g) : f(std::move(g)) {}
      void call(A... a) override { detail::call_closure(*this, f, a...); }
      F f;
    };
    closure_ = detail::ClosurePtr(new Held(std::move(f)));
  }
  void operator()(A... a) const {
    if (!closure_) detail::throw_not_a_function("callback");
    auto keep = closure_;
    static_cast<detail::Calls<A...>*>(keep.get())->call(a...);
  }
  explicit operator bool() const noexcept { return static_cast<bool>(closure_); }
  friend bool operator==(const Callback& a, const Callback& b) { return a.closure_.get() == b.closure_.get(); }

 private:
  detail::ClosurePtr closure_;
};

/// Node's error-first callback: called as cb(), cb(err) or cb(null, value); an empty one does nothing.
template <class V, class... More>
  requires(sizeof...(More) <= 1)
class Callback<Error, V, More...> {
 public:
  Callback() = default;
  Callback(std::nullptr_t) {}
  template <class F>
    requires(!std::derived_from<std::remove_cvref_t<F>, Callback> &&
             !std::derived_from<std::remove_cvref_t<F>, Value> && detail::Callable<std::remove_cvref_t<F>> &&
             !detail::Chars<std::remove_cvref_t<F>>)
  Callback(F f) {
    struct Held : detail::Calls<Error&, V&, Value&> {
      explicit Held(F&& g) : f(std::move(g)) {
        this->ignores_arguments = !detail::CallableWith<F, Error&> && !detail::CallableWith<F, Error&, V&> &&
                                  !detail::CallableWith<F, Error&, V&, Value&>;
      }
      void call(Error& e, V& v, Value& i) override { detail::call_closure(*this, f, e, v, i); }
      F f;
    };
    closure_ = detail::ClosurePtr(new Held(std::move(f)));
  }
  void operator()(const Error& err = {}, const V& value = {}, const Value& info = {}) const {
    if (!closure_) return;
    auto keep = closure_;
    Error e = err;
    V v = value;
    Value i = info;
    static_cast<detail::Calls<Error&, V&, Value&>*>(keep.get())->call(e, v, i);
  }
  // An error of one's own class stays one.
  template <std::derived_from<Error> E>
    requires(!std::same_as<E, Error>)
  void operator()(const E& err) const { (*this)(Error(err)); }
  explicit operator bool() const noexcept { return static_cast<bool>(closure_); }
  // For the framework: whether its function has no parameter, and so cannot be told of an error.
  bool ignores_error() const noexcept {
    return closure_ && static_cast<const detail::Calls<Error&, V&, Value&>*>(closure_.get())->ignores_arguments;
  }

 private:
  detail::ClosurePtr closure_;
};

template <>
class Callback<Error> : public Callback<Error, Value> {
 public:
  using Callback<Error, Value>::Callback;
  Callback() = default;
  Callback(const Callback<Error, Value>& other) : Callback<Error, Value>(other) {}
};

/// A callback with a result. An async one gives it later: ask with `get(answer, a…)`, which serves both kinds.
template <class R, class... A>
class Callback<R(A...)> {
 public:
  Callback() = default;
  Callback(std::nullptr_t) {}
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Callback> && !std::is_null_pointer_v<std::remove_cvref_t<F>>)
  Callback(F f) {
    struct Held : detail::Gives<R, A...> {
      explicit Held(F&& g) : f(std::move(g)) {}
      void call(Callback<Error, R> answer, A... a) override {
        using X = decltype(detail::call_prefix(f, a...));
        if constexpr (detail::TaskType<X>) {
          detail::run_on(settle(detail::call_prefix(f, a...), std::move(answer)), detail::ClosurePtr(this));
        } else if constexpr (std::is_void_v<X>) {
          detail::call_prefix(f, a...);
          answer(nullptr, R{});
        } else {
          static_assert(std::convertible_to<X, R>,
                        "crema: this function returns something else than the option expects");
          answer(nullptr, R(detail::call_prefix(f, a...)));
        }
      }
      F f;
    };
    closure_ = detail::ClosurePtr(new Held(std::move(f)));
  }
  /// The result of a callable that is not async; an async one is a TypeError here.
  R operator()(A... a) const {
    R result{};
    bool done = false;
    Error failed;
    get(
        [&](auto& err, auto& value) {
          failed = err;
          result = value;
          done = true;
        },
        a...);
    if (failed) throw Error(failed);
    if (!done) detail::throw_not_a_function("an async function, where a plain one is needed,");
    return result;
  }
  void get(Callback<Error, R> answer, A... a) const {
    if (!closure_) detail::throw_not_a_function("callback");
    auto keep = closure_;
    static_cast<detail::Gives<R, A...>*>(keep.get())->call(std::move(answer), a...);
  }
  explicit operator bool() const noexcept { return static_cast<bool>(closure_); }

 private:
  template <class T>
  static Task<void> settle(T task, Callback<Error, R> answer);
  detail::ClosurePtr closure_;
};

/// npm's `done`: cb(err), cb(null, value), cb(null, value, info).
using Done = Callback<Error, Value, Value>;

/// An option that is a value, a list, or a function of A… (which may be async).
template <class... A>
class ValueOr {
 public:
  ValueOr() = default;
  ValueOr(const Value& v) : value_(v) {}
  template <detail::Single T>
  ValueOr(const T& v) : value_(v) {}
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::derived_from<F, ValueOr>)
  ValueOr(F f) : call_(std::move(f)) {}
  ValueOr(const Item& a, const Item& b, const Item& c = detail::no_item, const Item& d = detail::no_item,
          const Item& e = detail::no_item, const Item& f = detail::no_item)
      : value_(a, b, c, d, e, f) {}
  const Value& value() const { return value_; }
  const Callback<Value(A...)>& function() const { return call_; }
  explicit operator bool() const { return static_cast<bool>(call_) || static_cast<bool>(value_); }

 private:
  Value value_;
  Callback<Value(A...)> call_;
};

/// An option that is on, off, or has options of its own: `.cookie = true`, `.cookie = {{.key = "_csrf"}}`.
template <class T>
class BoolOr {
 public:
  BoolOr() = default;
  BoolOr(bool on) : on_(on) {}
  BoolOr(T options) : on_(true), options_(std::move(options)) {}
  explicit operator bool() const { return on_; }
  const T& options() const { return options_; }

 private:
  bool on_ = true;
  T options_ = {};
};

}  // namespace crema
#include <crema/task.hpp>
