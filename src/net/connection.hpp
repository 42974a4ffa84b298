// net/connection.hpp — one accepted socket and the codec that runs on it.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <memory>

#include "h1/protocol.hpp"
#include "net/deadlines.hpp"
#include "net/loop.hpp"
#include "net/poller.hpp"
#include "net/transport.hpp"

namespace crema::net {

class ServerPart;

// Owned by its server's part on this loop; it deletes itself at the end of the Turn in which it was closed.
class Connection final : public Pollable, public Settling, public Deadline, public h1::Carrier {
 public:
  Connection(ServerPart& part, int socket);
  ~Connection();

  // Pollable
  void ready(std::uint32_t events) override;
  // Carrier
  void wake() override;
  const detail::Peer& peer() const override;
  // Settling
  void proceed() override;
  void flush() override;
  void settled() override;
  // Deadline
  void expired() override;

  // No request but the one that is on its way: an idle connection closes.
  void stop();
  // `unused`: also one that never sent anything.
  void close_idle(bool unused = false);
  // At once, whatever it is doing.
  void abort();

 private:
  friend class ServerPart;
  void read();
  ssize_t receive();
  bool arriving() const;
  void drop_input();
  void send();
  ssize_t send_pieces();
  ssize_t send_file(std::size_t most);
  void close(bool reset);
  void finish_closing();

  ServerPart& part_;
  Connection *previous_ = nullptr, *next_ = nullptr;  // in the part's list
  mutable std::unique_ptr<detail::Peer> peer_;        // made when somebody asks
  h1::Protocol protocol_;
  int socket_;
  std::unique_ptr<Transport> transport_;  // null: bytes go as they are
  std::uint32_t requests_ = 0;            // as the deadline last saw it
  bool readable_ = false;                 // there may be more to read: the poller tells once only
  bool hung_up_ = false;                  // the client's end is behind what there is to read
  bool writable_ = true;
  bool shut_ = false;  // our end is closed, theirs not yet
};

}  // namespace crema::net
