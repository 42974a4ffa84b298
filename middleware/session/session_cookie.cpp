// The attributes are Values, because that is what handlers put into them; they are judged when the cookie is written.
#include "session_cookie.hpp"

#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/json_text.hpp>
#include <crema/object.hpp>

#include <cmath>
#include <limits>

namespace crema::detail {
namespace {

// Unlike `v != undefined`, which null equals.
bool given(const Value& v) { return typeof_(v) != "undefined"; }
bool is_text(const Value& v) { return typeof_(v) == "string"; }
bool is_null(const Value& v) { return v == null && given(v); }

// The moment of a Date; false for anything else.
bool moment_of(const Value& v, double& ms) {
  const HostObject* object = host_object(v);
  if (!object || object->class_name() != "Date") return false;
  ms = object->value_of().number();
  return true;
}

double now() { return Date.now().number(); }

// An attribute as text, "" when it is to be left out. What is neither text nor undefined is printed into `scratch`.
std::string_view attribute(const Value& v, std::string& scratch) {
  if (!v) return {};
  if (is_text(v)) return v.view();
  scratch = v.str();
  return scratch;
}

}  // namespace

double CookieState::end() const noexcept { return dated ? expires_at : std::numeric_limits<double>::quiet_NaN(); }

void CookieState::append_json(std::string& out) const {
  char before = '{';
  const auto add = [&](std::string_view name, const Value& value) {
    if (!given(value)) return;
    out += before;
    out += name;
    appendJson(out, value);
    before = ',';
  };
  add("\"originalMaxAge\":", original_max_age);
  add("\"partitioned\":", partitioned);
  add("\"priority\":", priority);
  add("\"expires\":", dated ? Value(Date(expires_at)) : expires);
  add("\"secure\":", secure);
  add("\"httpOnly\":", http_only);
  add("\"domain\":", domain);
  add("\"path\":", path);
  add("\"sameSite\":", same_site);
  if (before == '{') out += before;
  out += '}';
}

SessionCookie::SessionCookie(const SessionCookieOptions& options) {
  state_.path = options.path;
  state_.http_only = options.httpOnly;
  state_.partitioned = options.partitioned;
  state_.priority = options.priority;
  state_.secure = options.secure;
  state_.domain = options.domain;
  state_.same_site = options.sameSite;
  if (given(options.expires)) set_expires(options.expires);
  if (options.maxAge.given()) set_max_age(options.maxAge.ms());
}

SessionCookie::SessionCookie(const Value& options) {
  if (options == null) return;
  if (typeof_(options) != "object") throw TypeError("argument options must be a object");
  for (auto [key, value] : Object.entries(options)) {
    if (key != "data") set(key.view(), value);
  }
  if (state_.original_max_age == null) state_.original_max_age = max_age();
}

Value SessionCookie::restore(const Value& stored) {
  if (typeof_(stored) != "object") throw TypeError("argument options must be a object");
  auto* cookie = new SessionCookie;
  Value made = Value::host(cookie);
  CookieState& state = cookie->state_;
  Value path = stored.get("path"), http_only = stored.get("httpOnly");
  if (given(path)) state.path = path;
  if (given(http_only)) state.http_only = http_only;
  state.partitioned = stored.get("partitioned");
  state.priority = stored.get("priority");
  state.secure = stored.get("secure");
  state.domain = stored.get("domain");
  state.same_site = stored.get("sameSite");
  Value expires = stored.get("expires");
  double ms = 0;
  if (is_text(expires)) cookie->expire_at(Date.parse(expires).number());
  else if (moment_of(expires, ms)) cookie->expire_at(ms);
  else if (given(expires)) state.expires = expires;
  state.original_max_age = stored.get("originalMaxAge");
  return made;
}

void SessionCookie::expire_at(double ms_since_1970) noexcept {
  state_.dated = true;
  state_.expires_at = std::trunc(ms_since_1970);
}

Value SessionCookie::max_age() const { return state_.dated ? Value(state_.expires_at - now()) : state_.expires; }

Value SessionCookie::expires() const { return state_.dated ? Value(Date(state_.expires_at)) : state_.expires; }

void SessionCookie::set_max_age(const Value& ms) {
  double moment = 0;
  if (typeof_(ms) == "number") {
    expire_at(now() + ms.number());
    state_.original_max_age = std::floor(ms.number());  // a Date has no fractions
  } else if (!ms || moment_of(ms, moment)) {
    set_expires(ms);
  } else {
    throw TypeError("maxAge must be a number or Date");
  }
}

void SessionCookie::set_expires(const Value& date) {
  double ms = 0;
  state_.dated = moment_of(date, ms);
  if (state_.dated) {
    expire_at(ms);
  } else {
    state_.expires = date;
  }
  state_.original_max_age = max_age();
}

void SessionCookie::touch() {
  const Value original = state_.original_max_age;
  if (state_.dated && typeof_(original) == "number") return expire_at(now() + original.number());
  if (!state_.dated && is_null(original) && is_null(state_.expires)) return;
  origin_ = nullptr;
  set_max_age(original);
}

void SessionCookie::serialize(std::string& out, std::string_view name, std::string_view value) const {
  std::string domain, path, priority, same_site;
  CookieAttributes attributes;
  attributes.domain = attribute(state_.domain, domain);
  attributes.path = attribute(state_.path, path);
  if (state_.dated) attributes.expires = state_.expires_at;
  else if (state_.expires) throw TypeError("option expires is invalid");
  attributes.httpOnly = static_cast<bool>(state_.http_only);
  attributes.secure = static_cast<bool>(state_.secure);
  attributes.partitioned = static_cast<bool>(state_.partitioned);
  attributes.priority = attribute(state_.priority, priority);
  attributes.sameSite = state_.same_site == true ? "strict" : attribute(state_.same_site, same_site);
  appendCookie(out, name, value, attributes);
}

const Value* SessionCookie::member(std::string_view key) const noexcept {
  if (key == "path") return &state_.path;
  if (key == "httpOnly") return &state_.http_only;
  if (key == "originalMaxAge") return &state_.original_max_age;
  if (key == "secure") return &state_.secure;
  if (key == "sameSite") return &state_.same_site;
  if (key == "domain") return &state_.domain;
  if (key == "priority") return &state_.priority;
  if (key == "partitioned") return &state_.partitioned;
  return nullptr;
}

Value SessionCookie::get(std::string_view key) const {
  if (const Value* value = member(key)) return *value;
  if (key == "maxAge") return max_age();
  if (key == "expires" || key == "_expires") return expires();
  if (key == "data") return to_json(key);
  return others_ ? others_.get(key) : Value();
}

bool SessionCookie::set(std::string_view key, const Value& value) {
  origin_ = nullptr;
  if (const Value* place = member(key)) {
    *const_cast<Value*>(place) = value;
  } else if (key == "maxAge") {
    set_max_age(value);
  } else if (key == "expires") {
    set_expires(value);
  } else if (key == "_expires") {
    const Value original = state_.original_max_age;
    set_expires(value);
    state_.original_max_age = original;
  } else {
    if (!others_) others_ = Object();
    others_[key] = value;
  }
  return true;
}

bool SessionCookie::remove(std::string_view key) {
  origin_ = nullptr;
  if (const Value* place = member(key)) *const_cast<Value*>(place) = Value();
  else if (others_) delete_(others_[key]);
  return true;
}

Value SessionCookie::keys() const {
  Value all = Array("path", "_expires", "originalMaxAge", "httpOnly");
  for (const char* name : {"secure", "domain", "sameSite", "priority", "partitioned"}) {
    if (given(*member(name))) all.push(name);
  }
  if (others_) {
    for (auto name : Object.keys(others_)) all.push(name);
  }
  return all;
}

Value SessionCookie::to_json(std::string_view) const {
  Value data = Object();
  const auto add = [&](const char* name, const Value& value) {
    if (given(value)) data[name] = value;
  };
  add("originalMaxAge", state_.original_max_age);
  add("partitioned", state_.partitioned);
  add("priority", state_.priority);
  add("expires", expires());
  add("secure", state_.secure);
  add("httpOnly", state_.http_only);
  add("domain", state_.domain);
  add("path", state_.path);
  add("sameSite", state_.same_site);
  return data;
}

}  // namespace crema::detail
