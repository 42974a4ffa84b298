// net/transport.hpp — what bytes pass on their way between a connection and its socket, where they do not go as they are.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "core/secure_peer.hpp"
#include "net/loop.hpp"

namespace crema::net {

class Transport {
 public:
  virtual ~Transport() = default;
  // As recv(2): bytes, 0 when the client has said its last, or -1 with errno.
  virtual ssize_t receive(char* to, std::size_t size) = 0;
  // As sendmsg(2): how many bytes were taken, or -1 with errno. What was refused with EAGAIN comes again, and perhaps more.
  virtual ssize_t send(const std::string_view* pieces, std::size_t count) = 0;
  // Whether there may be more to receive before the socket is readable again.
  virtual bool may_have_more() const = 0;
  // Whether receive() goes on when the socket can be written to.
  virtual bool waits_to_write() const = 0;
  // Whether it is not yet ready for bytes of ours.
  virtual bool opening() const = 0;
  // The time for that is over; nothing is asked of it any more.
  virtual void late() = 0;
  // Our last word, for which the client is not waited.
  virtual void finish() noexcept = 0;
  virtual const detail::SecurePeer& peer() const = 0;
};

// Makes the transports of a server. Used by all its loops at once.
class Security {
 public:
  virtual ~Security() = default;
  // Throws what is missing for it to serve.
  virtual void check() const = 0;
  // `connection` hears of it when receive() may go on for another reason than its socket.
  virtual std::unique_ptr<Transport> accept(int socket, Loop& loop, Pollable& connection) = 0;
};

}  // namespace crema::net
