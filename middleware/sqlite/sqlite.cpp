// Database and its statements, in the shape of better-sqlite3: each call does its work before it returns.
#include "sqlite.hpp"

#include <crema/object.hpp>

#include <sqlite3.h>

#include "sql_connection.hpp"

namespace crema {

using detail::SqlHandle;

SqliteError::SqliteError(const Value& text, const Value& with_code) : Error(text) {
  name = "SqliteError";
  code = with_code;
}

// ---- rows

SqlRows::~SqlRows() { stop(); }

void SqlRows::stop() noexcept {
  if (!handle_) return;
  const std::lock_guard lock(handle_->connection->mutex);
  if (handle_->iterating) {
    handle_->iterating = false;
    --handle_->connection->iterators;
    if (handle_->statement) handle_->end();
  }
  handle_.reset();
}

bool SqlRows::next(Value& row) {
  if (!handle_) return false;
  {
    const std::lock_guard lock(handle_->connection->mutex);
    handle_->connection->need_open();
    if (handle_->step()) {
      row = handle_->row();
      return true;
    }
  }
  stop();
  return false;
}

SqlRows::iterator& SqlRows::iterator::operator++() {
  if (!rows_->next(row_)) rows_ = nullptr;
  return *this;
}

// ---- statements

Value SqlStatement::run_with(const Value& arguments) const {
  auto& h = *handle_;
  const std::lock_guard lock(h.connection->mutex);
  h.start(arguments, false, true);
  auto* db = h.connection->db;
  const int before = sqlite3_total_changes(db);
  sqlite3_step(h.statement);
  if (h.end() != SQLITE_OK) h.connection->fail();
  const int changes = sqlite3_total_changes(db) == before ? 0 : sqlite3_changes(db);
  return {{"changes", changes},
          {"lastInsertRowid", detail::value_of(std::int64_t{sqlite3_last_insert_rowid(db)}, h.exact)}};
}

Value SqlStatement::get_with(const Value& arguments) const {
  auto& h = *handle_;
  const std::lock_guard lock(h.connection->mutex);
  h.start(arguments, true, false);
  Value row;
  if (h.step()) row = h.row();
  h.end();
  return row;
}

Value SqlStatement::all_with(const Value& arguments) const {
  auto& h = *handle_;
  const std::lock_guard lock(h.connection->mutex);
  h.start(arguments, true, false);
  Value rows = Array();
  while (h.step()) rows.push(h.row());
  h.end();
  return rows;
}

SqlRows SqlStatement::iterate_with(const Value& arguments) const {
  const std::lock_guard lock(handle_->connection->mutex);
  handle_->start(arguments, true, false);
  handle_->iterating = true;
  ++handle_->connection->iterators;
  return SqlRows(handle_);
}

const SqlStatement& SqlStatement::bind_with(const Value& arguments) const {
  const std::lock_guard lock(handle_->connection->mutex);
  if (handle_->bound) throw TypeError("The bind() method can only be invoked once per statement object");
  handle_->connection->need_open();
  handle_->need_free();
  handle_->bind(arguments);
  handle_->bound = true;
  return *this;
}

const SqlStatement& SqlStatement::shape(int mode, bool on, const char* name) const {
  const std::lock_guard lock(handle_->connection->mutex);
  if (!handle_->reader)
    throw TypeError("The " + std::string(name) + "() method is only for statements that return data");
  handle_->need_free();
  if (on) handle_->mode = mode;
  else if (handle_->mode == mode) handle_->mode = SqlHandle::flat;
  return *this;
}

const SqlStatement& SqlStatement::pluck(bool on) const { return shape(SqlHandle::pluck, on, "pluck"); }
const SqlStatement& SqlStatement::expand(bool on) const { return shape(SqlHandle::expand, on, "expand"); }
const SqlStatement& SqlStatement::raw(bool on) const { return shape(SqlHandle::raw, on, "raw"); }

const SqlStatement& SqlStatement::safeIntegers(bool on) const {
  const std::lock_guard lock(handle_->connection->mutex);
  handle_->need_free();
  handle_->exact = on;
  return *this;
}

Value SqlStatement::columns() const {
  const std::lock_guard lock(handle_->connection->mutex);
  if (!handle_->reader) throw TypeError("The columns() method is only for statements that return data");
  handle_->connection->need_open();
  auto* statement = handle_->statement;
  const auto text = [](const char* name) { return name ? Value(name) : Value(nullptr); };
  Value columns = Array();
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    columns.push({{"name", text(sqlite3_column_name(statement, i))},
                  {"column", text(sqlite3_column_origin_name(statement, i))},
                  {"table", text(sqlite3_column_table_name(statement, i))},
                  {"database", text(sqlite3_column_database_name(statement, i))},
                  {"type", text(sqlite3_column_decltype(statement, i))}});
  }
  return columns;
}

bool SqlStatement::reader() const { return handle_->reader; }
bool SqlStatement::readonly() const {
  const std::lock_guard lock(handle_->connection->mutex);
  handle_->connection->need_open();
  return sqlite3_stmt_readonly(handle_->statement) != 0;
}
Value SqlStatement::source() const { return handle_->source; }
bool SqlStatement::busy() const { return handle_->iterating; }

// ---- transactions

Value SqlTransaction::call(const char* begin, const Value& a, const Value& b, const Value& c, const Value& d,
                           const Value& e) const {
  auto& connection = *connection_;
  const std::lock_guard lock(connection.mutex);
  connection.need_open();
  const bool inner = sqlite3_get_autocommit(connection.db) == 0;
  connection.exec(inner ? "SAVEPOINT crema_transaction" : begin);
  try {
    Value result = function_(a, b, c, d, e);
    connection.exec(inner ? "RELEASE crema_transaction" : "COMMIT");
    return result;
  } catch (...) {
    // SQLite has undone it already where it could not go on.
    if (connection.db && sqlite3_get_autocommit(connection.db) == 0)
      connection.exec(inner ? "ROLLBACK TO crema_transaction; RELEASE crema_transaction" : "ROLLBACK");
    throw;
  }
}

// ---- the database

Database::Database(const Text& file, const DatabaseOptions& options)
    : connection_(std::make_shared<detail::SqlConnection>(file, options)) {}

SqlStatement Database::prepare(const Text& sql) const {
  return SqlStatement(std::make_shared<SqlHandle>(connection_, sql.str(), false));
}

const Database& Database::exec(const Text& sql) const {
  connection_->exec(sql.str());
  return *this;
}

Value Database::pragma(const Text& source, const PragmaOptions& options) const {
  const SqlStatement statement(std::make_shared<SqlHandle>(connection_, "PRAGMA " + source.str(), true));
  return options.simple ? statement.pluck().get() : statement.all();
}

const Database& Database::close() const {
  const std::lock_guard lock(connection_->mutex);
  connection_->need_idle();
  connection_->close();
  return *this;
}

const Database& Database::defaultSafeIntegers(bool on) const {
  connection_->exact = on;
  return *this;
}

bool Database::open() const {
  const std::lock_guard lock(connection_->mutex);
  return connection_->db != nullptr;
}
bool Database::inTransaction() const {
  const std::lock_guard lock(connection_->mutex);
  return connection_->db && sqlite3_get_autocommit(connection_->db) == 0;
}
Value Database::name() const { return connection_->name; }
bool Database::memory() const { return connection_->memory; }
bool Database::readonly() const { return connection_->readonly; }

}  // namespace crema
