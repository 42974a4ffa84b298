// crema/task.hpp — what an async function returns.
#pragma once
#include <crema/callback.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace crema {

namespace detail {

// Frames of coroutines come from free lists of the thread: an async handler allocates nothing in the steady state.
void* allocate_frame(std::size_t size);
void free_frame(void* frame, std::size_t size) noexcept;

// What is to be done when a coroutine that nobody awaits has finished.
struct TaskOwner {
  virtual void finished(std::exception_ptr failed) noexcept = 0;

 protected:
  ~TaskOwner() = default;
};

// The part of a promise that does not depend on the result. A promise that was dropped unfinished stands in a list of the
// thread, so that what never finishes is destroyed with the loop.
struct PromiseBase {
  PromiseBase() = default;
  PromiseBase(const PromiseBase&) = delete;
  PromiseBase& operator=(const PromiseBase&) = delete;
  ~PromiseBase();

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { free_frame(frame, size); }

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) const noexcept {
      return h.promise().finish(h);
    }
    void await_resume() const noexcept {}
  };
  std::suspend_never initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept;

  std::coroutine_handle<> finish(std::coroutine_handle<> me) noexcept;
  void detach(std::coroutine_handle<> me, TaskOwner* next_owner, ClosurePtr closure) noexcept;
  void rethrow() const {
    if (failed) std::rethrow_exception(failed);
  }
  void unlink() noexcept;

  std::coroutine_handle<> continuation;
  std::coroutine_handle<> self;
  std::exception_ptr failed;
  TaskOwner* owner = nullptr;
  ClosurePtr keep;
  PromiseBase** place = nullptr;  // where the pointer to this one stands
  PromiseBase* next = nullptr;
  bool detached = false;
  bool taken = false;  // somebody has had the result or the error
};

template <class T>
struct PromiseOf : PromiseBase {
  Task<T> get_return_object();
  template <class U = T>
    requires std::convertible_to<U&&, T>
  void return_value(U&& v) { value.emplace(std::forward<U>(v)); }
  T take() {
    taken = true;
    rethrow();
    if constexpr (std::copy_constructible<T>) return *value;  // who awaits it again gets it again
    else return std::move(*value);
  }
  std::optional<T> value;
};
template <>
struct PromiseOf<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() noexcept {}
  void take() {
    taken = true;
    rethrow();
  }
};

// A value that arrives later: what Promise(…), timers and offload are made of. Counted; settles once; resumes what waits for it
// on the loop where it waits.
struct Deferred : Closure {
  void resolve(Value v);
  void reject(std::exception_ptr e);
  bool settled = false;
  Value value;
  std::exception_ptr failed;
  std::coroutine_handle<> waiting;

 private:
  void wake();
};

// No aggregate: g++ 12 destroys a temporary of one twice in `co_await Aggregate{…}`.
struct AwaitDeferred {
  explicit AwaitDeferred(ClosurePtr of) noexcept : deferred(std::move(of)) {}
  ClosurePtr deferred;
  Deferred& get() const { return *static_cast<Deferred*>(deferred.get()); }
  bool await_ready() const noexcept { return get().settled; }
  void await_suspend(std::coroutine_handle<> h) const noexcept { get().waiting = h; }
  Value await_resume() const {
    if (get().failed) std::rethrow_exception(get().failed);
    return get().value;
  }
};

Error error_of(const std::exception_ptr& failed);

}  // namespace detail

namespace detail {
template <class U>
Task<void> without_result(Task<U> task);
}

