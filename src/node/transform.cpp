// Transform: a queue of what was written, a queue of what is to be read, and a function between them. ! What a stream tells of
// itself it tells from the loop; only data goes on at once, when somebody takes it and nothing waits before it.
#include "node/transform.hpp"

#include <crema/buffer.hpp>
#include <crema/process.hpp>

#include <cmath>
#include <exception>
#include <utility>

#include "core/arguments.hpp"
#include "core/inspect.hpp"
#include "core/request_stream.hpp"
#include "core/uncaught.hpp"
#include "core/value_node.hpp"

namespace crema {
namespace detail {
namespace {

// Chunks in one go, before others have their turn.
constexpr int most_in_a_row = 64;

template <class E>
E coded(const char* message, const char* code) {
  E err(message);
  err.code = code;
  return err;
}

bool is_bytes(const Value& chunk) {
  const auto kind = kind_of(chunk);
  return kind == Kind::text || kind == Kind::buffer;
}

[[noreturn]] void throw_no_chunk(const Value& chunk) {
  throw_invalid_type("The \"chunk\" argument", "of type string or an instance of Buffer, TypedArray, or DataView",
                     chunk);
}

TypeError invalid_mark(const char* name, const Value& given) {
  TypeError err("The property 'options." + std::string(name) + "' is invalid. Received " + inspect(given));
  err.code = "ERR_INVALID_ARG_VALUE";
  return err;
}

std::size_t mark_option(const Value& own, const Value& both, const char* name, bool objects) {
  const bool has_own = !(own == null);
  const Value& given = has_own ? own : both;
  if (given == null) return objects ? 16 : 16 * 1024;
  const double n = given.number();
  if (kind_of(given) != Kind::number || !(n >= 0 && n <= 9007199254740991.0) || n != std::floor(n))
    throw invalid_mark(has_own ? name : "highWaterMark", given);
  return static_cast<std::size_t>(n);
}

class UserTransform final : public TransformState {
 public:
  explicit UserTransform(const TransformOptions& options) : transform_(options.transform), flush_(options.flush) {
    configure(options);
  }
  void transform(const Value& chunk, const Value& name, int, const TransformCallback& done) override {
    if (!transform_) throw coded<Error>("The _transform() method is not implemented", "ERR_METHOD_NOT_IMPLEMENTED");
    transform_(chunk, name, done, Transform(shared_from_this()));
  }
  void flush(const TransformCallback& done) override {
    if (!flush_) return done();
    flush_(done, Transform(shared_from_this()));
  }

