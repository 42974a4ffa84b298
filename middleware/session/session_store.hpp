// crema/session_store.hpp — where sessions are kept: the class that stores derive from, and the handle to one.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace crema {

class Request;

namespace detail {
class StoreEvents;
}

/// A store of one's own: `class MyStore extends session.Store` is `struct MyStore : SessionStore`. A callback may be called
/// before the function returns or later, on the same thread. With several threads the functions are called by all of them.
/// npm: https://github.com/expressjs/session#session-store-implementation
class SessionStore {
 public:
  SessionStore();
  SessionStore(SessionStore&&) noexcept = default;
  SessionStore& operator=(SessionStore&&) noexcept = default;
  virtual ~SessionStore() = default;

  /// cb(null, data) with what set() was given, `cookie` included; cb() or cb(null, null) when there is no such session.
  virtual void get(Value sid, Callback<Error, Value> cb) = 0;
  /// Keeps the session. It goes on changing while the request runs: take its JSON text now.
  virtual void set(Value sid, Value session, Callback<Error> cb) = 0;
  virtual void destroy(Value sid, Callback<Error> cb) = 0;

  // May be left out.
  /// What session() calls in the place of set() for a session that it had found in the store: keeps it only if the store still
  /// has it, so that a slower request does not bring back what another one destroyed. If there is none it is no error. Default:
  /// set(), as npm's stores have it.
  virtual void replace(Value sid, Value session, Callback<Error> cb);
  /// The session is in use though it has not changed: its life begins again, with session["cookie"]. Default: nothing.
  virtual void touch(Value sid, Value session, Callback<Error> cb);
  /// All sessions: an object by id. Default: a TypeError, as of the following two.
  virtual void all(Callback<Error, Value> cb);
  /// How many there are.
  virtual void length(Callback<Error, Value> cb);
  /// Removes all.
  virtual void clear(Callback<Error> cb);
  /// Whether get() makes its data anew for each call, as JSON.parse does; else it is copied. Default: false.
  virtual bool givesCopies() const { return false; }
  /// What session() calls: as get(), but the data is a session with a live cookie. Default: made of what get() gives. A store
  /// that keeps the session's JSON text without its cookie, as printed, may give that as a third argument; it is not printed anew.
  virtual void load(Value sid, Callback<Error, Value> cb);

  /// A store says "disconnect" when it is away, and requests then run without a session, until it says "connect".
  void on(const Text& event, Callback<Value> cb) const;
  void emit(const Text& event, const Value& value = {}) const;
  /// Makes `req.session` of data that get() gave.
  Value createSession(const Request& req, const Value& data) const;
  /// As req.session.regenerate(cb).
  void regenerate(const Request& req, Callback<Error> cb) const;

 private:
  std::shared_ptr<detail::StoreEvents> events_;
};

/// What `.store` takes, what `req.sessionStore()` gives, and what the stores in the box are: a handle, to be copied freely.
/// Empty until it is made of a store.
class StoreHandle {
 public:
  StoreHandle() = default;
  /// `.store = MyStore()`: the store is moved in.
  template <class S>
    requires(std::derived_from<std::remove_cvref_t<S>, SessionStore>)
  StoreHandle(S&& store) {
    static_assert(!std::is_lvalue_reference_v<S> && !std::is_const_v<S>,
                  "crema: a store of your own is moved in (.store = MyStore()) or shared (auto store = "
                  "std::make_shared<MyStore>(); then .store = store); this variable would have to be copied.");
    if constexpr (!std::is_lvalue_reference_v<S> && !std::is_const_v<S>) store_ = std::make_shared<S>(std::move(store));
  }
  /// `.store = std::make_shared<MyStore>()`, for a store that one looks into.
  template <std::derived_from<SessionStore> S>
  StoreHandle(std::shared_ptr<S> store) : store_(std::move(store)) {}
  /// The store in a Value, as req.sessionStore() gives it; empty for undefined. TypeError for anything else.
  explicit StoreHandle(const Value& v);

  void get(const Value& sid, Callback<Error, Value> cb) const { store().get(sid, std::move(cb)); }
  void set(const Value& sid, const Value& session, Callback<Error> cb = {}) const {
    store().set(sid, session, std::move(cb));
  }
  void replace(const Value& sid, const Value& session, Callback<Error> cb = {}) const {
    store().replace(sid, session, std::move(cb));
  }
  void destroy(const Value& sid, Callback<Error> cb = {}) const { store().destroy(sid, std::move(cb)); }
  void touch(const Value& sid, const Value& session, Callback<Error> cb = {}) const {
    store().touch(sid, session, std::move(cb));
  }
  void all(Callback<Error, Value> cb) const { store().all(std::move(cb)); }
  void length(Callback<Error, Value> cb) const { store().length(std::move(cb)); }
  void clear(Callback<Error> cb = {}) const { store().clear(std::move(cb)); }
  void on(const Text& event, Callback<Value> cb) const { store().on(event, std::move(cb)); }
  void emit(const Text& event, const Value& value = {}) const { store().emit(event, value); }
  Value createSession(const Request& req, const Value& data) const { return store().createSession(req, data); }
  void load(const Value& sid, Callback<Error, Value> cb) const { store().load(sid, std::move(cb)); }
  void regenerate(const Request& req, Callback<Error> cb) const { store().regenerate(req, std::move(cb)); }

  explicit operator bool() const noexcept { return static_cast<bool>(store_); }
  friend bool operator==(const StoreHandle& a, const StoreHandle& b) noexcept { return a.store_ == b.store_; }
  /// The store as an object, which StoreHandle takes again.
  Value value() const;
  /// The store itself; TypeError without one.
  SessionStore& store() const;

 private:
  std::shared_ptr<SessionStore> store_;
};

}  // namespace crema
