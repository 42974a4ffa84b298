#include "core/exchange_events.hpp"

#include <utility>

#include "core/application.hpp"
#include "core/dispatch.hpp"
#include "core/final_handler.hpp"
#include "core/kept_error.hpp"
#include "core/request_cells.hpp"
#include "core/response_end.hpp"

namespace crema::detail {
namespace {

// The handler of a server that is no app: nothing follows it.
struct PlainFrame : Frame {
  PlainFrame(Exchange& x, Step s) : Frame(x, nullptr, s) {}
};

void plain_step(Frame& frame, Error* error, Signal) { final_handler(*frame.exchange, error); }

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

void closed(Exchange& x) {
  emit_response(x, "close");
  emit_request(x, "close");
  x.detach();
}

}  // namespace

Service::Service(Handler h) : handler(std::move(h)) {
  if (handler.kind() == Handler::Kind::app) app = static_cast<AppLink*>(handler.link().get())->app;
}

void start(Exchange& x, Service& service) {
  const Keep keep(x);
  fill_cells(x);
  x.head_only = x.head.method() == "HEAD";
  const bool has_body = x.head.chunked || x.head.content_length > 0;
  x.body_state = has_body ? BodyState::unread : BodyState::complete;
  if (service.app) return enter_app(x, *service.app, nullptr);
  use_app(x, plain_app());
  auto* frame = x.arena.make<PlainFrame>(x, plain_step);
  x.frame = frame;
  if (!call_handler(service.handler, *frame, nullptr)) final_handler(x, nullptr);
}

void receive_body(Exchange& x, std::string_view bytes) {
  x.body_received += static_cast<std::int64_t>(bytes.size());
  if (x.sink) x.sink->bytes(bytes);
}

void receive_end(Exchange& x) {
  x.body_state = BodyState::complete;
  if (auto* sink = std::exchange(x.sink, nullptr)) sink->end();
}

void drained(Exchange& x) { emit_response(x, "drain"); }

void finished(Exchange& x) {
  x.state = ResponseState::finished;
  if (x.touched_extras) {
    emit_response(x, "finish");
    return closed(x);
  }
  x.detach();
}

void gone(Exchange& x) {
  const Keep keep(x);
  if (x.state != ResponseState::finished) x.state = ResponseState::aborted;
  x.stream = nullptr;  // what is answered from now on is ignored
  auto* sink = std::exchange(x.sink, nullptr);
  if (x.body_state != BodyState::complete) {
    x.body_aborted = true;
    if (sink) sink->aborted();
    emit_request(x, "aborted");
  }
  closed(x);
}

}  // namespace crema::detail
