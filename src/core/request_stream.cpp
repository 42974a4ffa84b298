// What is read of a body comes after the handler that asked for it has returned, so that listeners which are added later in it
// hear everything. Invariant: with something in buffer_, nothing newer is given out before it.
#include "core/request_stream.hpp"

#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/slot.hpp>

#include <utility>

#include "core/exchange_events.hpp"
#include "core/idle_timer.hpp"
#include "core/response_end.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

// Bytes that wait for read(); then the client waits, too.
constexpr std::size_t most_buffered = 65536;

}  // namespace

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

void RequestStream::set_encoding(std::string_view encoding) {
  encoding_ = encoding_named(encoding);
  if (encoding_) return;
  TypeError error("Unknown encoding: " + std::string(encoding));
  error.code = "ERR_UNKNOWN_ENCODING";
  throw error;
}

// A Buffer, or text as far as its characters are whole.
Value RequestStream::chunk(std::string_view bytes, bool last) {
  if (!encoding_) return make_buffer(bytes);
  held_.append(bytes);
  auto whole = held_.size();
  if (!last && *encoding_ == Encoding::utf8) whole = complete_utf8(held_);
  else if (!last && *encoding_ == Encoding::utf16le) whole -= whole % 2;
  else if (!last && (*encoding_ == Encoding::base64 || *encoding_ == Encoding::base64url)) whole -= whole % 3;
  const Value text = make_text(encoded(std::string_view(held_).substr(0, whole), *encoding_));
  held_.erase(0, whole);
  return text;
}

// -- from the connection -------------------------------------------------------------------------------------------------------

void RequestStream::bytes(std::string_view piece) {
  if (mode_ == Mode::flowing && buffer_.empty()) return give(piece);
  if (mode_ == Mode::none && x_.sink) return;  // others read, and nobody here listens
  buffer_.append(piece);
  if (buffer_.size() > most_buffered && !x_.sink && x_.on_stream() && x_.body_state == BodyState::reading) {
    x_.body_state = BodyState::paused;
    x_.stream->pause_body();
  }
  if (mode_ == Mode::by_hand) announce();
}

void RequestStream::give(std::string_view piece) {
  const Value one = chunk(piece, false);
  if (one.length() == 0) return;
  emit_request(x_, "data", one);
  if (!x_.touched_extras || !x_.on_stream()) return;
  bool wait = false;
  for (std::size_t i = 0; i < x_.extras->pipes.size(); i++) {
    auto& pipe = *x_.extras->pipes[i];
    if (pipe.write(one)) continue;
    wait = true;
    pipe.when_drained([req = Request(x_.req)] { req.resume(); });
  }
  if (wait) pause();
}

void RequestStream::end() {
  came_whole_ = true;
  if (mode_ == Mode::by_hand) return announce();
  if (mode_ == Mode::flowing || x_.body_ended) finish();
}

void RequestStream::finish() {
  if (std::exchange(ended_, true)) return;
  if (!held_.empty()) emit_request(x_, "data", chunk({}, true));
  x_.body_ended = true;
  emit_request(x_, "end");
  if (!x_.touched_extras) return close_request(x_);
  const auto pipes = std::move(x_.extras->pipes);
  x_.extras->pipes.clear();
  for (const auto& pipe : pipes) pipe->end();
  close_request(x_);
}

// -- to the user ---------------------------------------------------------------------------------------------------------------

void RequestStream::listen() {
  if (mode_ == Mode::none) resume();
}

void RequestStream::listen_readable() {
  mode_ = Mode::by_hand;
  flow();
}

void RequestStream::resume() {
  if (mode_ == Mode::by_hand) return;
  if (std::exchange(mode_, Mode::flowing) != Mode::flowing) emit_request(x_, "resume");
  flow();
}

void RequestStream::pause() {
  if (mode_ != Mode::by_hand && std::exchange(mode_, Mode::paused) != Mode::paused) emit_request(x_, "pause");
  if (x_.body_state != BodyState::reading || !x_.on_stream()) return;
  x_.body_state = BodyState::paused;
  x_.stream->pause_body();
}

Value RequestStream::flowing() const {
  if (mode_ == Mode::none) return null;
  return mode_ == Mode::flowing;
}

void RequestStream::flow() {
  if (begun_ || !x_.on_stream()) return;
  begun_ = true;
  soon(x_, [this] {
    begun_ = false;
    begin();
  });
}

void RequestStream::begin() {
  if (!x_.on_stream() || ended_ || mode_ == Mode::paused) return;
  if (mode_ == Mode::flowing && !buffer_.empty()) give(std::exchange(buffer_, {}));
  if (mode_ == Mode::paused || !x_.on_stream()) return;
  if (x_.body_state == BodyState::unread || x_.body_state == BodyState::paused) {
    x_.body_state = BodyState::reading;
    return x_.stream->resume_body();
  }
  if (x_.body_state != BodyState::complete) return;
  if (x_.body_received == 0) came_whole_ = true;  // there never was one
  if (!came_whole_) return;
  if (mode_ == Mode::by_hand) announce();
  else finish();
}

// "readable", once for all that comes until then.
void RequestStream::announce() {
  if (std::exchange(announced_, true)) return;
  soon(x_, [this] {
    announced_ = false;
    if (!ended_ && (!buffer_.empty() || came_whole_)) emit_request(x_, "readable");
    if (came_whole_ && buffer_.empty()) finish();
  });
}

