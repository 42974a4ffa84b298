// crema/upload_stream.hpp — the bytes of one uploaded file as a stream, which a storage engine of multer reads.
#pragma once
#include <crema/callback.hpp>
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <memory>
#include <utility>

namespace crema {

namespace detail {
struct UploadStreamState;
}

/// `file.stream` in `_handleFile`: a handle. Events: "data" (a Buffer), "end", "close", "error" (the request has failed: what
/// came so far is to be thrown away), "limit" (the file is larger than `limits.fileSize`). Listening to "data" starts the flow;
/// bytes that nobody takes make the client wait.
class UploadStream {
 public:
  const UploadStream& on(const Text& event, Callback<Value> cb) const;
  const UploadStream& once(const Text& event, Callback<Value> cb) const;
  const UploadStream& pause() const;
  const UploadStream& resume() const;
  /// Takes no more of the file; "error" listeners get `err`, and the upload fails with it.
  const UploadStream& destroy(const Error& err = {}) const;
  bool destroyed() const;
  /// Whether the file was larger than it may be, and was cut off.
  bool truncated() const;

  /// Writes all of it into a WriteStream, or whatever has write() and end(), as fast as that takes it, and ends it; not with
  /// `{{"end", false}}`. Gives what it writes into.
  template <detail::Writable W>
  const W& pipe(const W& to, const Value& options = {}) const {
    add_pipe(std::make_shared<detail::HeldPipe<W>>(to), options);
    return to;
  }

  // For the framework.
  UploadStream() = default;
  explicit UploadStream(std::shared_ptr<detail::UploadStreamState> state) : state_(std::move(state)) {}
  detail::UploadStreamState& state() const;

 private:
  void add_pipe(std::shared_ptr<detail::Pipe> pipe, const Value& options) const;
  std::shared_ptr<detail::UploadStreamState> state_;
};

}  // namespace crema
