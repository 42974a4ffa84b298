// What the thread of a database is asked for. A connection and a statement are touched by that thread alone, but for `open`.
#pragma once
#include <crema/events.hpp>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sql_values.hpp"
#include "sqlite3.hpp"
#include "sqlite3_thread.hpp"

namespace crema::detail {

// What went wrong: SQLite's primary code, and its words. 0: nothing.
struct Sqlite3Failure {
  int status = 0;
  std::string message;
  explicit operator bool() const noexcept { return status != 0; }
  // "SQLITE_ERROR: no such table: notes", with errno and code.
  Error error() const;
};

struct Sqlite3Connection : std::enable_shared_from_this<Sqlite3Connection> {
  Sqlite3Connection(std::string of, EventEmitter emitter) : filename(std::move(of)), events(std::move(emitter)) {}
  Sqlite3Connection(const Sqlite3Connection&) = delete;
  Sqlite3Connection& operator=(const Sqlite3Connection&) = delete;
  ~Sqlite3Connection();

  Sqlite3Failure failure(int status) const;
  // Why nothing can be done, if so.
  Sqlite3Failure unusable() const;

  const std::string filename;
  const EventEmitter events;
  ::sqlite3* db = nullptr;
  Sqlite3Failure unopened;
  std::atomic<bool> open{false};
  bool closed = false;
  Sqlite3Thread thread;  // last: it ends first
};

struct Sqlite3Prepared {
  Sqlite3Prepared(std::shared_ptr<Sqlite3Connection> of, std::string text)
      : connection(std::move(of)), sql(std::move(text)) {}
  Sqlite3Prepared(const Sqlite3Prepared&) = delete;
  Sqlite3Prepared& operator=(const Sqlite3Prepared&) = delete;
  ~Sqlite3Prepared() { end(); }

  Sqlite3Failure prepare();
  void end() noexcept;

  const std::shared_ptr<Sqlite3Connection> connection;
  const std::string sql;
  ::sqlite3_stmt* statement = nullptr;
  int status = 0;  // of the last step: get() goes on where there was a row
  bool unprepared = false, finalized = false;
};

// A parameter: by its place, or by its name where the place is 0.
struct Sqlite3Bound {
  int place = 0;
  std::string name;
  SqlValue value;
};
std::vector<Sqlite3Bound> bound_parameters(const Value& arguments);

class Sqlite3ConnectionJob : public Sqlite3Job {
 public:
  explicit Sqlite3ConnectionJob(std::shared_ptr<Sqlite3Connection> of) : connection(std::move(of)) {}
  void send(std::unique_ptr<Sqlite3Job> self) { connection->thread.add(std::move(self)); }

 protected:
  const std::shared_ptr<Sqlite3Connection> connection;
  Sqlite3Failure failed;
};

class Sqlite3OpenJob final : public Sqlite3ConnectionJob {
 public:
  Sqlite3OpenJob(std::shared_ptr<Sqlite3Connection> of, int mode, Callback<Error, Sqlite3Database> callback)
      : Sqlite3ConnectionJob(std::move(of)), mode_(mode), callback_(std::move(callback)) {}
  void work() override;
  void done() override;

 private:
  int mode_;
  Callback<Error, Sqlite3Database> callback_;
};

// exec(), close() and configure(): one function of the connection.
class Sqlite3PlainJob final : public Sqlite3ConnectionJob {
 public:
  using Work = Sqlite3Failure (*)(Sqlite3Connection& connection, const std::string& text, int number);
  Sqlite3PlainJob(std::shared_ptr<Sqlite3Connection> of, Work what, std::string text, int number,
                  Callback<Error, Value> callback)
      : Sqlite3ConnectionJob(std::move(of)),
        work_(what),
        text_(std::move(text)),
        number_(number),
        callback_(std::move(callback)) {}
  void work() override;
  void done() override;

 private:
  Work work_;
  std::string text_;
  int number_;
  bool closes_ = false;
  Callback<Error, Value> callback_;
};

class Sqlite3StatementJob final : public Sqlite3ConnectionJob {
 public:
  enum What { run, get, all, each, map, bind, reset, finalize };
  using Row = std::vector<SqlValue>;

  // `whole`: prepares the statement first; `once`: finalizes it at the end.
  Sqlite3StatementJob(const std::shared_ptr<Sqlite3Prepared>& prepared, What what, Sqlite3Call call, bool whole,
                      bool once);
  void work() override;
  void done() override;

 private:
  void execute();
  bool bind_all();
  void step();
  void collect();
  void stream();
  void send_rows();
  Value row_of(const Row& row) const;
  Value mapped() const;
  Value result() const;
  Value self() const;

  const std::shared_ptr<Sqlite3Prepared> prepared_;
  const What what_;
  const bool whole_, once_;
  const std::vector<Sqlite3Bound> parameters_;
  Callback<Error, Value> first_, second_;
  bool unprepared_ = false, silent_ = false, changed_ = false;
  std::int64_t last_id_ = 0, changes_ = 0;
  int sent_ = 0;  // rows of each()
  std::vector<std::string> names_;
  std::vector<Row> rows_;
};

}  // namespace crema::detail
