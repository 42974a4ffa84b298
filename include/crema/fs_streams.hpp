// crema/fs_streams.hpp — files as streams: fs.createReadStream and fs.createWriteStream. Included by fs.hpp.
#pragma once
#include <crema/callback.hpp>
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <memory>
#include <utility>

namespace crema {

namespace detail {
struct ReadStreamState;
struct WriteStreamState;
}  // namespace detail

/// A file that is read piece by piece, as fast as somebody takes the pieces. A handle; it reads on without one. Events: "open",
/// "data" (a Buffer, or text when there is an encoding), "end", "close", "error"; an error that nobody listens to is uncaught.
/// Listening to "data" starts the flow. Node: https://nodejs.org/api/fs.html#class-fsreadstream
class ReadStream {
 public:
  const ReadStream& on(const Text& event, Callback<Value> cb) const;
  const ReadStream& once(const Text& event, Callback<Value> cb) const;
  const ReadStream& pause() const;
  const ReadStream& resume() const;
  const ReadStream& setEncoding(const Value& encoding) const;
  /// Stops reading and closes the file; "error" listeners get `err`.
  const ReadStream& destroy(const Error& err = {}) const;
  bool destroyed() const;
  Value path() const;
  Value bytesRead() const;

  /// Writes all of it into a response, a WriteStream, or whatever has write() and end(), as fast as that takes it, and ends it; not
  /// with `{{"end", false}}`. Gives what it writes into. Reading stops when that closes.
  template <detail::Writable W>
  const W& pipe(const W& to, const Value& options = {}) const {
    add_pipe(std::make_unique<detail::HeldPipe<W>>(to), options);
    if constexpr (requires { to.on("close", Callback<Value>()); }) to.on("close", [self = *this] { self.destroy(); });
    return to;
  }

  explicit ReadStream(detail::ClosurePtr state) : state_(std::move(state)) {}

 private:
  void add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const;
  detail::ReadStreamState& state() const;
  detail::ClosurePtr state_;
};

/// A file that is written piece by piece. A handle; it writes on without one. Events: "open", "drain", "finish" (all is written),
/// "close", "error"; an error that nobody listens to is uncaught. Node: https://nodejs.org/api/fs.html#class-fswritestream
class WriteStream {
 public:
  const WriteStream& on(const Text& event, Callback<Value> cb) const;
  const WriteStream& once(const Text& event, Callback<Value> cb) const;
  /// Text or a Buffer. False when 16 KB or more wait: go on at "drain". After end() an error ERR_STREAM_WRITE_AFTER_END.
  bool write(const Value& chunk, const Value& encoding = {}) const;
  void end() const;
  void end(const Value& chunk, const Value& encoding = {}) const;
  /// Writes no more and closes the file; "error" listeners get `err`.
  const WriteStream& destroy(const Error& err = {}) const;
  bool destroyed() const;
  bool writableEnded() const;
  bool writableFinished() const;
  Value path() const;
  Value bytesWritten() const;

  explicit WriteStream(detail::ClosurePtr state) : state_(std::move(state)) {}

 private:
  detail::WriteStreamState& state() const;
  detail::ClosurePtr state_;
};

}  // namespace crema
