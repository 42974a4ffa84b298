// crema/basic_auth.hpp — names and passwords in Authorization: Basic.        npm: basic-auth 2, express-basic-auth 1.2
#pragma once
#include <crema/body_or.hpp>
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/text.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of basicAuth().
/// npm: https://github.com/LionC/express-basic-auth#how-to-use
struct BasicAuthOptions {
  /// Passwords by name: {{"admin", "secret"}}. They are compared in constant time. Default: nobody.
  Value users = {};
  /// Who may pass, instead of `users`: a function of (name, password) that gives a truth, also later, or, with `authorizeAsync`,
  /// of (name, password, callback) that says `callback(null, true)`. Default: those of `users`.
  Callback<Value(Value, Value, Callback<Error, Value>)> authorizer = {};
  bool authorizeAsync = false;   // Whether the authorizer has a callback. Default: false.
  bool challenge = false;        // Whether browsers are made to ask for a password. Default: false.
  ValueOr<Request&> realm = {};  // What for, as they show it: text, or a function of the request. Default: none.
  BodyOr<Request&> unauthorizedResponse =
      "";  // Body of the 401: text, an object for JSON, or a function. Default: empty.
};

namespace detail {

struct BasicAuth {
  /// Middleware that answers 401 unless the client sends a name and a password that are right; then they are `req["auth"]`: {user,
  /// password}. Throws Error where `users` is no object, TypeError where a password in it is no text.
  Handler operator()(BasicAuthOptions options = {}) const;

  /// npm's `auth(req)`: {name, pass} of the request's Authorization field; undefined where it has none that is valid.
  Value operator()(const Request& req) const;
  /// The same of the text of such a field; undefined for what is no text.
  Value parse(const Value& field) const;

  /// 1 if two texts are the same, else 0, in a time that depends on their lengths alone. Two such are joined by `&`, which
  /// looks at both.
  int safeCompare(const Text& input, const Text& secret) const;
};

}  // namespace detail

/// `basicAuth({.users = …})` is express-basic-auth, `basicAuth(req)` is basic-auth: `auto auth = basicAuth;` stands for
/// `const auth = require('basic-auth')`.
inline constexpr detail::BasicAuth basicAuth{};

}  // namespace crema
