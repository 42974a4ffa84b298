// core/stream.hpp — where an exchange came from and where its answer goes: one request of an HTTP/1 connection, later one
// stream of HTTP/2. All that core knows of the wire.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/file.hpp"

namespace crema::detail {

struct Exchange;

class SecurePeer;

// The two ends of a connection, as texts.
struct Peer {
  std::string remote_address, local_address;
  int remote_port = 0, local_port = 0;
  bool encrypted = false;
  const SecurePeer* secure = nullptr;  // where it is
};

class Stream {
 public:
  // Writes status, reason and fields of the exchange's response. `length` is the number of body bytes when all of them are known
  // now (a single end); -1 otherwise. Fields that belong to HTTP/1 (Date, Connection, Keep-Alive, Content-Length,
  // Transfer-Encoding where the response has none) are the codec's to add, as Node's server adds them.
  virtual void head(Exchange& x, std::int64_t length) = 0;
  // Body bytes in order, after head(). Ignored where the answer has no body (HEAD, 204, 304). The text is copied.
  virtual void body(std::string_view bytes) = 0;
  // The same, but takes the memory of a large body over.
  virtual void body(std::string&& bytes) = 0;
  // Bytes of a file, which go from the system to the system where that can be. A file that has become shorter when its turn comes
  // breaks the answer off.
  virtual void body(FileRange&& range) = 0;
  // The answer is complete; `trailers` are whole lines, which leave where the body is in chunks. finished() of
  // core/exchange_events.hpp follows when all bytes are with the system.
  virtual void end(std::string_view trailers) = 0;
  // Breaks the answer off: the client sees that it is cut.
  virtual void reset() = 0;
  // An informational answer: 100, 102, 103; `fields` are whole lines.
  virtual void informational(int status, std::string_view fields) = 0;

  // Body of the request: bytes come through receive_body(), at once if they are there already. Nothing comes while paused.
  virtual void resume_body() = 0;
  virtual void pause_body() = 0;
  // Nobody will read the rest: it is read and thrown away up to a limit, else the connection closes after the answer.
  virtual void discard_body() = 0;

  // Bytes of answers that the system has not taken yet.
  virtual std::size_t queued() const = 0;
  // Calls written() of core/exchange_events.hpp once there are none.
  virtual void tell_when_written() = 0;

  virtual const Peer& peer() const = 0;

 protected:
  ~Stream() = default;
};

// A write() that leaves more than this waiting says false.
inline constexpr std::size_t high_water = 16384;

}  // namespace crema::detail
