// crema/csurf.hpp — forms that only our own pages can send.                                                 npm: csurf 1.11
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

#include <string>

#include "csrf_tokens.hpp"

namespace crema {

/// The cookie that holds the secret, where no session does.
struct CsurfCookie {
  std::string key = "_csrf";  // Name. Default: "_csrf".
  std::string path = "/";     // Default: "/".
  bool httpOnly = false;      // Hidden from scripts. Default: false.
  bool secure = false;        // Sent over https only. Default: false.
  Value maxAge = {};          // Seconds. Default: until the browser closes.
  Value sameSite = {};        // true, "lax", "strict" or "none". Default: none.
  bool signed_ = false;       // Signed with the secret of cookieParser(). Default: false.
  Value domain = {};          // Default: the host that answers.
  Value expires = {};         // A Date. Default: until the browser closes.
  Value priority = {};        // "low", "medium" or "high". Default: none.
  bool partitioned = false;   // Kept apart by top-level site (CHIPS). Default: false.
};

/// Options of csurf().
/// npm: https://github.com/expressjs/csurf#options
struct CsurfOptions {
  BoolOr<CsurfCookie> cookie =
      false;  // Whether the secret is in a cookie, `.cookie = {{.key = "x"}}`. Default: the session.
  Texts ignoreMethods = {"GET", "HEAD", "OPTIONS"};  // Methods without a check. Default: as here.
  /// Where the token of a request is. Default: body `_csrf`, query `_csrf`, then the headers csrf-token, xsrf-token,
  /// x-csrf-token, x-xsrf-token.
  Callback<Value(Request&)> value = {};
  std::string sessionKey = "session";  // The property of the request that has the session. Default: "session".
  int saltLength = 8;                  // Characters. Default: 8.
  int secretLength = 18;               // Bytes. Default: 18.
};

/// Middleware that refuses requests without a token: an error 403 "invalid csrf token", code EBADCSRFTOKEN, goes to the error
/// handlers. `req.csrfToken()` gives the token for a form. Stands behind the session, or cookieParser(), and the body parsers; without
/// them the error "misconfigured csrf". TypeError where an option is wrong.
/// npm: https://github.com/expressjs/csurf#api
Handler csurf(CsurfOptions options = {});

}  // namespace crema
