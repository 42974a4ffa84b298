// res, but for sending: status, fields, events, hooks.
#include <crema/hooks.hpp>
#include <crema/response.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/arguments.hpp"
#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/handle_members.hpp"
#include "core/media_types.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"
#include "http/disposition.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"
#include "http/vary.hpp"

namespace crema {

using detail::FieldId;

Response::Response(detail::Exchange& exchange, const Request& request)
    : locals(exchange.cells.locals),
      statusCode(exchange.cells.status_code),
      statusMessage(exchange.cells.status_message),
      sendDate(exchange.cells.send_date),
      shouldKeepAlive(exchange.cells.should_keep_alive),
      app(exchange.app),
      req(request),
      exchange_(&exchange) {}

Response::Response(const Response& other)
    : locals(other.locals),
      statusCode(other.statusCode),
      statusMessage(other.statusMessage),
      sendDate(other.sendDate),
      shouldKeepAlive(other.shouldKeepAlive),
      app(other.app),
      req(other.req),
      exchange_(other.exchange_),
      owns_(true) {
  exchange_->retain();
}

Response::~Response() {
  if (owns_) exchange_->release();
}

Ref Response::operator[](Key key) const { return detail::response_member(*exchange_, key); }

// -- status ------------------------------------------------------------------------------------------------------------------

const Response& Response::status(const Value& code) const {
  if (!Number.isInteger(code)) {
    throw TypeError("Invalid status code: " + JSON.stringify(code).str() + ". Status code must be an integer.");
  }
  const double n = code.number();
  if (n < 100 || n > 999) {
    throw RangeError("Invalid status code: " + JSON.stringify(code).str() +
                     ". Status code must be greater than 99 and less than 1000.");
  }
  exchange_->cells.status_code = n;
  return *this;
}

// -- fields ------------------------------------------------------------------------------------------------------------------

namespace {

using detail::Exchange;

void require_value(const Value& value, std::string_view name) {
  if (typeof_(value) != "undefined") return;
  TypeError error("Invalid value \"undefined\" for header \"" + std::string(name) + "\"");
  error.code = "ERR_HTTP_INVALID_HEADER_VALUE";
  throw error;
}

// Node's setHeader: an array is several lines.
void set_lines(Exchange& x, std::string_view name, const Value& value) {
  if (!detail::takes_fields(x, "set")) return;
  detail::check_field_name(name);
  require_value(value, name);
  const auto id = detail::field_id(name);
  const auto kept = x.arena.copy(name);
  if (!Array.isArray(value)) {
    std::string scratch;
    append_string(scratch, value);
    x.fields.set(x.arena, kept, detail::wire_text(scratch, name, x), id);
    return;
  }
  // Checked as a whole before the old lines go.
  std::vector<std::string_view> lines;
  for (auto line : value) lines.push_back(detail::wire_text(line.str(), name, x));
  if (lines.empty()) return x.fields.remove(name, id);
  x.fields.set(x.arena, kept, lines.front(), id, true);
  for (std::size_t i = 1; i < lines.size(); i++) x.fields.add(x.arena, kept, lines[i], id, true);
}

Value line_value(const detail::ResponseField& field) {
  if (field.id == FieldId::content_type && field.value == "false") return false;  // set() was given no type
  return detail::text_of_field(field.value);
}

Value field_lines(Exchange& x, std::string_view name) {
  const auto id = detail::field_id(name);
  const auto* first = x.fields.find(name, id);
  if (!first) return {};
  if (!first->list) return line_value(*first);
  Value list = make_array();
  for (const auto& field : x.fields) {
    if (field.id == id && http::iequals(field.name, name)) append_element(list, line_value(field));
  }
  return list;
}

}  // namespace

const Response& Response::setHeader(const Text& field, const Value& value) const {
  set_lines(*exchange_, field.view(), value);
  return *this;
}

const Response& Response::set(const Text& field, const Value& value) const {
  auto& x = *exchange_;
  const auto name = field.view();
  if (detail::field_id(name) == FieldId::content_type) {
    if (Array.isArray(value)) throw TypeError("Content-Type cannot be set to an Array");
    set_lines(x, name, make_text(detail::with_charset(value.str(), x)));
    return *this;
  }
  if (Array.isArray(value)) {
    set_lines(x, name, value.map([](auto line) { return String(line); }));
  } else {
    set_lines(x, name, typeof_(value) == "undefined" ? Value("undefined") : value);
  }
  return *this;
}

const Response& Response::set(const Value& fields) const {
  for (auto [key, value] : Object.entries(fields)) set(key, value);
  return *this;
}

const Response& Response::append(const Text& field, const Value& value) const {
  const Value before = get(field);
  if (!before) return set(field, value);
  const Value list = Array.isArray(before) ? before : Array(before);
  return set(field, list.concat(value));
}

const Response& Response::appendHeader(const Text& field, const Value& value) const {
  auto& x = *exchange_;
  detail::require_open(x, "append");
  const auto id = detail::field_id(field.view());
  const auto* first = x.fields.find(field.view(), id);
  if (!first) return setHeader(field, value);
  require_value(value, field.view());
  const auto name = first->name;
  const Value lines = Array.isArray(value) ? value : Array(value);
  for (auto line : lines) x.fields.add(x.arena, name, detail::wire_text(line.str(), name, x), id, true);
  return *this;
}

Value Response::get(const Text& field) const { return field_lines(*exchange_, field.view()); }

Value Response::getHeaders() const {
  Value all = make_object();
  for (const auto& field : exchange_->fields) {
    set_member(all, http::to_lower(field.name), field_lines(*exchange_, field.name));
  }
  return all;
}

Value Response::getHeaderNames() const { return Object.keys(getHeaders()); }

Value Response::getRawHeaderNames() const {
  Value names = make_array();
  const auto& fields = exchange_->fields;
  for (const auto& field : fields)
    if (fields.find(field.name, field.id) == &field) append_element(names, make_text(field.name));
  return names;
}

bool Response::hasHeader(const Text& field) const { return exchange_->fields.find(field.view()) != nullptr; }

const Response& Response::removeHeader(const Text& field) const {
  auto& x = *exchange_;
  if (!detail::takes_fields(x, "remove")) return *this;
  const auto id = detail::field_id(field.view());
  x.removed.any = true;
  if (id == FieldId::connection) x.removed.connection = true;
  else if (id == FieldId::content_length) x.removed.content_length = true;
  else if (id == FieldId::transfer_encoding) x.removed.transfer_encoding = true;
  else if (id == FieldId::date) x.cells.send_date = false;
  x.fields.remove(field.view(), id);
  return *this;
}

const Response& Response::type(const Text& t) const {
  auto& x = *exchange_;
  if (!detail::takes_fields(x, "set")) return *this;
  const auto type = detail::media_type_of(t.view(), x);
  detail::set_field(x, "Content-Type", type, FieldId::content_type);
  return *this;
}

const Response& Response::vary(const Value& field) const {
  if (!field) throw TypeError("field argument is required");
  if (Array.isArray(field) && field.length() == 0) return *this;
  std::string line;
  const Value before = get("Vary");
  if (before) line = Array.isArray(before) ? before.join(", ").str() : before.str();
  const auto added = Array.isArray(field) ? field.join(", ").str() : field.str();
  if (!http::append_vary(line, added)) throw TypeError("field argument contains an invalid header name");
  return setHeader("Vary", line);
}

const Response& Response::links(const Value& links) const {
  std::string line = get("Link").value_or("").str();
  if (!line.empty()) line += ", ";
  const Value added = Object.entries(links).map([](auto entry) {
    const Value rel = entry[0], target = entry[1];
    const Value targets = Array.isArray(target) ? target : Array(target);
    return targets.map([=](auto url) { return "<" + url + ">; rel=\"" + rel + "\""; }).join(", ");
  });
  return set("Link", line + added.join(", "));
}

const Response& Response::location(const Value& url) const {
  auto& x = *exchange_;
  if (!detail::takes_fields(x, "set")) return *this;
  const auto encoded = http::encode_url(url.str());
  detail::set_field(x, "Location", detail::wire_text(encoded, "Location", x), FieldId::other);
  return *this;
}

const Response& Response::attachment(const Value& name) const {
  if (typeof_(name) == "undefined") return set("Content-Disposition", "attachment");
  detail::text_argument("path", name);
  const auto text = name.str();
  const auto last = text.find_last_not_of('/');
  auto base = std::string_view(text).substr(0, last == std::string::npos ? 0 : last + 1);
  base.remove_prefix(base.find_last_of('/') + 1);
  const auto dot = base.rfind('.');
  if (!base.empty()) type(dot == std::string_view::npos || dot == 0 ? std::string_view() : base.substr(dot));
  return set("Content-Disposition", http::content_disposition(base));
}

// -- Node's own --------------------------------------------------------------------------------------------------------------

namespace {

void set_all(const Response& res, const Value& fields) {
  if (!Array.isArray(fields)) {
    for (auto [key, value] : Object.entries(fields)) res.setHeader(key, value);
    return;
  }
  // Names and values by turns. Where no field was set before, a repeated name is sent repeatedly.
  if (fields.length() % 2 != 0) detail::throw_invalid_value("headers", "is invalid", fields);
  const bool only = res.exchange().fields.size() == 0 && !res.exchange().removed.any;
  for (int i = 0; i < fields.length(); i += 2) {
    if (only) res.appendHeader(fields[i], fields[i + 1]);
    else res.setHeader(fields[i], fields[i + 1]);
  }
}

}  // namespace

const Response& Response::writeHead(const Value& status, const Value& reason_or_fields, const Value& fields) const {
  auto& x = *exchange_;
  if (!detail::takes_fields(x, "write")) return *this;
  const double n = std::trunc(status.number());
  if (!(n >= 100 && n <= 999)) {
    RangeError error("Invalid status code: " + status.str());
    error.code = "ERR_HTTP_INVALID_STATUS_CODE";
    throw error;
  }
  const bool reason = typeof_(reason_or_fields) == "string";
  if (reason) x.cells.status_message = reason_or_fields;
  x.cells.status_code = n;
  const Value& given = reason || fields != null ? fields : reason_or_fields;
  if (typeof_(given) == "object" && given != null) set_all(*this, given);
  detail::fix_head(x);
  return *this;
}

// A Map that was made of another response's cookies has them in several lines.
const Response& Response::setHeaders(const Map<Value, Value>& fields) const {
  Value cookies = make_array();
  for (auto& [key, value] : fields) {
    if (key == "set-cookie") cookies = cookies.concat(value);
    else setHeader(key, value);
  }
  if (cookies.length() > 0) setHeader("set-cookie", cookies);
  return *this;
}

// -- hooks -------------------------------------------------------------------------------------------------------------------

void Response::beforeHead(Callback<Response&> hook) const {
  if (!exchange_->on_stream()) return;
  detail::require_open(*exchange_, "hook into");
  exchange_->has_hooks = true;
  exchange_->more().head_hooks.push_back(std::move(hook));
}

void Response::beforeEnd(Callback<Release> gate) const {
  if (!exchange_->on_stream()) return;
  exchange_->has_hooks = true;
  exchange_->more().gates.push_back({std::move(gate), exchange_->frame, false});
}

void Response::filter(std::unique_ptr<Filter> filter) const {
  if (!exchange_->on_stream()) return;
  if (exchange_->state != detail::ResponseState::open) {
    Error error("res.filter() comes too late: the head of the answer has left; install it in res.beforeHead()");
    error.code = "ERR_HTTP_HEADERS_SENT";
    throw error;
  }
  exchange_->has_hooks = true;
  exchange_->fields.remove("Content-Length", FieldId::content_length);
  exchange_->more().filters.push_back(std::move(filter));
}

std::int64_t Response::bytesWritten() const { return exchange_->sent; }

}  // namespace crema
