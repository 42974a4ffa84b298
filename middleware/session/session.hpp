// crema/session.hpp — sessions.                                                                    npm: express-session 1.19
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/request.hpp>

#include "memory_store.hpp"
#include "session_store.hpp"

namespace crema {

/// The attributes of the session's cookie.
struct SessionCookieOptions {
  Duration maxAge = {};    // How long it lives after each answer, in ms or "7d". Default: until the browser closes.
  Value secure = {};       // Over https only: true, false, or "auto", if the request is. Default: false.
  bool httpOnly = true;    // Hidden from scripts. Default: true.
  Value sameSite = {};     // true, "lax", "strict", "none", or "auto": "none" on https, else "lax". Default: none.
  Value path = "/";        // Requests outside of it have no session. Default: "/".
  Value domain = {};       // Default: the host that answers.
  Value expires = {};      // A Date, instead of maxAge. Default: none.
  Value priority = {};     // "low", "medium" or "high". Default: none.
  Value partitioned = {};  // Kept apart by top-level site (CHIPS). Default: false.
  /// npm's `cookie: (req) => ({ … })`: an object with these options, made for each request instead of them; "auto" has
  /// no meaning in it. `.cookie = {.of = [](auto& req) -> Value { return {{"path", req.baseUrl}}; }}`. Default: none.
  Callback<Value(Request&)> of = {};
};

/// Options of session(). Throws TypeError when `secret` is an empty list or `unset` is another text.
struct SessionOptions {
  Texts secret = {};                 // Signs the ids; of several the first signs, all verify. Default: req.secret.
  Value resave = {};                 // Store what did not change. Default: true, with a warning to give one.
  Value saveUninitialized = {};      // Store what nobody wrote to. Default: true, with a warning to give one.
  StoreHandle store = {};            // Default: a MemoryStore of its own.
  SessionCookieOptions cookie = {};  // Default: path "/", httpOnly, until the browser closes.
  std::string name = {};             // Name of the cookie. Default: "connect.sid".
  Duration storeTimeout =
      10000;                   // How long a store may take; then an error. In ms or "10s"; 0: for ever. Default: 10 s.
  bool waitForStore = true;    // Answer after the session is stored, not before. Default: true.
  bool rolling = false;        // Send the cookie with every answer. Default: false.
  Value proxy = {};            // Whether X-Forwarded-Proto tells https. Default: as the app's "trust proxy".
  std::string unset = "keep";  // Whether `req.session = null` is to "destroy" it. Default: "keep".
  Callback<Value(Request&)> genid = {};  // Makes the id, a text. Default: 24 random bytes.
  std::string key = {};                  // The old name of `name`.
  /// Send the answer even if the session could not be stored, as npm does: the error handlers are called after it has left.
  /// Default: false, they answer instead.
  bool answerOnError = false;
};

namespace detail {

struct SessionLibrary {
  /// Middleware that keeps `req.session`. npm: https://github.com/expressjs/session#sessionoptions
  Handler operator()(const SessionOptions& options = {}) const;
  crema::MemoryStore MemoryStore(const MemoryStoreOptions& options = {}) const { return crema::MemoryStore(options); }
  /// The cookie of a session, as `req.session.cookie()` is one.
  Value Cookie(const SessionCookieOptions& options = {}) const;
};

}  // namespace detail

/// `app.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false}));`
inline constexpr detail::SessionLibrary session{};

}  // namespace crema
