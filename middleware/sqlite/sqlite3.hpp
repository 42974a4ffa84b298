// crema/sqlite3.hpp — SQLite with callbacks, off the loop.                                                 npm: sqlite3 6
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/events.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace crema {

class Sqlite3Database;

namespace detail {

struct Sqlite3Connection;
struct Sqlite3Prepared;

// The parameters of a call, and its callbacks: at most two, behind them.
struct Sqlite3Call {
  Value parameters = make_array(2);
  Callback<Error, Value> first, second;

  template <class T>
  void take(const T& given) {
    if constexpr (Callable<T> && !Single<T>) {
      (first ? second : first) = given;
    } else {
      append(parameters, given);
    }
  }
};

// The calls that statements and databases have, with parameters one by one, in a list, or by names. `Own` begins them.
template <class Own, class... Lead>
class Sqlite3Calls {
 public:
  /// `callback(err, self)`: `self["lastID"]` and `self["changes"]` tell of what was written.
  const Own& run(Lead... lead, const Value& parameters, Callback<Error, Value> callback = {}) const {
    return begin(0, lead..., listed(parameters, std::move(callback)));
  }
  template <class... A>
  const Own& run(Lead... lead, const A&... given) const {
    return begin(0, lead..., taken(given...));
  }
  /// `callback(err, row)`: the first row, or undefined.
  const Own& get(Lead... lead, const Value& parameters, Callback<Error, Value> callback = {}) const {
    return begin(1, lead..., listed(parameters, std::move(callback)));
  }
  template <class... A>
  const Own& get(Lead... lead, const A&... given) const {
    return begin(1, lead..., taken(given...));
  }
  /// `callback(err, rows)`: an array.
  const Own& all(Lead... lead, const Value& parameters, Callback<Error, Value> callback = {}) const {
    return begin(2, lead..., listed(parameters, std::move(callback)));
  }
  template <class... A>
  const Own& all(Lead... lead, const A&... given) const {
    return begin(2, lead..., taken(given...));
  }
  /// `callback(err, row)` for each row as they come, then `complete(err, count)`.
  const Own& each(Lead... lead, const Value& parameters, Callback<Error, Value> callback = {},
                  Callback<Error, Value> complete = {}) const {
    return begin(3, lead..., listed(parameters, std::move(callback), std::move(complete)));
  }
  template <class... A>
  const Own& each(Lead... lead, const A&... given) const {
    return begin(3, lead..., taken(given...));
  }
  /// `callback(err, object)`: the second column by the first; the row, where there are more than two.
  const Own& map(Lead... lead, const Value& parameters, Callback<Error, Value> callback = {}) const {
    return begin(4, lead..., listed(parameters, std::move(callback)));
  }
  template <class... A>
  const Own& map(Lead... lead, const A&... given) const {
    return begin(4, lead..., taken(given...));
  }

 protected:
  static Sqlite3Call listed(const Value& parameters, Callback<Error, Value> first, Callback<Error, Value> second = {}) {
    Sqlite3Call call;
    append(call.parameters, parameters);
    call.first = std::move(first);
    call.second = std::move(second);
    return call;
  }
  template <class... A>
  static Sqlite3Call taken(const A&... given) {
    Sqlite3Call call;
    (call.take(given), ...);
    return call;
  }

 private:
  const Own& begin(int what, Lead... lead, Sqlite3Call call) const {
    const auto& own = static_cast<const Own&>(*this);
    own.begin_call(what, lead..., std::move(call));
    return own;
  }
};

}  // namespace detail

/// A prepared statement: a handle, copies are the same. What it is asked for is done in order.
/// npm: https://github.com/TryGhost/node-sqlite3/wiki/API#statement
class Sqlite3Statement : public detail::Sqlite3Calls<Sqlite3Statement> {
 public:
  /// Parameters for the calls that give none: `callback(err)`.
  const Sqlite3Statement& bind(const Value& parameters, Callback<Error, Value> callback = {}) const {
    begin_call(5, listed(parameters, std::move(callback)));
    return *this;
  }
  template <class... A>
  const Sqlite3Statement& bind(const A&... given) const {
    begin_call(5, taken(given...));
    return *this;
  }
  /// The next get() begins anew.
  const Sqlite3Statement& reset(Callback<Error, Value> callback = {}) const;
  /// Ends it; calls after that are errors. A database with statements cannot be closed.
  Sqlite3Database finalize(Callback<Error, Value> callback = {}) const;

  // For Sqlite3Database.
  explicit Sqlite3Statement(std::shared_ptr<detail::Sqlite3Prepared> prepared);

 private:
  friend detail::Sqlite3Calls<Sqlite3Statement>;
  void begin_call(int what, detail::Sqlite3Call call) const;
  std::shared_ptr<detail::Sqlite3Prepared> prepared_;
};

/// A database: a handle, copies are the same, on all threads of a server. Its work is done on a thread of its own, in the order of
/// the calls; callbacks are called on the loop that called. Emits "open", "close" and "error", on the loop that made it. An error
/// without a callback is an uncaught exception.
/// npm: https://github.com/TryGhost/node-sqlite3/wiki/API#database
class Sqlite3Database : public EventEmitter, public detail::Sqlite3Calls<Sqlite3Database, const Text&> {
 public:
  /// None yet; any call is a TypeError.
  Sqlite3Database() = default;

  Sqlite3Statement prepare(const Text& sql, const Value& parameters, Callback<Error, Value> callback = {}) const {
    return prepare_with(sql, listed(parameters, std::move(callback)));
  }
  template <class... A>
  Sqlite3Statement prepare(const Text& sql, const A&... given) const {
    return prepare_with(sql, taken(given...));
  }
  /// Statements without parameters, one after the other: `callback(err)`.
  const Sqlite3Database& exec(const Text& sql, Callback<Error, Value> callback = {}) const;
  const Sqlite3Database& close(Callback<Error, Value> callback = {}) const;
  /// Calls f. All is done in order, within it and elsewhere.
  template <std::invocable F>
  const Sqlite3Database& serialize(F f) const {
    f();
    return *this;
  }
  const Sqlite3Database& serialize() const { return *this; }
  template <std::invocable F>
  const Sqlite3Database& parallelize(F f) const {
    return serialize(std::move(f));
  }
  const Sqlite3Database& parallelize() const { return *this; }
  /// `db.configure("busyTimeout", 5000)`: how long another program may hold the file, in ms. Default: 1 s. TypeError for others.
  const Sqlite3Database& configure(const Text& option, const Value& value) const;
  bool open() const;
  Value filename() const;

  // For sqlite3.Database().
  Sqlite3Database(const Text& file, int mode, Callback<Error, Sqlite3Database> callback);
  explicit Sqlite3Database(const std::shared_ptr<detail::Sqlite3Connection>& connection);

 private:
  friend detail::Sqlite3Calls<Sqlite3Database, const Text&>;
  friend struct detail::Sqlite3Connection;
  void begin_call(int what, const Text& sql, detail::Sqlite3Call call) const;
  Sqlite3Statement prepare_with(const Text& sql, detail::Sqlite3Call call) const;
  detail::Sqlite3Connection& need() const;
  std::shared_ptr<detail::Sqlite3Connection> connection_;
};

namespace detail {

struct Sqlite3Library {
  /// `auto db = sqlite3.Database("notes.db", [](auto err, auto db) { … });` The file is made if there is none; ":memory:" and "" are
  /// in memory.
  Sqlite3Database Database(const Text& file, Callback<Error, Sqlite3Database> callback = {}) const;
  Sqlite3Database Database(const Text& file, int mode, Callback<Error, Sqlite3Database> callback = {}) const;
  /// Has no effect: C++ has no stacks of calls.
  const Sqlite3Library& verbose() const { return *this; }

  int OPEN_READONLY = 0x1, OPEN_READWRITE = 0x2, OPEN_CREATE = 0x4, OPEN_URI = 0x40, OPEN_FULLMUTEX = 0x10000,
      OPEN_SHAREDCACHE = 0x20000, OPEN_PRIVATECACHE = 0x40000;
  // What errno of an error is.
  int OK = 0, ERROR = 1, INTERNAL = 2, PERM = 3, ABORT = 4, BUSY = 5, LOCKED = 6, NOMEM = 7, READONLY = 8,
      INTERRUPT = 9, IOERR = 10, CORRUPT = 11, NOTFOUND = 12, FULL = 13, CANTOPEN = 14, PROTOCOL = 15, EMPTY = 16,
      SCHEMA = 17, TOOBIG = 18, CONSTRAINT = 19, MISMATCH = 20, MISUSE = 21, NOLFS = 22, AUTH = 23, FORMAT = 24,
      RANGE = 25, NOTADB = 26;
};

}  // namespace detail

/// npm's sqlite3: `require('sqlite3')`.
inline constexpr detail::Sqlite3Library sqlite3{};

}  // namespace crema
