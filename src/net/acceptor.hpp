// net/acceptor.hpp — takes connections from a listening socket and hands them to the loops of a server in turn.
#pragma once
#include <cstddef>
#include <functional>

#include "net/listen_socket.hpp"
#include "net/loop.hpp"
#include "net/poller.hpp"

namespace crema::net {

class Acceptor final : public Pollable {
 public:
  // `accepted` gets each descriptor, within a Turn.
  Acceptor(Loop& loop, ListenSocket socket, std::function<void(int)> accepted);
  ~Acceptor() { close(); }
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // Takes those that have connected already, within a Turn, and closes: none of them is reset.
  void leave();
  void close() noexcept;
  const ListenSocket& socket() const noexcept { return socket_; }
  void ready(std::uint32_t events) override;

 private:
  bool take();
  void pause();

  Loop& loop_;
  ListenSocket socket_;
  std::function<void(int)> accepted_;
  detail::ClosurePtr retry_;  // a Timer, while no descriptor is left
};

}  // namespace crema::net
