// Coroutines: their frames, their end, and what waits for something that arrives later.
#include <crema/async_function.hpp>
#include <crema/task.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <utility>

#include "core/loop_context.hpp"
#include "core/uncaught.hpp"

namespace crema {
namespace detail {
namespace {

// Free lists of 64-byte classes to 4 KB. A frame may hold the last handle on its exchange, so it cannot live in its arena.
class FramePool {
 public:
  FramePool() = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  ~FramePool() {
    for (auto* free : lists_) {
      while (free) ::operator delete(std::exchange(free, free->next));
    }
    closed = true;
  }
  void* take(std::size_t size) {
    auto*& list = lists_[class_of(size)];
    if (!list) return ::operator new((class_of(size) + 1) * step);
    return std::exchange(list, list->next);
  }
  void give(void* frame, std::size_t size) noexcept {
    auto*& list = lists_[class_of(size)];
    list = new (frame) Free{list};
  }

  static constexpr std::size_t step = 64, largest = 4096;
  // After the thread's pool has gone, frames go straight back.
  static thread_local bool closed;

 private:
  struct Free {
    Free* next;
  };
  static std::size_t class_of(std::size_t size) noexcept { return (size - 1) / step; }
  std::array<Free*, largest / step> lists_{};
};
thread_local bool FramePool::closed = false;

FramePool& pool() {
  thread_local FramePool frames;
  return frames;
}

void resume_hop(Hop& hop) { std::coroutine_handle<>::from_address(hop.object).resume(); }

}  // namespace

void* allocate_frame(std::size_t size) {
  if (size > FramePool::largest || FramePool::closed) return ::operator new(size);
  return pool().take(size);
}

void free_frame(void* frame, std::size_t size) noexcept {
  if (size > FramePool::largest || FramePool::closed) return ::operator delete(frame);
  pool().give(frame, size);
}

// -- the end of a task -------------------------------------------------------------------------------------------------------

namespace {

// Nobody holds the frame any more: tells the owner, and takes the frame down.
void close_task(PromiseBase& promise, std::coroutine_handle<> self) noexcept {
  auto* owner = promise.owner;
  const auto failed = std::move(promise.failed);
  const bool taken = promise.taken;
  const auto keep = std::move(promise.keep);
  self.destroy();
  if (owner) owner->finished(failed);
  else if (failed && !taken) report_uncaught(failed, Uncaught::rejection);
}

}  // namespace

PromiseBase::~PromiseBase() { unlink(); }

void PromiseBase::unhandled_exception() noexcept { failed = std::current_exception(); }

std::coroutine_handle<> PromiseBase::finish(std::coroutine_handle<> me) noexcept {
  if (continuation) return continuation;
  if (detached) close_task(*this, me);
  return std::noop_coroutine();
}

void PromiseBase::detach(std::coroutine_handle<> me, TaskOwner* next_owner, ClosurePtr closure) noexcept {
  owner = next_owner;
  keep = std::move(closure);
  continuation = {};
  if (me.done()) return close_task(*this, me);
  detached = true;
  self = me;
  auto& list = LoopContext::current().detached;
  place = &list;
  next = list;
  if (next) next->place = &next;
  list = this;
}

void PromiseBase::unlink() noexcept {
  if (!place) return;
  *place = next;
  if (next) next->place = place;
  place = nullptr;
}

void destroy_detached(LoopContext& loop) noexcept {
  while (loop.detached) {
    auto* promise = loop.detached;
    const auto self = promise->self;
    const auto keep = std::move(promise->keep);
    auto* owner = promise->owner;
    promise->unlink();
    self.destroy();
    if (owner) owner->finished(nullptr);
  }
}

Error error_of(const std::exception_ptr& failed) { return Error::from_exception(failed); }

// -- what arrives later ------------------------------------------------------------------------------------------------------

void Deferred::resolve(Value v) {
  if (settled) return;
  value = std::move(v);
  wake();
}

void Deferred::reject(std::exception_ptr e) {
  if (settled) return;
  failed = std::move(e);
  wake();
}

void Deferred::wake() {
  settled = true;
  if (!waiting) return;
  Hop hop;
  hop.run = resume_hop;
  hop.object = std::exchange(waiting, {}).address();
  hop.keep = ClosurePtr(this);
  LoopContext::current().hop(std::move(hop));
}

Task<Value> await_deferred(ClosurePtr deferred) { co_return co_await AwaitDeferred{std::move(deferred)}; }

namespace {

// What Promise.all and its kin wait for.
struct Combination : Closure {
  Combine how = Combine::all;
  Value results, errors;
  std::size_t left = 0;
  ClosurePtr deferred;
  Deferred& outcome() const { return *static_cast<Deferred*>(deferred.get()); }

