// csurf(): the secret is the visitor's, in the session or a cookie; the token is the page's.
#include "csurf.hpp"

#include <crema/cookie.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>
#include <crema/slot.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crema {
namespace {

Error misconfigured() { return Error("misconfigured csrf"); }

bool defined(const Value& v) { return typeof_(v) != "undefined"; }

std::string text_of(const Value& v) { return v ? String(v).str() : std::string(); }

// A parser that is not there has left undefined.
Value member(const Value& of, const char* name) { return of ? Value(of.get(name)) : Value(); }

Value usual_value(const Request& req) {
  if (Value found = member(req.body, "_csrf")) return found;
  if (Value found = member(req.query, "_csrf")) return found;
  for (const char* field : {"csrf-token", "xsrf-token", "x-csrf-token", "x-xsrf-token"})
    if (Value found = req.headers.get(field)) return found;
  return {};
}

std::vector<std::string> methods_of(const Texts& list) {
  std::vector<std::string> methods;
  for (const auto& one : list.list()) methods.push_back(Value(one).toUpperCase().str());
  return methods;
}

class Csurf;
using CsurfPtr = std::shared_ptr<const Csurf>;

class Csurf {
 public:
  explicit Csurf(CsurfOptions options)
      : tokens_({.saltLength = options.saltLength, .secretLength = options.secretLength}),
        ignored_(methods_of(options.ignoreMethods)),
        value_(std::move(options.value)),
        session_key_(options.sessionKey.empty() ? "session" : options.sessionKey) {
    if (!options.cookie) return;
    cookie_ = options.cookie.options();
    (void)set_cookie("x");  // what is wrong with its options is said now
  }

  // `function` is what req.csrfToken is to be.
  static void check(const CsurfPtr& self, const Value& function, Request& req, const Response& res, const Next& next) {
    const Value bag = self->secrets(req);
    const auto& cookie = self->cookie_;
    if (!bag || (cookie && cookie->signed_ && !req.secret)) return next(misconfigured());
    Value secret = bag.get(self->key());
    auto& visit = slot<Visit>(req);
    visit = {secret, Value()};
    req["csrfToken"] = function;
    if (!secret) visit.secret = secret = self->new_secret(req, res);
    if (self->ignores(req.method)) return next();
    if (!self->value_) return self->judge(secret, usual_value(req), next);
    const auto answer = [=](auto& err, auto& token) { err ? next(err) : self->judge(secret, token, next); };
    self->value_.get(answer, req);
  }

  // req.csrfToken(): the same one as long as the secret is.
  Value token(const Request& req, const Response& res) const {
    auto& visit = slot<Visit>(req);
    Value secret = cookie_ ? visit.secret : secret_now(req);
    if (visit.token && same(secret, visit.secret)) return visit.token;
    if (!defined(secret)) secret = new_secret(req, res);
    visit.secret = secret;
    return visit.token = tokens_.create(secret);
  }

 private:
  // Of the csurf() that a request has come through last.
  struct Visit {
    Value secret, token;
  };

  static bool same(const Value& a, const Value& b) { return typeof_(a) == typeof_(b) && a == b; }

  const char* key() const { return cookie_ ? cookie_->key.c_str() : "csrfSecret"; }

  // What holds the visitor's secret under key(): the cookies or the session.
  Value secrets(const Request& req) const {
    if (cookie_) return cookie_->signed_ ? req.signedCookies : req.cookies;
    return session_key_ == "session" ? Value(req.session) : Value(req[session_key_]);
  }

  Value secret_now(const Request& req) const {
    const Value bag = secrets(req);
    if (!bag) throw misconfigured();
    return bag.get(key());
  }

  Value new_secret(const Request& req, const Response& res) const {
    const Value secret = tokens_.secretSync();
    if (!cookie_) {
      secrets(req)["csrfSecret"] = secret;
      return secret;
    }
    auto value = secret.str();
    if (cookie_->signed_) {
      std::string signed_value = "s:";
      CookieKeys(Texts(req.secret)).sign(value, signed_value);
      value = std::move(signed_value);
    }
    const Value before = res.get("Set-Cookie");
    res.setHeader("set-cookie", before ? Array().concat(before, set_cookie(value)) : Array(set_cookie(value)));
    return secret;
  }

  std::string set_cookie(const std::string& value) const {
    const auto domain = text_of(cookie_->domain), priority = text_of(cookie_->priority);
    const auto same_site = cookie_->sameSite == true ? std::string("strict") : text_of(cookie_->sameSite);
    CookieAttributes attributes;
    if (cookie_->maxAge != null) attributes.maxAge = cookie_->maxAge.number();
    attributes.domain = domain;
    attributes.path = cookie_->path;
    if (cookie_->expires) attributes.expires = DateTime(cookie_->expires).getTime().number();
    attributes.httpOnly = cookie_->httpOnly;
    attributes.secure = cookie_->secure;
    attributes.partitioned = cookie_->partitioned;
    attributes.priority = priority;
    attributes.sameSite = same_site;
    std::string field;
    appendCookie(field, cookie_->key, value, attributes);
    return field;
  }

  bool ignores(const Value& method) const {
    return std::find(ignored_.begin(), ignored_.end(), method.view()) != ignored_.end();
  }

  void judge(const Value& secret, const Value& token, const Next& next) const {
    if (tokens_.verify(secret, token)) return next();
    next(createError(403, "invalid csrf token", {{"code", "EBADCSRFTOKEN"}}));
  }

  CsrfTokens tokens_;
  std::vector<std::string> ignored_;
  Callback<Value(Request&)> value_;
  std::string session_key_;
  std::optional<CsurfCookie> cookie_;
};

}  // namespace

Handler csurf(CsurfOptions options) {
  const CsurfPtr self = std::make_shared<const Csurf>(std::move(options));
  const Value function = Function([self](Request& req, Response& res) { return self->token(req, res); });
  return
      [self, function](Request& req, Response& res, const Next& next) { Csurf::check(self, function, req, res, next); };
}

}  // namespace crema
