// The body of a request: read whole for the parsers, or as a stream of events. At most one reader a body.
#include <crema/hooks.hpp>
#include <crema/request.hpp>

#include <string>
#include <utility>

#include "core/encodings.hpp"
#include "core/exchange.hpp"
#include "core/request_stream.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

// Collects a body up to a limit. One that came in one piece is handed on as it is, without a copy.
class WholeBody final : public BodySink {
 public:
  WholeBody(Exchange& x, std::int64_t limit, Callback<const ReadResult&> done)
      : x_(x), limit_(limit), done_(std::move(done)) {}

  void bytes(std::string_view piece) override {
    if (x_.body_received > limit_) return too_large();
    const auto expected = x_.head.content_length;
    if (body_.empty() && expected == static_cast<std::int64_t>(piece.size())) {
      x_.sink = nullptr;
      x_.body_state = BodyState::complete;
      return answer(ReadResult::Kind::complete, piece);
    }
    if (body_.empty() && expected > 0) body_.reserve(static_cast<std::size_t>(expected));
    body_.append(piece);
  }
  void end() override { answer(ReadResult::Kind::complete, body_); }
  void aborted() override { answer(ReadResult::Kind::aborted, {}); }

  void too_large() {
    x_.sink = nullptr;
    x_.body_state = BodyState::discarding;
    x_.stream->discard_body();
    body_ = std::string();
    answer(ReadResult::Kind::too_large, {});
  }

 private:
  void answer(ReadResult::Kind kind, std::string_view bytes) {
    ReadResult result;
    result.kind = kind;
    result.bytes = bytes;
    result.expected = x_.head.content_length;
    result.received = x_.body_received;
    const auto done = std::exchange(done_, {});
    done(result);
  }

  Exchange& x_;
  std::int64_t limit_;
  Callback<const ReadResult&> done_;
  std::string body_;
};

}  // namespace
}  // namespace detail

void readBody(const Request& req, const ReadOptions& options, Callback<const ReadResult&> done) {
  using detail::BodyState;
  auto& x = req.exchange();
  ReadResult result;
  result.expected = x.head.content_length;
  if (!x.on_stream()) {
    result.kind = ReadResult::Kind::aborted;
    return done(result);
  }
  if (x.body_state == BodyState::complete && x.body_received == 0) return done(result);
  if (x.body_state != BodyState::unread) {
    result.kind = ReadResult::Kind::already_read;
    return done(result);
  }
  auto& reader = slot<detail::WholeBody>(req, x, options.limit, std::move(done));
  if (x.head.content_length > options.limit) return reader.too_large();
  x.body_state = BodyState::reading;
  x.sink = &reader;
  x.stream->resume_body();
}

// -- events ------------------------------------------------------------------------------------------------------------------

namespace detail {

void RequestStream::bytes(std::string_view piece) {
  if (encoding_.empty()) return emit_request(x_, "data", make_buffer(piece));
  held_.append(piece);
  const auto whole = utf8_ ? complete_utf8(held_) : held_.size();
  if (whole == 0) return;
  const Value text = make_buffer(std::string_view(held_).substr(0, whole)).toString(encoding_);
  held_.erase(0, whole);
  emit_request(x_, "data", text);
}

void RequestStream::end() {
  if (!held_.empty()) emit_request(x_, "data", make_buffer(std::exchange(held_, {})).toString(encoding_));
  emit_request(x_, "end");
}

void RequestStream::set_encoding(std::string_view encoding) {
  encoding_ = encoding;
  utf8_ = encoding == "utf8" || encoding == "utf-8";
}

void RequestStream::flow() {
  if (flowing_ || !x_.on_stream()) return;
  flowing_ = true;
  // Listeners that are added later in this handler shall hear everything.
  x_.retain();
  Hop hop;
  hop.object = this;
  hop.run = [](Hop& h) {
    auto& stream = *static_cast<RequestStream*>(h.object);
    auto& x = stream.x_;
    stream.begin();
    x.release();
  };
  x_.loop->hop(std::move(hop));
}

void RequestStream::begin() {
  if (!flowing_ || !x_.on_stream()) return;
  if (x_.body_state == BodyState::unread) x_.body_state = BodyState::reading;
  if (x_.body_state == BodyState::reading || x_.body_state == BodyState::paused) {
    x_.body_state = BodyState::reading;
    x_.sink = this;
    return x_.stream->resume_body();
  }
  if (x_.body_state == BodyState::complete && x_.body_received == 0 && !std::exchange(ended_, true)) end();
}

void RequestStream::pause() {
  flowing_ = false;
  if (x_.body_state != BodyState::reading || x_.sink != this || !x_.on_stream()) return;
  x_.body_state = BodyState::paused;
  x_.stream->pause_body();
}

std::size_t complete_utf8(std::string_view text) noexcept {
  // At most three bytes of a character that goes on in the next piece.
  for (std::size_t back = 1; back <= 3 && back <= text.size(); back++) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? text.size() - back : text.size();
  }
  return text.size();
}

}  // namespace detail

const Request& Request::on(const Text& event, Callback<Value> cb) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return *this;
  x.more().request_events.add(event.view(), std::move(cb));
  if (event.view() == "data") slot<detail::RequestStream>(*this, x).flow();
  return *this;
}

const Request& Request::once(const Text& event, Callback<Value> cb) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return *this;
  x.more().request_events.add(event.view(), std::move(cb), true);
  if (event.view() == "data") slot<detail::RequestStream>(*this, x).flow();
  return *this;
}

const Request& Request::pause() const {
  slot<detail::RequestStream>(*this, *exchange_).pause();
  return *this;
}

const Request& Request::resume() const {
  slot<detail::RequestStream>(*this, *exchange_).flow();
  return *this;
}

const Request& Request::setEncoding(const Text& encoding) const {
  slot<detail::RequestStream>(*this, *exchange_).set_encoding(encoding.view());
  return *this;
}

}  // namespace crema
