// The body of a request, read whole for the parsers. At most one reader a body.
#include "core/body_reader.hpp"

#include <crema/request.hpp>

#include <string>
#include <utility>

#include "core/exchange.hpp"

namespace crema {
namespace detail {
namespace {

// Collects a body up to a limit. One that came in one piece is handed on as it is, without a copy.
class WholeBody final : public BodySink {
 public:
  WholeBody(Exchange& x, std::int64_t limit, Callback<const ReadResult&, std::string*> done)
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
    if (kind == ReadResult::Kind::complete) x_.body_ended = true;
    const auto done = std::exchange(done_, {});
    done(result, !bytes.empty() && bytes.data() == body_.data() ? &body_ : nullptr);
  }

  Exchange& x_;
  std::int64_t limit_;
  Callback<const ReadResult&, std::string*> done_;
  std::string body_;
};

}  // namespace

void read_body(const Request& req, const ReadOptions& options, Callback<const ReadResult&, std::string*> done) {
  auto& x = req.exchange();
  ReadResult result;
  result.expected = x.head.content_length;
  if (!x.on_stream()) {
    result.kind = ReadResult::Kind::aborted;
    return done(result, nullptr);
  }
  if (x.body_state == BodyState::none || (x.body_state == BodyState::complete && x.body_received == 0))
    return done(result, nullptr);
  if (x.body_state != BodyState::unread) {
    result.kind = ReadResult::Kind::already_read;
    return done(result, nullptr);
  }
  auto& reader = slot<WholeBody>(req, x, options.limit, std::move(done));
  if (x.head.content_length > options.limit) return reader.too_large();
  x.body_state = BodyState::reading;
  x.sink = &reader;
  x.stream->resume_body();
}

}  // namespace detail

void readBody(const Request& req, const ReadOptions& options, Callback<const ReadResult&> done) {
  detail::read_body(req, options, [done = std::move(done)](const ReadResult& result) { done(result); });
}

}  // namespace crema
