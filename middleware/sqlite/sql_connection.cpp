#include "sql_connection.hpp"

#include <crema/buffer.hpp>
#include <crema/object.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace crema::detail {
namespace {

SqliteError error_of_db(::sqlite3* db) { return {sqlite3_errmsg(db), sqlite_code(sqlite3_extended_errcode(db))}; }

// Whether only blanks and comments follow a statement.
bool is_over(std::string_view tail) {
  while (!tail.empty()) {
    if (tail.starts_with("--")) {
      const auto end = tail.find('\n');
      tail.remove_prefix(end == std::string_view::npos ? tail.size() : end + 1);
    } else if (tail.starts_with("/*")) {
      const auto end = tail.find("*/", 2);
      tail.remove_prefix(end == std::string_view::npos ? tail.size() : end + 2);
    } else if (std::string_view(" \t\n\r\f\v;").find(tail.front()) != std::string_view::npos) {
      tail.remove_prefix(1);
    } else {
      return false;
    }
  }
  return true;
}

SqlValue bindable(const Value& value) {
  if (value == null) return nullptr;
  const Value type = typeof_(value);
  if (type == "number") return value.number();
  if (type == "string") return std::string(value.view());
  if (Buffer.isBuffer(value)) return SqlBlob{std::string(value.view())};
  throw TypeError("SQLite3 can only bind numbers, strings, bigints, buffers, and null");
}

// Binds the arguments of one call; counts as npm does, so that the same mistakes are told.
class Binder {
 public:
  explicit Binder(::sqlite3_stmt* statement) : statement_(statement) {
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
      const char* name = sqlite3_bind_parameter_name(statement, i);
      if (name && std::find(names_.begin(), names_.end(), std::string(name + 1)) == names_.end())
        names_.push_back(name + 1);
    }
  }

  void bind(const Value& arguments) {
    for (auto argument : arguments) {
      if (Array.isArray(argument)) {
        for (auto one : argument) positional(one);
      } else if (typeof_(argument) == "object" && argument != null && !Buffer.isBuffer(argument)) {
        named(argument);
      } else {
        positional(argument);
      }
    }
    const int wanted = sqlite3_bind_parameter_count(statement_);
    if (count_ > wanted) throw RangeError("Too many parameter values were provided");
    if (count_ == wanted) return;
    if (!has_object_ && !names_.empty()) throw TypeError("Missing named parameters");
    throw RangeError("Too few parameter values were provided");
  }

 private:
  void check(int code) const {
    if (code == SQLITE_RANGE) throw RangeError("Too many parameter values were provided");
    if (code == SQLITE_TOOBIG) throw RangeError("The bound string, buffer, or bigint is too big");
    if (code != SQLITE_OK) throw Error("Out of memory");
  }

  void positional(const Value& value) {
    do ++at_;
    while (sqlite3_bind_parameter_name(statement_, at_));
    check(bind_sql(statement_, at_, bindable(value)));
    ++count_;
  }

  void named(const Value& object) {
    if (has_object_) throw TypeError("You cannot specify named parameters in two different objects");
    has_object_ = true;
    for (const auto& name : names_) {
      if (!Object.hasOwn(object, name)) throw RangeError("Missing named parameter \"" + name + "\"");
      const SqlValue value = bindable(object[name]);
      // @a and $a may both be there: they are one name.
      for (int i = 1; i <= sqlite3_bind_parameter_count(statement_); ++i) {
        const char* full = sqlite3_bind_parameter_name(statement_, i);
        if (!full || full + 1 != name) continue;
        check(bind_sql(statement_, i, value));
        ++count_;
      }
    }
  }

  ::sqlite3_stmt* statement_;
  std::vector<std::string> names_;
  int at_ = 0, count_ = 0;
  bool has_object_ = false;
};

}  // namespace

SqlConnection::SqlConnection(const Text& file, const DatabaseOptions& options)
    : name(file.str()), readonly(options.readonly), verbose(options.verbose) {
  const std::string path = Value(name).trim().str();
  memory = path.empty() || path == ":memory:";
  if (readonly && memory) throw TypeError("In-memory/temporary databases cannot be readonly");
  const double patience = options.timeout.ms();
  if (!(patience >= 0)) throw TypeError("Expected the \"timeout\" option to be a positive integer");
  if (patience > 0x7fffffff) throw RangeError("Option \"timeout\" cannot be greater than 2147483647");
  if (!memory && !path.starts_with("file:")) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code ignored;
    if (!folder.empty() && !std::filesystem::exists(folder, ignored))
      throw TypeError("Cannot open database because the directory does not exist");
  }
  const int how =
      readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (options.fileMustExist ? 0 : SQLITE_OPEN_CREATE);
  if (sqlite3_open_v2(path.c_str(), &db, how, nullptr) != SQLITE_OK) {
    const SqliteError error = error_of_db(db);
    sqlite3_close(std::exchange(db, nullptr));
    throw error;
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, static_cast<int>(patience));
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void SqlConnection::close() noexcept {
  for (auto* statement : statements) sqlite3_finalize(std::exchange(statement->statement, nullptr));
  statements.clear();
  sqlite3_close(std::exchange(db, nullptr));
}

