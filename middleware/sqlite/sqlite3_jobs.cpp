#include "sqlite3_jobs.hpp"

#include <crema/buffer.hpp>
#include <crema/globals.hpp>
#include <crema/host_object.hpp>
#include <crema/is_regex.hpp>
#include <crema/object.hpp>

#include <sqlite3.h>

#include <asio/post.hpp>
#include <cmath>
#include <limits>

namespace crema::detail {
namespace {

constexpr std::size_t rows_at_once = 100;

// As a callback of the loop: what nobody asked about is an uncaught exception.
void tell(const Callback<Error, Value>& callback, const Error& error, const Value& value = {}) {
  onLoop([=] {
    if (callback) return callback(error, value);
    if (error) throw Error(error);
  });
}

bool fits_int(double number) {
  return number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max() &&
         std::trunc(number) == number;
}

bool is_date(const Value& value) {
  const auto* object = host<HostObject>(value);
  return object && object->class_name() == "Date";
}

// Nothing for undefined, which is left unbound.
std::optional<SqlValue> bindable(const Value& value) {
  const Value type = typeof_(value);
  if (type == "undefined") return std::nullopt;
  if (value == null) return SqlValue(nullptr);
  if (type == "string") return SqlValue(std::string(value.view()));
  if (type == "boolean") return SqlValue(std::int64_t{value ? 1 : 0});
  if (type == "number") {
    const double number = value.number();
    return fits_int(number) ? SqlValue(static_cast<std::int64_t>(number)) : SqlValue(number);
  }
  if (Buffer.isBuffer(value)) return SqlValue(SqlBlob{std::string(value.view())});
  if (isRegex(value)) return SqlValue(String(value).str());
  if (is_date(value)) return SqlValue(crema::Number(value).number());
  return SqlValue(std::string("[object Object]"));
}

bool is_named(const Value& value) {
  return typeof_(value) == "object" && value != null && !Array.isArray(value) && !Buffer.isBuffer(value) &&
         !isRegex(value) && !is_date(value);
}

}  // namespace

std::vector<Sqlite3Bound> bound_parameters(const Value& arguments) {
  std::vector<Sqlite3Bound> all;
  const auto add = [&](int place, const std::string& name, const Value& value) {
    if (auto bound = bindable(value)) all.push_back({place, name, std::move(*bound)});
  };
  const Value first = arguments[0];
  if (is_named(first)) {
    for (auto key : Object.keys(first)) {
      const double number = crema::Number(key).number();
      if (fits_int(number)) add(static_cast<int>(number), "", first[key]);
      else add(0, key.str(), first[key]);
    }
    return all;
  }
  int place = 0;
  for (auto one : Array.isArray(first) ? first : arguments) add(++place, "", one);
  return all;
}

Error Sqlite3Failure::error() const {
  const std::string name = sqlite_code(status & 0xff);
  Error error(name + ": " + message);
  error["errno"] = status & 0xff;
  error.code = name;
  return error;
}

// ---- the connection

Sqlite3Connection::~Sqlite3Connection() { sqlite3_close_v2(db); }

Sqlite3Failure Sqlite3Connection::failure(int status) const { return {status, sqlite3_errmsg(db)}; }

Sqlite3Failure Sqlite3Connection::unusable() const {
  if (db) return {};
  if (unopened) return unopened;
  return {SQLITE_MISUSE, "Database handle is closed"};
}

void Sqlite3OpenJob::work() {
  auto& c = *connection;
  const int status = sqlite3_open_v2(c.filename.c_str(), &c.db, mode_, nullptr);
  if (status == SQLITE_OK) {
    sqlite3_busy_timeout(c.db, 1000);
    c.open = true;
    return;
  }
  failed = c.unopened = {status, sqlite3_errmsg(c.db)};
  sqlite3_close(c.db);
  c.db = nullptr;
}

void Sqlite3OpenJob::done() {
  const Error error = failed ? failed.error() : Error();
  const auto told = connection;
  onLoop([this, error, told] {
    if (callback_) callback_(error, Sqlite3Database(told));
    else if (error) told->events.emit("error", error);
  });
  if (!error) onLoop([told] { told->events.emit("open"); });
}

void Sqlite3PlainJob::work() {
  failed = connection->unusable();
  if (failed) return;
  failed = work_(*connection, text_, number_);
  closes_ = connection->closed;
}

void Sqlite3PlainJob::done() {
  const Error error = failed ? failed.error() : Error();
  const auto told = connection;
  onLoop([this, error, told] {
    if (callback_) callback_(error);
    else if (error) told->events.emit("error", error);
  });
  if (!closes_) return;
  onLoop([told] { told->events.emit("close"); });
}

// ---- statements

Sqlite3Failure Sqlite3Prepared::prepare() {
  status = sqlite3_prepare_v2(connection->db, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
  if (status == SQLITE_OK) return {};
  unprepared = true;
  return connection->failure(status);
}

void Sqlite3Prepared::end() noexcept {
  finalized = true;
  sqlite3_finalize(std::exchange(statement, nullptr));
}

Sqlite3StatementJob::Sqlite3StatementJob(const std::shared_ptr<Sqlite3Prepared>& prepared, What what, Sqlite3Call call,
                                         bool whole, bool once)
    : Sqlite3ConnectionJob(prepared->connection),
      prepared_(prepared),
      what_(what),
      whole_(whole),
      once_(once),
      parameters_(bound_parameters(call.parameters)),
      first_(std::move(call.first)),
      second_(std::move(call.second)) {}

void Sqlite3StatementJob::work() {
  auto& p = *prepared_;
  // What follows a statement that could not be prepared is silent: that has been told.
  silent_ = !whole_ && p.unprepared;
  if (silent_) return;
  failed = connection->unusable();
  if (!failed && p.finalized) failed = {SQLITE_MISUSE, "Statement is already finalized"};
  if (!failed && whole_) failed = p.prepare();
  unprepared_ = whole_ && failed;
  if (unprepared_) p.unprepared = true;
  if (!failed) execute();
  if (once_) p.end();
}

void Sqlite3StatementJob::execute() {
  auto& p = *prepared_;
  switch (what_) {
    case run:
    case get:
      return step();
    case all:
    case map:
    case each:
      return collect();
    case bind:
      bind_all();
      return;
    case reset:
      sqlite3_reset(p.statement);
      p.status = SQLITE_OK;
      return;
    case finalize:
      return p.end();
  }
}

bool Sqlite3StatementJob::bind_all() {
  auto& p = *prepared_;
  if (parameters_.empty()) return true;
  sqlite3_reset(p.statement);
  sqlite3_clear_bindings(p.statement);
  for (const auto& [place, name, value] : parameters_) {
    const int at = place > 0 ? place : sqlite3_bind_parameter_index(p.statement, name.c_str());
    p.status = bind_sql(p.statement, at, value);
    if (p.status == SQLITE_OK) continue;
    failed = connection->failure(p.status);
    return false;
  }
  return true;
}

void Sqlite3StatementJob::step() {
  auto& p = *prepared_;
  if (what_ == get && p.status == SQLITE_DONE && parameters_.empty()) return;  // until reset()
  if (what_ == run && parameters_.empty()) sqlite3_reset(p.statement);
  if (!bind_all()) return;
  p.status = sqlite3_step(p.statement);
  if (p.status != SQLITE_ROW && p.status != SQLITE_DONE) {
    failed = connection->failure(p.status);
  } else if (what_ == run) {
    changed_ = true;
    last_id_ = sqlite3_last_insert_rowid(connection->db);
    changes_ = sqlite3_changes(connection->db);
  } else if (p.status == SQLITE_ROW) {
    stream();
  }
}

void Sqlite3StatementJob::collect() {
  auto& p = *prepared_;
  if (parameters_.empty()) sqlite3_reset(p.statement);
  if (!bind_all()) return;
  while ((p.status = sqlite3_step(p.statement)) == SQLITE_ROW) {
    stream();
    if (what_ == each && rows_.size() >= rows_at_once) send_rows();
  }
  if (p.status != SQLITE_DONE) failed = connection->failure(p.status);
  if (what_ == each) send_rows();
}

// Takes the row at which the statement is.
void Sqlite3StatementJob::stream() {
  auto* statement = prepared_->statement;
  const int count = sqlite3_column_count(statement);
  if (names_.empty())
    for (int i = 0; i < count; ++i) names_.emplace_back(sqlite3_column_name(statement, i));
  auto& row = rows_.emplace_back();
  row.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) row.push_back(sql_column(statement, i));
}

// This job is called back after these rows, and lives until then.
void Sqlite3StatementJob::send_rows() {
  if (rows_.empty()) return;
  asio::post(io, [this, rows = std::exchange(rows_, {}), names = names_] {
    for (const auto& row : rows) {
      ++sent_;
      if (first_) tell(first_, {}, row_of(row));
    }
  });
}

Value Sqlite3StatementJob::row_of(const Row& row) const {
  Value object = Object();
  for (std::size_t i = 0; i < row.size(); ++i) object[names_[i]] = value_of(row[i]);
  return object;
}

Value Sqlite3StatementJob::mapped() const {
  Value object = Object();
  for (const auto& row : rows_) {
    const Value value = row_of(row), keys = Object.keys(value);
    object[String(value[keys[0]])] = keys.length() > 2 ? value : keys.length() == 2 ? Value(value[keys[1]]) : Value();
  }
  return object;
}

Value Sqlite3StatementJob::self() const {
  Value about = {{"sql", prepared_->sql}};
  if (!changed_) return about;
  about["lastID"] = static_cast<double>(last_id_);
  about["changes"] = static_cast<double>(changes_);
  return about;
}

Value Sqlite3StatementJob::result() const {
  if (what_ == get) return rows_.empty() ? Value() : row_of(rows_.front());
  if (what_ == map) return mapped();
  if (what_ != all) return self();
  Value list = make_array(rows_.size());
  for (const auto& row : rows_) append(list, row_of(row));
  return list;
}

void Sqlite3StatementJob::done() {
  if (silent_) return;
  // The last callback is told of a statement that cannot be prepared.
  if (failed) tell(unprepared_ && second_ ? second_ : first_, failed.error(), what_ == run ? self() : Value());
  else if (what_ != each) tell(first_, {}, result());
  if (what_ == each && !unprepared_ && second_) tell(second_, {}, sent_);
}

}  // namespace crema::detail
