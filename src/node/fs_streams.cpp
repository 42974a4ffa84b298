// fs.createReadStream and fs.createWriteStream. Each stream is one task, which sleeps while there is nothing to do for it and
// owns the stream until the end.
#include <crema/fs.hpp>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "core/arguments.hpp"
#include "core/encodings.hpp"
#include "core/request_stream.hpp"
#include "core/system_error.hpp"
#include "core/value_node.hpp"
#include "node/file_stream.hpp"
#include "node/fs_arguments.hpp"

namespace crema {
namespace detail {
namespace {

// What one call on another thread came to.
struct Piece {
  int number = 0;  // errno
  std::string bytes;
};

Piece read_piece(const SharedFile& file, double position, std::size_t size) {
  Piece piece;
  piece.bytes.resize(size);
  ssize_t got;
  do {
    got = position < 0 ? ::read(file.descriptor(), piece.bytes.data(), size)
                       : ::pread(file.descriptor(), piece.bytes.data(), size, static_cast<off_t>(position));
  } while (got < 0 && errno == EINTR);
  if (got < 0) piece.number = errno;
  piece.bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return piece;
}

int write_piece(const SharedFile& file, double position, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = position < 0
                         ? ::write(file.descriptor(), bytes.data(), bytes.size())
                         : ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(position));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
    if (position >= 0) position += static_cast<double>(put);
  }
  return 0;
}

}  // namespace

struct ReadStreamState : FileStream {
  double position = -1;  // of the next byte; -1: wherever the file stands
  double left = -1;      // bytes that are wanted still; -1: all
  std::size_t piece = 64 * 1024;
  double read = 0;
  std::optional<Encoding> encoding;
  std::string held;  // bytes of a character that goes on
  bool flowing = false;

  std::size_t wanted() const {
    return left < 0 ? piece : static_cast<std::size_t>(std::min(left, static_cast<double>(piece)));
  }

  void take(std::string bytes, bool last) {
    read += static_cast<double>(bytes.size());
    if (position >= 0) position += static_cast<double>(bytes.size());
    if (left >= 0) left -= static_cast<double>(bytes.size());
    if (!encoding) {
      if (!bytes.empty()) tell("data", make_buffer(std::move(bytes)));
      return;
    }
    held += bytes;
    auto whole = held.size();
    if (!last && *encoding == Encoding::utf8) whole = complete_utf8(held);
    else if (!last) whole -= whole % 6;  // of UTF-16, and of base64
    const Value text = make_text(encoded(std::string_view(held).substr(0, whole), *encoding));
    held.erase(0, whole);
    if (whole > 0) tell("data", text);
  }
};

struct WriteStreamState : FileStream {
  static constexpr std::size_t high_water = 16 * 1024;
  double position = -1, written = 0;
  Value encoding;
  std::string queue;
  bool wants_drain = false, ended = false, finished = false;
};

namespace {

// Pieces while they are wanted, until the end or an error.
Task<> read_all(ClosurePtr stream) {
  auto& s = *static_cast<ReadStreamState*>(stream.get());
  while (!s.destroyed) {
    if (!s.flowing) {
      co_await stream_sleep(stream);
      continue;
    }
    const auto size = s.wanted();
    if (size == 0) break;
    auto work = [file = s.file, at = s.position, size] { return read_piece(*file, at, size); };
    auto piece = co_await offload(std::move(work));
    while (!s.flowing && !s.destroyed) co_await stream_sleep(stream);
    if (s.destroyed) co_return;
    if (piece.number != 0) throw file_error(piece.number, "read", {});
    if (piece.bytes.empty()) break;
    s.take(std::move(piece.bytes), false);
  }
  if (s.destroyed) co_return;
  s.take({}, true);
  if (!s.destroyed) s.tell("end");
}

Task<> write_all(ClosurePtr stream) {
  auto& s = *static_cast<WriteStreamState*>(stream.get());
  while (!s.destroyed) {
    if (s.queue.empty() && s.ended) break;
    if (s.queue.empty()) {
      co_await stream_sleep(stream);
      continue;
    }
    const auto size = static_cast<double>(s.queue.size());
    auto work = [file = s.file, at = s.position, bytes = std::exchange(s.queue, {})] {
      return write_piece(*file, at, bytes);
    };
    const int number = co_await offload(std::move(work));
    if (s.destroyed) co_return;
    if (number != 0) throw file_error(number, "write", {});
    s.written += size;
    if (s.position >= 0) s.position += size;
    if (s.queue.empty() && std::exchange(s.wants_drain, false) && !s.ended) s.tell("drain");
  }
  if (s.destroyed) co_return;
  s.finished = true;
  s.tell("finish");
}

// A stream from its opening to its end.
Task<> live(ClosurePtr stream, Task<> (*work)(ClosurePtr)) {
  auto& s = *static_cast<FileStream*>(stream.get());
  Error failed;
  try {
    co_await stream_open(stream);
    s.tell("open", s.file->descriptor());
    co_await work(stream);
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  s.finish(s.destroyed ? Error() : failed);
}

void destroy_stream(FileStream& s, const Error& err) {
  if (s.destroyed) return;
  s.wake();
  s.finish(err);
}

}  // namespace

ReadStream Fs::createReadStream(const Value& file, const Value& given) const {
  const Value options = options_argument(given);
  auto* s = new ReadStreamState;
  ClosurePtr keep(s);
  s->path = path_argument("path", file);
  s->flags = flag_option(options, "r", "flags");
  const Value encoding = encoding_option(options);
  if (encoding) s->encoding = encoding_named(encoding.view());
  s->position = position_option(options, "start");
  const double end = position_option(options, "end");
  if (end >= 0) {
    const double start = std::max(s->position, 0.0);
    if (start > end) throw_out_of_range("start", "<= \"end\" (here: " + Value(end).str() + ")", start);
    s->left = end - start + 1;
  }
  const double piece = position_option(options, "highWaterMark");
  if (piece > 0) s->piece = static_cast<std::size_t>(std::min(piece, 16.0 * 1024 * 1024));
  (void)live(keep, read_all);
  return ReadStream(std::move(keep));
}

WriteStream Fs::createWriteStream(const Value& file, const Value& given) const {
  const Value options = options_argument(given);
  auto* s = new WriteStreamState;
  ClosurePtr keep(s);
  s->path = path_argument("path", file);
  s->flags = flag_option(options, "w", "flags");
  s->mode = mode_argument(options["mode"], 0666);
  s->encoding = encoding_option(options);
  s->position = position_option(options, "start");
  (void)live(keep, write_all);
  return WriteStream(std::move(keep));
}

}  // namespace detail

