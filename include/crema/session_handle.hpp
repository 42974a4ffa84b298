// crema/session_handle.hpp — req.session. The data is a Value; the methods are those of whichever module keeps it.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

namespace crema {

namespace detail {
struct Exchange;
}

/// What a session module installs behind `req.session` with `installSession` (crema/hooks.hpp); a member of `req.session`
/// calls the function of the same name. The data itself is the Value that the module assigns to `req.session`.
class SessionSlot {
 public:
  virtual ~SessionSlot() = default;
  virtual void save(Callback<Error> cb) = 0;
  virtual void reload(Callback<Error> cb) = 0;
  virtual void regenerate(Callback<Error> cb) = 0;
  virtual void destroy(Callback<Error> cb) = 0;
  virtual void touch() = 0;
  virtual Value id() = 0;
  virtual Value store() = 0;        // req.sessionStore as a Value; undefined where there is none
  virtual Value isNew() = 0;        // cookie-session's
  virtual Value isChanged() = 0;    // cookie-session's
  virtual Value isPopulated() = 0;  // cookie-session's
};

/// `req.session`: undefined until a session module has run. Copies are the data (which is shared) and keep the request alive.
class Session : public Value {
 public:
  // For the framework: the cell of an exchange, which borrows it.
  explicit Session(detail::Exchange* exchange) noexcept : exchange_(exchange) {}
  Session(const Session& other);
  Session& operator=(const Session& other) {
    Value::operator=(other);
    return *this;
  }
  Session& operator=(const Value& data) & {
    Value::operator=(data);
    return *this;
  }
  // `req` captured by [=] is a constant; its session is a reference into the exchange and is assigned all the same.
  using Value::operator=;
  ~Session();

  /// Stores the session now; then at the end only if it has changed again. npm express-session: Session.save(callback).
  const Session& save(Callback<Error> cb = {}) const;
  /// Reads it again from the store.
  const Session& reload(Callback<Error> cb) const;
  /// A new id and an empty session: after a login, so that an id from before is worth nothing.
  const Session& regenerate(Callback<Error> cb) const;
  /// Removes it from the store; `req.session` is undefined then. The browser keeps its cookie: res.clearCookie("connect.sid").
  const Session& destroy(Callback<Error> cb = {}) const;
  /// Sets the cookie's maxAge back to the original; done by itself at the end of each request.
  const Session& touch() const;
  /// The id, as `req.sessionID`.
  Value id() const;
  Value isNew() const;
  Value isChanged() const;
  Value isPopulated() const;

  /// The cookie of the session. Its members read and write through: `req.session.cookie().maxAge = 3600000;`.
  class Cookie : public Value {
   public:
    class Member : public Ref {
     public:
      Member(const Value& cookie, const char* key);
      Member(const Member&) = default;
      const Member& operator=(const Value& v) const;

     private:
      Value cookie_;
      const char* key_;
    };
    explicit Cookie(const Value& cookie);
    Member maxAge, expires, originalMaxAge, path, domain, httpOnly, secure, sameSite;
  };
  Cookie cookie() const;

 private:
  SessionSlot& slot(const char* member) const;
  detail::Exchange* exchange_ = nullptr;
  bool owns_ = false;
};

}  // namespace crema
