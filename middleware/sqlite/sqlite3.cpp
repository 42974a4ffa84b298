#include "sqlite3.hpp"

#include <sqlite3.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "sqlite3_jobs.hpp"

namespace crema {
namespace {

using detail::Sqlite3Connection;
using detail::Sqlite3Failure;
using detail::Sqlite3StatementJob;

template <class Job, class... A>
void send(A&&... arguments) {
  auto job = std::make_unique<Job>(std::forward<A>(arguments)...);
  auto& sender = *job;
  sender.send(std::move(job));
}

Sqlite3Failure exec_all(Sqlite3Connection& connection, const std::string& sql, int) {
  char* said = nullptr;
  const int status = sqlite3_exec(connection.db, sql.c_str(), nullptr, nullptr, &said);
  Sqlite3Failure failed{status, said ? said : ""};
  sqlite3_free(said);
  return failed;
}

Sqlite3Failure close_it(Sqlite3Connection& connection, const std::string&, int) {
  const int status = sqlite3_close(connection.db);
  if (status != SQLITE_OK) return connection.failure(status);
  connection.db = nullptr;
  connection.open = false;
  connection.closed = true;
  return {};
}

Sqlite3Failure set_timeout(Sqlite3Connection& connection, const std::string&, int ms) {
  sqlite3_busy_timeout(connection.db, ms);
  return {};
}

}  // namespace

Sqlite3Statement::Sqlite3Statement(std::shared_ptr<detail::Sqlite3Prepared> prepared)
    : prepared_(std::move(prepared)) {}

void Sqlite3Statement::begin_call(int what, detail::Sqlite3Call call) const {
  send<Sqlite3StatementJob>(prepared_, static_cast<Sqlite3StatementJob::What>(what), std::move(call), false, false);
}

const Sqlite3Statement& Sqlite3Statement::reset(Callback<Error, Value> callback) const {
  begin_call(Sqlite3StatementJob::reset, taken(callback));
  return *this;
}

Sqlite3Database Sqlite3Statement::finalize(Callback<Error, Value> callback) const {
  begin_call(Sqlite3StatementJob::finalize, taken(callback));
  return Sqlite3Database(prepared_->connection);
}

Sqlite3Database::Sqlite3Database(const Text& file, int mode, Callback<Error, Sqlite3Database> callback)
    : connection_(std::make_shared<Sqlite3Connection>(file.str(), static_cast<const EventEmitter&>(*this))) {
  send<detail::Sqlite3OpenJob>(connection_, mode, std::move(callback));
}

Sqlite3Database::Sqlite3Database(const std::shared_ptr<Sqlite3Connection>& connection)
    : EventEmitter(connection->events), connection_(connection) {}

Sqlite3Connection& Sqlite3Database::need() const {
  if (!connection_) throw TypeError("Database object expected: sqlite3.Database(file)");
  return *connection_;
}

void Sqlite3Database::begin_call(int what, const Text& sql, detail::Sqlite3Call call) const {
  auto prepared = std::make_shared<detail::Sqlite3Prepared>(need().shared_from_this(), sql.str());
  send<Sqlite3StatementJob>(prepared, static_cast<Sqlite3StatementJob::What>(what), std::move(call), true, true);
}

Sqlite3Statement Sqlite3Database::prepare_with(const Text& sql, detail::Sqlite3Call call) const {
  auto prepared = std::make_shared<detail::Sqlite3Prepared>(need().shared_from_this(), sql.str());
  send<Sqlite3StatementJob>(prepared, Sqlite3StatementJob::bind, std::move(call), true, false);
  return Sqlite3Statement(prepared);
}

const Sqlite3Database& Sqlite3Database::exec(const Text& sql, Callback<Error, Value> callback) const {
  send<detail::Sqlite3PlainJob>(need().shared_from_this(), exec_all, sql.str(), 0, std::move(callback));
  return *this;
}

const Sqlite3Database& Sqlite3Database::close(Callback<Error, Value> callback) const {
  send<detail::Sqlite3PlainJob>(need().shared_from_this(), close_it, std::string(), 0, std::move(callback));
  return *this;
}

const Sqlite3Database& Sqlite3Database::configure(const Text& option, const Value& value) const {
  if (option.str() != "busyTimeout") throw TypeError(option.str() + " is not a valid configuration option");
  if (typeof_(value) != "number" || !(std::fabs(value.number()) <= 2147483647))
    throw TypeError("Value must be an integer");
  send<detail::Sqlite3PlainJob>(need().shared_from_this(), set_timeout, std::string(), static_cast<int>(value.number()),
                                Callback<Error, Value>());
  return *this;
}

bool Sqlite3Database::open() const { return need().open; }
Value Sqlite3Database::filename() const { return need().filename; }

namespace detail {

Sqlite3Database Sqlite3Library::Database(const Text& file, Callback<Error, Sqlite3Database> callback) const {
  return Database(file, OPEN_READWRITE | OPEN_CREATE | OPEN_FULLMUTEX, std::move(callback));
}

Sqlite3Database Sqlite3Library::Database(const Text& file, int mode, Callback<Error, Sqlite3Database> callback) const {
  return {file, mode, std::move(callback)};
}

}  // namespace detail
}  // namespace crema
