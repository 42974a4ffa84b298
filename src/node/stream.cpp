// stream: Readable.from, asyncIterator, pipeline. ! What a stream tells it tells from the loop, never from inside the call that brings
// it about: who has called may still add listeners.
#include <crema/stream.hpp>

#include <crema/buffer.hpp>
#include <crema/process.hpp>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/arguments.hpp"
#include "core/events.hpp"
#include "core/uncaught.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {

Error premature_close() {
  Error err("Premature close");
  err.code = "ERR_STREAM_PREMATURE_CLOSE";
  return err;
}

// -- Readable.from -----------------------------------------------------------------------------------------------------------

struct ReadableState : Closure {
  // Values in one go, before others have their turn.
  static constexpr int most_in_a_row = 64;

  // False: that was the last one.
  bool next(Value& to) {
    if (!generator) {
      if (at >= list.length()) return false;
      to = list[at++];
      return true;
    }
    const Value step = generator->next();
    if (step["done"]) return false;
    to = step["value"];
    return true;
  }

  // Calls listeners; what they throw is uncaught, and no error of the stream.
  bool tell(std::string_view event, const Value& value = {}) noexcept {
    try {
      return events.emit(event, value);
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::exception);
      return true;
    }
  }

  void resume() {
    flowing = true;
    if (std::exchange(scheduled, true)) return;
    process.nextTick([keep = ClosurePtr(this), this] {
      scheduled = false;
      flow();
    });
  }

  void flow() {
    for (int i = 0; i < most_in_a_row && flowing && !destroyed && !ended; i++) {
      Value value;
      try {
        ended = !next(value);
        if (!ended && kind_of(value) == Kind::null) throw null_value();
      } catch (...) {
        return destroy(error_of(std::current_exception()));
      }
      if (!ended) tell("data", value);
    }
    if (!ended) {
      if (flowing && !destroyed) resume();
      return;
    }
    tell("end");
    close({});
  }

  void destroy(const Error& err) {
    if (destroyed) return;
    destroyed = true;
    if (generator) generator->return_();
    process.nextTick([keep = ClosurePtr(this), this, err] { close(err); });
  }

  void close(const Error& err) {
    if (std::exchange(closed, true)) return;
    destroyed = true;
    const ClosurePtr keep(this);
    if (err && !tell("error", err)) report_uncaught(err.exception(), Uncaught::exception);
    tell("close");
    events.clear();  // they may hold the stream
  }

  static Error null_value() {
    TypeError err("May not write null values to stream");
    err.code = "ERR_STREAM_NULL_VALUES";
    return err;
  }

  std::optional<Generator> generator;
  Value list;  // without a generator
  int at = 0;
  EventListeners events;
  bool flowing = false, paused = false, scheduled = false, ended = false, destroyed = false, closed = false;
};

ReadableStream ReadableLibrary::from(const Generator& g) const {
  auto* state = new ReadableState;
  ClosurePtr keep(state);
  state->generator = g;
  return ReadableStream(std::move(keep));
}

ReadableStream ReadableLibrary::from(const Value& list) const {
  const bool one = kind_of(list) == Kind::text || Buffer.isBuffer(list);
  if (!one && !is_array(list)) throw_invalid_type("The \"iterable\" argument", "an instance of Iterable", list);
  auto* state = new ReadableState;
  ClosurePtr keep(state);
  state->list = one ? Array(list) : list;
  return ReadableStream(std::move(keep));
}

}  // namespace detail

detail::ReadableState& ReadableStream::state() const { return *static_cast<detail::ReadableState*>(state_.get()); }

