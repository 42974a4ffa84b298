// res as Node's writable stream and as one side of a connection: pieces, events, interim answers, trailers, time-outs.
#include <crema/error.hpp>
#include <crema/regex.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "core/arguments.hpp"
#include "core/encodings.hpp"
#include "core/exchange.hpp"
#include "core/field_text.hpp"
#include "core/idle_timer.hpp"
#include "core/inspect.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"

namespace crema {

using detail::Exchange;
using detail::ResponseState;

namespace {

[[noreturn]] void wrong_argument(const std::string& sentence, const char* code) {
  TypeError error(sentence);
  error.code = code;
  throw error;
}

// The bytes of a chunk for write() and end(): text in an encoding, or a buffer.
std::string_view chunk_bytes(const Value& chunk, const Value& encoding, std::string& scratch) {
  const auto kind = kind_of(chunk);
  if (kind == Kind::null) wrong_argument("May not write null values to stream", "ERR_STREAM_NULL_VALUES");
  if (kind != Kind::text && kind != Kind::buffer)
    detail::throw_invalid_type("The \"chunk\" argument", "of type string or an instance of Buffer or Uint8Array",
                               chunk);
  if (kind == Kind::buffer || !encoding) return chunk.view();
  const auto known = encoding_named(encoding.str());
  if (!known) wrong_argument("Unknown encoding: " + encoding.str(), "ERR_UNKNOWN_ENCODING");
  if (*known == Encoding::utf8) return chunk.view();
  scratch = decoded(chunk.view(), *known);
  return scratch;
}

// Before the head has left: whether text follows it, in Node's own encoding.
void note_text(Exchange& x, const Value& chunk, const Value& encoding) {
  if (x.state <= ResponseState::fixed)
    x.text_first = detail::is_text(chunk) && (!encoding || encoding_named(encoding.str()) == Encoding::utf8);
}

// "finish" calls it; where that is over, it hears so.
void at_finish(const Response& res, const Callback<Error>& cb) {
  auto& x = res.exchange();
  if (x.state != ResponseState::finished) {
    res.once("finish", [cb] { cb(); });
    return;
  }
  Error error("Cannot call end after a stream was finished");
  error.code = "ERR_STREAM_ALREADY_FINISHED";
  detail::call_back(cb, error);
}

void interim(Exchange& x, int status, std::string_view fields, Callback<> cb) {
  if (!x.on_stream()) return;
  x.stream->informational(status, fields);
  if (!cb) return;
  x.more().written.push_back([cb = std::move(cb)] { cb(); });
  x.stream->tell_when_written();
}

void append_line(std::string& lines, std::string_view name, const Value& value, const char* what, Exchange& x) {
  const auto text = detail::latin1_text(value.str(), x.arena);
  if (!text) {
    wrong_argument("Invalid character in " + std::string(what) + " [\"" + std::string(name) + "\"]",
                   "ERR_INVALID_CHAR");
  }
  lines.append(name).append(": ").append(*text).append("\r\n");
}

// Node's check of a Link value: "<…>; name=value".
std::string link_text(const Value& link) {
  static const Regex shape(R"(^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$)");
  const Value links = Array.isArray(link) ? link : Array(link);
  for (auto one : links) {
    if (typeof_(one) == "string" && shape.test(one)) continue;
    wrong_argument(
        "The property 'hints' must be an array or string of format \"</styles.css>; rel=preload; as=style\". "
        "Received " +
            detail::inspect(link),
        "ERR_INVALID_ARG_VALUE");
  }
  return links.join(", ").str();
}

}  // namespace

// -- pieces ------------------------------------------------------------------------------------------------------------------

bool Response::write(const Value& chunk, const Value& encoding, Callback<Error> cb) const {
  std::string scratch;
  const auto bytes = chunk_bytes(chunk, encoding, scratch);
  note_text(*exchange_, chunk, encoding);
  return detail::write_response(*exchange_, bytes, cb);
}

void Response::end(const Value& chunk, const Value& encoding, Callback<Error> cb) const {
  auto& x = *exchange_;
  const bool ended = x.on_stream() && x.state >= ResponseState::held;
  if (!chunk) {
    if (cb) at_finish(*this, cb);
    return detail::end_response(x, {});
  }
  std::string scratch;
  const auto bytes = chunk_bytes(chunk, encoding, scratch);
  if (ended) return detail::write_after_end(x, cb);
  if (cb) at_finish(*this, cb);
  note_text(x, chunk, encoding);
  detail::end_response(x, bytes);
}

void Response::cork() const {
  if (exchange_->on_stream()) exchange_->more().corked++;
}
void Response::uncork() const {
  if (exchange_->touched_extras && exchange_->extras->corked > 0) exchange_->extras->corked--;
}
int Response::writableCorked() const { return exchange_->touched_extras ? exchange_->extras->corked : 0; }

void Response::flush() const { detail::flush_filters(*exchange_); }

const Response& Response::flushHeaders() const {
  detail::flush_head(*exchange_, true);
  return *this;
}

// -- where it stands -----------------------------------------------------------------------------------------------------------

bool Response::headersSent() const { return detail::progress(*exchange_) != ResponseState::open; }
bool Response::writable() const { return !writableEnded(); }
bool Response::writableEnded() const {
  return detail::progress(*exchange_) >= ResponseState::held || exchange_->ended_alone;
}
bool Response::writableFinished() const {
  return exchange_->state == ResponseState::finished || exchange_->ended_alone;
}
bool Response::writableNeedDrain() const {
  return !writableEnded() && exchange_->on_stream() && exchange_->stream->queued() > detail::high_water;
}
int Response::writableLength() const {
  return exchange_->on_stream() ? static_cast<int>(exchange_->stream->queued()) : 0;
}
int Response::writableHighWaterMark() const { return static_cast<int>(detail::high_water); }
bool Response::destroyed() const { return !exchange_->on_stream() || writableFinished(); }

const Response& Response::destroy(const Error& err) const {
  req.destroy(err);
  return *this;
}

const Response& Response::setTimeout(const Value& ms, Callback<Value> cb) const {
  if (cb) on("timeout", std::move(cb));
  detail::set_idle_timeout(*exchange_, ms);
  return *this;
}

// -- interim answers, trailers ---------------------------------------------------------------------------------------------------

void Response::writeContinue(Callback<> cb) const { interim(*exchange_, 100, {}, std::move(cb)); }
void Response::writeProcessing(Callback<> cb) const { interim(*exchange_, 102, {}, std::move(cb)); }

void Response::writeEarlyHints(const Value& hints, Callback<> cb) const {
  auto& x = *exchange_;
  if (typeof_(hints) != "object" || hints == null || Array.isArray(hints))
    detail::throw_invalid_type("The \"hints\" argument", "of type object", hints);
  const Value link = hints.get("link");
  if (link == null) return;
  const auto text = link_text(link);
  if (text.empty()) return;
  std::string lines;
  append_line(lines, "Link", text, "header content", x);
  for (auto [key, value] : Object.entries(hints)) {
    if (key == "link") continue;
    const auto name = key.str();
    detail::check_field_name(name);
    append_line(lines, name, value, "header content", x);
  }
  interim(x, 103, lines, std::move(cb));
}

void Response::addTrailers(const Value& fields) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return;
  std::string lines;
  const auto add = [&](const Value& key, const Value& value) {
    const auto name = key.str();
    detail::check_field_name(name, "Trailer name");
    const Value list = Array.isArray(value) ? value : Array(value);
    for (auto one : list) append_line(lines, name, one, "trailer content", x);
  };
  if (Array.isArray(fields)) {
    for (auto pair : fields) add(pair[0], pair[1]);
  } else {
    for (auto [key, value] : Object.entries(fields)) add(key, value);
  }
  x.more().trailers = std::move(lines);
}

