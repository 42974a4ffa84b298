// A thread that does one job after the other. Invariant: a job is made, called back and destroyed on the thread of its loop.
#pragma once
#include <crema/asio.hpp>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace crema::detail {

class Sqlite3Job {
 public:
  Sqlite3Job() = default;
  Sqlite3Job(const Sqlite3Job&) = delete;
  Sqlite3Job& operator=(const Sqlite3Job&) = delete;
  virtual ~Sqlite3Job() = default;
  // On the thread: touches no Value.
  virtual void work() = 0;
  // On the loop.
  virtual void done() = 0;

  asio::io_context& io = ioContext();

 private:
  KeepRunning keep_;
};

class Sqlite3Thread {
 public:
  Sqlite3Thread() : thread_([this] { run(); }) {}
  Sqlite3Thread(const Sqlite3Thread&) = delete;
  Sqlite3Thread& operator=(const Sqlite3Thread&) = delete;
  // What it was asked for before is done first.
  ~Sqlite3Thread();
  void add(std::unique_ptr<Sqlite3Job> job);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Sqlite3Job>> waiting_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace crema::detail
