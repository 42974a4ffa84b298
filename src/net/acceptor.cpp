// Takes connections. Invariant: a process without free descriptors neither spins nor stops serving; it tries again a little later.
#include "net/acceptor.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace crema::net {
namespace {

constexpr int most_at_once = 64;    // then the connections that are there have their turn
constexpr int most_waiting = 4096;  // of a queue that is filled as fast as it is emptied
constexpr double retry_ms = 100;

bool no_descriptor_left(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

}  // namespace

Acceptor::Acceptor(Loop& loop, ListenSocket socket, std::function<void(int)> accepted)
    : loop_(loop), socket_(std::move(socket)), accepted_(std::move(accepted)) {
  loop_.poller().add(socket_.descriptor(), *this, EPOLLIN);
}

void Acceptor::close() noexcept {
  if (retry_) timer_of(retry_).clear();
  if (!socket_) return;
  loop_.poller().remove(socket_.descriptor(), *this);
  socket_.close();
}

// One connection; false when there is none, or none can be taken now.
bool Acceptor::take() {
  const int descriptor = ::accept4(socket_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor >= 0) {
    accepted_(descriptor);
    return true;
  }
  // Anything else is the trouble of that one connection, which has gone.
  return errno != EAGAIN && errno != EWOULDBLOCK && !no_descriptor_left(errno);
}

void Acceptor::ready(std::uint32_t) {
  int taken = 0;
  while (taken < most_at_once && socket_ && take()) taken++;
  if (taken < most_at_once && socket_ && no_descriptor_left(errno)) pause();
}

void Acceptor::leave() {
  if (!socket_) return;
  socket_.refuse_new();
  for (int i = 0; i < most_waiting && take(); i++) continue;
  close();
}

// The system keeps them waiting (backlog) until descriptors are free.
void Acceptor::pause() {
  loop_.poller().change(socket_.descriptor(), *this, 0);
  retry_ = loop_.timers().start(retry_ms, false, false, [this] {
    if (socket_) loop_.poller().change(socket_.descriptor(), *this, EPOLLIN);
  });
}

}  // namespace crema::net
