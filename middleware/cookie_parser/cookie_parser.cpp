// cookieParser(): npm's steps in npm's order, with the secrets prepared once. Invariant: a member of req.signedCookies is a value
// that one of the secrets signed, or false.
#include "cookie_parser.hpp"

#include <crema/cookie.hpp>
#include <crema/error.hpp>
#include <crema/hooks.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace crema::detail {
namespace {

bool is_text(const Value& v) { return typeof_(v) == "string"; }

// Unlike ==, which null and undefined are under.
bool same(const Value& a, const Value& b) { return typeof_(a) == typeof_(b) && a == b; }

// JavaScript takes an empty text for no secret.
bool has_secret(const Texts& secrets) {
  return secrets.list().size() > 1 || (!secrets.empty() && !secrets.list().front().empty());
}

CookieKeys keys_of(const Texts& secrets) { return has_secret(secrets) ? CookieKeys(secrets) : CookieKeys(); }

Value unsigned_value(const Value& text, const CookieKeys& keys) {
  if (!is_text(text)) return {};
  if (!text.view().starts_with("s:")) return text;
  const auto value = keys.unsign(text.view().substr(2));
  return value ? Value(*value) : Value(false);
}

Value take_signed(const Value& cookies, const CookieKeys& keys) {
  Value taken = Object();
  for (auto name : Object.keys(cookies)) {
    const Value text = cookies[name];
    const Value value = unsigned_value(text, keys);
    if (same(text, value)) continue;
    taken[name] = value;
    delete_(cookies[name]);
  }
  return taken;
}

// A cookieParser(), shared by all requests and threads.
struct CookieParser {
  Value secret;
  CookieKeys keys;
  Callback<Value(Value)> decode;

  void run(Request& req, const Next& next) const {
    if (req.cookies) return next();
    req.secret = secret;
    req.cookies = Object();
    req.signedCookies = Object();
    const std::string_view field = headerText(req, "cookie");
    if (field.empty()) return next();
    req.cookies = parseCookies(field, decode);
    if (!keys.empty()) req.signedCookies = cookieParser.JSONCookies(take_signed(req.cookies, keys));
    cookieParser.JSONCookies(req.cookies);
    next();
  }
};

}  // namespace

Handler CookieParserLibrary::operator()(const Texts& secrets, const CookieParserOptions& options) const {
  auto parser = std::make_shared<CookieParser>();
  if (has_secret(secrets)) parser->secret = secrets.list().front();
  parser->keys = keys_of(secrets);
  parser->decode = options.decode;
  return [parser = std::shared_ptr<const CookieParser>(std::move(parser))](Request& req, Response&, const Next& next) {
    parser->run(req, next);
  };
}

Value CookieParserLibrary::JSONCookie(const Value& text) const {
  if (!is_text(text) || !text.view().starts_with("j:")) return {};
  try {
    return parseJson(text.view().substr(2));
  } catch (const Error&) {
    return {};
  }
}

Value CookieParserLibrary::JSONCookies(const Value& cookies) const {
  for (auto name : Object.keys(cookies)) {
    if (const Value value = JSONCookie(cookies[name])) cookies[name] = value;
  }
  return cookies;
}

Value CookieParserLibrary::signedCookie(const Value& text, const Texts& secrets) const {
  return unsigned_value(text, keys_of(secrets));
}

Value CookieParserLibrary::signedCookies(const Value& cookies, const Texts& secrets) const {
  return take_signed(cookies, keys_of(secrets));
}

}  // namespace crema::detail
