#include "sqlite_worker.hpp"

#include <crema/hooks.hpp>

#include <algorithm>
#include <asio/post.hpp>
#include <chrono>
#include <exception>
#include <iterator>

namespace crema::detail {
namespace {

constexpr std::int64_t pruned_at_once = 200;  // so that requests do not wait for it
constexpr std::size_t most_at_once = 1000;

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void fail(SqliteJob& job, const Error& error) {
  job.failed = true;
  job.message = error.message.str();
  job.code = error.code.str();
}

// Back to where it came from.
void send_home(std::unique_ptr<SqliteJob> job) {
  auto& io = job->io;
  asio::post(io, [job = std::shared_ptr<SqliteJob>(std::move(job))] { onLoop(job->done); });
}

}  // namespace

SqliteWorker::SqliteWorker(SqliteSettings settings, double prune_ms)
    : file_(std::move(settings)), prune_ms_(prune_ms), thread_([this] { run(); }) {}

SqliteWorker::~SqliteWorker() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SqliteWorker::add(std::unique_ptr<SqliteJob> job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void SqliteWorker::run() {
  using clock = std::chrono::steady_clock;
  const auto pause = std::chrono::milliseconds(static_cast<std::int64_t>(prune_ms_));
  auto next_prune = clock::now() + std::min(pause, std::chrono::milliseconds(1000));
  const auto due = [&] { return prune_ms_ > 0 && clock::now() >= next_prune; };
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto called = [this] { return over_ || !waiting_.empty(); };
    if (prune_ms_ > 0) wake_.wait_until(lock, next_prune, called);
    else wake_.wait(lock, called);
    if (over_ && waiting_.empty()) return;
    Jobs jobs;
    const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_at_once));
    std::move(waiting_.begin(), waiting_.begin() + count, std::back_inserter(jobs));
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    lock.unlock();
    if (!jobs.empty()) {
      ahead_ = jobs.back()->now - now_ms();
      work(jobs);
    }
    for (auto& job : jobs) send_home(std::move(job));
    if (due()) {
      prune();
      next_prune = more_to_prune_ ? clock::now() : clock::now() + pause;
    }
    lock.lock();
  }
}

void SqliteWorker::work(Jobs& jobs) {
  try {
    file_.follow();
  } catch (const Error& error) {
    for (auto& job : jobs) fail(*job, error);
    return;
  }
  if (std::any_of(jobs.begin(), jobs.end(), [](const auto& job) { return job->writes(); }))
    return work_in_transaction(jobs);
  for (auto& job : jobs) attempt(*job);
}

void SqliteWorker::work_in_transaction(Jobs& jobs) {
  // What the transaction leaves undone fails, but for what has failed already.
  const auto undo = [&](const Error& error) {
    file_.roll_back();
    for (auto& job : jobs)
      if (job->writes() && !job->failed) fail(*job, error);
  };
  Error begun;
  try {
    file_.begin();
  } catch (const Error& error) {
    undo(error);
  }
  for (auto& job : jobs) {
    if (job->failed) continue;
    attempt(*job);
    // A full disk, say, ends the whole transaction.
    if (job->failed && job->writes() && !file_.in_transaction()) {
      Error error(job->message);
      error.code = job->code;
      undo(error);
    }
  }
  try {
    if (file_.in_transaction()) file_.commit();
  } catch (const Error& error) {
    undo(error);
  }
}

void SqliteWorker::attempt(SqliteJob& job) {
  try {
    execute(job);
  } catch (const Error& error) {
    fail(job, error);
  }
}

void SqliteWorker::execute(SqliteJob& job) {
  using Kind = SqliteJob::Kind;
  switch (job.kind) {
    case Kind::get:
      job.found = file_.get.bind(1, job.sid).bind(2, job.now).step();
      if (job.found) job.text = file_.get.text(0);
      return file_.get.reset();
    case Kind::set:
      file_.set.bind(1, job.sid).bind(2, job.expires).bind(3, job.text).run();
      return;
    case Kind::replace:
      file_.replace.bind(1, job.sid).bind(2, job.expires).bind(3, job.text).bind(4, job.now).run();
      return;
    case Kind::touch:
      file_.touch.bind(1, job.sid).bind(2, job.expires).bind(3, job.now).run();
      return;
    case Kind::destroy:
      file_.destroy.bind(1, job.sid).run();
      return;
    case Kind::all:
      file_.all.bind(1, job.now);
      while (file_.all.step()) job.rows.emplace_back(file_.all.text(0), file_.all.text(1));
      return;
    case Kind::length:
      if (file_.length.bind(1, job.now).step()) job.count = file_.length.number(0);
      return file_.length.reset();
    case Kind::clear:
      file_.clear.run();
      return;
  }
}

void SqliteWorker::prune() {
  more_to_prune_ = false;
  try {
    file_.follow();
    more_to_prune_ = file_.prune.bind(1, now_ms() + ahead_).bind(2, pruned_at_once).run() == pruned_at_once;
  } catch (const Error& error) {
    debugLine("crema:session", error.message.str());
  }
}

}  // namespace crema::detail
