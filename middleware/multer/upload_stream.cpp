#include "upload_stream.hpp"

#include <crema/process.hpp>

#include <algorithm>
#include <utility>

#include "upload_stream_state.hpp"

namespace crema {
namespace detail {

void UploadStreamState::listen(std::string_view event, Callback<Value> cb, bool once) {
  if (over) return;
  listeners.push_back({std::string(event), std::move(cb), once});
  if (event == "data") resume();
}

// Listeners may add and take away listeners, and end the stream.
void UploadStreamState::tell(std::string_view event, const Value& value) {
  std::vector<Callback<Value>> calls;
  for (const auto& listener : listeners) {
    if (listener.event == event) calls.push_back(listener.call);
  }
  std::erase_if(listeners, [&](const auto& listener) { return listener.once && listener.event == event; });
  for (const auto& call : calls) call(value);
}

void UploadStreamState::push(Value chunk) {
  if (over || ended) return;
  if (flowing && !flow_soon && waiting.empty()) return tell("data", chunk);
  const auto bytes = static_cast<std::ptrdiff_t>(chunk.view().size() + cost_of_piece);
  waiting.push_back(std::move(chunk));
  count(bytes);
}

void UploadStreamState::count(std::ptrdiff_t bytes) {
  held += static_cast<std::size_t>(bytes);
  const bool before = std::exchange(full, held >= high_water);
  if (before == full || !owner) return;
  full ? owner->stream_full() : owner->stream_drained();
}

void UploadStreamState::push_end() {
  ended = true;
  if (flowing && !flow_soon) flow();
}

void UploadStreamState::push_limit() {
  truncated = true;
  tell("limit");
}

// Later, so that listeners which are added after "data" hear everything.
void UploadStreamState::resume() {
  flowing = true;
  if (over || std::exchange(flow_soon, true)) return;
  process.nextTick([self = shared_from_this()] {
    self->flow_soon = false;
    self->flow();
  });
}

void UploadStreamState::flow() {
  const auto keep = shared_from_this();
  while (flowing && !over && !waiting.empty()) {
    const Value chunk = std::move(waiting.front());
    waiting.pop_front();
    tell("data", chunk);
    count(-static_cast<std::ptrdiff_t>(chunk.view().size() + cost_of_piece));
  }
  if (!flowing || over || !waiting.empty() || !ended) return;
  tell("end");
  finish();
}

void UploadStreamState::destroy(const Error& err) {
  if (over) return;
  const auto keep = shared_from_this();
  destroyed = true;
  over = true;
  waiting.clear();
  count(-static_cast<std::ptrdiff_t>(held));
  if (err) tell("error", err);
  finish();
}

void UploadStreamState::finish() {
  over = true;
  tell("close");
  listeners.clear();
  if (const auto form = std::exchange(owner, nullptr)) form->stream_over(*this);
}

}  // namespace detail

detail::UploadStreamState& UploadStream::state() const {
  if (!state_) throw TypeError("Cannot read properties of undefined (reading 'stream')");
  return *state_;
}

const UploadStream& UploadStream::on(const Text& event, Callback<Value> cb) const {
  state().listen(event.view(), std::move(cb), false);
  return *this;
}
const UploadStream& UploadStream::once(const Text& event, Callback<Value> cb) const {
  state().listen(event.view(), std::move(cb), true);
  return *this;
}
const UploadStream& UploadStream::pause() const {
  state().pause();
  return *this;
}
const UploadStream& UploadStream::resume() const {
  state().resume();
  return *this;
}
const UploadStream& UploadStream::destroy(const Error& err) const {
  state().destroy(err);
  return *this;
}
bool UploadStream::destroyed() const { return state().destroyed; }
bool UploadStream::truncated() const { return state().truncated; }

void UploadStream::add_pipe(std::shared_ptr<detail::Pipe> to, const Value& options) const {
  // The listeners go when the stream is over, and what they hold with them.
  on("data", [self = *this, to](auto& chunk) {
    if (to->write(chunk)) return;
    self.pause();
    to->when_drained([self] { self.resume(); });
  });
  if (!(options.get("end") == false)) on("end", [to] { to->end(); });
}

}  // namespace crema