/// What an async function returns. It starts at once, as a promise does; `co_await` gives its result or throws what it threw;
/// dropping it lets it run on. It belongs to the thread of its loop.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::PromiseOf<T>;
  explicit Task(std::coroutine_handle<promise_type> h) noexcept : handle_(h) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  /// A Task<> waits for any other task, whose result it drops.
  template <class U>
    requires(std::is_void_v<T> && !std::is_void_v<U>)
  Task(Task<U> other) : Task(detail::without_result(std::move(other))) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      drop();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() { drop(); }

  struct Awaiter {
    std::coroutine_handle<promise_type> handle;
    bool await_ready() const noexcept { return handle.done(); }
    void await_suspend(std::coroutine_handle<> waiting) const noexcept { handle.promise().continuation = waiting; }
    T await_resume() const { return handle.promise().take(); }
  };
  Awaiter operator co_await() const noexcept { return {handle_}; }

  /// As a promise's: `f().then(g).catch_(next).finally(h)`; each gives a new Task, into which this one goes. A handler may return it.
  template <class F>
  Task<Value> then(F f);
  /// `failed` is called instead when the task throws, not when `f` does.
  template <class F, class G>
  Task<Value> then(F f, G failed);
  template <class F>
  Task<Value> catch_(F f);
  template <class F>
  Task<Value> finally(F f);

  bool done() const noexcept { return !handle_ || handle_.done(); }

  // For the framework: lets it run on; `owner` hears of the end (may be null: what it throws is an unhandled rejection).
  void detach(detail::TaskOwner* owner, detail::ClosurePtr closure) && noexcept {
    auto h = std::exchange(handle_, {});
    if (h) h.promise().detach(h, owner, std::move(closure));
  }

 private:
  void drop() noexcept {
    if (handle_) std::move(*this).detach(nullptr, {});
  }
  std::coroutine_handle<promise_type> handle_;
};

template <class T>
Task<T> detail::PromiseOf<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<PromiseOf>::from_promise(*this));
}
inline Task<void> detail::PromiseOf<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<PromiseOf>::from_promise(*this));
}

namespace detail {

inline void run_on(Task<void> task, ClosurePtr closure) { std::move(task).detach(nullptr, std::move(closure)); }
inline void run_on(Task<Value> task, ClosurePtr closure) { std::move(task).detach(nullptr, std::move(closure)); }
template <class T>
void run_on(Task<T> task, ClosurePtr closure) {
  std::move(task).detach(nullptr, std::move(closure));
}

// A lambda of a coroutine has no linkage for g++, whose frames here hold it: what it warns of cannot happen, since no other
// file can name the lambda.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

// The result of a callback inside then(): nothing, a value, or another task.
template <class F, class... A>
Task<Value> value_of(F& f, A&... a) {
  using R = decltype(call_prefix(f, a...));
  if constexpr (TaskType<R>) {
    auto inner = call_prefix(f, a...);
    if constexpr (std::is_void_v<decltype(inner.operator co_await().await_resume())>) {
      co_await inner;
      co_return Value();
    } else {
      co_return Value(co_await inner);
    }
  } else if constexpr (std::is_void_v<R>) {
    call_prefix(f, a...);
    co_return Value();
  } else {
    co_return Value(call_prefix(f, a...));
  }
}

template <class U>
Task<void> without_result(Task<U> task) {
  co_await task;
}

template <class T>
Task<Value> as_value(Task<T> task) {
  if constexpr (std::is_void_v<T>) {
    co_await task;
    co_return Value();
  } else {
    co_return Value(co_await task);
  }
}

template <class T, class F>
Task<Value> then(Task<T> task, F f) {
  if constexpr (std::is_void_v<T>) {
    static_assert(std::invocable<F&>, "crema: then() after a Task<> takes a function without parameters");
    co_await task;
    co_return co_await value_of(f);
  } else {
    static_assert(std::invocable<F&, T&> || std::invocable<F&>, "crema: then() takes a function of the result");
    T result = co_await task;
    co_return co_await value_of(f, result);
  }
}

template <class T, class F, class G>
Task<Value> then_or(Task<T> task, F f, G on_error) {
  std::exception_ptr failed;
  Value result;
  auto inner = as_value(std::move(task));
  try {
    result = co_await inner;
  } catch (...) {
    failed = std::current_exception();
  }
  if (failed) {
    Error error = error_of(failed);
    co_return co_await value_of(on_error, error);
  }
  co_return co_await value_of(f, result);
}

template <class T, class F>
Task<Value> catch_error(Task<T> task, F f) {
  std::exception_ptr failed;
  Value result;
  auto inner = as_value(std::move(task));
  try {
    result = co_await inner;
  } catch (...) {
    failed = std::current_exception();
  }
  if (!failed) co_return result;
  Error error = error_of(failed);
  co_return co_await value_of(f, error);
}

template <class T, class F>
Task<Value> finally(Task<T> task, F f) {
  std::exception_ptr failed;
  Value result;
  auto inner = as_value(std::move(task));
  try {
    result = co_await inner;
  } catch (...) {
    failed = std::current_exception();
  }
  co_await value_of(f);
  if (failed) std::rethrow_exception(failed);
  co_return result;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

}  // namespace detail

template <class T>
template <class F>
Task<Value> Task<T>::then(F f) {
  return detail::then(std::move(*this), std::move(f));
}
template <class T>
template <class F, class G>
Task<Value> Task<T>::then(F f, G failed) {
  return detail::then_or(std::move(*this), std::move(f), std::move(failed));
}
template <class T>
template <class F>
Task<Value> Task<T>::catch_(F f) {
  return detail::catch_error(std::move(*this), std::move(f));
}
template <class T>
template <class F>
Task<Value> Task<T>::finally(F f) {
  return detail::finally(std::move(*this), std::move(f));
}

template <class R, class... A>
template <class T>
Task<void> Callback<R(A...)>::settle(T task, Callback<Error, R> answer) {
  Error failed;
  R result{};
  try {
    // What returns a Task<> has no result: it counts as R's default, as a function that returns nothing does.
    if constexpr (std::is_void_v<decltype(task.operator co_await().await_resume())>) co_await task;
    else result = co_await task;
  } catch (...) {
    failed = detail::error_of(std::current_exception());
  }
  answer(failed, result);
}

/// What Promise's function is given first: settles the promise with a value.
class Resolve {
 public:
  explicit Resolve(detail::ClosurePtr deferred) : deferred_(std::move(deferred)) {}
  void operator()(const Value& v = {}) const;

