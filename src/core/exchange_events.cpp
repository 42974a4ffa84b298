#include "core/exchange_events.hpp"

#include <utility>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/final_handler.hpp"
#include "core/idle_timer.hpp"
#include "core/kept_error.hpp"
#include "core/request_cells.hpp"
#include "core/response_end.hpp"
#include "core/response_filters.hpp"

namespace crema::detail {
namespace {

// The handler of a server that is no app: nothing follows it.
struct PlainFrame : Frame {
  PlainFrame(Exchange& x, Step s) : Frame(x, nullptr, s) {}
};

void plain_step(Frame& frame, Error* error, Signal) { final_handler(*frame.exchange, error, plain_app()); }

// Keeps the exchange while its chain runs, whatever becomes of its client meanwhile.
class Keep {
 public:
  explicit Keep(Exchange& x) : x_(x) { x_.retain(); }
  ~Keep() { x_.release(); }
  Keep(const Keep&) = delete;
  Keep& operator=(const Keep&) = delete;

 private:
  Exchange& x_;
};

void tell_request_closed(Exchange& x) {
  x.request_closed = true;
  if (!std::exchange(x.request_told, true)) emit_request(x, "close");
}

// "end" comes to those who only listen for it, because an answered request's body is read to its end, by somebody or nobody.
void closed_in_order(Exchange& x) {
  emit_response(x, "finish");
  emit_response(x, "close");
  if (!std::exchange(x.body_ended, true)) emit_request(x, "end");
  tell_request_closed(x);
  x.detach();
}

// As in Node, even a request without a body is complete only once its handlers have been called.
class Began {
 public:
  explicit Began(Exchange& x) : x_(x) {}
  ~Began() {
    if (x_.body_state == BodyState::none) x_.body_state = BodyState::complete;
  }
  Began(const Began&) = delete;
  Began& operator=(const Began&) = delete;

 private:
  Exchange& x_;
};

// One of the handlers of a server that is called besides others, or instead of them.
void call_plain(Exchange& x, const Handler& handler) {
  use_app(x, plain_app());
  auto* frame = x.arena.make<PlainFrame>(x, plain_step);
  x.frame = frame;
  if (handler.kind() == Handler::Kind::app)
    return enter_app(x, *static_cast<AppLink*>(handler.link().get())->app, nullptr, false);
  if (!call_handler(handler, *frame, nullptr)) final_handler(x, nullptr, plain_app());
}

}  // namespace

Service::Service(Handler h) { add("request", std::move(h)); }

void Service::add(std::string_view event, Handler h) {
  if (!h) return;
  if (event == "checkContinue") return check_continue.push_back(std::move(h));
  if (event == "checkExpectation") return check_expectation.push_back(std::move(h));
  if (handler) return more.push_back(std::move(h));
  handler = std::move(h);
  if (handler.kind() == Handler::Kind::app) app = static_cast<AppLink*>(handler.link().get())->app;
}

void start(Exchange& x, Service& service, Expectation expects) {
  const Keep keep(x);
  fill_cells(x);
  x.head_only = x.head.method() == "HEAD";
  const bool has_body = x.head.chunked || x.head.content_length > 0;
  x.body_state = has_body ? BodyState::unread : BodyState::none;
  const Began began(x);
  if (expects != Expectation::none) {
    const auto& instead = expects == Expectation::other ? service.check_expectation : service.check_continue;
    for (const auto& handler : instead) call_plain(x, handler);
    return;
  }
  if (service.app) enter_app(x, *service.app, nullptr, false);
  else if (service.handler) call_plain(x, service.handler);
  for (const auto& handler : service.more) call_plain(x, handler);
}

void receive_body(Exchange& x, std::string_view bytes) {
  x.body_received += static_cast<std::int64_t>(bytes.size());
  if (x.touched_extras && x.extras->idle) x.extras->idle->touch();
  if (x.tap) x.tap->bytes(bytes);
  if (x.sink) x.sink->bytes(bytes);
}

void receive_end(Exchange& x) {
  x.body_state = BodyState::complete;
  auto* sink = std::exchange(x.sink, nullptr);
  if (sink) x.body_ended = true;
  if (x.tap) {
    x.tap->end();
  } else {
    x.body_ended = true;
    emit_request(x, "end");
  }
  if (sink) sink->end();
  if (x.body_ended) close_request(x);
}

// As in Node, a request is over when its body has been read to the end, whatever becomes of its answer.
void close_request(Exchange& x) {
  if (!x.on_stream() || std::exchange(x.request_closed, true)) return;
  if (x.touched_extras && x.extras->request_events.has("close")) soon(x, [&x] { tell_request_closed(x); });
}

void drained(Exchange& x) {
  resume_filters(x);
  if (x.state == ResponseState::streaming && !filters_lag(x)) emit_response(x, "drain");
}

void written(Exchange& x) {
  if (!x.touched_extras) return;
  if (x.extras->idle) x.extras->idle->touch();
  const auto callbacks = std::move(x.extras->written);
  x.extras->written.clear();
  for (const auto& callback : callbacks) call_back(callback, {});
}

void finished(Exchange& x) {
  x.state = ResponseState::finished;
  if (!x.touched_extras) return x.detach();
  x.extras->idle.reset();
  written(x);
  closed_in_order(x);
}

// The error is that of npm's connect-timeout. What the handler does later is ignored, as after a client that has left.
bool overdue(Exchange& x, double ms) {
  if (x.state != ResponseState::open || !x.frame) return false;
  const Keep keep(x);
  x.answered_for = true;
  auto error = createError(503, "Response timeout");
  error.code = "ETIMEDOUT";
  error["timeout"] = ms;
  x.frame->step(*x.frame, keep_error(x, error), Signal::none);
  return true;
}

// The order of events is Node's: aborted, the response's close, the request's error and close.
void gone(Exchange& x) {
  const Keep keep(x);
  if (x.state != ResponseState::finished) {
    x.left_at = x.state;
    x.state = ResponseState::aborted;
  }
  x.stream = nullptr;  // what is answered from now on is ignored
  resume_filters(x);
  auto* sink = std::exchange(x.sink, nullptr);
  const bool cut_short = !x.body_ended || x.body_state != BodyState::complete;
  if (cut_short) x.body_aborted = true;
  const bool reading = x.body_state != BodyState::complete && sink;
  if (!x.touched_extras) {
    if (reading) sink->aborted();
    return x.detach();
  }
  Error error = x.extras->destroyed_by;
  if (!error) {
    error = Error("aborted");
    error.code = "ECONNRESET";
  }
  const auto callbacks = std::move(x.extras->written);
  for (const auto& callback : callbacks) call_back(callback, error);
  if (cut_short) emit_request(x, "aborted");
  if (reading) sink->aborted();
  emit_response(x, "close");
  if (cut_short) emit_request(x, "error", error);
  tell_request_closed(x);
  x.detach();
}

}  // namespace crema::detail
