// crema/sqlite.hpp — SQLite at once, in the shape of npm's better-sqlite3.                         npm: better-sqlite3 13
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/function.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <memory>
#include <string>
#include <utility>

namespace crema {

/// What SQLite refuses: `message` in its words, `code` as "SQLITE_CONSTRAINT_UNIQUE".
struct SqliteError : Error {
  SqliteError(const Value& text, const Value& with_code);
};

/// Options of Database().
struct DatabaseOptions {
  bool readonly = false;         // Nothing is written. Default: false.
  bool fileMustExist = false;    // An Error where there is none, instead of a new one. Default: false.
  Duration timeout = 5000;       // How long another program may hold the file, in ms or as "5s". Default: 5 s.
  Callback<Value> verbose = {};  // Called with each statement before it is run. Default: none.
};

namespace detail {
struct SqlConnection;
struct SqlHandle;

// The arguments of a call, as an array: undefined counts, what is not given does not.
using SqlArguments = Value;
}  // namespace detail

class Database;

/// What iterate() gives: rows one by one, as they are asked for. While it lives, its statement is busy, and nothing can be written.
class SqlRows {
 public:
  explicit SqlRows(std::shared_ptr<detail::SqlHandle> handle) : handle_(std::move(handle)) {}
  SqlRows(SqlRows&&) noexcept = default;
  SqlRows& operator=(SqlRows&&) = delete;
  ~SqlRows();

  class iterator {
   public:
    iterator() = default;
    explicit iterator(SqlRows* rows) : rows_(rows) { ++*this; }
    Value operator*() const { return row_; }
    iterator& operator++();
    friend bool operator==(const iterator& a, const iterator& b) { return a.rows_ == b.rows_; }

   private:
    SqlRows* rows_ = nullptr;
    Value row_;
  };
  iterator begin() { return iterator(this); }
  static iterator end() { return {}; }

 private:
  bool next(Value& row);
  void stop() noexcept;
  std::shared_ptr<detail::SqlHandle> handle_;
};

/// A prepared statement: a handle, copies are the same. Parameters are texts, numbers, buffers and null, by themselves or in arrays,
/// and an object for those with names (@a, :a, $a). TypeError for other types, RangeError for too many or too few.
class SqlStatement {
 public:
  // For Database.
  explicit SqlStatement(std::shared_ptr<detail::SqlHandle> handle) : handle_(std::move(handle)) {}

  /// {changes, lastInsertRowid}
  Value run(const Value& a = detail::no_value, const Value& b = detail::no_value, const Value& c = detail::no_value,
            const Value& d = detail::no_value, const Value& e = detail::no_value, const Value& f = detail::no_value,
            const Value& g = detail::no_value, const Value& h = detail::no_value) const {
    return run_with(list(a, b, c, d, e, f, g, h));
  }
  /// The first row, or undefined.
  Value get(const Value& a = detail::no_value, const Value& b = detail::no_value, const Value& c = detail::no_value,
            const Value& d = detail::no_value, const Value& e = detail::no_value, const Value& f = detail::no_value,
            const Value& g = detail::no_value, const Value& h = detail::no_value) const {
    return get_with(list(a, b, c, d, e, f, g, h));
  }
  /// All rows, an array.
  Value all(const Value& a = detail::no_value, const Value& b = detail::no_value, const Value& c = detail::no_value,
            const Value& d = detail::no_value, const Value& e = detail::no_value, const Value& f = detail::no_value,
            const Value& g = detail::no_value, const Value& h = detail::no_value) const {
    return all_with(list(a, b, c, d, e, f, g, h));
  }
  /// `for (auto row : statement.iterate())`
  SqlRows iterate(const Value& a = detail::no_value, const Value& b = detail::no_value,
                  const Value& c = detail::no_value, const Value& d = detail::no_value,
                  const Value& e = detail::no_value, const Value& f = detail::no_value,
                  const Value& g = detail::no_value, const Value& h = detail::no_value) const {
    return iterate_with(list(a, b, c, d, e, f, g, h));
  }
  /// Parameters for ever; once.
  const SqlStatement& bind(const Value& a = detail::no_value, const Value& b = detail::no_value,
                           const Value& c = detail::no_value, const Value& d = detail::no_value,
                           const Value& e = detail::no_value, const Value& f = detail::no_value,
                           const Value& g = detail::no_value, const Value& h = detail::no_value) const {
    return bind_with(list(a, b, c, d, e, f, g, h));
  }
  /// Rows as their first column; as objects of objects by table; as arrays. TypeError for a statement without rows.
  const SqlStatement& pluck(bool on = true) const;
  const SqlStatement& expand(bool on = true) const;
  const SqlStatement& raw(bool on = true) const;
  /// Integers beyond 2^53 as texts of their digits, which a number would round.
  const SqlStatement& safeIntegers(bool on = true) const;
  /// [{name, column, table, database, type}]
  Value columns() const;
  /// Whether it gives rows; whether it changes nothing; its text; whether it is being iterated.
  bool reader() const;
  bool readonly() const;
  Value source() const;
  bool busy() const;

