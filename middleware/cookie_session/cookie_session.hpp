// crema/cookie_session.hpp — the whole session in a signed cookie: nothing is kept on the server.  npm: cookie-session 2.1
#pragma once
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>

#include "keygrip.hpp"

namespace crema {

/// Options of cookieSession(). Throws Error ".keys required." without keys, TypeError "option path is invalid" and others.
struct CookieSessionOptions {
  std::string name = {};  // Name of the cookie; the signature stands in NAME.sig. Default: "session".
  Keygrip keys = {};      // {"new", "old"}, or a Keygrip: the first signs, all verify. Default: the secret.
  Value secret = {};      // The only key, where `keys` is not given. Default: none.
  Duration maxAge = {};   // How long it lives after each change, in ms or "7d". Default: until the browser closes.
  Value secure = {};      // Over https only: true or false. On http `true` saves nothing. Default: as the request came.
  bool httpOnly = true;   // Hidden from scripts. Default: true.
  Value sameSite = {};    // true, "lax", "strict" or "none". Default: none.
  bool signed_ = true;    // Without it anybody can write a session of his own. Default: true.
  bool overwrite = true;  // In place of Set-Cookie fields of this name in the answer. Default: true.
  Value path = "/";       // Default: "/".
  Value domain = {};      // Default: the host that answers.
  Value expires = {};     // A Date, instead of maxAge. Default: none.
  Value priority = {};    // "low", "medium" or "high". Default: none.
  bool partitioned = false;  // Kept apart by top-level site (CHIPS). Default: false.
};

/// Middleware that keeps `req.session` in the browser: signed, but for everybody to read, and not longer than 4096 bytes
/// with its name. It is written when it changes, `req.session = null` deletes it, `req.session.isNew()`, `isChanged()` and
/// `isPopulated()` tell about it, and `req["sessionOptions"]` has the options of this request's cookie, to be changed:
/// `req["sessionOptions"]["maxAge"] = 3600000`. npm: https://github.com/expressjs/cookie-session
Handler cookieSession(const CookieSessionOptions& options = {});

}  // namespace crema
