// net/poller.hpp — readiness of many descriptors for little: an epoll of our own, which the io_context waits for as for one
// descriptor. Asio's own waits cost a system call (epoll_ctl) for each wait of each connection, a seventh of a small request.
#pragma once
#include <sys/epoll.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <optional>
#include <vector>

namespace crema::net {

class Loop;

class Pollable {
 public:
  // Called in a Turn of its own with EPOLLIN, EPOLLOUT …
  virtual void ready(std::uint32_t events) = 0;

 protected:
  ~Pollable() = default;
};

class Poller {
 public:
  explicit Poller(Loop& loop) noexcept : loop_(loop) {}
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Takes the descriptor that it needs itself; else the first add() does, when there may be none left. Throws std::system_error.
  void open();
  // Registers once and for all: with EPOLLET, whoever is registered remembers that it is ready.
  void add(int descriptor, Pollable& whom, std::uint32_t events);
  void change(int descriptor, Pollable& whom, std::uint32_t events);
  void remove(int descriptor, Pollable& whom) noexcept;
  // Calls ready(EPOLLIN) again, after the others have had their turn.
  void again(Pollable& whom);

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;
  void wait();
  void dispatch();

  Loop& loop_;
  std::optional<Descriptor> epoll_;
  std::array<epoll_event, 128> events_;
  int count_ = 0, at_ = 0;
  std::vector<Pollable*> again_, now_;
  bool waiting_ = false;  // for Asio to call dispatch()
  bool posted_ = false;
};

}  // namespace crema::net
