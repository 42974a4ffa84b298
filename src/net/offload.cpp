// Work off the loop: a few threads, made when the first work comes. Invariant: what a function object holds is the loop's, so the
// object goes back there to be destroyed.
#include <crema/task.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

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
    threads_++;
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
      lock.unlock();
      finish(std::move(job));
      lock.lock();
    }
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
  std::deque<Job> jobs_;
  unsigned threads_ = 0, idle_ = 0;
};

}  // namespace
}  // namespace crema::net

void crema::detail::offload_work(Callback<> work, ClosurePtr deferred) {
  auto& loop = net::Loop::current();
  loop.retain_work();
  net::Pool::all().add({std::move(work), std::move(deferred), &loop});
}
