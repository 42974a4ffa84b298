// req: what Express computes of the head, the connection and the app's settings.
#include <crema/error.hpp>
#include <crema/next.hpp>
#include <crema/request.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/application.hpp"
#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/handle_members.hpp"
#include "core/request_fields.hpp"
#include "core/request_fresh.hpp"
#include "core/request_url.hpp"
#include "core/value_node.hpp"
#include "http/freshness.hpp"
#include "http/proxy_address.hpp"
#include "http/text.hpp"

namespace crema {

using detail::Exchange;

namespace detail {

http::Conditions conditions(Exchange& x) {
  const auto field = [&](std::string_view name) { return field_view(x, name).value_or(std::string_view()); };
  http::Conditions asked;
  asked.if_match = field("if-match");
  asked.if_unmodified_since = field("if-unmodified-since");
  asked.if_none_match = field("if-none-match");
  asked.if_modified_since = field("if-modified-since");
  asked.cache_control = field("cache-control");
  asked.if_range = field("if-range");
  return asked;
}

http::Validators validators(const Exchange& x) {
  http::Validators have;
  if (const auto* etag = x.fields.find(FieldId::etag)) have.etag = etag->value;
  if (const auto* modified = x.fields.find(FieldId::last_modified)) have.last_modified = modified->value;
  return have;
}

bool is_fresh(Exchange& x) {
  const auto& method = x.cells.method;
  if (!is_text(method)) return false;
  const auto name = text_of(method);
  if (name != "GET" && name != "HEAD" && name != "QUERY") return false;
  const double status = x.cells.status_code.number();
  if (!((status >= 200 && status < 300) || status == 304)) return false;
  if (!field_view(x, "if-none-match") && !field_view(x, "if-modified-since")) return false;
  return http::is_fresh(conditions(x), validators(x));
}

namespace {

// The client and the proxies on its way: the socket's address first, then X-Forwarded-For from the right, as far as they are
// trusted; the first that is not is the last of the list.
std::vector<std::string> trusted_walk(Exchange& x) {
  std::vector<std::string> walk;
  if (!x.on_stream()) return walk;
  walk.push_back(x.stream->peer().remote_address);
  const auto& trust = x.app_state->settings.snapshot().trust;
  if (!trust.trusts(walk.back(), 0)) return walk;
  const auto forwarded = field_view(x, "x-forwarded-for");
  if (!forwarded) return walk;
  http::ForwardedReader reader(*forwarded);
  int hop = 1;
  for (std::string_view address; reader.next(address); hop++) {
    walk.emplace_back(address);
    if (!trust.trusts(address, hop)) break;
  }
  return walk;
}

bool trusts_socket(Exchange& x) {
  return x.on_stream() && x.app_state->settings.snapshot().trust.trusts(x.stream->peer().remote_address, 0);
}

std::string_view first_item(std::string_view list) { return http::trim(list.substr(0, list.find(','))); }

}  // namespace
}  // namespace detail

Request::Request(Exchange& x, const Response& response)
    : body(x.cells.body),
      params(x.cells.params),
      query(x.cells.query),
      headers(x.cells.headers),
      cookies(x.cells.cookies),
      signedCookies(x.cells.signed_cookies),
      method(x.cells.method),
      url(x.cells.url),
      originalUrl(x.cells.original_url),
      baseUrl(x.cells.base_url),
      user(x.cells.user),
      authInfo(x.cells.auth_info),
      file(x.cells.file),
      files(x.cells.files),
      sessionID(x.cells.session_id),
      httpVersion(x.cells.http_version),
      route(x.cells.route),
      secret(x.cells.secret),
      session(x.session),
      app(x.app),
      res(response),
      next(x),
      exchange_(&x) {}

Request::Request(const Request& o)
    : body(o.body),
      params(o.params),
      query(o.query),
      headers(o.headers),
      cookies(o.cookies),
      signedCookies(o.signedCookies),
      method(o.method),
      url(o.url),
      originalUrl(o.originalUrl),
      baseUrl(o.baseUrl),
      user(o.user),
      authInfo(o.authInfo),
      file(o.file),
      files(o.files),
      sessionID(o.sessionID),
      httpVersion(o.httpVersion),
      route(o.route),
      secret(o.secret),
      session(o.session),
      app(o.app),
      res(o.res),
      next(*o.exchange_),
      exchange_(o.exchange_),
      owns_(true) {
  exchange_->retain();
}

Request::~Request() {
  if (owns_) exchange_->release();
}

Ref Request::operator[](Key key) const { return detail::request_member(*exchange_, key); }

Value Request::get_field(std::string_view name) const {
  if (name.empty()) throw TypeError("name argument is required to req.get");
  if (http::iequals(name, "referer") || http::iequals(name, "referrer")) {
    const Value referrer = detail::field_value(*exchange_, "referrer");
    return referrer ? referrer : detail::field_value(*exchange_, "referer");
  }
  return detail::field_value(*exchange_, name);
}

Value Request::get(const Value& field) const {
  if (!field) throw TypeError("name argument is required to req.get");
  if (typeof_(field) != "string") throw TypeError("name must be a string to req.get");
  return get_field(field.str());
}

Value Request::path() const {
  const auto path = detail::pathname(url, exchange_->arena);
  return path ? make_text(*path) : Value(null);
}

Value Request::ip() const {
  const auto walk = detail::trusted_walk(*exchange_);
  return walk.empty() ? Value() : make_text(walk.back());
}

Value Request::ips() const {
  auto walk = detail::trusted_walk(*exchange_);
  Value list = make_array();
  for (std::size_t i = walk.size(); i-- > 1;) append_element(list, make_text(walk[i]));
  return list;
}

Value Request::protocol() const {
  auto& x = *exchange_;
  const bool encrypted = x.on_stream() && x.stream->peer().encrypted;
  if (detail::trusts_socket(x)) {
    const auto forwarded = headerText(*this, "x-forwarded-proto");
    if (!forwarded.empty()) return make_text(detail::first_item(forwarded));
  }
  return encrypted ? "https" : "http";
}

bool Request::secure() const { return protocol() == "https"; }

Value Request::host() const {
  auto& x = *exchange_;
  if (detail::trusts_socket(x)) {
    const auto forwarded = headerText(*this, "x-forwarded-host");
    if (!forwarded.empty()) {
      const auto comma = forwarded.find(',');
      const auto first = comma == std::string_view::npos ? forwarded : http::trim(forwarded.substr(0, comma));
      return first.empty() ? Value() : make_text(first);
    }
  }
  const Value host = get("Host");
  return host ? host : Value();
}

Value Request::hostname() const {
  const Value whole = host();
  if (!whole) return {};
  const auto text = whole.view();
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket + 1);
  return colon == std::string_view::npos ? whole : make_text(text.substr(0, colon));
}

