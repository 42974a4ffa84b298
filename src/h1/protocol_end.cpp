// How a connection waits, and what ends it: time, nonsense, a client that has left.
#include <string>
#include <utility>

#include "core/response_filters.hpp"
#include "h1/protocol.hpp"
#include "h1/tell.hpp"

namespace crema::h1 {

Phase Protocol::phase() const noexcept {
  if (close_ != Close::no) {
    if (!output_.empty()) return Phase::write;
    return close_ == Close::linger ? Phase::linger : Phase::none;
  }
  switch (request_) {
    case Request::idle:
      if (!output_.empty()) return Phase::write;
      return requests_ == 0 ? Phase::head : Phase::keep_alive;
    case Request::head:
      return Phase::head;
    case Request::body:
      if (!x_ || discarding_) return Phase::discard;
      if (eof_ && output_.empty()) return Phase::half_closed;
      return body_asked_ ? Phase::request : awaits_handler();
    case Request::complete:
      return x_ && eof_ && output_.empty() && !detail::works_on_body(*x_) ? Phase::half_closed : awaits_handler();
  }
  return Phase::none;
}

// The client has done what there was for it to do, but for reading.
Phase Protocol::awaits_handler() const noexcept {
  if (!output_.empty()) return Phase::write;
  return head_written_ ? Phase::none : Phase::answer;
}

// Of a body that nobody has asked for yet. One in chunks is not looked through for it.
bool Protocol::body_is_here() const noexcept {
  return body_left_ > 0 && static_cast<std::int64_t>(stash_.size() - stash_at_) >= body_left_;
}

void Protocol::expired() {
  switch (phase()) {
    case Phase::head:
    case Phase::request:
      refuse(408);
      break;
    case Phase::keep_alive:
      close_ = Close::flushed;
      break;
    case Phase::discard:
      keep_alive_ = false;
      too_much_ = true;
      if (!x_) close_ = Close::linger;
      break;
    case Phase::half_closed:
      if (request_ == Request::body && !body_is_here()) refuse(400);  // it will never be whole
      else lost();
      break;
    case Phase::linger:
      close_ = Close::cut;
      break;
    case Phase::answer:
      answer_overdue();
      break;
    case Phase::write:
      if (debug()) debugLine("crema:http", "cut: the client takes nothing of its answer (writeTimeout)");
      lost();
      close_ = Close::reset;  // so that the system forgets what the client has not taken
      break;
    case Phase::none:
      break;
  }
  carrier_.wake();
}

void Protocol::close_idle(bool unused) {
  if (close_ != Close::no || request_ != Request::idle || (requests_ == 0 && !unused)) return;
  close_ = Close::flushed;
  carrier_.wake();
}

// Leaves the active exchange without an answer.
void Protocol::drop_active() {
  if (!x_) return;
  auto& x = *std::exchange(x_, nullptr);
  parser_.forget();
  if (dispatched_) tell([&] { detail::gone(x); });
  else x.head.clear();  // nobody has seen it
  x.release();
}

// A request that cannot be read. What has been begun is cut; else the client is told why, as far as it listens.
bool Protocol::refuse(int status) {
  if (debug()) debugLine("crema:http", "refused with " + std::to_string(status));
  const bool answer = request_ <= Request::head || (x_ && !head_written_);
  const bool begun = !answer && x_;
  refused_ = 0;
  drop_active();
  if (answer && !service_.client_error.empty()) refuse_through_listeners(status);
  else if (answer) write_refusal(output_, status);
  close_ = begun ? Close::cut : Close::linger;
  carrier_.wake();
  return false;
}

// The app's error handlers answer where they can; if they do not either, or the answer is on its way already, nobody else is asked.
void Protocol::answer_overdue() {
  if (debug()) {
    debugLine("crema:http", std::string(x_->head.method()).append(" ").append(x_->head.target()) +
                                ": no answer within responseTimeout");
  }
  bool taken = false;
  if (!std::exchange(overdue_, true)) tell([&] { taken = detail::overdue(*x_, settings_.response_ms); });
  if (taken) return;
  drop_active();
  write_refusal(output_, 503);
  close_ = Close::linger;
}

// core broke the answer off.
void Protocol::cut() {
  const bool open_end = x_ && head_written_ && framing_.has_body && !framing_.chunked && framing_.length < 0;
  lost();
  close_ = open_end ? Close::reset : Close::cut;
  carrier_.wake();
}

void Protocol::file_failed() {
  output_.clear();
  lost();
  carrier_.wake();
}

void Protocol::lost() {
  close_ = Close::cut;
  drop_active();
  auto ended = std::move(ended_);
  ended_.clear();
  for (const auto& waiting : ended) {
    tell([&] { detail::gone(*waiting.exchange); });
    waiting.exchange->release();
  }
}

}  // namespace crema::h1
