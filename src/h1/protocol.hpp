// h1/protocol.hpp — one connection of HTTP/1 without its socket: bytes in, exchanges, bytes out.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange_events.hpp"
#include "core/loop_context.hpp"
#include "core/stream.hpp"
#include "h1/head_writer.hpp"
#include "h1/output.hpp"
#include "h1/parser.hpp"

namespace crema::h1 {

// What the connections of one server have in common.
struct Settings {
  HeadLimits head;
  std::uint32_t keep_alive_seconds = 5;
  std::uint32_t requests = 0;          // of one connection; 0: no limit
  std::int64_t unread_body = 1 << 20;  // bytes of a body that nobody reads which are thrown away to save the connection
  std::size_t queued_output = 64 << 20;  // bytes that wait for the client, beyond which nothing is added
  double response_ms = 0;                // what Phase::answer may take, for the error that tells of it
};

// What carries the bytes: a socket, or a test's memory.
class Carrier {
 public:
  // There is something to send, to read or to close: proceed() and flushed() are called before the Turn ends.
  virtual void wake() = 0;
  virtual const detail::Peer& peer() const = 0;

 protected:
  ~Carrier() = default;
};

// What the connection waits for; each has a time of its own.
enum class Phase : std::uint8_t {
  none,         // more of an answer: as long as it takes
  answer,       // the head of an answer
  write,        // the client, to take what waits for it
  head,         // the first request, or the rest of a head
  request,      // the rest of a body that somebody reads
  keep_alive,   // the next request
  discard,      // the rest of a body that nobody reads
  half_closed,  // an answer for a client that sends no more and may have left
  linger,       // the client's end, so that it can read the last answer
};
inline constexpr std::size_t phase_count = 9;

// What is to become of the connection.
enum class Close : std::uint8_t {
  no,
  flushed,  // close when all has been sent
  linger,   // the same, but read on for a while: unread bytes would take the answer from the client (RFC 9112 §9.6)
  cut,      // close after one attempt to send what there is
  reset,    // the same, so that the client sees that it was cut
};

// Invariant: at most one exchange is active. An answer that has ended waits in ended_ until its bytes are with the system,
// and no longer reaches the stream; only then, or at once where nobody can tell, its exchange is released.
class Protocol final : public detail::Stream {
 public:
  Protocol(detail::LoopContext& loop, detail::Service& service, const Settings& settings, BlockPool& blocks,
           Carrier& carrier);
  ~Protocol();
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;

  // -- for the carrier, within a Turn
  // Bytes have come; they are valid until this returns.
  void feed(std::string_view bytes);
  // The client sends no more. It may still read: what it asked for is answered.
  void peer_closed();
  // Goes on with what core has done since; called before the output is sent.
  void proceed();
  // The connection is no more.
  void lost();
  // A file that is being sent has become shorter, or cannot be read: the answer cannot be completed.
  void file_failed();
  // The output was sent, or as much as goes; goes on with what waited for that, further requests only if `go_on`.
  void flushed(bool go_on = true);
  // The time of the phase is over.
  void expired();
  // The next answer is the last.
  void stop() noexcept { stopping_ = true; }
  // Closes one that waits for its next request (`unused`: also one that never sent anything).
  void close_idle(bool unused = false);

  Output& output() noexcept { return output_; }
  bool wants_read() const noexcept;
  // Whether further requests, or parts of one, have come.
  bool has_more() const noexcept { return !stash_.empty(); }
  Close close() const noexcept { return close_; }
  Phase phase() const noexcept;
  // Another number whenever the time of the phase begins anew: with each request, or each byte that is taken.
  std::uint64_t progress() const noexcept { return phase() == Phase::write ? output_.taken() : requests_; }

