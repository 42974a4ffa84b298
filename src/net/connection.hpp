// net/connection.hpp — one accepted socket and the codec that runs on it.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <memory>

#include "h1/protocol.hpp"
#include "net/connection_counts.hpp"
#include "net/deadlines.hpp"
#include "net/loop.hpp"
#include "net/poller.hpp"
#include "net/transport.hpp"

namespace crema::net {

class ServerPart;

// Owned by its server's part on this loop; it deletes itself at the end of the Turn in which it was closed.
class Connection final : public Pollable, public Settling, public Deadline, public h1::Carrier {
 public:
  Connection(ServerPart& part, int socket, ClientKey client);
  ~Connection();

  // Pollable
  void ready(std::uint32_t events) override;
  void may_send() override;
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

  // The time in which nothing moves.
  struct Silence final : Deadline {
    explicit Silence(Connection& c) noexcept : connection(c) {}
    void expired() override;
    Connection& connection;
  };

  void read();
  ssize_t receive();
  bool arriving() const;
  std::size_t allowance() noexcept;
  void drop_input();
  void send();
  ssize_t send_pieces();
  ssize_t send_file(std::size_t most);
  int unacknowledged() const;
  void place();
  void close(bool reset);
  void finish_closing();

  ServerPart& part_;
  Connection *previous_ = nullptr, *next_ = nullptr;  // in the part's list
  mutable std::unique_ptr<detail::Peer> peer_;        // made when somebody asks
  h1::Protocol protocol_;
  int socket_;
  int unacknowledged_ = 0;  // when the deadline last saw that the client takes nothing
  const ClientKey client_;
  std::unique_ptr<Transport> transport_;  // null: bytes go as they are
  std::uint64_t progress_ = 0;            // as the deadline last saw it
  std::uint64_t received_ = 0;            // bytes
  std::uint64_t moved_ = 0;               // bytes in both directions, as silence_ last saw them
  Silence silence_{*this};
  std::size_t sent_ = 0;   // in this Turn
  bool resting_ = false;   // goes on when the others have had their turn
  bool readable_ = false;  // there may be more to read: the poller tells once only
  bool hung_up_ = false;   // the client's end is behind what there is to read
  bool writable_ = true;
  bool queued_ = false;  // its large answer waits for its turn
  bool shut_ = false;    // our end is closed, theirs not yet
};

}  // namespace crema::net
