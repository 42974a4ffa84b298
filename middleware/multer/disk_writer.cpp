#include "disk_writer.hpp"

#include <crema/process.hpp>
#include <crema/system_error.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

namespace crema::detail {
namespace {

int write_all(int descriptor, std::vector<iovec> pieces) {
  constexpr std::size_t most_at_once = 256;  // IOV_MAX is 1,024
  std::size_t at = 0;
  while (at < pieces.size()) {
    const auto count = std::min(most_at_once, pieces.size() - at);
    const auto put = ::writev(descriptor, pieces.data() + at, static_cast<int>(count));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    auto left = static_cast<std::size_t>(put);
    while (at < pieces.size() && left >= pieces[at].iov_len) left -= pieces[at++].iov_len;
    if (left == 0) continue;
    pieces[at].iov_base = static_cast<char*>(pieces[at].iov_base) + left;
    pieces[at].iov_len -= left;
  }
  return 0;
}

struct DiskJob {
  std::string path;
  int descriptor;
  bool open, last, flush;
  std::vector<iovec> pieces;
};

int failed(bool it_did) { return it_did ? errno : 0; }

// Of what somebody writes to that is no file (a device, a pipe) the name stays.
int remove_file(const std::string& path) {
  struct stat what {};
  if (failed(::lstat(path.c_str(), &what) < 0) || !S_ISREG(what.st_mode)) return 0;
  return failed(::unlink(path.c_str()) < 0);
}

DiskResult run(const DiskJob& job) {
  DiskResult result{job.descriptor};
  if (job.open) {
    do {
      result.descriptor = ::open(job.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    } while (result.descriptor < 0 && errno == EINTR);
    if (result.descriptor < 0) return {-1, errno, "open"};
  }
  result.call = "write";
  result.number = write_all(result.descriptor, job.pieces);
  if (result.number == 0 && job.last && job.flush) {
    result.call = "fsync";
    result.number = failed(::fsync(result.descriptor) < 0);
  }
  if (result.number == 0 && !job.last) return result;
  const int closing = failed(::close(std::exchange(result.descriptor, -1)) < 0);
  if (result.number == 0 && closing != 0 && closing != EINTR) {
    result.call = "close";
    result.number = closing;
  }
  if (result.number != 0) remove_file(job.path);
  return result;
}

int close_and_remove(int descriptor, const std::string& path) {
  if (descriptor >= 0) ::close(descriptor);
  return remove_file(path);
}

}  // namespace

void DiskWriter::start(Callback<Error> done) {
  done_ = std::move(done);
  const auto self = shared_from_this();
  from_.on("end", [self] {
    self->ended_ = true;
    self->work_soon();
  });
  from_.on("error", [self](auto& err) { self->give_up(Error(err)); });
  from_.on("data", [self](auto& chunk) { self->take(chunk); });
}

void DiskWriter::take(const Value& chunk) {
  if (given_up_) return;
  waiting_.push_back(chunk);
  waiting_bytes_ += chunk.view().size() + cost_of_piece;
  work_soon();
  if (waiting_bytes_ >= most_waiting) from_.pause();
}

// When all that has come is here: a small file is then opened, written and closed by one call elsewhere, and a thousand of them
// do not stand open at once.
void DiskWriter::work_soon() {
  if (busy_ || std::exchange(soon_, true)) return;
  process.nextTick([self = shared_from_this()] {
    self->soon_ = false;
    self->work();
  });
}

void DiskWriter::work() {
  if (busy_ || settled_) return;
  busy_ = true;
  (void)(given_up_ ? clean_up() : write_batch());
}

Task<> DiskWriter::write_batch() {
  const auto self = shared_from_this();
  const auto batch = std::exchange(waiting_, {});
  DiskJob job{path_, descriptor_, !std::exchange(opened_, true), ended_, flush_, {}};
  double bytes = 0;
  for (const auto& piece : batch) {
    const auto view = piece.view();
    job.pieces.push_back({const_cast<char*>(view.data()), view.size()});
    bytes += static_cast<double>(view.size());
  }
  if (std::exchange(waiting_bytes_, 0) >= most_waiting) from_.resume();
  const bool last = job.last;
  auto work_elsewhere = [job = std::move(job)] { return run(job); };
  const auto result = co_await offload(std::move(work_elsewhere));
  busy_ = false;
  descriptor_ = result.descriptor;
  written_ += bytes;
  if (result.number != 0) {
    // The file is gone already. An error of descriptors names no path, as in Node.
    const std::string_view call = result.call;
    given_up_ = true;
    settle(systemError(result.number, call, call == "open" ? path_ : std::string()));
  } else if (given_up_) {
    work();
  } else if (last) {
    settle({});
  } else if (!waiting_.empty() || ended_) {
    work();
  }
}

Task<> DiskWriter::clean_up() {
  const auto self = shared_from_this();
  waiting_.clear();
  if (opened_) {
    auto work_elsewhere = [descriptor = std::exchange(descriptor_, -1), path = path_] {
      return close_and_remove(descriptor, path);
    };
    const int number = co_await offload(std::move(work_elsewhere));
    if (number != 0) {
      const auto gone = std::exchange(when_gone_, {});
      for (const auto& call : gone) call(systemError(number, "unlink", path_));
    }
  }
  busy_ = false;
  settle(why_);
}

void DiskWriter::give_up(const Error& err, Callback<Error> gone) {
  if (gone) when_gone_.push_back(std::move(gone));
  if (!std::exchange(given_up_, true)) why_ = err;
  work();
}

void DiskWriter::settle(const Error& err) {
  settled_ = true;
  waiting_.clear();
  const auto gone = std::exchange(when_gone_, {});
  const auto done = std::exchange(done_, {});
  done(err);
  for (const auto& call : gone) call();
}

}  // namespace crema::detail