// -- ReadStream --------------------------------------------------------------------------------------------------------------

detail::ReadStreamState& ReadStream::state() const { return *static_cast<detail::ReadStreamState*>(state_.get()); }

const ReadStream& ReadStream::on(const Text& event, Callback<Value> cb) const {
  if (state().closed) return *this;
  state().events.add(event.view(), std::move(cb));
  return event.view() == "data" ? resume() : *this;
}

const ReadStream& ReadStream::once(const Text& event, Callback<Value> cb) const {
  if (state().closed) return *this;
  state().events.add(event.view(), std::move(cb), true);
  return event.view() == "data" ? resume() : *this;
}

const ReadStream& ReadStream::pause() const {
  state().flowing = false;
  return *this;
}

const ReadStream& ReadStream::resume() const {
  state().flowing = true;
  state().wake();
  return *this;
}

const ReadStream& ReadStream::setEncoding(const Value& encoding) const {
  const Value checked = detail::encoding_option(detail::options_argument(encoding));
  state().encoding = checked ? encoding_named(checked.view()) : std::nullopt;
  return *this;
}

const ReadStream& ReadStream::destroy(const Error& err) const {
  detail::destroy_stream(state(), err);
  return *this;
}

void ReadStream::add_pipe(std::unique_ptr<detail::Pipe> pipe, const Value& options) const {
  const std::shared_ptr<detail::Pipe> to = std::move(pipe);
  on("data", [self = *this, to](auto& chunk) {
    if (to->write(chunk)) return;
    self.pause();
    to->when_drained([self] { self.resume(); });
  });
  if (!(options.get("end") == false)) on("end", [to] { to->end(); });
}

bool ReadStream::destroyed() const { return state().destroyed; }
Value ReadStream::path() const { return make_text(state().path); }
Value ReadStream::bytesRead() const { return state().read; }

// -- WriteStream -------------------------------------------------------------------------------------------------------------

detail::WriteStreamState& WriteStream::state() const { return *static_cast<detail::WriteStreamState*>(state_.get()); }

const WriteStream& WriteStream::on(const Text& event, Callback<Value> cb) const {
  if (!state().closed) state().events.add(event.view(), std::move(cb));
  return *this;
}

const WriteStream& WriteStream::once(const Text& event, Callback<Value> cb) const {
  if (!state().closed) state().events.add(event.view(), std::move(cb), true);
  return *this;
}

bool WriteStream::write(const Value& chunk, const Value& encoding) const {
  auto& s = state();
  const auto bytes = detail::bytes_of(chunk, encoding == undefined ? s.encoding : encoding);
  if (!bytes)
    detail::throw_invalid_type("The \"chunk\" argument", "of type string or an instance of Buffer or Uint8Array",
                               chunk);
  if (s.ended && !s.destroyed) {
    Error late("write after end");
    late.code = "ERR_STREAM_WRITE_AFTER_END";
    destroy(late);
  }
  if (s.destroyed) return false;
  s.queue += *bytes;
  s.wake();
  if (s.queue.size() < detail::WriteStreamState::high_water) return true;
  s.wants_drain = true;
  return false;
}

void WriteStream::end() const {
  state().ended = true;
  state().wake();
}

void WriteStream::end(const Value& chunk, const Value& encoding) const {
  if (chunk != null) write(chunk, encoding);
  end();
}

const WriteStream& WriteStream::destroy(const Error& err) const {
  detail::destroy_stream(state(), err);
  return *this;
}

bool WriteStream::destroyed() const { return state().destroyed; }
bool WriteStream::writableEnded() const { return state().ended; }
bool WriteStream::writableFinished() const { return state().finished; }
Value WriteStream::path() const { return make_text(state().path); }
Value WriteStream::bytesWritten() const { return state().written; }

}  // namespace crema
