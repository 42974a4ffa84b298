// node/file_stream.hpp — what reading and writing streams have in common: an open file, listeners, an end that comes once.
#pragma once
#include <crema/error.hpp>
#include <crema/task.hpp>
#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/events.hpp"

namespace crema::detail {

// Closes with the last owner: a thread may still be reading.
class SharedFile {
 public:
  explicit SharedFile(int descriptor) : descriptor_(descriptor) {}
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  ~SharedFile();
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

struct FileStream : Closure {
  std::string path;
  int flags = 0;
  mode_t mode = 0666;
  EventListeners events;
  std::shared_ptr<SharedFile> file;
  ClosurePtr waiting;      // a Deferred: the stream's task sleeps until wake()
  bool destroyed = false;  // no more is read or written
  bool closed = false;     // "close" has been told

  void wake();
  // Calls listeners; what they throw is uncaught, and no error of the stream.
  bool tell(std::string_view event, const Value& value = {}) noexcept;
  // Ends it: "error" if there is one (uncaught when nobody listens), then "close".
  void finish(const Error& err);
};

// Sleeps until wake().
Task<> stream_sleep(ClosurePtr stream);
// Opens the file on another thread; throws Node's error.
Task<> stream_open(ClosurePtr stream);

}  // namespace crema::detail
