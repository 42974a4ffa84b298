// Transform and PassThrough as they are held: each call goes to what all copies share.
#include <crema/stream.hpp>

#include <memory>
#include <utility>

#include "core/value_node.hpp"
#include "node/transform.hpp"

namespace crema {

void TransformCallback::operator()(const Error& err, const Value& data) const { state_->done(call_, err, data); }

const Transform& Transform::on(const Text& event, Callback<Value> cb) const {
  if (state_->closed) return *this;
  state_->events.add(event.view(), std::move(cb));
  if (event.view() == "data" && !state_->paused) state_->resume();
  return *this;
}
const Transform& Transform::once(const Text& event, Callback<Value> cb) const {
  if (state_->closed) return *this;
  state_->events.add(event.view(), std::move(cb), true);
  if (event.view() == "data" && !state_->paused) state_->resume();
  return *this;
}
const Transform& Transform::off(const Text& event, const Callback<Value>& cb) const {
  state_->events.remove(event.view(), cb);
  return *this;
}
const Transform& Transform::removeAllListeners(const Text& event) const {
  state_->events.remove_all(event.view());
  return *this;
}
int Transform::listenerCount(const Text& event) const { return state_->events.count(event.view()); }
bool Transform::emit(const Text& event, const Value& value) const { return state_->events.emit(event.view(), value); }

bool Transform::write(const Value& chunk, const Value& encoding, Callback<Error> cb) const {
  return state_->write(chunk, encoding, std::move(cb));
}
const Transform& Transform::end() const {
  state_->end();
  return *this;
}
const Transform& Transform::end(const Value& chunk, const Value& encoding) const {
  if (!(chunk == null)) write(chunk, encoding);
  return end();
}
bool Transform::push(const Value& chunk, const Value& encoding) const { return state_->push(chunk, encoding); }

const Transform& Transform::pause() const {
  state_->flowing = false;
  state_->paused = true;
  return *this;
}
const Transform& Transform::resume() const {
  state_->resume();
  return *this;
}
bool Transform::isPaused() const { return state_->paused; }
const Transform& Transform::setEncoding(const Value& encoding) const {
  state_->set_encoding(encoding);
  return *this;
}

// What cannot be written into it (a number into a response) is the stream's error. ! The listeners lie in the stream, so that they
// must not own it; who waits for "drain" must.
void Transform::add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const {
  const std::shared_ptr<detail::Pipe> to = std::move(pipe);
  on("data", [self = state_.get(), to](auto& chunk) {
    bool goes_on = false;
    try {
      goes_on = to->write(chunk);
    } catch (...) {
      return self->destroy(detail::error_of(std::current_exception()));
    }
    if (goes_on) return;
    self->flowing = false;
    self->undrained++;
    to->when_drained([held = self->shared_from_this()] {
      if (--held->undrained == 0 && !held->paused) held->resume();
    });
  });
  if (!(options.get("end") == false)) on("end", [to] { to->end(); });
  resume();
}

Callback<Value> Transform::destroyer() const {
  return Callback<Value>([weak = std::weak_ptr<detail::TransformState>(state_)] {
    if (const auto state = weak.lock()) state->destroy({});
  });
}

const Transform& Transform::destroy(const Error& err) const {
  state_->destroy(err);
  return *this;
}

bool Transform::destroyed() const { return state_->destroyed; }
bool Transform::closed() const { return state_->closed; }
bool Transform::readable() const { return !state_->destroyed && !state_->end_told; }
bool Transform::readableEnded() const { return state_->end_told; }
Value Transform::readableFlowing() const {
  if (state_->flowing) return true;
  return state_->paused || state_->undrained > 0 ? Value(false) : Value(null);
}
int Transform::readableLength() const { return static_cast<int>(state_->out_length); }
int Transform::readableHighWaterMark() const { return static_cast<int>(state_->read_high_water); }
bool Transform::writable() const { return !state_->destroyed && !state_->ended; }
bool Transform::writableEnded() const { return state_->ended; }
bool Transform::writableFinished() const { return state_->finished; }
bool Transform::writableNeedDrain() const { return state_->wants_drain && !state_->ended && !state_->destroyed; }
int Transform::writableLength() const { return static_cast<int>(state_->write_length); }
int Transform::writableHighWaterMark() const { return static_cast<int>(state_->write_high_water); }

static TransformOptions passing(TransformOptions options) {
  options.transform = [](auto& chunk, auto&, auto& cb) { cb(null, chunk); };
  return options;
}
PassThrough::PassThrough(TransformOptions options) : Transform(passing(std::move(options))) {}

}  // namespace crema