const ReadableStream& ReadableStream::on(const Text& event, Callback<Value> cb) const {
  if (state().closed) return *this;
  state().events.add(event.view(), std::move(cb));
  if (event.view() == "data" && !state().paused) state().resume();
  return *this;
}
const ReadableStream& ReadableStream::once(const Text& event, Callback<Value> cb) const {
  if (state().closed) return *this;
  state().events.add(event.view(), std::move(cb), true);
  if (event.view() == "data" && !state().paused) state().resume();
  return *this;
}
const ReadableStream& ReadableStream::off(const Text& event, const Callback<Value>& cb) const {
  state().events.remove(event.view(), cb);
  return *this;
}
const ReadableStream& ReadableStream::pause() const {
  state().flowing = false;
  state().paused = true;
  return *this;
}
const ReadableStream& ReadableStream::resume() const {
  state().paused = false;
  state().resume();
  return *this;
}
bool ReadableStream::isPaused() const { return state().paused; }
bool ReadableStream::readableEnded() const { return state().ended; }
bool ReadableStream::destroyed() const { return state().destroyed; }
const ReadableStream& ReadableStream::destroy(const Error& err) const {
  state().destroy(err);
  return *this;
}

// What cannot be written (a number into a response) is the stream's error.
void ReadableStream::add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const {
  const std::shared_ptr<detail::Pipe> to = std::move(pipe);
  on("data", [self = *this, to](auto& chunk) {
    bool goes_on = false;
    try {
      goes_on = to->write(chunk);
    } catch (...) {
      self.destroy(detail::error_of(std::current_exception()));
      return;
    }
    if (goes_on) return;
    self.pause();
    to->when_drained([self] { self.resume(); });
  });
  if (!(options.get("end") == false)) on("end", [to] { to->end(); });
  resume();
}

// -- asyncIterator -------------------------------------------------------------------------------------------------------------

namespace detail {

IteratorState::~IteratorState() {
  if (!ended) stream->destroy({});
}

void IteratorState::take(const Value& chunk) {
  if (ended) return;
  if (waiting.empty()) {
    chunks.push(chunk);
    return stream->pause();
  }
  const ClosurePtr first = std::move(waiting.front());
  waiting.erase(waiting.begin());
  if (waiting.empty()) stream->pause();
  static_cast<Deferred*>(first.get())->resolve(chunk);
}

void IteratorState::finish(const Error& err) {
  if (std::exchange(ended, true)) return;
  failed = err;
  for (const auto& one : std::exchange(waiting, {})) {
    auto& deferred = *static_cast<Deferred*>(one.get());
    if (failed) deferred.reject(std::exchange(failed, {}).exception());
    else deferred.resolve({});
  }
}

void IteratorState::call_off(const Error& err) {
  if (ended) return;
  finish(err);
  stream->destroy({});
}

Task<Value> next_chunk(std::shared_ptr<IteratorState> state) {
  if (state->chunks.length() > 0) co_return state->chunks.shift();
  if (state->ended) {
    if (state->failed) std::rethrow_exception(std::exchange(state->failed, {}).exception());
    co_return Value();
  }
  ClosurePtr deferred(new Deferred);
  state->waiting.push_back(deferred);
  state->stream->resume();
  const Value chunk = co_await AwaitDeferred(deferred);
  co_return chunk;
}

}  // namespace detail

Task<Value> AsyncIterator::next() const { return detail::next_chunk(state_); }

// -- pipeline ------------------------------------------------------------------------------------------------------------------

namespace detail {

void PipelineState::settle_if_done() {
  for (std::size_t i = 0; i < stages.size(); i++)
    if (is_open(i)) return;
  if (std::exchange(settled, true)) return;
  process.nextTick([told = std::move(done)] { told(); });
  if (leave_signal) leave_signal();
  stages.clear();
}

void PipelineState::fail(const Error& err) {
  if (std::exchange(settled, true)) return;
  process.nextTick([told = std::move(done), err] { told(err); });
  if (leave_signal) leave_signal();
  const auto all = std::move(stages);
  if (only_watches) return;
  for (const auto& stage : all)
    if (stage.reads || stage.writes) stage.stream->destroy(err);
}

}  // namespace detail

}  // namespace crema
