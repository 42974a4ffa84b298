#include "core/response_end.hpp"

#include <crema/body_hooks.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "core/dispatch.hpp"
#include "core/exchange_ptr.hpp"
#include "core/file_pump.hpp"
#include "core/kept_error.hpp"
#include "core/response_filters.hpp"
#include "core/uncaught.hpp"
#include "core/field_text.hpp"
#include "core/idle_timer.hpp"
#include "core/value_node.hpp"
#include "http/status.hpp"

namespace crema::detail {
namespace {

int status_of(const Exchange& x) {
  const auto& status = x.cells.status_code;
  const double n = is_number(status) ? Access::number(status) : status.number();
  if (!(n >= 100 && n <= 999)) {
    RangeError error("Invalid status code: " + status.str());
    error.code = "ERR_HTTP_INVALID_STATUS_CODE";
    throw error;
  }
  return static_cast<int>(n);
}

std::string_view reason_of(Exchange& x) {
  if (!is_nullish(x.cells.status_message)) {
    const auto text = x.cells.status_message.str();
    const auto wire = latin1_text(text, x.arena);
    if (!wire) {
      TypeError error("Invalid character in statusMessage");
      error.code = "ERR_INVALID_CHAR";
      throw error;
    }
    x.beyond_ascii |= wire->size() != text.size();
    if (!wire->empty()) return *wire;
  }
  const auto phrase = http::reason(x.status);
  return phrase.empty() ? std::string_view("unknown") : phrase;
}

bool may_have_body(const Exchange& x) { return !x.head_only && x.status != 204 && x.status != 304 && x.status >= 200; }

// Of the answer whose head hooks run on this thread, where they run because it ends: they may ask for it.
thread_local std::int64_t ending_length = -1;

// Last registered first, each once.
void run_head_hooks(Exchange& x) {
  struct Forget {
    ~Forget() { ending_length = -1; }
  } const forget;
  if (x.hooks_ran) return;
  x.hooks_ran = true;
  if (!x.has_hooks) return;
  // One that is registered meanwhile is too late.
  auto& hooks = x.extras->head_hooks;
  for (auto left = hooks.size(); left-- > 0;) {
    const auto hook = std::move(hooks[left]);
    hook(x.res);
  }
  hooks.clear();
}

// A Trailer field promises what only a body in chunks can carry.
void check_trailer_field(const Exchange& x) {
  if (!x.fields.has(FieldId::trailer)) return;
  const bool in_chunks = x.fields.has(FieldId::transfer_encoding) ||
                         (!x.fields.has(FieldId::content_length) && !x.removed.transfer_encoding);
  if (in_chunks && may_have_body(x) && x.head.version_minor != 0) return;
  Error error("Trailers are invalid with this transfer encoding");
  error.code = "ERR_HTTP_TRAILER_INVALID";
  throw error;
}

// What res.statusMessage is once the head has left.
void show_reason(Exchange& x) {
  if (!is_nullish(x.cells.status_message)) return;
  set_getter(
      x.cells.status_message, [](void* self) { return text_of_field(static_cast<Exchange*>(self)->reason); }, &x);
}

// Node joins a head with text that follows it at once, and both are UTF-8 then; before bytes and chunks it is Latin-1.
bool joins_text(const Exchange& x, std::int64_t length) {
  return x.text_first && may_have_body(x) && (length >= 0 || x.fields.has(FieldId::content_length)) &&
         !x.fields.has(FieldId::transfer_encoding);
}

// `alone`: nothing follows for now.
void send_head(Exchange& x, std::int64_t length, bool alone = false) {
  if (x.state != ResponseState::fixed) {
    x.status = status_of(x);
    x.reason = reason_of(x);
  }
  check_trailer_field(x);
  if (x.beyond_ascii) x.utf8_head = alone || joins_text(x, length);
  show_reason(x);
  x.stream->head(x, length);
}

void send_piece(Exchange& x, std::string_view piece) {
  if (!may_have_body(x)) return;
  if (filtered(x)) {
    through_filters(x, piece, Push::bytes);
    return;
  }
  x.sent += static_cast<std::int64_t>(piece.size());
  x.stream->body(piece);
}

// Of a body of declared length what has the last byte waits for the gates: with it the client would have the whole answer.
std::string_view but_the_last_byte(Exchange& x, std::string_view piece) {
  if (!x.has_hooks || x.extras->gates.empty() || filtered(x) || !may_have_body(x)) return piece;
  const auto* length = x.fields.find(FieldId::content_length);
  std::int64_t declared = 0;
  if (!length || x.fields.has(FieldId::transfer_encoding)) return piece;
  std::from_chars(length->value.data(), length->value.data() + length->value.size(), declared);
  const auto free = std::max<std::int64_t>(declared - 1 - x.sent, 0);
  if (declared <= 0 || static_cast<std::int64_t>(piece.size()) <= free) return piece;
  x.extras->held_body.append(piece.substr(static_cast<std::size_t>(free)));
  return piece.substr(0, static_cast<std::size_t>(free));
}

// All of it is known: head, body and end at once.
void complete(Exchange& x, std::string_view body) {
  if (!x.stream) return;
  const bool started = x.state == ResponseState::streaming;
  const bool fixed = x.state == ResponseState::fixed;
  if (!started) {
    ending_length = static_cast<std::int64_t>(body.size());
    run_head_hooks(x);
    const bool known = !fixed && !filtered(x) && !x.fields.has(FieldId::trailer);
    send_head(x, known ? static_cast<std::int64_t>(body.size()) : -1);
  }
  x.state = ResponseState::ended;
  if (may_have_body(x)) {
    if (filtered(x)) {
      if (!through_filters(x, body, Push::end)) return;
    } else if (!body.empty()) {
      x.sent += static_cast<std::int64_t>(body.size());
      x.stream->body(body);
    }
  }
  end_stream(x);
}

// Up to this size a file is read in one go; from there on its descriptor goes to the stream.
constexpr std::int64_t most_read = 65536;

// Up to this size it is read to where the stream copies it from; what is larger the stream takes over.
constexpr std::size_t most_on_stack = 16384;

// The same for a file. One that has become shorter ends before its declared length, and the stream closes the connection.
void complete(Exchange& x, FileRange&& file) {
  if (!x.stream) return;
  run_head_hooks(x);
  if (x.state == ResponseState::open && filtered(x)) return pump_file(x, std::move(file));
  const auto send = [&x, length = file.length](auto&& body, std::int64_t size) {
    if (x.state <= ResponseState::fixed) send_head(x, length);
    x.state = ResponseState::ended;
    x.file_body = true;
    if (may_have_body(x)) {
      x.sent += size;
      x.stream->body(std::forward<decltype(body)>(body));
    }
    end_stream(x);
  };
  if (file.kept) {
    const std::string_view all = *file.kept;
    return send(all.substr(static_cast<std::size_t>(file.offset), static_cast<std::size_t>(file.length)), file.length);
  }
  if (file.length > most_read || !may_have_body(x)) return send(std::move(file), file.length);
  if (file.length <= static_cast<std::int64_t>(most_on_stack)) {
    char bytes[most_on_stack];
    const auto size = read_range(file, bytes);
    return send(std::string_view(bytes, size), static_cast<std::int64_t>(size));
  }
  auto bytes = read_range(file);
  const auto size = static_cast<std::int64_t>(bytes.size());
  send(std::move(bytes), size);
}

// -- gates -------------------------------------------------------------------------------------------------------------------

// A gate failed: the answer is taken back, and its error goes where next() of that gate would have gone.
void take_back(Exchange& x, ResponseState before, Frame* frame, const Error& error) {
  if (before != ResponseState::open) return break_off(x);
  x.state = ResponseState::open;
  x.hooks_ran = false;
  x.extras->held_body.clear();
  x.extras->held_file = {};
  x.cells.status_code = 200;
  x.cells.status_message = undefined;
  x.fields.remove("Content-Type", FieldId::content_type);
  x.fields.remove("Content-Length", FieldId::content_length);
  x.fields.remove("Transfer-Encoding", FieldId::transfer_encoding);
  x.fields.remove("ETag", FieldId::etag);
  Error* kept = keep_error(x, error);
  if (frame) frame->step(*frame, kept, Signal::none);
}

// An answer as it was when it ended: `res.status(500)` behind that counts as little as it does once the head has left.
struct Ended {
  ResponseState before;
  Value status, reason;
};

// Runs the gates, last registered first; each goes on when it is released.
void run_gates(Exchange& x, const Ended& ended) {
  auto& gates = x.extras->gates;
  if (gates.empty()) {
    if (!x.stream) return;
    auto body = std::exchange(x.extras->held_body, {});
    auto file = std::exchange(x.extras->held_file, {});
    x.state = ended.before;
    x.cells.status_code = ended.status;
    x.cells.status_message = ended.reason;
    try {
      file ? complete(x, std::move(file)) : complete(x, body);
    } catch (...) {
      // The head cannot be written after all (a status, a hook): as if end() had thrown.
      Error* kept = keep_thrown(x);
      if (x.state == ResponseState::open && x.frame) x.frame->step(*x.frame, kept, Signal::none);
      else break_off(x);
    }
    if (x.extras->held_body.capacity() < body.capacity()) x.extras->held_body.swap(body);
    x.extras->held_body.clear();
    return;
  }
  auto gate = std::move(gates.back());
  gates.pop_back();
  // Dropped without being called, the request would hang: as it would in Express.
  gate.run(Release([keep = ExchangePtr(x), released = false, ended, frame = gate.frame](auto& error) mutable {
    if (std::exchange(released, true)) return;
    auto& held = *keep;
    if (!held.on_stream() || held.state != ResponseState::held) return;
    if (error) take_back(held, ended.before, frame, error);
    else run_gates(held, ended);
  }));
}

void hold(Exchange& x) {
  run_gates(x, {std::exchange(x.state, ResponseState::held), x.cells.status_code, x.cells.status_message});
}

// The client has left before the end. What a gate does in any case is done, and its error goes where it always does.
void run_gates_alone(Exchange& x) {
  auto& gates = x.extras->gates;
  if (gates.empty()) return;
  auto gate = std::move(gates.back());
  gates.pop_back();
  gate.run(Release([keep = ExchangePtr(x), released = false, frame = gate.frame](auto& error) mutable {
    if (std::exchange(released, true)) return;
    if (error && frame) frame->step(*frame, keep_error(*keep, error), Signal::none);
    run_gates_alone(*keep);
  }));
}

// Whether gates have to open first.
bool is_gated(Exchange& x) {
  if (!x.has_hooks || x.extras->gates.empty()) return false;
  if (x.state == ResponseState::open) status_of(x);  // a wrong status is the handler's error, not the gate's
  return true;
}

}  // namespace

void end_stream(Exchange& x) {
  if (x.stream) x.stream->end(x.touched_extras ? std::string_view(x.extras->trailers) : std::string_view());
  if (x.touched_extras) emit_response(x, "prefinish");
}

void throw_headers_sent(const char* doing) {
  Error error(std::string("Cannot ") + doing + " headers after they are sent to the client");
  error.code = "ERR_HTTP_HEADERS_SENT";
  throw error;
}

void write_after_end(Exchange& x, const Callback<Error>& done) {
  Error error("write after end");
  error.code = "ERR_STREAM_WRITE_AFTER_END";
  soon(x, [&x, done, error] {
    call_back(done, error);
    if (!emit_response(x, "error", error)) report_uncaught(error.exception(), Uncaught::exception);
  });
}

void set_length(Exchange& x, std::size_t size) {
  char* text = x.arena.text(20);
  const auto end = std::to_chars(text, text + 20, size).ptr;
  set_field(x, "Content-Length", {text, static_cast<std::size_t>(end - text)}, FieldId::content_length);
}

void require_open(const Exchange& x, const char* doing) {
  const bool ignored = x.answered_for && !x.on_stream();
  if (progress(x) != ResponseState::open && !ignored) throw_headers_sent(doing);
}

bool takes_fields(const Exchange& x, const char* doing) {
  require_open(x, doing);
  return x.on_stream();
}

bool nobody_listens(Exchange& x) {
  if (x.on_stream()) return false;
  require_open(x, "set");
  end_alone(x);
  return true;
}

void end_alone(Exchange& x) {
  if (x.state != ResponseState::aborted || x.parked || progress(x) >= ResponseState::held) return;
  if (!std::exchange(x.ended_alone, true) && x.touched_extras) run_gates_alone(x);
}

void end_response(Exchange& x, std::string_view body) {
  if (!x.on_stream()) return end_alone(x);
  if (x.state >= ResponseState::held) {
    if (!body.empty()) write_after_end(x);
    return;
  }
  if (is_gated(x)) {
    x.extras->held_body.append(body);
    return hold(x);
  }
  complete(x, body);
}

void end_with_file(Exchange& x, FileRange&& file) {
  if (!x.on_stream()) return end_alone(x);
  if (x.state >= ResponseState::held) return;
  if (is_gated(x)) {
    x.extras->held_file = std::move(file);
    return hold(x);
  }
  complete(x, std::move(file));
}

bool write_response(Exchange& x, std::string_view piece, const Callback<Error>& done) {
  if (!x.on_stream()) {
    const bool ended = x.state == ResponseState::finished || x.ended_alone;
    Error error(ended ? "write after end" : "Cannot call write after a stream was destroyed");
    error.code = ended ? "ERR_STREAM_WRITE_AFTER_END" : "ERR_STREAM_DESTROYED";
    if (done) soon(x, [done, error] { done(error); });
    return false;
  }
  if (x.state >= ResponseState::held) {
    write_after_end(x, done);
    return false;
  }
  if (!x.head_only) flush_head(x);
  else if (x.state == ResponseState::open) fix_head(x);  // leaves at the end: with it the client has the whole answer
  send_piece(x, but_the_last_byte(x, piece));
  if (!x.on_stream()) return false;
  if (x.touched_extras && x.extras->idle) x.extras->idle->touch();
  if (done) {
    x.more().written.push_back(done);
    x.stream->tell_when_written();
  }
  const bool lag = filters_lag(x);
  return !lag && x.stream->queued() <= high_water;
}

void flush_filters(Exchange& x) {
  if (!x.on_stream() || x.state >= ResponseState::held) return;
  if (!filtered(x)) return flush_head(x);
  if (x.state == ResponseState::streaming && may_have_body(x)) through_filters(x, {}, Push::flush);
}

void fix_head(Exchange& x) {
  if (!x.on_stream()) return;
  run_head_hooks(x);
  x.status = status_of(x);
  x.reason = reason_of(x);
  x.state = ResponseState::fixed;
}

void flush_head(Exchange& x, bool alone) {
  if (!x.on_stream() || x.state > ResponseState::fixed) return;
  run_head_hooks(x);
  send_head(x, -1, alone);
  x.state = ResponseState::streaming;
}

void break_off(Exchange& x) {
  if (!x.on_stream()) return;
  x.stream->reset();
}

}  // namespace crema::detail

std::int64_t crema::endingLength(const Response&) noexcept { return crema::detail::ending_length; }
