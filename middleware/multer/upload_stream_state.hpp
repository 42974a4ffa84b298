// What is behind an UploadStream. The form pushes, listeners take; a stream that holds more than it should makes the form wait.
#pragma once
#include <crema/error.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "upload_stream.hpp"

namespace crema::detail {

class DiskWriter;

// Bytes that a piece takes beside its own: what comes byte by byte is not to take more memory than it should.
constexpr std::size_t cost_of_piece = 128;

// Who is told how the stream fares: the form.
struct UploadStreamState;
struct UploadStreamOwner {
  virtual ~UploadStreamOwner() = default;
  virtual void stream_full() = 0;                           // more waits in it than should
  virtual void stream_drained() = 0;                        // not any more
  virtual void stream_over(UploadStreamState& stream) = 0;  // all is taken, or it was destroyed
};

struct UploadStreamState : std::enable_shared_from_this<UploadStreamState> {
  UploadStreamState(std::shared_ptr<UploadStreamOwner> form, std::size_t most)
      : owner(std::move(form)), high_water(most) {}

  void listen(std::string_view event, Callback<Value> cb, bool once);
  void push(Value chunk);
  void push_end();
  void push_limit();
  void resume();
  void pause() { flowing = false; }
  void destroy(const Error& err);

  bool flowing = false, truncated = false, destroyed = false;
  std::weak_ptr<DiskWriter> writer;  // of disk storage, while it writes

 private:
  struct Listener {
    std::string event;
    Callback<Value> call;
    bool once;
  };
  void flow();
  void tell(std::string_view event, const Value& value = {});
  void finish();
  void count(std::ptrdiff_t bytes);

  std::shared_ptr<UploadStreamOwner> owner;  // until it is over
  std::vector<Listener> listeners;
  std::deque<Value> waiting;
  std::size_t held = 0;  // bytes in `waiting`, and what each piece takes besides
  const std::size_t high_water;
  bool flow_soon = false, ended = false, over = false, full = false;
};

}  // namespace crema::detail
