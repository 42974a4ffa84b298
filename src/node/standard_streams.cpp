// process.stdout, process.stderr and process.stdin. Input is read without blocking the loop: as it comes from a terminal, a pipe or
// a socket; at once from a file, which epoll does not take.
#include <crema/process.hpp>

#include <crema/error.hpp>

#include <asio/posix/stream_descriptor.hpp>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "core/arguments.hpp"
#include "core/encodings.hpp"
#include "core/events.hpp"
#include "core/stdio.hpp"
#include "core/system_error.hpp"
#include "core/value_node.hpp"
#include "net/loop.hpp"

namespace crema::detail {
namespace {

// ! One a process, on the loop that first asked for it; it belongs to that thread.
class Input {
 public:
  static Input& one() {
    static Input& input = *new Input;
    return input;
  }

  void listen(const Text& event, Callback<Value> listener, bool once) {
    events_.add(event, std::move(listener), once);
    if (event.view() == "data") resume();
  }
  void set_encoding(const Value& name) {
    encoding_ = name == null ? Encoding::utf8 : encoding_argument(name);
    as_text_ = true;
  }
  void resume() {
    flowing_ = true;
    if (!reading_ && !ended_) wait();
  }
  void pause() {
    flowing_ = false;
    if (descriptor_ && reading_) descriptor_->cancel();
  }

 private:
  static Encoding encoding_argument(const Value& name) {
    if (const auto known = encoding_named(name.str())) return *known;
    TypeError error("Unknown encoding: " + name.str());
    error.code = "ERR_UNKNOWN_ENCODING";
    throw error;
  }

  void wait() {
    reading_ = true;
    loop_.retain_work();
    struct stat info = {};
    if (::fstat(0, &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode))
      return loop_.post([this] { read(true); });
    // A copy: Asio makes its descriptor non-blocking for itself only, and closes it.
    if (!descriptor_) descriptor_ = std::make_unique<asio::posix::stream_descriptor>(loop_.io(), ::dup(0));
    descriptor_->async_wait(asio::posix::stream_descriptor::wait_read,
                            [this](std::error_code failed) { loop_.turn([&] { read(!failed); }); });
  }

  void read(bool ready) {
    reading_ = false;
    loop_.release_work();
    if (!ready || !flowing_) return;
    std::array<char, 65536> bytes;
    const ssize_t got = ::read(0, bytes.data(), bytes.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
    if (got < 0) return fail(errno);
    if (got == 0) return end();
    give({bytes.data(), static_cast<std::size_t>(got)});
    if (flowing_ && !reading_ && !ended_) wait();
  }

  void give(std::string_view bytes) {
    if (!as_text_) return void(events_.emit("data", make_buffer(bytes)));
    std::string whole = std::exchange(rest_, {}).append(bytes);
    if (encoding_ == Encoding::utf8) rest_ = cut_incomplete(whole);
    if (!whole.empty()) events_.emit("data", Value(encoded(whole, encoding_)));
  }

  // The bytes of a character whose end has not come yet.
  static std::string cut_incomplete(std::string& text) {
    std::size_t at = text.size();
    while (at > 0 && text.size() - at < 3 && (text[at - 1] & 0xc0) == 0x80) --at;
    if (at == 0) return {};
    const auto first = static_cast<unsigned char>(text[at - 1]);
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    if (size == 1 || text.size() - at + 1 >= size) return {};
    std::string rest = text.substr(at - 1);
    text.resize(at - 1);
    return rest;
  }

  void end() {
    ended_ = true;
    if (!rest_.empty()) events_.emit("data", Value(encoded(std::exchange(rest_, {}), encoding_)));
    events_.emit("end");
    events_.emit("close");
  }

  void fail(int number) {
    ended_ = true;
    const Error error = file_error(number, "read", {});
    if (!events_.emit("error", error)) throw error;
  }

  net::Loop& loop_ = net::Loop::current();
  std::unique_ptr<asio::posix::stream_descriptor> descriptor_;
  EventListeners events_;
  Encoding encoding_ = Encoding::utf8;
  std::string rest_;
  bool as_text_ = false, flowing_ = false, reading_ = false, ended_ = false;
};

Value window_size(int fd, unsigned short winsize::*which) {
  winsize size = {};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0) return {};
  return size.*which;
}

}  // namespace

bool StandardOutput::write(const Value& chunk, const Value& encoding) const {
  const auto bytes = bytes_of(chunk, encoding);
  if (!bytes) {
    throw_invalid_type("The \"chunk\" argument", "of type string or an instance of Buffer or Uint8Array", chunk);
  }
  write_all(fd, *bytes);
  return true;
}

bool StandardOutput::isTTY() const { return ::isatty(fd) == 1; }
Value StandardOutput::columns() const { return isTTY() ? window_size(fd, &winsize::ws_col) : Value(); }
Value StandardOutput::rows() const { return isTTY() ? window_size(fd, &winsize::ws_row) : Value(); }

const StandardInput& StandardInput::on(const Text& event, Callback<Value> listener) const {
  Input::one().listen(event, std::move(listener), false);
  return *this;
}
const StandardInput& StandardInput::once(const Text& event, Callback<Value> listener) const {
  Input::one().listen(event, std::move(listener), true);
  return *this;
}
const StandardInput& StandardInput::setEncoding(const Value& encoding) const {
  Input::one().set_encoding(encoding);
  return *this;
}
const StandardInput& StandardInput::resume() const {
  Input::one().resume();
  return *this;
}
const StandardInput& StandardInput::pause() const {
  Input::one().pause();
  return *this;
}
bool StandardInput::isTTY() const { return ::isatty(0) == 1; }

}  // namespace crema::detail
