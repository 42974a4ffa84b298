#include "sqlite3_thread.hpp"

#include <asio/post.hpp>
#include <utility>

namespace crema::detail {

Sqlite3Thread::~Sqlite3Thread() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Sqlite3Thread::add(std::unique_ptr<Sqlite3Job> job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void Sqlite3Thread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return over_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job->work();
    auto& io = job->io;
    asio::post(io, [job = std::shared_ptr<Sqlite3Job>(std::move(job))] { job->done(); });
    lock.lock();
  }
}

}  // namespace crema::detail
