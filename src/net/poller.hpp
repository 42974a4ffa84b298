// net/poller.hpp — readiness of many descriptors for little: an epoll of our own, which the io_context waits for as for one
// descriptor. Asio's own waits cost a system call (epoll_ctl) for each wait of each connection, a seventh of a small request.
#pragma once
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace crema::net {

class Loop;

class Pollable {
 public:
  // Called in a Turn of its own with EPOLLIN, EPOLLOUT …
  virtual void ready(std::uint32_t events) = 0;
  // Called likewise when the turn of one that queue_sender() was told of has come.
  virtual void may_send() {}

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

  // Of the `size` bytes that are left of a large answer those that may be sent now. All connections share what one round may
  // send, or hundreds of them, each with its fair megabyte, would keep a small request waiting for seconds; 0 where others wait
  // already. A small rest goes along: what follows a megabyte by a few bytes, its head, would queue behind all others for them.
  std::size_t allowance(std::size_t size) const noexcept {
    const auto most = serving_ || senders_.empty() ? allowance_ : 0;
    return most > 0 && size <= most + small_rest ? size : most;
  }
  void sent(std::size_t bytes) noexcept { allowance_ -= std::min(bytes, allowance_); }
  // Calls may_send() when it is its turn. It must not wait for that already.
  void queue_sender(Pollable& whom);

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;
  void wait();
  void dispatch();
  void serve_senders();

  static constexpr std::size_t sent_a_round = 1 << 20;
  static constexpr std::size_t small_rest = 65536;

  Loop& loop_;
  std::optional<Descriptor> epoll_;
  std::array<epoll_event, 128> events_;
  int count_ = 0, at_ = 0;
  std::vector<Pollable*> again_, now_;
  std::deque<Pollable*> senders_;  // in the order in which they came
  std::size_t allowance_ = sent_a_round;
  bool serving_ = false;  // those who wait to send
  bool waiting_ = false;  // for Asio to call dispatch()
  bool posted_ = false;
};

}  // namespace crema::net
