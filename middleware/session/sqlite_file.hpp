// One connection to SQLite and its prepared statements. For one thread at a time. Errors are thrown as Error with SQLite's code
// ("SQLITE_BUSY") and a sentence that says what to do.
#pragma once
#include <crema/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace crema::detail {

struct SqliteSettings {
  std::string path, table, synchronous;
  int busy_ms = 2000;
};

class SqliteFile;

// A prepared statement: bind, step, reset.
class SqliteStatement {
 public:
  SqliteStatement() = default;
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() { close(); }

  void prepare(SqliteFile& file, const std::string& sql);
  void close() noexcept;
  SqliteStatement& bind(int at, std::string_view text);
  SqliteStatement& bind(int at, std::int64_t number);
  // Whether there is a row; after the last one it begins anew. What is bound must live until then.
  bool step();
  // To the end. The number of rows that it changed.
  int run();
  void reset() noexcept;
  std::string text(int column) const;
  std::int64_t number(int column) const;

 private:
  SqliteFile* file_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

class SqliteFile {
 public:
  // Opens the file, or makes it for its owner alone, and its table.
  explicit SqliteFile(SqliteSettings settings);
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;
  ~SqliteFile() { close(); }

  // Opens it anew if somebody has moved or removed it.
  void follow();
  void begin() { exec("BEGIN IMMEDIATE"); }
  void commit() { exec("COMMIT"); }
  void roll_back() noexcept;
  bool in_transaction() const noexcept;
  [[noreturn]] void fail(const char* doing) const;
  sqlite3* db() const noexcept { return db_; }

  SqliteStatement get, set, replace, touch, destroy, all, length, clear, prune;

 private:
  void open();
  void create();
  void exec(const std::string& sql);
  void close() noexcept;

  SqliteSettings settings_;
  sqlite3* db_ = nullptr;
};

}  // namespace crema::detail
