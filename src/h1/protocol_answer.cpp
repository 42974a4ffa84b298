// The answer's way out: head, body and end as core says them, and what core is told when their bytes have gone.
#include <charconv>
#include <memory>
#include <string>
#include <utility>

#include "core/refused_request.hpp"
#include "core/response_filters.hpp"
#include "h1/protocol.hpp"
#include "h1/tell.hpp"
#include "http/status.hpp"

namespace crema::h1 {

using detail::Exchange;
using detail::high_water;

void Protocol::head(Exchange& x, std::int64_t length) {
  if (head_written_ || cut_) return;
  head_written_ = true;
  HeadContext context;
  if (x.cells.send_date) context.date = loop_.date_text();
  context.keep_alive_seconds = settings_.keep_alive_seconds;
  // Who did not get his 100 may send the body all the same, or not: nobody can tell where the next request begins.
  context.keep_alive = keep_alive_ && !stopping_ && !awaits_continue_ && !too_much_left() &&
                       static_cast<bool>(x.cells.should_keep_alive);
  context.requests = settings_.requests;
  context.last = x.head.version_minor == 1 && settings_.requests > 0 && requests_ + 1 >= settings_.requests;
  context.head_request = x.head.method() == "HEAD";
  context.can_chunk = can_chunk_;
  context.removed = x.removed;
  context.utf8 = x.utf8_head;
  framing_ = write_head(output_, x.status, x.reason, x.fields, length, context);
  answer_left_ = framing_.length;
  keep_alive_ = keep_alive_ && framing_.keep_alive;
  carrier_.wake();
}

// No byte more than was declared: it would be taken for the next answer.
std::int64_t Protocol::within_length(std::int64_t size) noexcept {
  if (framing_.length < 0 || framing_.chunked) return size;
  if (size > answer_left_) {
    size = answer_left_;
    keep_alive_ = false;
  }
  answer_left_ -= size;
  return size;
}

// Whether more may wait for the client. What is written within one Turn may be of any size, as the memory of who wrote it was; but a
// handler that takes no notice of write()'s false and writes on must not fill the memory for a client that does not read.
bool Protocol::may_queue() {
  if (unsent_ <= settings_.queued_output) return true;
  if (!cut_ && debug())
    debugLine("crema:http", "cut: more waits for the client than maxQueuedOutput, and the handler writes on");
  reset();
  return false;
}

void Protocol::body(std::string_view bytes) {
  if (!head_written_ || answer_ended_ || cut_ || !framing_.has_body || !may_queue()) return;
  append_body(within_length(bytes));
}

void Protocol::body(std::string&& bytes) {
  if (!head_written_ || answer_ended_ || cut_ || !framing_.has_body || !may_queue()) return;
  if (framing_.chunked) return append_body(bytes);
  bytes.resize(within_length(bytes).size());
  output_.adopt(std::move(bytes));
  needs_drain_ = output_.size() > high_water;
  carrier_.wake();
}

void Protocol::body(detail::FileRange&& range) {
  if (!head_written_ || answer_ended_ || cut_ || !framing_.has_body) return;
  range.length = within_length(range.length);
  if (range.length == 0) return;
  if (framing_.chunked) begin_chunk(static_cast<std::size_t>(range.length));
  output_.adopt(std::move(range));
  if (framing_.chunked) output_.append("\r\n");
  needs_drain_ = output_.size() > high_water;
  carrier_.wake();
}

void Protocol::begin_chunk(std::size_t size) {
  char* to = output_.reserve(18);
  to = std::to_chars(to, to + 16, size, 16).ptr;
  *to++ = '\r';
  *to++ = '\n';
  output_.commit(to);
}

void Protocol::append_body(std::string_view bytes) {
  if (bytes.empty()) return;
  if (framing_.chunked) begin_chunk(bytes.size());
  output_.append(bytes);
  if (framing_.chunked) output_.append("\r\n");
  needs_drain_ = output_.size() > high_water;
  carrier_.wake();
}

void Protocol::tell_when_written() {
  tell_written_ = true;
  carrier_.wake();
}

void Protocol::end(std::string_view trailers) {
  if (answer_ended_) return;
  answer_ended_ = true;
  if (framing_.chunked && framing_.has_body) {
    output_.append("0\r\n");
    output_.append(trailers);
    output_.append("\r\n");
  } else if (framing_.has_body && framing_.length >= 0 && answer_left_ > 0) {
    keep_alive_ = false;  // the client waits for more
  }
  carrier_.wake();
}

void Protocol::reset() {
  cut_ = true;
  carrier_.wake();
}

void Protocol::informational(int status, std::string_view fields) {
  if (head_written_ || cut_ || !x_ || x_->head.version_minor == 0 || !may_queue()) return;
  if (status == 100) awaits_continue_ = false;
  const auto reason = http::reason(status);
  output_.append("HTTP/1.1 ");
  char digits[3];
  std::to_chars(digits, digits + 3, status);
  output_.append(std::string_view(digits, 3));
  output_.append(" ");
  output_.append(reason);
  output_.append("\r\n");
  output_.append(fields);
  output_.append("\r\n");
  carrier_.wake();
}

void Protocol::flushed(bool go_on) {
  unsent_ = output_.size();
  // Listeners of "finish" may do what they like, but they add nothing to the list.
  std::size_t done = 0;
  while (done < ended_.size() && ended_[done].end <= output_.taken()) {
    auto& x = *ended_[done++].exchange;
    tell([&] { detail::finished(x); });
    x.release();
  }
  ended_.erase(ended_.begin(), ended_.begin() + static_cast<std::ptrdiff_t>(done));
  if (ended_.empty() && ended_.capacity() > 16) std::vector<Waiting>().swap(ended_);
  if (tell_written_ && output_.empty() && x_ && !answer_ended_) {
    tell_written_ = false;
    tell([this] { detail::written(*x_); });
  }
  if (needs_drain_ && output_.empty() && x_ && !answer_ended_) {
    needs_drain_ = false;
    tell([this] { detail::drained(*x_); });
  }
  if (close_ != Close::no) return;
  if (go_on) advance();
  // A client that sends no more and is read to by a stream without an end has left, as far as anyone can tell.
  if (eof_ && x_ && head_written_ && !answer_ended_ && output_.empty() && !detail::works_on_body(*x_)) lost();
}

// "clientError": what the listeners write is what the client hears.
void Protocol::refuse_through_listeners(int status) {
  Error error(status == 408 ? "Request timeout" : std::string("Parse Error: ") + parser_.error_text());
  error.code = status == 408 ? "ERR_HTTP_REQUEST_TIMEOUT" : parser_.error_code();
  const auto state = std::make_shared<detail::RefusedState>();
  state->remote_address = peer().remote_address;
  state->remote_port = peer().remote_port;
  ClientSocket socket(state);
  for (const auto& listener : service_.client_error) tell([&] { listener(error, socket); });
  state->open = false;
  output_.append(state->answer);
}

}  // namespace crema::h1
