// Work off the loop: a few threads, made when the first work comes. Invariant: what a function object holds is the loop's, so the
// object goes back there to be destroyed. ! Work may outlive its loop: it holds what it needs, and nothing comes of it then.
#include <crema/task.hpp>

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "core/process_end.hpp"
#include "net/loop.hpp"

namespace crema::net {
namespace {

constexpr unsigned thread_count = 4;  // as Node's

struct Job {
  Callback<> work;
  detail::ClosurePtr deferred;
  Loop* loop;
};

// Lives until the very end: a thread may be in the middle of something then.
class Pool {
 public:
  static Pool& all() {
    static Pool& one = *new Pool;
    return one;
  }
  void add(Job job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (idle_ > 0) return work_.notify_one();
    if (threads_ == thread_count) return;
    if (threads_++ == 0) ::on_exit([](int status, void*) { all().leave(status); }, nullptr);
    std::thread([this] { run(); }).detach();
  }

 private:
  [[noreturn]] void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      idle_++;
      work_.wait(lock, [this] { return !jobs_.empty(); });
      idle_--;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      running_++;
      lock.unlock();
      finish(std::move(job));
      lock.lock();
      running_--;
    }
  }

  // main has returned. What has not begun is forgotten; under work that still runs nothing may be destroyed.
  void leave(int status) {
    const std::lock_guard lock(mutex_);
    forgotten_.swap(jobs_);
    if (running_ > 0) detail::end_process(status);
  }

  static void finish(Job job) {
    std::exception_ptr failed;
    try {
      job.work();
    } catch (...) {
      failed = std::current_exception();
    }
    auto* loop = job.loop;
    loop->post([job = std::move(job), failed]() mutable {
      job.work = {};
      job.loop->release_work();
      auto& deferred = *static_cast<detail::Deferred*>(job.deferred.get());
      if (failed) deferred.reject(std::move(failed));
      else deferred.resolve({});
    });
  }

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Job> jobs_, forgotten_;
  unsigned threads_ = 0, idle_ = 0, running_ = 0;
};

}  // namespace
}  // namespace crema::net

void crema::detail::offload_work(Callback<> work, ClosurePtr deferred) {
  auto& loop = net::Loop::current();
  loop.retain_work();
  net::Pool::all().add({std::move(work), std::move(deferred), &loop});
}