// -- events ------------------------------------------------------------------------------------------------------------------

namespace {

detail::EventListeners& listeners(Exchange& x) {
  x.has_hooks = true;
  return x.more().response_events;
}

}  // namespace

const Response& Response::on(const Text& event, Callback<Value> cb) const {
  if (exchange_->on_stream()) listeners(*exchange_).add(event.view(), std::move(cb));
  return *this;
}
const Response& Response::once(const Text& event, Callback<Value> cb) const {
  if (exchange_->on_stream()) listeners(*exchange_).add(event.view(), std::move(cb), true);
  return *this;
}
const Response& Response::off(const Text& event, const Callback<Value>& cb) const {
  if (exchange_->touched_extras) exchange_->extras->response_events.remove(event.view(), cb);
  return *this;
}
const Response& Response::removeAllListeners(const Text& event) const {
  if (exchange_->touched_extras) exchange_->extras->response_events.remove_all(event.view());
  return *this;
}
int Response::listenerCount(const Text& event) const {
  return exchange_->touched_extras ? exchange_->extras->response_events.count(event.view()) : 0;
}
// What a listener throws is thrown to the caller, as in Node.
bool Response::emit(const Text& event, const Value& value) const {
  return exchange_->touched_extras && exchange_->extras->response_events.emit(event.view(), value);
}

}  // namespace crema