  // -- for core: the active exchange
  void head(detail::Exchange& x, std::int64_t length) override;
  void body(std::string_view bytes) override;
  void body(std::string&& bytes) override;
  void body(detail::FileRange&& range) override;
  void end(std::string_view trailers) override;
  void reset() override;
  void informational(int status, std::string_view fields) override;
  void resume_body() override;
  void pause_body() override;
  void discard_body() override;
  std::size_t queued() const override { return output_.size(); }
  void tell_when_written() override;
  const detail::Peer& peer() const override { return carrier_.peer(); }

 private:
  enum class Request : std::uint8_t { idle, head, body, complete };

  // The stream of an exchange whose answer has ended: the connection may be at the next one.
  struct Ended final : detail::Stream {
    explicit Ended(Protocol& p) noexcept : protocol(p) {}
    void head(detail::Exchange&, std::int64_t) override {}
    void body(std::string_view) override {}
    void body(std::string&&) override {}
    void body(detail::FileRange&&) override {}
    void end(std::string_view) override {}
    void reset() override { protocol.reset(); }
    void informational(int, std::string_view) override {}
    void resume_body() override {}
    void pause_body() override {}
    void discard_body() override {}
    std::size_t queued() const override { return protocol.queued(); }
    void tell_when_written() override {}
    const detail::Peer& peer() const override { return protocol.peer(); }
    Protocol& protocol;
  };
  struct Waiting {
    detail::Exchange* exchange;
    std::uint64_t end;  // of its bytes in all output
  };

  void advance();
  bool step();
  bool begin();
  bool read_head();
  bool dispatch();
  bool answer_itself(int status);
  bool drop_request();
  void answer_overdue();
  bool may_queue();
  Phase awaits_handler() const noexcept;
  bool body_is_here() const noexcept;
  void refuse_through_listeners(int status);
  bool read_body();
  void deliver_body();
  void discard(std::size_t size) noexcept;
  bool next_request();
  void retire();
  bool refuse(int status);
  void cut();
  void drop_active();
  void append_body(std::string_view bytes);
  void begin_chunk(std::size_t size);
  std::int64_t within_length(std::int64_t size) noexcept;
  std::string_view within_length(std::string_view bytes) noexcept {
    return bytes.substr(0, static_cast<std::size_t>(within_length(static_cast<std::int64_t>(bytes.size()))));
  }
  bool too_much_left() const noexcept;
  void stash_rest();

  detail::LoopContext& loop_;
  detail::Service& service_;
  const Settings& settings_;
  Carrier& carrier_;
  Parser parser_;
  Output output_;
  Ended tail_{*this};

  std::string_view input_;  // what has come and was not yet used, while advance() runs
  std::string stash_;       // the same between the calls, from stash_at_ on
  std::size_t stash_at_ = 0;

  detail::Exchange* x_ = nullptr;  // the active exchange: from the first byte of its head to the end of its answer
  std::vector<Waiting> ended_;
  std::int64_t body_left_ = 0;  // of the declared length of the request's body
  std::int64_t discarded_ = 0;
  std::int64_t answer_left_ = 0;  // of the declared length of the answer
  std::size_t unsent_ = 0;        // what was left of the output when it was last sent
  Framing framing_;
  std::uint32_t requests_ = 0;
  int refused_ = 0;  // the status that a wrong body is to be refused with
  Request request_ = Request::idle;
  Close close_ = Close::no;
  bool keep_alive_ = true;
  bool can_chunk_ = true;
  bool dispatched_ = false;  // x_ is with core
  bool head_written_ = false;
  bool answer_ended_ = false;
  bool overdue_ = false;     // core knows that the answer has taken too long
  bool body_asked_ = false;  // core has ever taken body bytes
  bool flowing_ = false;     // core takes body bytes
  bool discarding_ = false;  // nobody does
  bool delivering_ = false;
  bool advancing_ = false;
  bool needs_drain_ = false;
  bool tell_written_ = false;
  bool awaits_continue_ = false;  // the client waits for 100 before it sends its body
  bool cut_ = false;              // reset() was called
  bool too_much_ = false;         // more body than is thrown away for nothing
  bool eof_ = false;
  bool stopping_ = false;
};

}  // namespace crema::h1
