// node/transform.hpp — the two sides of a Transform and what lies between them.
#pragma once
#include <crema/transform.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/encodings.hpp"
#include "core/events.hpp"

namespace crema::detail {

// ! One chunk is transformed at a time: from the call of transform() to its callback `busy` is true.
struct TransformState : std::enable_shared_from_this<TransformState> {
  TransformState() = default;
  TransformState(const TransformState&) = delete;
  TransformState& operator=(const TransformState&) = delete;
  virtual ~TransformState() = default;

  // `mark` is what was written with the chunk by write_marked, else -1.
  virtual void transform(const Value& chunk, const Value& encoding, int mark, const TransformCallback& done) = 0;
  virtual void flush(const TransformCallback& done) { done(); }
  // The reader takes more again.
  virtual void on_room() {}
  // What it works with may go.
  virtual void has_closed() {}

  void configure(const TransformOptions& options);
  void set_encoding(const Value& name);

  // -- what is written
  bool write(const Value& chunk, const Value& encoding, Callback<Error> cb, int mark = -1);
  void end();
  void done(std::uint64_t call, const Error& err, const Value& data);

  // -- what is read
  bool push(const Value& chunk, const Value& encoding = {});
  void resume();
  void schedule_flow();
  bool has_room() const { return out_length < read_high_water; }

  void destroy(const Error& err);
  // Calls listeners; what they throw is uncaught, and no error of the stream.
  bool tell(std::string_view event, const Value& value = {}) noexcept;

  struct Written {
    Value chunk, encoding;
    Callback<Error> cb;
    std::size_t length;
    int mark;
  };

  EventListeners events;
  std::deque<Written> queue;
  Written current{};
  std::size_t write_length = 0, write_high_water = 16 * 1024;
  std::uint64_t call = 0;  // of the transform that runs
  std::deque<Value> out;
  std::size_t out_length = 0, read_high_water = 16 * 1024;
  std::optional<Encoding> encoding;
  std::string held;   // bytes of a character that goes on
  int undrained = 0;  // pipes that wait

  bool objects_in = false, objects_out = false, decode = true;
  bool busy = false, working = false, waits_for_room = false, flushing = false;
  bool wants_drain = false, ended = false, finished = false;
  bool flowing = false, paused = false, flow_scheduled = false, eof = false, end_told = false;
  bool destroyed = false, closed = false;

 private:
  void work();
  void chunk_is_done();
  void start_flush();
  void flow();
  void room_was_made();
  void close_if_done();
  void close(const Error& err);
  std::size_t size_in(const Value& chunk) const;
  std::size_t size_out(const Value& chunk) const;
  void put_out(const Value& chunk);
  void put_text(bool last);
};

}  // namespace crema::detail
