// crema/transform.hpp — Node's Transform and PassThrough. Included by stream.hpp and zlib.hpp.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

namespace crema {

class Transform;

namespace detail {
struct TransformState;
}

/// What a transform function calls once it is done with a chunk: `cb()`, `cb(null, data)`, `cb(err)`. A second call is an error
/// ERR_MULTIPLE_CALLBACK of the stream.
class TransformCallback {
 public:
  void operator()(const Error& err = {}, const Value& data = {}) const;

  // For the framework.
  TransformCallback(std::shared_ptr<detail::TransformState> state, std::uint64_t call)
      : state_(std::move(state)), call_(call) {}

 private:
  std::shared_ptr<detail::TransformState> state_;
  std::uint64_t call_;
};

/// Options of a Transform. https://nodejs.org/api/stream.html#new-streamtransformoptions
struct TransformOptions {
  bool objectMode = false;          // Chunks are any values, on both sides. Default: false, texts and buffers.
  bool readableObjectMode = false;  // The same of what comes out. Default: false.
  bool writableObjectMode = false;  // The same of what goes in. Default: false.
  Value highWaterMark = {};         // Bytes (values) that may wait on each side. Default: 16 KB (16).
  Value readableHighWaterMark = {};
  Value writableHighWaterMark = {};
  bool decodeStrings = true;  // Texts that are written become buffers. Default: true.
  Value encoding = {};        // What comes out is text in this encoding. Default: buffers.
  /// `(chunk, encoding, cb)`; a fourth parameter is the stream itself, `this` of Node: `self.push("a")`.
  Callback<Value, Value, TransformCallback, Transform> transform = {};
  /// `(cb)`, or `(cb, self)`: what is to come behind the last chunk.
  Callback<TransformCallback, Transform> flush = {};
};

/// A stream that is written and read: what is written goes through a function. A handle. As much waits on either side as its
/// high water mark says; then write() gives false, and no chunk is transformed until somebody reads. Events: "data", "end",
/// "close", "error", "finish", "drain", "prefinish"; an error that nobody listens to is uncaught. Node:
/// https://nodejs.org/api/stream.html#class-streamtransform
class Transform {
 public:
  Transform(const TransformOptions& options = {});

  const Transform& on(const Text& event, Callback<Value> cb) const;
  const Transform& addListener(const Text& event, Callback<Value> cb) const { return on(event, std::move(cb)); }
  const Transform& once(const Text& event, Callback<Value> cb) const;
  /// Takes a listener away: the same Callback that was added.
  const Transform& off(const Text& event, const Callback<Value>& cb) const;
  const Transform& removeListener(const Text& event, const Callback<Value>& cb) const { return off(event, cb); }
  const Transform& removeAllListeners(const Text& event) const;
  int listenerCount(const Text& event) const;
  bool emit(const Text& event, const Value& value = {}) const;

  /// False when so much waits that the writer should: go on at "drain". The callback comes when the chunk has been transformed.
  /// Throws TypeError for null, and for what is neither text nor buffer unless there is an object mode.
  bool write(const Value& chunk, const Value& encoding = {}, Callback<Error> cb = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  bool write(const Value& chunk, F cb) const { return write(chunk, undefined, Callback<Error>(std::move(cb))); }
  const Transform& end() const;
  const Transform& end(const Value& chunk, const Value& encoding = {}) const;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F>)
  const Transform& end(F cb) const {
    once("finish", Callback<Value>([call = Callback<>(std::move(cb))] { call(); }));
    return end();
  }

  /// Gives a chunk to the reader; null is the end. False when the reader has enough.
  bool push(const Value& chunk, const Value& encoding = {}) const;
  const Transform& pause() const;
  const Transform& resume() const;
  bool isPaused() const;
  /// What comes out is text from here on.
  const Transform& setEncoding(const Value& encoding) const;
  /// Writes all that comes out into a response, a file, another transform, or whatever has write() and end(), as fast as that
  /// takes it, and ends it; not with `{{"end", false}}`. Gives what it writes into. When that closes before the end, this is
  /// destroyed.
  template <detail::Writable W>
  const W& pipe(const W& to, const Value& options = {}) const {
    add_pipe(std::make_unique<detail::HeldPipe<W>>(to), options);
    if constexpr (requires { to.on("close", Callback<Value>()); }) to.on("close", destroyer());
    return to;
  }
  /// Ends it before its end; "error" listeners get `err`.
  const Transform& destroy(const Error& err = {}) const;

  bool destroyed() const;
  bool closed() const;
  bool readable() const;
  bool readableEnded() const;
  Value readableFlowing() const;
  int readableLength() const;
  int readableHighWaterMark() const;
  bool writable() const;
  bool writableEnded() const;
  bool writableFinished() const;
  bool writableNeedDrain() const;
  int writableLength() const;
  int writableHighWaterMark() const;

  // For the framework and modules.
  explicit Transform(std::shared_ptr<detail::TransformState> state) : state_(std::move(state)) {}
  detail::TransformState& state() const noexcept { return *state_; }

 private:
  void add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const;
  Callback<Value> destroyer() const;
  std::shared_ptr<detail::TransformState> state_;
};

/// A Transform that gives what it is given. Node: https://nodejs.org/api/stream.html#class-streampassthrough
class PassThrough : public Transform {
 public:
  PassThrough(TransformOptions options = {});
};

}  // namespace crema
