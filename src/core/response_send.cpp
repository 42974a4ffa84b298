// send, json and the rest of what ends an answer: type, length, ETag, freshness, then end (express-api: the order is Express's).
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/hooks.hpp>
#include <crema/next.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/application.hpp"
#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/json_stringify.hpp"
#include "core/media_types.hpp"
#include "core/request_fields.hpp"
#include "core/request_fresh.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"
#include "core/view.hpp"
#include "http/content_type.hpp"
#include "http/mime.hpp"
#include "http/negotiation.hpp"
#include "http/percent.hpp"
#include "http/status.hpp"
#include "http/text.hpp"

namespace crema {
namespace detail {
namespace {

constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view plain_type = "text/plain; charset=utf-8";
constexpr std::string_view json_type = "application/json; charset=utf-8";

// Takes the loop's buffer for building one body, and gives its memory back.
class Scratch {
 public:
  explicit Scratch(LoopContext& loop) : loop_(loop), text(std::move(loop.scratch)) { text.clear(); }
  ~Scratch() {
    if (text.capacity() <= most_kept) loop_.scratch = std::move(text);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  static constexpr std::size_t most_kept = 1 << 20;
  LoopContext& loop_;

 public:
  std::string text;
};

// Whether send() makes a tag of the body: not where one is set that says something.
bool makes_etag(const Exchange& x, const SettingsSnapshot& settings) {
  const auto* own = x.fields.find(FieldId::etag);
  return settings.etag != EtagMode::none && (!own || own->value.empty());
}

void set_etag(Exchange& x, const SettingsSnapshot& settings, std::string_view body) {
  if (!makes_etag(x, settings)) return;
  if (settings.etag == EtagMode::function) {
    const Value tag = settings.etag_function(make_buffer(body), undefined);
    if (tag) set_field(x, "ETag", wire_text(tag.str(), "ETag", x), FieldId::etag);
    return;
  }
  set_field(x, "ETag", x.loop->tags.of(body, settings.etag == EtagMode::weak, x.arena), FieldId::etag);
}

void strip_content(Exchange& x) {
  x.fields.remove("Content-Type", FieldId::content_type);
  x.fields.remove("Content-Length", FieldId::content_length);
  x.fields.remove("Transfer-Encoding", FieldId::transfer_encoding);
}

// What follows once the type is settled. `whole`: the body is known (not undefined).
void finish_send(Exchange& x, std::string_view body, bool whole) {
  require_open(x, "set");
  if (whole) {
    if (!x.fields.has(FieldId::transfer_encoding)) set_length(x, body.size());
    set_etag(x, x.app_state->settings.snapshot(), body);
  }
  if (is_fresh(x)) x.cells.status_code = 304;
  const auto& status = x.cells.status_code;
  const double code = is_number(status) ? Access::number(status) : status.number();
  if (code == 204 || code == 304) {
    strip_content(x);
    body = {};
  } else if (code == 205) {
    set_field(x, "Content-Length", "0", FieldId::content_length);
    x.fields.remove("Transfer-Encoding", FieldId::transfer_encoding);
    body = {};
  }
  const bool head = is_text(x.cells.method) && text_of(x.cells.method) == "HEAD";
  end_response(x, head ? std::string_view() : body);
}

// The Content-Type that is set. One that is no type is false in Express, as mime-types says of it: then there is none.
const ResponseField* type_field(const Exchange& x) {
  const auto* type = x.fields.find(FieldId::content_type);
  return type && type->value != "false" ? type : nullptr;
}

// Express takes an empty one for none, but where it sends texts.
bool has_type(const Exchange& x) {
  const auto* type = type_field(x);
  return type && (type->list || !type->value.empty());
}

constexpr std::string_view own_name = "Content-Type";

// Texts go out as UTF-8, whatever the type said of it; the name is written as Express writes it.
void say_utf8(Exchange& x, const ResponseField& type) {
  if (type.value.empty()) return set_field(x, own_name, "false", FieldId::content_type);  // what set() makes of ""
  std::string scratch, wrong;
  const auto with = http::set_charset(type.value, "utf-8", scratch, &wrong);
  if (!with) throw TypeError(wrong);
  if (*with != type.value || type.name != own_name)
    set_field(x, "Content-Type", x.arena.copy(*with), FieldId::content_type);
}

// Whether Express leaves a text a text, instead of making a buffer of it to hash.
bool stays_text(const Exchange& x, std::string_view text) {
  constexpr int small = 1000;
  return !makes_etag(x, x.app_state->settings.snapshot()) && make_text(text).length() < small;
}

void send_text(Exchange& x, std::string_view text) {
  if (nobody_listens(x)) return;
  require_open(x, "set");
  // A list of types, which setHeader() takes, is none to send().
  if (const auto* type = type_field(x); type && !type->list) {
    const bool settled = type->value == html_type || type->value == json_type || type->value == plain_type;
    if (!settled || type->name != own_name) say_utf8(x, *type);
  } else {
    set_field(x, "Content-Type", html_type, FieldId::content_type);
  }
  if (x.beyond_ascii || !is_nullish(x.cells.status_message)) x.text_first = stays_text(x, text);
  finish_send(x, text, true);
}

// The JSON of a value by the app's settings, into `out`; false for undefined.
bool print_json(Exchange& x, std::string& out, const Value& body) {
  const auto& settings = x.app_state->settings.snapshot();
  StringifyOptions options;
  if (!is_nullish(settings.json_replacer)) options.replacer = &settings.json_replacer;
  options.indent = settings.json_indent;
  options.escape_html = settings.json_escape;
  return stringify_to(out, body, options);
}

void send_json(Exchange& x, const Value& body) {
  if (nobody_listens(x)) return;
  Scratch scratch(*x.loop);
  const bool whole = print_json(x, scratch.text, body);
  require_open(x, "set");
  if (!has_type(x)) set_field(x, "Content-Type", json_type, FieldId::content_type);
  if (whole) send_text(x, scratch.text);
  else finish_send(x, {}, false);
}

}  // namespace
}  // namespace detail

void Response::send_text(std::string_view text) const { detail::send_text(*exchange_, text); }

void Response::send() const {
  if (!detail::nobody_listens(*exchange_)) detail::finish_send(*exchange_, {}, false);
}

void Response::send(const Value& body) const {
  auto& x = *exchange_;
  if (detail::nobody_listens(x)) return;
  switch (kind_of(body)) {
    case Kind::undefined:
      return detail::finish_send(x, {}, false);
    case Kind::null:
      return detail::finish_send(x, {}, true);
    case Kind::text: {
      const Value settled = body;
      return detail::send_text(x, settled.view());
    }
    case Kind::buffer: {
      detail::require_open(x, "set");
      const Value settled = body;
      if (!detail::has_type(x)) type("bin");
      return detail::finish_send(x, settled.view(), true);
    }
    case Kind::function:
      throw TypeError(
          "The \"chunk\" argument must be of type string or an instance of Buffer or Uint8Array. Received function");
    default:
      return detail::send_json(x, body);
  }
}

void Response::send(std::initializer_list<detail::Nothing>) const { detail::send_json(*exchange_, make_object()); }
void Response::json(const Value& body) const { detail::send_json(*exchange_, body); }
void Response::json(std::initializer_list<detail::Nothing>) const { detail::send_json(*exchange_, make_object()); }

void Response::jsonp(std::initializer_list<detail::Nothing>) const { jsonp(make_object()); }
void Response::jsonp(const Value& body) const {
  auto& x = *exchange_;
  if (detail::nobody_listens(x)) return;
  std::string json;
  const bool whole = detail::print_json(x, json, body);
  detail::require_open(x, "set");
  if (!detail::has_type(x)) {
    detail::set_field(x, "X-Content-Type-Options", "nosniff", detail::FieldId::other);
    detail::set_field(x, "Content-Type", detail::json_type, detail::FieldId::content_type);
  }
  Value callback = req.query.get(x.app_state->settings.snapshot().jsonp_callback);
  if (Array.isArray(callback)) callback = callback.at(0);
  if (kind_of(callback) != Kind::text || callback.length() == 0) {
    if (whole) return detail::send_text(x, json);
    return detail::finish_send(x, {}, false);
  }
  detail::set_field(x, "X-Content-Type-Options", "nosniff", detail::FieldId::other);
  detail::set_field(x, "Content-Type", "text/javascript; charset=utf-8", detail::FieldId::content_type);
  std::string name;
  for (const char c : callback.view()) {
    if (http::is_alpha(c) || http::is_digit(c) || std::string_view("[]_$.").find(c) != std::string_view::npos)
      name += c;
  }
  // JavaScript took U+2028 and U+2029 for the end of a line.
  for (const auto& [from, to] :
       {std::pair<std::string_view, std::string_view>{"\u2028", "\\u2028"}, {"\u2029", "\\u2029"}}) {
    for (auto at = json.find(from); at != std::string::npos; at = json.find(from, at + to.size())) {
      json.replace(at, from.size(), to);
    }
  }
  detail::send_text(x, "/**/ typeof " + name + " === 'function' && " + name + "(" + json + ");");
}

void Response::render(const Value& view, const Value& options, Callback<Error, Value> callback) const {
  if (!callback && kind_of(options) == Kind::function) {
    callback = [done = Value(options)](auto& err, auto& text) { done(err, text); };
  } else if (!callback) {
    callback = [res = *this](auto& err, auto& text) {
      auto* next = res.exchange().frame;
      if (!err) return res.send(text);
      if (!next) throw Error(err);  // of a handler outside any app
      detail::proceed(next, err);
    };
  }
  detail::render_view(app.state(), view, kind_of(options) == Kind::function ? Value() : options, &locals, callback);
}

void Response::sendStatus(const Value& code) const {
  status(code);
  auto& x = *exchange_;
  if (detail::nobody_listens(x)) return;
  detail::require_open(x, "set");
  const auto phrase = http::reason(static_cast<int>(code.number()));
  detail::set_field(x, "Content-Type", detail::plain_type, detail::FieldId::content_type);
  if (!phrase.empty()) return detail::send_text(x, phrase);
  detail::send_text(x, code.str());
}

namespace {

// What Content-Type says of a key of format(): a type without its parameters, or an extension's.
std::string full_type(std::string_view key) {
  if (key.find('/') != std::string_view::npos) return std::string(http::trim(key.substr(0, key.find(';'))));
  const auto known = http::mime_lookup(key);
  return std::string(known.empty() ? "application/octet-stream" : known);
}

}  // namespace

void Response::redirect(const Value& url) const { redirect(302, url); }

void Response::redirect(const Value& status_code, const Value& url) const {
  auto& x = *exchange_;
  if (detail::nobody_listens(x)) return;
  if (typeof_(url) == "undefined") debugLine("crema:response", "res.redirect() was called without a url");
  location(url);
  const auto address = get("Location").str();
  static constexpr std::array<std::string_view, 2> offers = {"text", "html"};
  vary("Accept");
  std::string body;
  const auto known = http::reason(static_cast<int>(status_code));
  const std::string phrase(known.empty() ? "undefined" : known);
  const auto choice = http::best_type(detail::field_view(x, "accept"), offers);
  if (choice == 0U) {
    type("text");
    body = phrase + ". Redirecting to " + address;
  } else if (choice == 1U) {
    type("html");
    body = "<!DOCTYPE html><head><title>" + phrase + "</title></head><body><p>" + phrase + ". Redirecting to " +
           http::escape_html(address) + "</p></body>";
  }
  status(status_code);
  detail::set_length(x, body.size());
  const bool head = x.cells.method == "HEAD";
  x.text_first = true;
  detail::end_response(x, head ? std::string_view() : std::string_view(body));
}

// The handlers get the router's next(), as req.next is.
void Response::format(const Map<Handler>& by_type) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return;
  std::vector<std::string> names;
  for (auto& [name, handler] : by_type)
    if (name != "default") names.push_back(name.str());
  const std::vector<std::string_view> offers(names.begin(), names.end());
  const auto none = names.size();
  const auto choice = offers.empty() ? none : http::best_type(detail::field_view(x, "accept"), offers).value_or(none);
  vary("Accept");
  const Next next(detail::NextSource{x.frame, nullptr});
  if (choice != none) {
    set("Content-Type", full_type(names[choice]));
    return by_type.get(names[choice])(req, *this, next);
  }
  if (by_type.has("default")) return by_type.get("default")(req, *this, next);
  Value types = make_array();
  for (const auto& name : names) append_element(types, make_text(full_type(name)));
  next(createError(406, {{"types", types}}));
}

}  // namespace crema