 private:
  template <class... A>
  static detail::SqlArguments list(const A&... given) {
    Value all = detail::make_array(sizeof...(A));
    ((&given == &detail::no_value ? void() : detail::append(all, given)), ...);
    return all;
  }
  Value run_with(const detail::SqlArguments& arguments) const;
  Value get_with(const detail::SqlArguments& arguments) const;
  Value all_with(const detail::SqlArguments& arguments) const;
  SqlRows iterate_with(const detail::SqlArguments& arguments) const;
  const SqlStatement& bind_with(const detail::SqlArguments& arguments) const;
  const SqlStatement& shape(int mode, bool on, const char* name) const;

  std::shared_ptr<detail::SqlHandle> handle_;
};

/// What db.transaction(fn) gives: called as fn, and all of it happens or nothing does. In another transaction it is a savepoint.
class SqlTransaction {
 public:
  SqlTransaction(std::shared_ptr<detail::SqlConnection> connection, Value function)
      : connection_(std::move(connection)), function_(std::move(function)) {}
  /// What fn gives; what it throws undoes all, and is thrown on.
  Value operator()(const Value& a = detail::no_value, const Value& b = detail::no_value,
                   const Value& c = detail::no_value, const Value& d = detail::no_value,
                   const Value& e = detail::no_value) const {
    return call("BEGIN", a, b, c, d, e);
  }
  Value deferred(const Value& a = detail::no_value, const Value& b = detail::no_value,
                 const Value& c = detail::no_value) const {
    return call("BEGIN DEFERRED", a, b, c, detail::no_value, detail::no_value);
  }
  Value immediate(const Value& a = detail::no_value, const Value& b = detail::no_value,
                  const Value& c = detail::no_value) const {
    return call("BEGIN IMMEDIATE", a, b, c, detail::no_value, detail::no_value);
  }
  Value exclusive(const Value& a = detail::no_value, const Value& b = detail::no_value,
                  const Value& c = detail::no_value) const {
    return call("BEGIN EXCLUSIVE", a, b, c, detail::no_value, detail::no_value);
  }

 private:
  Value call(const char* begin, const Value& a, const Value& b, const Value& c, const Value& d, const Value& e) const;
  std::shared_ptr<detail::SqlConnection> connection_;
  Value function_;
};

/// A database: a handle, copies are the same. It works at once and so holds up its thread, as in Node; it closes with its last handle.
/// May be used on every thread of a server, one at a time; a transaction's function must not be called on two.
/// npm: https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md
class Database {
 public:
  /// A file, made if there is none; "" or ":memory:" for one in memory. SqliteError, or TypeError when the folder is not there.
  explicit Database(const Text& file = "", const DatabaseOptions& options = {});

  /// TypeError for a text with no statement or several.
  SqlStatement prepare(const Text& sql) const;
  /// Statements without parameters, one after the other.
  const Database& exec(const Text& sql) const;
  /// `db.pragma("journal_mode = WAL")`: the rows; with {.simple = true} the first column of the first.
  struct PragmaOptions {
    bool simple = false;  // Default: false.
  };
  Value pragma(const Text& source) const { return pragma(source, PragmaOptions{}); }
  Value pragma(const Text& source, const PragmaOptions& options) const;
  /// `auto insert_all = db.transaction([=](auto list) { for (auto one : list) insert.run(one); });`
  template <class F>
  SqlTransaction transaction(F f) const {
    return {connection_, Function(std::move(f))};
  }
  const Database& close() const;
  /// What new statements do: safeIntegers().
  const Database& defaultSafeIntegers(bool on = true) const;

  bool open() const;
  bool inTransaction() const;
  Value name() const;
  bool memory() const;
  bool readonly() const;

 private:
  std::shared_ptr<detail::SqlConnection> connection_;
};

}  // namespace crema