 private:
  Callback<Value, Value, TransformCallback, Transform> transform_;
  Callback<TransformCallback, Transform> flush_;
};

}  // namespace

void TransformState::configure(const TransformOptions& options) {
  objects_in = options.objectMode || options.writableObjectMode;
  objects_out = options.objectMode || options.readableObjectMode;
  decode = options.decodeStrings;
  write_high_water =
      mark_option(options.writableHighWaterMark, options.highWaterMark, "writableHighWaterMark", objects_in);
  read_high_water =
      mark_option(options.readableHighWaterMark, options.highWaterMark, "readableHighWaterMark", objects_out);
  set_encoding(options.encoding);
}

void TransformState::set_encoding(const Value& name) {
  encoding = std::nullopt;
  if (name == null) return;
  encoding = encoding_named(name.str());
  if (encoding) return;
  throw coded<TypeError>(("Unknown encoding: " + name.str()).c_str(), "ERR_UNKNOWN_ENCODING");
}

bool TransformState::tell(std::string_view event, const Value& value) noexcept {
  try {
    return events.emit(event, value);
  } catch (...) {
    report_uncaught(std::current_exception(), Uncaught::exception);
    return true;
  }
}

// -- what is written -----------------------------------------------------------------------------------------------------------

std::size_t TransformState::size_in(const Value& chunk) const { return objects_in ? 1 : chunk.view().size(); }

bool TransformState::write(const Value& given, const Value& encoding_name, Callback<Error> cb, int mark) {
  const Value chunk = given;  // what a getter gives, or a variable
  if (kind_of(chunk) == Kind::null)
    throw coded<TypeError>("May not write null values to stream", "ERR_STREAM_NULL_VALUES");
  if (!objects_in && !is_bytes(chunk)) throw_no_chunk(chunk);
  const bool text = kind_of(chunk) == Kind::text;
  Value kept = chunk, name = text ? Value("utf8") : Value("buffer");
  if (text && encoding_name) name = encoding_name;
  if (text && decode && !objects_in) {
    kept = Buffer.from(chunk, name);
    name = "buffer";
  }
  if (ended || destroyed) {
    Error late = ended ? coded<Error>("write after end", "ERR_STREAM_WRITE_AFTER_END")
                       : coded<Error>("Cannot call write after a stream was destroyed", "ERR_STREAM_DESTROYED");
    if (cb) process.nextTick([cb = std::move(cb), late] { cb(late); });
    if (!destroyed) destroy(late);
    return false;
  }
  const auto length = size_in(kept);
  write_length += length;
  const bool room = write_length < write_high_water;
  if (!room) wants_drain = true;
  queue.push_back({kept, name, std::move(cb), length, mark});
  work();
  return room && !destroyed;
}

void TransformState::end() {
  if (std::exchange(ended, true)) return;
  work();
}

// Transforms what waits, until one takes its time.
void TransformState::work() {
  if (std::exchange(working, true)) return;
  const auto keep = shared_from_this();
  while (!busy && !destroyed && !queue.empty()) {
    current = std::move(queue.front());
    queue.pop_front();
    busy = true;
    const TransformCallback callback(keep, ++call);
    try {
      transform(current.chunk, current.encoding, current.mark, callback);
    } catch (...) {
      destroy(error_of(std::current_exception()));
    }
  }
  working = false;
  if (!busy && !destroyed && ended && queue.empty() && !flushing) start_flush();
}

void TransformState::start_flush() {
  const auto keep = shared_from_this();
  flushing = busy = true;
  tell("prefinish");
  if (destroyed) return;
  const TransformCallback callback(keep, ++call);
  try {
    flush(callback);
  } catch (...) {
    destroy(error_of(std::current_exception()));
  }
}

void TransformState::done(std::uint64_t of, const Error& err, const Value& data) {
  if (destroyed) return;
  const auto keep = shared_from_this();
  if (of != call || !busy || waits_for_room)
    return destroy(coded<Error>("Callback called multiple times", "ERR_MULTIPLE_CALLBACK"));
  call++;  // this one is over
  if (err) return destroy(err);
  if (!(data == null)) push(data);
  if (destroyed) return;
  if (flushing) {
    push(null);
    process.nextTick([keep, this] {
      if (destroyed) return;
      finished = true;
      tell("finish");
      close_if_done();
    });
    return;
  }
  // Once all is written, what is left of it is transformed in any case.
  if (ended || has_room()) return chunk_is_done();
  waits_for_room = true;
}

void TransformState::chunk_is_done() {
  busy = waits_for_room = false;
  write_length -= current.length;
  if (current.cb) process.nextTick([cb = std::move(current.cb)] { cb(); });
  current = {};
  if (queue.empty() && wants_drain && !ended) {
    wants_drain = false;
    process.nextTick([keep = shared_from_this(), this] {
      if (!destroyed) tell("drain");
    });
  }
  work();
}

// -- what is read --------------------------------------------------------------------------------------------------------------

std::size_t TransformState::size_out(const Value& chunk) const { return objects_out ? 1 : chunk.view().size(); }

bool TransformState::push(const Value& given, const Value& encoding_name) {
  const Value chunk = given;
  if (destroyed) return false;
  if (kind_of(chunk) == Kind::null) {
    if (std::exchange(eof, true)) return false;
    if (encoding) put_text(true);
    schedule_flow();
    return false;
  }
  if (eof) {
    destroy(coded<Error>("stream.push() after EOF", "ERR_STREAM_PUSH_AFTER_EOF"));
    return false;
  }
  if (objects_out) {
    put_out(chunk);
    return has_room();
  }
  try {
    if (!is_bytes(chunk)) throw_no_chunk(chunk);
    const Value bytes = kind_of(chunk) == Kind::text ? Buffer.from(chunk, encoding_name) : chunk;
    if (bytes.view().empty()) return has_room();
    if (!encoding) {
      put_out(bytes);
    } else {
      held += bytes.view();
      put_text(false);
    }
  } catch (...) {
    destroy(error_of(std::current_exception()));
    return false;
  }
  return has_room();
}

// As much of `held` as are whole characters.
void TransformState::put_text(bool last) {
  auto whole = held.size();
  if (!last && *encoding == Encoding::utf8) whole = complete_utf8(held);
  else if (!last) whole -= whole % 6;  // of UTF-16, and of base64
  if (whole == 0) return;
  const Value text = make_text(encoded(std::string_view(held).substr(0, whole), *encoding));
  held.erase(0, whole);
  put_out(text);
}

void TransformState::put_out(const Value& chunk) {
  if (flowing && out.empty() && events.has("data")) return (void)tell("data", chunk);
  out.push_back(chunk);
  out_length += size_out(chunk);
  schedule_flow();
}

void TransformState::resume() {
  paused = false;
  flowing = true;
  schedule_flow();
}

void TransformState::schedule_flow() {
  if (!flowing || destroyed || std::exchange(flow_scheduled, true)) return;
  process.nextTick([keep = shared_from_this(), this] {
    flow_scheduled = false;
    flow();
  });
}

void TransformState::flow() {
  for (int i = 0; i < most_in_a_row && flowing && !destroyed && !out.empty(); i++) {
    const Value chunk = std::move(out.front());
    out.pop_front();
    out_length -= size_out(chunk);
    tell("data", chunk);
  }
  if (destroyed || !flowing) return;
  if (has_room()) room_was_made();
  if (destroyed || !flowing) return;
  if (!out.empty()) return schedule_flow();
  if (!eof || std::exchange(end_told, true)) return;
  tell("end");
  close_if_done();
}

void TransformState::room_was_made() {
  if (waits_for_room) chunk_is_done();
  else on_room();
}

// -- the end -------------------------------------------------------------------------------------------------------------------

void TransformState::close_if_done() {
  if (destroyed || !finished || !end_told) return;
  destroyed = true;
  process.nextTick([keep = shared_from_this(), this] { close({}); });
}

void TransformState::destroy(const Error& err) {
  if (destroyed) return;
  destroyed = true;
  std::vector<Callback<Error>> told;
  if (current.cb) told.push_back(std::move(current.cb));
  for (auto& one : queue)
    if (one.cb) told.push_back(std::move(one.cb));
  queue.clear();
  out.clear();
  current = {};
  write_length = out_length = 0;
  process.nextTick([keep = shared_from_this(), this, err, told = std::move(told)] {
    const Error gone =
        err ? err : coded<Error>("Cannot call write after a stream was destroyed", "ERR_STREAM_DESTROYED");
    for (const auto& cb : told) cb(gone);
    close(err);
  });
}

void TransformState::close(const Error& err) {
  if (std::exchange(closed, true)) return;
  const auto keep = shared_from_this();
  if (err && !tell("error", err)) report_uncaught(err.exception(), Uncaught::exception);
  tell("close");
  has_closed();
  events.clear();  // they may hold the stream
}

}  // namespace detail

Transform::Transform(const TransformOptions& options) : state_(std::make_shared<detail::UserTransform>(options)) {}

}  // namespace crema