 private:
  detail::ClosurePtr deferred_;
};

/// What Promise's function is given second: what waits for the promise throws this error.
class Reject {
 public:
  explicit Reject(detail::ClosurePtr deferred) : deferred_(std::move(deferred)) {}
  void operator()(const Error& e = {}) const;

 private:
  detail::ClosurePtr deferred_;
};

/// `const promises = []`: tasks that are collected for Promise.all and its like, which take them out. A handle.
class Promises {
 public:
  /// Gives how many there are.
  template <class T>
  int push(Task<T> task) const {
    list_->push_back(detail::as_value(std::move(task)));
    return length();
  }
  int length() const { return static_cast<int>(list_->size()); }

  // For Promise.
  std::vector<Task<Value>> take() const { return std::exchange(*list_, {}); }

 private:
  std::shared_ptr<std::vector<Task<Value>>> list_ = std::make_shared<std::vector<Task<Value>>>();
};

/// What Promise.all gives for as many tasks: an array, which may be taken apart: `auto [user, posts] = co_await Promise.all(…)`.
template <std::size_t N>
class Several : public Value {
 public:
  explicit Several(const Value& list) : Value(list) {}
  template <std::size_t I>
  Value get() const {
    return at(static_cast<int>(I));
  }
  using Value::get;
};

namespace detail {

Task<Value> await_deferred(ClosurePtr deferred);
// Promise's ways to wait for several.
enum class Combine : unsigned char { all, all_settled, any, race };
Task<Value> combine(Combine how, std::vector<Task<Value>> tasks);
template <class... T>
std::vector<Task<Value>> as_values(Task<T>... tasks) {
  std::vector<Task<Value>> list;
  list.reserve(sizeof...(tasks));
  (list.push_back(as_value(std::move(tasks))), ...);
  return list;
}
template <class T>
std::vector<Task<Value>> as_values(std::vector<Task<T>> tasks) {
  std::vector<Task<Value>> list;
  list.reserve(tasks.size());
  for (auto& task : tasks) list.push_back(as_value(std::move(task)));
  return list;
}

inline std::vector<Task<Value>> as_values(const Promises& promises) { return promises.take(); }

template <std::size_t N>
Task<Several<N>> several(Task<Value> list) {
  co_return Several<N>(co_await list);
}

template <class T>
void task_of(const Task<T>& task);
// A Task, or what derives from one.
template <class T>
concept AnyTask = requires(const std::remove_reference_t<T>& task) {
  task_of(task);
};
template <class... T>
concept AllTasks = (AnyTask<T> && ...);
template <class T>
inline constexpr bool is_task_list = std::same_as<T, Promises>;
template <class T>
inline constexpr bool is_task_list<std::vector<Task<T>>> = true;

// Tasks that stand in variables are taken out of them: what waits for all of them needs no other owner.
template <class... T>
Task<Value> combine_tasks(Combine how, T&&... tasks) {
  constexpr bool fits = AllTasks<T...> || (sizeof...(T) == 1 && (is_task_list<std::remove_cvref_t<T>> && ...));
  static_assert(
      fits,
      "crema: Promise.all and its like take tasks, Promise.all(f(1), f(2)), or a list of tasks: Promises, or what "
      "map() with an async function gives");
  if constexpr (fits) return combine(how, as_values(static_cast<std::remove_reference_t<T>&&>(tasks)...));
  else return combine(how, {});
}

struct PromiseLibrary {
  /// `new Promise((resolve, reject) => …)`; `new` disappears. What the function throws rejects.
  Task<Value> operator()(Callback<Resolve, Reject> start) const;
  Task<Value> resolve(const Value& v = {}) const;
  Task<Value> reject(const Error& e) const;
  /// The results in order, once all have finished; the first error otherwise. Of these and of the following: tasks, which may
  /// stand in variables, or a list of them: Promises, or what `ids.map(find)` gives.
  template <class... T>
    requires(AllTasks<T...>)
  Task<Several<sizeof...(T)>> all(T&&... tasks)
  const { return several<sizeof...(T)>(combine_tasks(Combine::all, tasks...)); }
  template <class L>
    requires(!AnyTask<L>)
  Task<Value> all(L&& list)
  const { return combine_tasks(Combine::all, list); }
  /// Once all have finished, an array of {status: "fulfilled", value} and {status: "rejected", reason}.
  template <class... T>
    requires(AllTasks<T...>)
  Task<Several<sizeof...(T)>> allSettled(T&&... tasks)
  const { return several<sizeof...(T)>(combine_tasks(Combine::all_settled, tasks...)); }
  template <class L>
    requires(!AnyTask<L>)
  Task<Value> allSettled(L&& list)
  const { return combine_tasks(Combine::all_settled, list); }
  /// The first result; when all have failed, an AggregateError with `errors`.
  template <class... T>
  Task<Value> any(T&&... tasks) const {
    return combine_tasks(Combine::any, tasks...);
  }
  /// The result or the error of the one that finishes first. The others run on.
  template <class... T>
  Task<Value> race(T&&... tasks) const {
    return combine_tasks(Combine::race, tasks...);
  }
};

// Runs `work` on a thread of the pool and settles `deferred` on this loop.
void offload_work(Callback<> work, ClosurePtr deferred);

// What runs on another thread, and its result.
template <class R>
struct OffloadedWork : Closure {
  virtual void run() = 0;
  std::optional<R> result;
};
template <>
struct OffloadedWork<void> : Closure {
  virtual void run() = 0;
};

template <class R>
Task<R> await_work(ClosurePtr keep) {
  auto* work = static_cast<OffloadedWork<R>*>(keep.get());
  ClosurePtr deferred(new Deferred);
  offload_work([keep, work] { work->run(); }, deferred);  // this frame may go before the work is done: with its loop
  co_await AwaitDeferred{deferred};
  if constexpr (!std::is_void_v<R>) co_return std::move(*work->result);
}

}  // namespace detail

inline constexpr detail::PromiseLibrary Promise{};

/// Runs f on another thread, so that it may block; `co_await offload([] { … })` gives its result on the loop again.
/// Values that f touches must not be touched elsewhere meanwhile.
template <class F>
Task<std::invoke_result_t<F&>> offload(F f) {
  using R = std::invoke_result_t<F&>;
  struct Held final : detail::OffloadedWork<R> {
    explicit Held(F&& g) : f(std::move(g)) {}
    void run() override {
      if constexpr (std::is_void_v<R>) f();
      else this->result.emplace(f());
    }
    F f;
  };
  return detail::await_work<R>(detail::ClosurePtr(new Held(std::move(f))));
}

/// Top-level await: runs the loop until nothing is left to do, and throws what the task threw.
void run(Task<> main);

}  // namespace crema

template <std::size_t N>
struct std::tuple_size<crema::Several<N>> : std::integral_constant<std::size_t, N> {};
template <std::size_t I, std::size_t N>
struct std::tuple_element<I, crema::Several<N>> {
  using type = crema::Value;
};