Value RequestStream::read(const Value& size) {
  if (mode_ == Mode::none || mode_ == Mode::paused) mode_ = Mode::by_hand;
  const bool some = size != null && size.number() == size.number();
  const auto wanted = some ? static_cast<std::size_t>(size) : buffer_.size();
  if (buffer_.empty() || wanted == 0 || (wanted > buffer_.size() && !came_whole_)) {
    flow();
    if (came_whole_ && buffer_.empty()) announce();
    return null;
  }
  const auto taken = buffer_.substr(0, wanted);
  buffer_.erase(0, taken.size());
  if (buffer_.empty()) {
    if (came_whole_) announce();
    else flow();
  }
  return chunk(taken, came_whole_ && buffer_.empty());
}

}  // namespace detail

// -- req -----------------------------------------------------------------------------------------------------------------------

namespace {

detail::RequestStream& stream_of(const Request& req) { return slot<detail::RequestStream>(req, req.exchange()); }

void listen(const Request& req, std::string_view event, Callback<Value> cb, bool once) {
  auto& x = req.exchange();
  if (!x.on_stream()) return;
  x.more().request_events.add(event, std::move(cb), once);
  if (event == "data") stream_of(req).listen();
  else if (event == "readable") stream_of(req).listen_readable();
}

}  // namespace

const Request& Request::on(const Text& event, Callback<Value> cb) const {
  listen(*this, event.view(), std::move(cb), false);
  return *this;
}
const Request& Request::once(const Text& event, Callback<Value> cb) const {
  listen(*this, event.view(), std::move(cb), true);
  return *this;
}
const Request& Request::off(const Text& event, const Callback<Value>& cb) const {
  if (exchange_->touched_extras) exchange_->extras->request_events.remove(event.view(), cb);
  return *this;
}
const Request& Request::removeAllListeners(const Text& event) const {
  if (exchange_->touched_extras) exchange_->extras->request_events.remove_all(event.view());
  return *this;
}
int Request::listenerCount(const Text& event) const {
  return exchange_->touched_extras ? exchange_->extras->request_events.count(event.view()) : 0;
}
// What a listener throws is thrown to the caller, as in Node.
bool Request::emit(const Text& event, const Value& value) const {
  return exchange_->touched_extras && exchange_->extras->request_events.emit(event.view(), value);
}

const Request& Request::pause() const {
  if (exchange_->on_stream()) stream_of(*this).pause();
  return *this;
}
const Request& Request::resume() const {
  if (exchange_->on_stream()) stream_of(*this).resume();
  return *this;
}
bool Request::isPaused() const {
  const auto* stream = findSlot<detail::RequestStream>(*this);
  return stream && stream->paused();
}
Value Request::readableFlowing() const {
  const auto* stream = findSlot<detail::RequestStream>(*this);
  return stream ? stream->flowing() : null;
}
bool Request::readableEnded() const { return exchange_->body_ended; }

Value Request::read(const Value& size) const { return exchange_->on_stream() ? stream_of(*this).read(size) : null; }

const Request& Request::setEncoding(const Text& encoding) const {
  if (exchange_->on_stream()) stream_of(*this).set_encoding(encoding.view());
  return *this;
}

const Request& Request::destroy(const Error& err) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return *this;
  if (err) x.more().destroyed_by = err;
  detail::break_off(x);
  return *this;
}

const Request& Request::setTimeout(const Value& ms, Callback<Value> cb) const {
  if (cb) on("timeout", std::move(cb));
  detail::set_idle_timeout(*exchange_, ms);
  return *this;
}

// -- pipe ----------------------------------------------------------------------------------------------------------------------

namespace {

// One that is not to be ended with the body.
class OpenPipe final : public detail::Pipe {
 public:
  explicit OpenPipe(std::unique_ptr<detail::Pipe> pipe) : pipe_(std::move(pipe)) {}
  bool write(const Value& chunk) override { return pipe_->write(chunk); }
  void end() override {}
  void when_drained(Callback<> go_on) override { pipe_->when_drained(std::move(go_on)); }
  bool is(const Response& res) const override { return pipe_->is(res); }

 private:
  std::unique_ptr<detail::Pipe> pipe_;
};

// An object with functions of these names.
class ObjectPipe final : public detail::Pipe {
 public:
  explicit ObjectPipe(const Value& to) : to_(to) {}
  bool write(const Value& chunk) override { return !(to_["write"](chunk) == false); }
  void end() override { to_["end"](); }
  void when_drained(Callback<> go_on) override {
    if (typeof_(to_["once"]) != "function") return go_on();
    to_["once"]("drain", Function([go_on] { go_on(); }));
  }
  bool is(const Response&) const override { return false; }

 private:
  Value to_;
};

}  // namespace

void Request::add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const {
  auto& x = *exchange_;
  if (!x.on_stream()) return;
  if (options.get("end") == false) pipe = std::make_unique<OpenPipe>(std::move(pipe));
  x.more().pipes.push_back(std::move(pipe));
  stream_of(*this).resume();
}

Value Request::pipe(const Value& to, const Value& options) const {
  add_pipe(std::make_unique<ObjectPipe>(to), options);
  return to;
}

const Request& Request::unpipe() const {
  auto& x = *exchange_;
  if (!x.touched_extras || x.extras->pipes.empty()) return *this;
  x.extras->pipes.clear();
  return pause();
}

const Request& Request::unpipe(const Response& from) const {
  auto& x = *exchange_;
  if (!x.touched_extras) return *this;
  auto& pipes = x.extras->pipes;
  if (std::erase_if(pipes, [&](const auto& pipe) { return pipe->is(from); }) == 0) return *this;
  from.emit("unpipe");
  return pipes.empty() ? pause() : *this;
}

}  // namespace crema
