// A connection of Database and its statements. Invariant: a statement's handle is finalized before its connection closes.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "sql_values.hpp"
#include "sqlite.hpp"

namespace crema::detail {

struct SqlConnection {
  SqlConnection(const Text& file, const DatabaseOptions& options);
  SqlConnection(const SqlConnection&) = delete;
  SqlConnection& operator=(const SqlConnection&) = delete;
  ~SqlConnection() { close(); }

  void close() noexcept;
  void need_open() const;
  // Nothing is being iterated.
  void need_idle() const;
  void log(::sqlite3_stmt* statement) const;
  void exec(const std::string& sql);
  [[noreturn]] void fail() const;

  std::string name;
  bool memory = false, readonly = false, exact = false;
  int iterators = 0;
  Callback<Value> verbose;
  ::sqlite3* db = nullptr;
  std::set<SqlHandle*> statements;
  mutable std::recursive_mutex mutex;  // several threads may have handles
};

struct SqlHandle {
  enum Mode { flat, pluck, expand, raw };

  SqlHandle(std::shared_ptr<SqlConnection> of, const std::string& sql, bool pragma);
  SqlHandle(const SqlHandle&) = delete;
  SqlHandle& operator=(const SqlHandle&) = delete;
  ~SqlHandle();

  // Before it is run: what is not allowed is thrown, and the parameters are bound.
  void start(const Value& arguments, bool wants_rows, bool writes);
  void bind(const Value& arguments);
  void need_free() const;
  void need_rows() const;
  Value row() const;
  // Whether there is a row. SqliteError.
  bool step();
  // Ends a run; gives SQLite's code.
  int end() noexcept;

  std::shared_ptr<SqlConnection> connection;
  std::string source;
  ::sqlite3_stmt* statement = nullptr;
  int mode = flat;
  bool exact = false, bound = false, iterating = false, reader = false;
};

}  // namespace crema::detail
