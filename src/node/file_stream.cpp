// The common part of file streams.
#include "node/file_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "core/system_error.hpp"
#include "core/uncaught.hpp"

namespace crema::detail {

SharedFile::~SharedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FileStream::wake() {
  const auto sleeping = std::exchange(waiting, {});
  if (sleeping) static_cast<Deferred*>(sleeping.get())->resolve({});
}

bool FileStream::tell(std::string_view event, const Value& value) noexcept {
  try {
    return events.emit(event, value);
  } catch (...) {
    report_uncaught(std::current_exception(), Uncaught::exception);
    return true;
  }
}

void FileStream::finish(const Error& err) {
  if (closed) return;
  destroyed = closed = true;
  file.reset();
  const ClosurePtr keep(this);
  if (err && !tell("error", err)) report_uncaught(err.exception(), Uncaught::exception);
  tell("close");
  events.clear();  // they may hold the stream
}

Task<> stream_sleep(ClosurePtr stream) {
  auto& self = *static_cast<FileStream*>(stream.get());
  ClosurePtr sleep(new Deferred);
  self.waiting = sleep;
  (void)co_await await_deferred(sleep);
}

Task<> stream_open(ClosurePtr stream) {
  auto& self = *static_cast<FileStream*>(stream.get());
  auto work = [path = self.path, flags = self.flags, mode = self.mode] {
    int descriptor;
    do descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    while (descriptor < 0 && errno == EINTR);
    return descriptor < 0 ? -errno : descriptor;
  };
  const int got = co_await offload(std::move(work));
  if (got < 0) throw file_error(-got, "open", self.path);
  self.file = std::make_shared<SharedFile>(got);
}

}  // namespace crema::detail
