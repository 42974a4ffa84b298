// crema/cookie_parser.hpp — req.cookies and req.signedCookies.                                         npm: cookie-parser 1.4
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/value.hpp>

namespace crema {

/// Options of cookieParser().
struct CookieParserOptions {
  Callback<Value(Value)> decode =
      {};  // How a value is read; what it throws on stays as it is. Default: decodeURIComponent.
};

namespace detail {

struct CookieParserLibrary {
  /// Middleware that reads the Cookie field: `req.cookies`, and with secrets `req.signedCookies`, where a value is false if
  /// nobody with one of them has signed it. Values that begin with "j:" are parsed as JSON. `req.secret` becomes the first
  /// secret, for `res.cookie(name, value, {.signed_ = true})`. Does nothing when `req.cookies` is there already.
  /// npm: https://github.com/expressjs/cookie-parser#cookieparsersecret-options
  Handler operator()(const Texts& secrets = {}, const CookieParserOptions& options = {}) const;

  /// What a text "j:" and JSON stands for; undefined for anything else.
  Value JSONCookie(const Value& text) const;
  /// Replaces the members of `cookies` that JSONCookie knows, and gives `cookies`.
  Value JSONCookies(const Value& cookies) const;
  /// The value in a signed text, "s:value.signature": false unless one of the secrets signed it. Another text is given back,
  /// and what is no text is undefined.
  Value signedCookie(const Value& text, const Texts& secrets) const;
  /// Moves the signed members of `cookies` into an object of their own, which it gives; false for those that signedCookie
  /// refuses.
  Value signedCookies(const Value& cookies, const Texts& secrets) const;
};

}  // namespace detail

/// `app.use(cookieParser("my-secret"));`
inline constexpr detail::CookieParserLibrary cookieParser{};

}  // namespace crema