void SqlConnection::need_open() const {
  if (!db) throw TypeError("The database connection is not open");
}

void SqlConnection::need_idle() const {
  if (iterators > 0) throw TypeError("This database connection is busy executing a query");
}

void SqlConnection::log(::sqlite3_stmt* statement) const {
  if (!verbose) return;
  char* expanded = sqlite3_expanded_sql(statement);
  const std::string text = expanded ? expanded : sqlite3_sql(statement);
  sqlite3_free(expanded);
  verbose(text);
}

void SqlConnection::fail() const { throw error_of_db(db); }

void SqlConnection::exec(const std::string& sql) {
  const std::lock_guard lock(mutex);
  need_open();
  need_idle();
  for (const char* at = sql.c_str(); *at;) {
    ::sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, at, -1, &statement, &at) != SQLITE_OK) fail();
    if (!statement) continue;  // blanks or a comment
    try {
      log(statement);
    } catch (...) {
      sqlite3_finalize(statement);
      throw;
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
    }
    if (sqlite3_finalize(statement) != SQLITE_OK) fail();
  }
}

SqlHandle::SqlHandle(std::shared_ptr<SqlConnection> of, const std::string& sql, bool pragma)
    : connection(std::move(of)), source(sql) {
  const std::lock_guard lock(connection->mutex);
  connection->need_open();
  if (pragma) connection->need_idle();
  const char* tail = nullptr;
  if (sqlite3_prepare_v3(connection->db, source.c_str(), -1, pragma ? 0 : SQLITE_PREPARE_PERSISTENT, &statement,
                         &tail) != SQLITE_OK)
    connection->fail();
  if (!statement) throw RangeError("The supplied SQL string contains no statements");
  if (!is_over(tail)) {
    sqlite3_finalize(statement);
    throw RangeError("The supplied SQL string contains more than one statement");
  }
  reader = pragma || sqlite3_column_count(statement) >= 1;
  exact = connection->exact;
  connection->statements.insert(this);
}

SqlHandle::~SqlHandle() {
  const std::lock_guard lock(connection->mutex);
  connection->statements.erase(this);
  sqlite3_finalize(statement);
}

void SqlHandle::need_free() const {
  if (iterating) throw TypeError("This statement is busy executing a query");
}

void SqlHandle::need_rows() const {
  if (!reader) throw TypeError("This statement does not return data. Use run() instead");
}

void SqlHandle::start(const Value& arguments, bool wants_rows, bool writes) {
  if (wants_rows) need_rows();
  connection->need_open();
  need_free();
  if (writes) connection->need_idle();
  if (bound && arguments.length() > 0) throw TypeError("This statement already has bound parameters");
  if (!bound) bind(arguments);
  connection->log(statement);
}

void SqlHandle::bind(const Value& arguments) {
  try {
    Binder(statement).bind(arguments);
  } catch (...) {
    sqlite3_clear_bindings(statement);
    throw;
  }
}

Value SqlHandle::row() const {
  const auto column = [&](int i) { return value_of(sql_column(statement, i), exact); };
  if (mode == pluck) return column(0);
  Value row = mode == raw ? Array() : Object();
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    if (mode == raw) {
      row.push(column(i));
    } else if (mode == flat) {
      row[sqlite3_column_name(statement, i)] = column(i);
    } else {
      const char* table = sqlite3_column_table_name(statement, i);
      const Value key = table ? table : "$";
      if (row.get(key) == undefined) row[key] = Object();
      row[key][sqlite3_column_name(statement, i)] = column(i);
    }
  }
  return row;
}

bool SqlHandle::step() {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const SqliteError error = error_of_db(connection->db);
  end();
  throw error;
}

int SqlHandle::end() noexcept {
  const int code = sqlite3_reset(statement);
  if (!bound) sqlite3_clear_bindings(statement);
  return code;
}

}  // namespace crema::detail
