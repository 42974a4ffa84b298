// One connection of HTTP/1 without its socket. advance() takes one step after the other until it has to wait; what core calls
// in between only notes what is to be done, so that no step finds another half done.
#include "h1/protocol.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "h1/tell.hpp"
#include "http/status.hpp"
#include "http/text.hpp"

namespace crema::h1 {
namespace {

using detail::high_water;

// Bytes of a body or of further requests that are kept while an answer is awaited; then reading pauses. Whatever the number of
// pipelined requests, a connection holds this much and what one more read brings (64 KB).
constexpr std::size_t read_ahead = 65536;

// Any of the fields of that name, as Node joins them.
bool mentions(const detail::RequestHead& head, std::string_view lower_name, std::string_view word) noexcept {
  for (std::uint32_t i = 0; i < head.field_count(); i++)
    if (http::iequals(head.name(i), lower_name) && h1::mentions(head.value(i), word)) return true;
  return false;
}

}  // namespace

Protocol::Protocol(detail::LoopContext& loop, detail::Service& service, const Settings& settings, BlockPool& blocks,
                   Carrier& carrier)
    : loop_(loop), service_(service), settings_(settings), carrier_(carrier), parser_(settings.head), output_(blocks) {}

Protocol::~Protocol() { lost(); }

// -- bytes in ---------------------------------------------------------------------------------------------------------------

void Protocol::feed(std::string_view bytes) {
  assert(!advancing_);
  if (close_ != Close::no || bytes.empty()) return;
  if (!stash_.empty()) {
    stash_.append(bytes);
    return advance();
  }
  input_ = bytes;
  advance();
  if (close_ == Close::no) stash_.assign(input_);
  input_ = {};
}

void Protocol::proceed() {
  if (close_ == Close::no) advance();
}

void Protocol::peer_closed() {
  eof_ = true;
  advance();
  carrier_.wake();
}

bool Protocol::wants_read() const noexcept {
  return close_ == Close::no && !eof_ && !too_much_ && stash_.size() - stash_at_ < read_ahead;
}

// Takes away what has been used of the stash; its memory goes with its last byte.
void Protocol::stash_rest() {
  stash_at_ = stash_.size() - input_.size();
  input_ = {};
  if (stash_at_ == stash_.size()) {
    std::string().swap(stash_);
    stash_at_ = 0;
  } else if (stash_at_ > read_ahead) {
    stash_.erase(0, std::exchange(stash_at_, 0));
  }
}

void Protocol::advance() {
  const bool from_stash = input_.empty() && !stash_.empty();
  if (from_stash) input_ = std::string_view(stash_).substr(stash_at_);
  advancing_ = true;
  while (close_ == Close::no && step()) {
  }
  advancing_ = false;
  if (from_stash) stash_rest();
  if (close_ != Close::no) carrier_.wake();
}

// One step on; false when it has to wait.
bool Protocol::step() {
  if (cut_) return cut(), false;
  if (refused_ != 0) return refuse(refused_);
  if (x_ && answer_ended_) return retire(), true;
  switch (request_) {
    case Request::idle:
      return begin();
    case Request::head:
      return read_head();
    case Request::body:
      return read_body();
    case Request::complete:
      return next_request();
  }
  return false;
}

bool Protocol::begin() {
  if (output_.size() >= high_water) return false;  // who does not read his answers is not asked for more
  if (!Parser::skip_empty_lines(input_)) {
    if (eof_) close_ = Close::flushed;
    return false;
  }
  x_ = &loop_.exchanges.acquire(loop_);
  parser_.begin(x_->head, x_->arena);
  request_ = Request::head;
  dispatched_ = head_written_ = answer_ended_ = false;
  return true;
}

bool Protocol::read_head() {
  if (input_.empty()) return eof_ && refuse(400);
  switch (parser_.next(input_)) {
    case Parser::Event::head:
      return dispatch();
    case Parser::Event::need_more:
      return eof_ && refuse(400);
    default:
      return refuse(parser_.status());
  }
}

// The head is there: the chain runs, and may have answered when it returns.
bool Protocol::dispatch() {
  auto& x = *x_;
  const bool http_1_1 = x.head.version_minor == 1;
  const bool has_body = x.head.chunked || x.head.content_length > 0;
  keep_alive_ = parser_.keep_alive() && !stopping_;
  can_chunk_ = http_1_1 || mentions(x.head, "te", "chunked");
  flowing_ = discarding_ = needs_drain_ = tell_written_ = awaits_continue_ = overdue_ = body_asked_ = false;
  discarded_ = 0;
  body_left_ = x.head.content_length;
  framing_ = {};
  if (debug()) debugLine("crema:http", std::string(x.head.method()).append(" ").append(x.head.target()));
  if (parser_.is_connect()) {
    // Nobody tunnels: closed without an answer, as Node does.
    drop_active();
    close_ = Close::flushed;
    return false;
  }
  auto expects = detail::Expectation::none;
  request_ = Request::body;
  if (!has_body) {
    // A coding other than chunked shows here only (RFC 9112 §6.3).
    if (parser_.next(input_) != Parser::Event::message_end) return refuse(parser_.status());
    request_ = Request::complete;
  }

  if (http_1_1) {
    bool found = false;
    x.head.find("host", &found);
    if (!found) return answer_itself(400);  // RFC 9112 §3.2
    if (settings_.requests > 0 && requests_ >= settings_.requests) return drop_request();
    x.head.find("expect", &found);
    x.head.expects_continue = found && mentions(x.head, "expect", "100-continue");
    if (found && !x.head.expects_continue) {
      if (service_.check_expectation.empty()) return answer_itself(417);
      expects = detail::Expectation::other;
    } else if (found && service_.check_continue.empty()) {
      informational(100, {});
    } else if (found) {
      expects = detail::Expectation::to_continue;
      awaits_continue_ = true;
    }
  }
  x.stream = this;
  dispatched_ = true;
  tell([&] { detail::start(x, service_, expects); });
  return true;
}

// What Node's server answers before any handler.
bool Protocol::answer_itself(int status) {
  auto& x = *x_;
  if (status == 400) x.fields.set(x.arena, "Connection", "close", detail::FieldId::connection);
  x.reason = http::reason(status);
  x.status = status;
  head(x, -1);
  end({});
  return true;
}

// One request more than the connection may bring: a client that did not heed "Connection: close".
bool Protocol::drop_request() {
  for (const auto& listener : service_.drop_request) tell([&] { listener(); });
  return answer_itself(503);
}

// -- the request's body -----------------------------------------------------------------------------------------------------

bool Protocol::read_body() {
  if (!x_ && (!keep_alive_ || too_much_)) return close_ = Close::linger, false;
  if (!flowing_ && !discarding_) return false;
  deliver_body();
  if (refused_ != 0 || request_ == Request::complete) return true;
  if (too_much_ && !x_) return true;
  if (eof_ && input_.empty()) return refuse(400);
  return false;
}

// Hands over what is there. It may be called by core from within start(): the bytes of the read are handed over as they lie.
void Protocol::deliver_body() {
  delivering_ = true;
  while (request_ == Request::body && (flowing_ || discarding_) && !cut_ && !too_much_) {
    const auto event = parser_.next(input_);
    if (event == Parser::Event::need_more) break;
    if (event == Parser::Event::body) {
      const auto bytes = parser_.body();
      body_left_ -= static_cast<std::int64_t>(bytes.size());
      if (discarding_) discard(bytes.size());
      else tell([&] { detail::receive_body(*x_, bytes); });
    } else if (event == Parser::Event::message_end) {
      request_ = Request::complete;
      if (!discarding_) tell([this] { detail::receive_end(*x_); });
    } else {
      refused_ = parser_.status();
      break;
    }
  }
  delivering_ = false;
}

void Protocol::discard(std::size_t size) noexcept {
  discarded_ += static_cast<std::int64_t>(size);
  if (discarded_ <= settings_.unread_body) return;
  too_much_ = true;
  keep_alive_ = false;
}

void Protocol::resume_body() {
  flowing_ = body_asked_ = true;
  if (discarding_ || delivering_ || request_ != Request::body) return;
  if (advancing_) return deliver_body();
  if (!stash_.empty()) {
    input_ = std::string_view(stash_).substr(stash_at_);
    deliver_body();
    stash_rest();
  }
  carrier_.wake();
}

void Protocol::pause_body() { flowing_ = false; }

void Protocol::discard_body() {
  if (request_ != Request::body) return;
  discarding_ = true;
  carrier_.wake();
}

// A body of a known length that is not worth reading to its end.
bool Protocol::too_much_left() const noexcept {
  return request_ == Request::body && !flowing_ && body_left_ > settings_.unread_body;
}

// -- from one request to the next ---------------------------------------------------------------------------------------------

// The answer has ended: the exchange leaves the connection, which may go on.
void Protocol::retire() {
  auto& x = *std::exchange(x_, nullptr);
  parser_.forget();
  requests_++;
  if (request_ == Request::body) {
    discarding_ = true;
    if (too_much_left()) keep_alive_ = false;
  }
  if (!dispatched_) {
    x.state = detail::ResponseState::finished;
    x.release();
  } else if (!x.touched_extras && x.refs.load(std::memory_order_relaxed) == 1) {
    // Nobody listens and nobody holds it: whether the bytes have gone makes no difference to anyone.
    tell([&] { detail::finished(x); });
    x.release();
  } else {
    x.stream = &tail_;
    ended_.push_back({&x, output_.appended()});
  }
}

bool Protocol::next_request() {
  if (x_) return false;
  if (keep_alive_) return request_ = Request::idle, true;
  close_ = input_.empty() ? Close::flushed : Close::linger;
  return false;
}

}  // namespace crema::h1
