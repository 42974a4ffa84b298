// Sessions become text on the loop and rows on the worker's thread; text that comes back is parsed on the loop again.
#include "sqlite_store.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>
#include <crema/task.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "sqlite_worker.hpp"

namespace crema {
namespace detail {
namespace {

using Kind = SqliteJob::Kind;

Error failure_of(const SqliteJob& job) {
  Error error;
  if (!job.failed) return error;
  error = Error(job.message);
  error.code = job.code;
  return error;
}

// What others have written into the file may be anything.
Error parse(const std::string& text, Value& data) {
  try {
    data = parseJson(text);
    return {};
  } catch (...) {
    return error_of(std::current_exception());
  }
}

class SqliteSessions final : public SessionStore {
 public:
  SqliteSessions(SqliteSettings settings, double ttl, double prune_ms)
      : ttl_(ttl), worker_(std::move(settings), prune_ms) {}

  bool givesCopies() const override { return true; }
  void get(Value sid, Callback<Error, Value> cb) override {
    ask(Kind::get, sid, [cb](const SqliteJob& job) {
      Value data;
      Error failed = failure_of(job);
      if (job.found) failed = parse(job.text, data);
      cb(failed, data);
    });
  }
  void set(Value sid, Value data, Callback<Error> cb) override { write(Kind::set, sid, data, std::move(cb)); }
  void replace(Value sid, Value data, Callback<Error> cb) override { write(Kind::replace, sid, data, std::move(cb)); }
  void touch(Value sid, Value data, Callback<Error> cb) override {
    auto job = std::make_unique<SqliteJob>(Kind::touch);
    job->expires = end_of(data);
    add(std::move(job), sid, [cb](const SqliteJob& done) { cb(failure_of(done)); });
  }
  void destroy(Value sid, Callback<Error> cb) override {
    ask(Kind::destroy, sid, [cb](const SqliteJob& job) { cb(failure_of(job)); });
  }
  void all(Callback<Error, Value> cb) override {
    ask(Kind::all, "", [cb](const SqliteJob& job) {
      Value sessions = Object();
      Error failed = failure_of(job);
      for (const auto& row : job.rows) {
        Value data;
        if (failed = parse(row.second, data); failed) break;
        sessions[row.first] = data;
      }
      cb(failed, sessions);
    });
  }
  void length(Callback<Error, Value> cb) override {
    ask(Kind::length, "", [cb](const SqliteJob& job) { cb(failure_of(job), static_cast<double>(job.count)); });
  }
  void clear(Callback<Error> cb) override {
    ask(Kind::clear, "", [cb](const SqliteJob& job) { cb(failure_of(job)); });
  }

 private:
  // connect-sqlite3's: the end of the cookie, else `ttl` from now. Beyond what a date can be it is "never".
  std::int64_t end_of(const Value& data) const {
    constexpr double never = 8.64e15;
    const Value expires = data["cookie"]["expires"];
    double end = std::nan("");
    if (expires) end = typeof_(expires) == "string" ? Date.parse(expires).number() : expires.number();
    if (std::isnan(end)) end = Date.now().number() + ttl_;
    return static_cast<std::int64_t>(std::clamp(end, -never, never));
  }
  void write(Kind kind, const Value& sid, const Value& data, Callback<Error> cb) {
    auto job = std::make_unique<SqliteJob>(kind);
    appendJson(job->text, data);
    job->expires = end_of(data);
    add(std::move(job), sid, [cb = std::move(cb)](const SqliteJob& done) { cb(failure_of(done)); });
  }
  template <class F>
  void ask(Kind kind, const Value& sid, F done) {
    add(std::make_unique<SqliteJob>(kind), sid, std::move(done));
  }
  template <class F>
  void add(std::unique_ptr<SqliteJob> job, const Value& sid, F done) {
    job->sid = sid.str();
    job->now = static_cast<std::int64_t>(Date.now().number());
    job->done = [done = std::move(done), of = job.get()] { done(*of); };
    worker_.add(std::move(job));
  }

  const double ttl_;
  SqliteWorker worker_;
};

bool is_plain_name(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && name.size() <= 64 && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

SqliteSettings settings_of(const SqliteStoreOptions& options) {
  if (!is_plain_name(options.table)) {
    throw TypeError("SqliteStore: .table is a name of letters, digits and _, not \"" + options.table + "\"");
  }
  if (options.synchronous != "NORMAL" && options.synchronous != "FULL") {
    throw TypeError("SqliteStore: .synchronous is \"NORMAL\" or \"FULL\", not \"" + options.synchronous + "\"");
  }
  SqliteSettings settings;
  settings.table = options.table;
  settings.synchronous = options.synchronous;
  settings.busy_ms = static_cast<int>(std::clamp(options.busyTimeout.ms(), 0.0, 3600000.0));
  settings.path = options.db;
  if (options.db == ":memory:") return settings;
  std::error_code ignored;
  if (options.createDirIfNotExists) std::filesystem::create_directories(options.dir, ignored);
  settings.path = (std::filesystem::path(options.dir) / options.db).lexically_normal().string();
  return settings;
}

}  // namespace
}  // namespace detail

SqliteStore::SqliteStore(const SqliteStoreOptions& options)
    : StoreHandle(std::make_shared<detail::SqliteSessions>(detail::settings_of(options), options.ttl.ms(),
                                                           options.pruneInterval.ms())) {}

}  // namespace crema
