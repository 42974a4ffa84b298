// The thread on which SQLite works, and what it is asked for. Whatever comes while it is busy is its next batch: one transaction,
// so that many writes cost one flush. Invariant: a job is made, called back and destroyed on the thread of its loop.
#pragma once
#include <crema/asio.hpp>
#include <crema/callback.hpp>
#include <crema/error.hpp>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sqlite_file.hpp"

namespace crema::detail {

struct SqliteJob {
  enum class Kind : unsigned char { get, set, replace, touch, destroy, all, length, clear };

  explicit SqliteJob(Kind k) : kind(k) {}
  bool writes() const noexcept { return kind != Kind::get && kind != Kind::all && kind != Kind::length; }

  Kind kind;
  std::string sid, text;              // text: of the session; then what was found
  std::int64_t expires = 0, now = 0;  // ms since 1970, by the clock of the loop
  Callback<> done;

  // What it came to.
  bool failed = false, found = false;
  std::string message, code;
  std::int64_t count = 0;
  std::vector<std::pair<std::string, std::string>> rows;

  asio::io_context& io = ioContext();
  KeepRunning keep;
};

class SqliteWorker {
 public:
  // Opens the file, so that what is wrong with it shows at once. prune_ms: 0 is never.
  SqliteWorker(SqliteSettings settings, double prune_ms);
  // What it was asked for before is done first.
  ~SqliteWorker();
  SqliteWorker(const SqliteWorker&) = delete;
  SqliteWorker& operator=(const SqliteWorker&) = delete;

  // `done` is called on this thread's loop.
  void add(std::unique_ptr<SqliteJob> job);

 private:
  using Jobs = std::vector<std::unique_ptr<SqliteJob>>;

  void run();
  void work(Jobs& jobs);
  void work_in_transaction(Jobs& jobs);
  void attempt(SqliteJob& job);
  void execute(SqliteJob& job);
  void prune();

  SqliteFile file_;
  const double prune_ms_;
  bool more_to_prune_ = false;
  std::int64_t ahead_ = 0;  // ms: the loops' clock is that much ahead of the system's

  std::mutex mutex_;
  std::condition_variable wake_;
  Jobs waiting_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace crema::detail
