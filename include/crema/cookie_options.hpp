// crema/cookie_options.hpp — the attributes of res.cookie().
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of `res.cookie(name, value, options)`. Express: https://expressjs.com/en/5x/api.html#res.cookie
struct CookieOptions {
  Value maxAge = {};         // Milliseconds (a number) until it expires; sets Max-Age and Expires. Default: none.
  bool httpOnly = false;     // Hidden from scripts. Default: false.
  bool secure = false;       // Sent over https only. Default: false.
  Value sameSite = {};       // true, "lax", "strict" or "none". Default: none.
  bool signed_ = false;      // Signed with req.secret (set by cookie-parser). Default: false.
  Value path = "/";          // Default: "/".
  Value domain = {};         // Default: the host that answers.
  Value expires = {};        // A Date. Default: until the browser closes.
  Value priority = {};       // "low", "medium" or "high". Default: none.
  bool partitioned = false;  // Kept apart by top-level site (CHIPS). Default: false.
  Callback<Value(Value)> encode = {};  // How the value is written. Default: encodeURIComponent.
};

}  // namespace crema
