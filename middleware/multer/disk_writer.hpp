// One uploaded file on its way to the disk. All calls of the system run on other threads, one at a time; what comes meanwhile
// waits, and when it is much the stream is paused. What fails or is given up leaves no file behind.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/task.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "upload_stream.hpp"
#include "upload_stream_state.hpp"

namespace crema::detail {

// What some calls on another thread came to.
struct DiskResult {
  int descriptor = -1;  // of the open file; -1: it is closed
  int number = 0;       // errno of what failed, and its name; the file is gone then
  const char* call = "";
};

class DiskWriter : public std::enable_shared_from_this<DiskWriter> {
 public:
  DiskWriter(UploadStream from, std::string path, bool flush)
      : from_(std::move(from)), path_(std::move(path)), flush_(flush) {}

  // Writes all of the stream, then done() or done(err).
  void start(Callback<Error> done);
  // Writes no more and removes what is there, then `gone`; `err` is what done() is told. Not after it was called.
  void give_up(const Error& err, Callback<Error> gone = {});
  double size() const { return written_; }

 private:
  static constexpr std::size_t most_waiting = 256 * 1024;

  void take(const Value& chunk);
  void work_soon();
  void work();
  Task<> write_batch();
  Task<> clean_up();
  void settle(const Error& err);

  UploadStream from_;
  const std::string path_;
  const bool flush_;
  Callback<Error> done_;
  std::vector<Callback<Error>> when_gone_;
  std::vector<Value> waiting_;
  std::size_t waiting_bytes_ = 0;
  double written_ = 0;
  int descriptor_ = -1;
  bool opened_ = false, ended_ = false, busy_ = false, soon_ = false, given_up_ = false, settled_ = false;
  Error why_;
};

}  // namespace crema::detail
