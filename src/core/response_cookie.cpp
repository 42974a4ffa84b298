// res.cookie() and res.clearCookie(): npm's cookie, with Express's JSON and signed values.
#include <crema/cookie.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"
#include "http/cookies.hpp"
#include "http/signature.hpp"

namespace crema {
namespace {

std::string cookie_text(const Value& value) {
  const auto kind = kind_of(value);
  if (kind == Kind::object || kind == Kind::array || kind == Kind::null || kind == Kind::host || kind == Kind::buffer) {
    return "j:" + JSON.stringify(value).str();
  }
  return value.str();
}

std::string sign(const std::string& text, const Value& secret) {
  const Value key = Array.isArray(secret) ? secret.at(0) : secret;
  if (!key) throw Error("cookieParser(\"secret\") required for signed cookies");
  std::string signed_text = "s:";
  http::Signer(key.str()).sign(text, signed_text);
  return signed_text;
}

// What makes no sense becomes what no cookie takes, so that the first that is wrong is named, in npm's order.
const std::string no_text = "\0"s;

// Milliseconds since 1970; what JavaScript takes for false is none.
std::optional<double> expiry(const Value& v) {
  if (!v) return std::nullopt;
  const auto* date = detail::host_object(v);
  return date && date->class_name() == "Date" ? v.number() : std::nan("");
}

// true is Strict, as npm's cookie has it.
std::string same_site_text(const Value& v) {
  if (v == true) return "strict";
  if (v == false || v == null) return {};
  return kind_of(v) == Kind::text ? v.str() : no_text;
}

std::string text_option(const Value& v) {
  if (!v) return {};
  return kind_of(v) == Kind::text ? v.str() : no_text;
}

void add_cookie(const Response& res, std::string_view name, const Value& value, const CookieOptions& options,
                std::optional<double> expires) {
  auto& x = res.exchange();
  std::string text = cookie_text(value);
  if (options.signed_) text = sign(text, res.req.secret);
  const auto domain = text_option(options.domain), path = text_option(options.path.value_or("/")),
             priority = text_option(options.priority), same_site = same_site_text(options.sameSite);
  http::SetCookie cookie;
  cookie.name = name;
  if (options.encode) {
    text = options.encode(make_text(text)).str();
    cookie.encode = false;
  }
  cookie.value = text;
  cookie.expires = expires;
  if (!(options.maxAge == null)) {
    const double age = options.maxAge.number();
    cookie.max_age = std::floor(age / 1000);
    if (!std::isnan(age)) cookie.expires = x.loop->now_ms() + age;
  }
  cookie.domain = domain;
  cookie.path = path;
  cookie.http_only = options.httpOnly;
  cookie.secure = options.secure;
  cookie.partitioned = options.partitioned;
  cookie.priority = priority;
  cookie.same_site = same_site;
  std::string line;
  const auto wrong = http::append_set_cookie(line, cookie);
  if (!wrong.empty()) throw TypeError(wrong);
  detail::require_open(x, "set");
  // A single one is a text to res.get(), as append() leaves it.
  const auto* before = x.fields.find("Set-Cookie", detail::FieldId::set_cookie);
  const auto wire = detail::wire_text(line, "Set-Cookie", x);
  if (before && (before->list || !before->value.empty())) {
    x.fields.add(x.arena, "Set-Cookie", wire, detail::FieldId::set_cookie, true);
  } else {
    x.fields.set(x.arena, "Set-Cookie", wire, detail::FieldId::set_cookie);
  }
}

}  // namespace

const Response& Response::cookie(const Text& name, const Value& value, const CookieOptions& options) const {
  if (detail::takes_fields(*exchange_, "set")) add_cookie(*this, name.view(), value, options, expiry(options.expires));
  return *this;
}

const Response& Response::clearCookie(const Text& name, const CookieOptions& options) const {
  if (!detail::takes_fields(*exchange_, "set")) return *this;
  CookieOptions past = options;
  past.maxAge = undefined;
  add_cookie(*this, name.view(), "", past, 1);
  return *this;
}

CookieOptions Response::cookie_options(const Value& options) {
  CookieOptions made;
  if (options == null) return made;
  made.maxAge = options["maxAge"];
  made.httpOnly = static_cast<bool>(options["httpOnly"]);
  made.secure = static_cast<bool>(options["secure"]);
  made.sameSite = options["sameSite"];
  made.signed_ = static_cast<bool>(options["signed"]);
  made.path = options["path"];
  made.domain = options["domain"];
  made.expires = options["expires"];
  made.priority = options["priority"];
  made.partitioned = static_cast<bool>(options["partitioned"]);
  if (const Value encode = options["encode"]) made.encode = [encode](Value text) { return encode(text); };
  return made;
}

}  // namespace crema