  void fulfilled(int index, const Value& result) {
    if (how == Combine::any || how == Combine::race) return outcome().resolve(result);
    results[index] = how == Combine::all ? result : Value{{"status", "fulfilled"}, {"value", result}};
    if (--left == 0) outcome().resolve(results);
  }
  void rejected(int index, const std::exception_ptr& failed) {
    if (how == Combine::all || how == Combine::race) return outcome().reject(failed);
    const Value reason = error_of(failed);
    if (how == Combine::all_settled) {
      results[index] = {{"status", "rejected"}, {"reason", reason}};
      if (--left == 0) outcome().resolve(results);
      return;
    }
    errors[index] = reason;
    if (--left == 0) outcome().reject(none_left());
  }
  std::exception_ptr none_left() const {
    Error error("All promises were rejected");
    error.name = "AggregateError";
    error["errors"] = errors;
    return error.exception();
  }
};

Task<> combine_one(Task<Value> task, int index, ClosurePtr keep) {
  auto& all = *static_cast<Combination*>(keep.get());
  std::exception_ptr failed;
  Value result;
  try {
    result = co_await task;
  } catch (...) {
    failed = std::current_exception();
  }
  if (failed) all.rejected(index, failed);
  else all.fulfilled(index, result);
}

}  // namespace

Task<Value> combine(Combine how, std::vector<Task<Value>> tasks) {
  auto* all = new Combination;
  const ClosurePtr keep(all);
  all->how = how;
  all->results = Array();
  all->errors = Array();
  all->left = tasks.size();
  all->deferred = ClosurePtr(new Deferred);
  for (std::size_t i = 0; i < tasks.size(); i++) {
    all->results.push(undefined);
    all->errors.push(undefined);
  }
  if (tasks.empty() && how == Combine::any) std::rethrow_exception(all->none_left());
  if (tasks.empty() && how != Combine::race) co_return all->results;
  int index = 0;
  for (auto& task : tasks) (void)combine_one(std::move(task), index++, keep);
  co_return co_await AwaitDeferred{all->deferred};
}

Task<Value> PromiseLibrary::operator()(Callback<Resolve, Reject> start) const {
  ClosurePtr deferred(new Deferred);
  try {
    start(Resolve(deferred), Reject(deferred));
  } catch (...) {
    static_cast<Deferred*>(deferred.get())->reject(std::current_exception());
  }
  return await_deferred(std::move(deferred));
}

Task<Value> PromiseLibrary::resolve(const Value& v) const {
  Value result = v;
  return [](Value given) -> Task<Value> { co_return given; }(result);
}

Task<Value> PromiseLibrary::reject(const Error& e) const {
  return [](std::exception_ptr thrown) -> Task<Value> {
    std::rethrow_exception(thrown);
    co_return Value();
  }(e.exception());
}

Task<Value> call_async(ClosurePtr function, Value a, Value b, Value c, Value d, Value e) {
  if (!function) throw_not_a_function("async function");
  co_return co_await static_cast<AsyncCall*>(function.get())->call(a, b, c, d, e);
}

}  // namespace detail

void Resolve::operator()(const Value& v) const { static_cast<detail::Deferred*>(deferred_.get())->resolve(v); }

void Reject::operator()(const Error& e) const {
  static_cast<detail::Deferred*>(deferred_.get())->reject(e.exception());
}

}  // namespace crema
