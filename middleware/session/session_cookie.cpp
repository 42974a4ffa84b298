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

constexpr double no_date = std::numeric_limits<double>::quiet_NaN();

// Unlike `v != undefined`, which null equals.
bool given(const Value& v) { return typeof_(v) != "undefined"; }
bool is_text(const Value& v) { return typeof_(v) == "string"; }

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

SessionCookie::SessionCookie() : expires_at_(no_date) {}

SessionCookie::SessionCookie(const SessionCookie& other)
    : dated_(other.dated_),
      expires_at_(other.expires_at_),
      expires_(other.expires_),
      original_max_age_(other.original_max_age_),
      path_(other.path_),
      http_only_(other.http_only_),
      partitioned_(other.partitioned_),
      priority_(other.priority_),
      secure_(other.secure_),
      domain_(other.domain_),
      same_site_(other.same_site_),
      others_(other.others_) {}

SessionCookie::SessionCookie(const SessionCookieOptions& options) : SessionCookie() {
  path_ = options.path;
  http_only_ = options.httpOnly;
  partitioned_ = options.partitioned;
  priority_ = options.priority;
  secure_ = options.secure;
  domain_ = options.domain;
  same_site_ = options.sameSite;
  if (given(options.expires)) set_expires(options.expires);
  if (options.maxAge.given()) set_max_age(options.maxAge.ms());
}

SessionCookie::SessionCookie(const Value& options) : SessionCookie() {
  if (options == null) return;
  if (typeof_(options) != "object") throw TypeError("argument options must be a object");
  for (auto [key, value] : Object.entries(options)) {
    if (key != "data") set(key.view(), value);
  }
  if (original_max_age_ == null) original_max_age_ = max_age();
}

Value SessionCookie::restore(const Value& stored) {
  if (typeof_(stored) != "object") throw TypeError("argument options must be a object");
  auto* cookie = new SessionCookie;
  Value made = Value::host(cookie);
  Value path = stored.get("path"), http_only = stored.get("httpOnly");
  if (given(path)) cookie->path_ = path;
  if (given(http_only)) cookie->http_only_ = http_only;
  cookie->partitioned_ = stored.get("partitioned");
  cookie->priority_ = stored.get("priority");
  cookie->secure_ = stored.get("secure");
  cookie->domain_ = stored.get("domain");
  cookie->same_site_ = stored.get("sameSite");
  Value expires = stored.get("expires");
  double ms = 0;
  if (is_text(expires)) cookie->expire_at(Date.parse(expires).number());
  else if (moment_of(expires, ms)) cookie->expire_at(ms);
  else if (given(expires)) cookie->expires_ = expires;
  cookie->original_max_age_ = stored.get("originalMaxAge");
  return made;
}

void SessionCookie::expire_at(double ms_since_1970) noexcept {
  dated_ = true;
  expires_at_ = std::trunc(ms_since_1970);
}

Value SessionCookie::max_age() const { return dated_ ? Value(expires_at_ - now()) : expires_; }

Value SessionCookie::expires() const { return dated_ ? Value(Date(expires_at_)) : expires_; }

void SessionCookie::set_max_age(const Value& ms) {
  double moment = 0;
  if (typeof_(ms) == "number") {
    expire_at(now() + ms.number());
    original_max_age_ = ms;
  } else if (!ms || moment_of(ms, moment)) {
    set_expires(ms);
  } else {
    throw TypeError("maxAge must be a number or Date");
  }
}

void SessionCookie::set_expires(const Value& date) {
  double ms = 0;
  dated_ = moment_of(date, ms);
  if (dated_) {
    expire_at(ms);
  } else {
    expires_at_ = no_date;
    expires_ = date;
  }
  original_max_age_ = max_age();
}

void SessionCookie::touch() {
  const Value original = original_max_age_;
  set_max_age(original);
}

bool SessionCookie::has_expiry() const { return dated_ || expires_ != null; }

void SessionCookie::serialize(std::string& out, std::string_view name, std::string_view value) const {
  std::string domain, path, priority, same_site;
  CookieAttributes attributes;
  attributes.domain = attribute(domain_, domain);
  attributes.path = attribute(path_, path);
  if (dated_) attributes.expires = expires_at_;
  else if (expires_) throw TypeError("option expires is invalid");
  attributes.httpOnly = static_cast<bool>(http_only_);
  attributes.secure = static_cast<bool>(secure_);
  attributes.partitioned = static_cast<bool>(partitioned_);
  attributes.priority = attribute(priority_, priority);
  attributes.sameSite = same_site_ == true ? "strict" : attribute(same_site_, same_site);
  appendCookie(out, name, value, attributes);
}

void SessionCookie::append_json(std::string& out) const {
  char before = '{';
  const auto add = [&](std::string_view name, const Value& value) {
    if (!given(value)) return;
    out += before;
    out += name;
    appendJson(out, value);
    before = ',';
  };
  add("\"originalMaxAge\":", original_max_age_);
  add("\"partitioned\":", partitioned_);
  add("\"priority\":", priority_);
  add("\"expires\":", expires());
  add("\"secure\":", secure_);
  add("\"httpOnly\":", http_only_);
  add("\"domain\":", domain_);
  add("\"path\":", path_);
  add("\"sameSite\":", same_site_);
  if (before == '{') out += before;
  out += '}';
}

const Value* SessionCookie::member(std::string_view key) const noexcept {
  if (key == "path") return &path_;
  if (key == "httpOnly") return &http_only_;
  if (key == "originalMaxAge") return &original_max_age_;
  if (key == "secure") return &secure_;
  if (key == "sameSite") return &same_site_;
  if (key == "domain") return &domain_;
  if (key == "priority") return &priority_;
  if (key == "partitioned") return &partitioned_;
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
  if (const Value* place = member(key)) {
    *const_cast<Value*>(place) = value;
  } else if (key == "maxAge") {
    set_max_age(value);
  } else if (key == "expires") {
    set_expires(value);
  } else if (key == "_expires") {
    const Value original = original_max_age_;
    set_expires(value);
    original_max_age_ = original;
  } else {
    if (!others_) others_ = Object();
    others_[key] = value;
  }
  return true;
}

bool SessionCookie::remove(std::string_view key) {
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
  add("originalMaxAge", original_max_age_);
  add("partitioned", partitioned_);
  add("priority", priority_);
  add("expires", expires());
  add("secure", secure_);
  add("httpOnly", http_only_);
  add("domain", domain_);
  add("path", path_);
  add("sameSite", same_site_);
  return data;
}

}  // namespace crema::detail