Value Request::subdomains() const {
  Value list = make_array();
  const Value name = hostname();
  if (!name) return list;
  const auto text = name.view();
  if (http::is_ip_address(text)) {
    append_element(list, name);
  } else {
    for (auto label : name.split(".").reverse()) append_element(list, label);
  }
  return list.slice(exchange_->app_state->settings.snapshot().subdomain_offset);
}

bool Request::xhr() const {
  const auto with = detail::field_view(*exchange_, "x-requested-with");
  return with && http::iequals(*with, "xmlhttprequest");
}

bool Request::fresh() const { return detail::is_fresh(*exchange_); }
bool Request::stale() const { return !fresh(); }

Value Request::httpVersionMajor() const { return exchange_->head.version_major; }
Value Request::httpVersionMinor() const { return exchange_->head.version_minor; }
bool Request::complete() const { return exchange_->body_state == detail::BodyState::complete; }
bool Request::aborted() const { return exchange_->body_aborted; }
bool Request::destroyed() const { return !exchange_->on_stream() || exchange_->request_closed; }

// -- what middleware installs ------------------------------------------------------------------------------------------------

Value Request::flash(const Value& type, const Value& message) const {
  const Value args[] = {type, message};
  const std::size_t count = typeof_(message) != "undefined" ? 2 : typeof_(type) != "undefined" ? 1 : 0;
  return detail::call_request_member(*exchange_, "flash", args, count);
}

Value Request::csrfToken() const { return detail::call_request_member(*exchange_, "csrfToken", nullptr, 0); }

bool Request::isAuthenticated() const {
  return static_cast<bool>(detail::call_request_member(*exchange_, "isAuthenticated", nullptr, 0));
}
bool Request::isUnauthenticated() const {
  return static_cast<bool>(detail::call_request_member(*exchange_, "isUnauthenticated", nullptr, 0));
}

namespace {

// An error-first callback as a function in a Value; undefined where there is none.
Value callback_value(Callback<Error> cb) {
  if (!cb) return {};
  return Function([cb = std::move(cb)](auto err) { cb(Error(err)); });
}

Value options_value(const LoginOptions& options) {
  return {{"session", options.session}, {"keepSessionInfo", options.keepSessionInfo}};
}

}  // namespace

void Request::login(const Value& who, Callback<Error> cb) const {
  const Value args[] = {who, callback_value(std::move(cb))};
  detail::call_request_member(*exchange_, "login", args, 2);
}

void Request::login(const Value& who, const LoginOptions& options, Callback<Error> cb) const {
  const Value args[] = {who, options_value(options), callback_value(std::move(cb))};
  detail::call_request_member(*exchange_, "login", args, 3);
}

void Request::logout(Callback<Error> cb) const {
  const Value args[] = {callback_value(std::move(cb))};
  detail::call_request_member(*exchange_, "logout", args, 1);
}

void Request::logout(const LoginOptions& options, Callback<Error> cb) const {
  const Value args[] = {options_value(options), callback_value(std::move(cb))};
  detail::call_request_member(*exchange_, "logout", args, 2);
}

}  // namespace crema
