// One accepted socket. Invariant: it is registered with the poller once, edge-triggered, and so must remember that it is ready;
// two system calls make a request: recv when bytes have come, send when the Turn ends.
#include "net/connection.hpp"

#include <netinet/in.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "net/peer_address.hpp"
#include "net/server_part.hpp"

namespace crema::net {
namespace {

using h1::Close;
using h1::Phase;

// Bytes of answers to a pipeline before the others have their turn: one of thousands of requests must not keep the loop.
constexpr std::size_t most_in_a_row = 65536;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

bool debug() { return debugEnabled("crema:net"); }

}  // namespace

Connection::Connection(ServerPart& part, int socket, ClientKey client)
    : part_(part),
      protocol_(part.loop, part.service, part.http, part.loop.blocks(), *this),
      socket_(socket),
      client_(client) {
  if (part.security) transport_ = part.security->accept(socket, part.loop, *this);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails for a unix socket, which needs none
  part.loop.connection_opened();
  part.loop.poller().add(socket, *this, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  part.deadlines.place(*this, protocol_.phase(), part.loop.tick(), true);
  if (part.limits_silence) part.silence.place(silence_, Phase::keep_alive, part.loop.tick(), true);
  if (debug()) debugLine("crema:net", "connection from " + peer().remote_address + " opened");
}

Connection::~Connection() {
  part_.loop.forget(*this);
  close(false);
}

// -- reading ----------------------------------------------------------------------------------------------------------------

void Connection::ready(std::uint32_t events) {
  if (events & (EPOLLERR | EPOLLHUP)) {
    // Reset, or both ends are closed: nobody is there to answer.
    protocol_.lost();
    return wake();
  }
  if (events & EPOLLOUT) {
    writable_ = true;
    if (transport_ && transport_->waits_to_write()) events |= EPOLLIN;
  }
  if (resting_ || (writable_ && !protocol_.output().empty())) wake();
  if (events & EPOLLRDHUP) hung_up_ = true;
  if (events & (EPOLLIN | EPOLLRDHUP)) {
    readable_ = true;
    read();
  }
}

void Connection::read() {
  if (shut_) return drop_input();
  if (!readable_ || !protocol_.wants_read()) return;
  auto& loop = part_.loop;
  const auto size = receive();
  if (size > 0) {
    const auto bytes = static_cast<std::size_t>(size);
    received_ += bytes;
    // Less than asked for: there was no more, and the poller will tell when there is.
    const bool more = transport_ ? transport_->may_have_more() : bytes == Loop::receive_size;
    if (!more && !hung_up_) readable_ = false;
    protocol_.feed({loop.receive_buffer(), bytes});
    wake();
  } else if (size == 0) {
    readable_ = false;
    protocol_.peer_closed();
  } else if (would_block(errno)) {
    readable_ = false;
  } else if (errno != EINTR) {
    protocol_.lost();
    wake();
  }
}

ssize_t Connection::receive() {
  auto* to = part_.loop.receive_buffer();
  return transport_ ? transport_->receive(to, Loop::receive_size) : ::recv(socket_, to, Loop::receive_size, 0);
}

// Whether the system holds bytes that have not been read yet.
bool Connection::arriving() const {
  char byte;
  return socket_ >= 0 && ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

// What the client sends after our last word.
void Connection::drop_input() {
  auto& loop = part_.loop;
  for (int i = 0; i < 16; i++) {
    const auto size = ::recv(socket_, loop.receive_buffer(), Loop::receive_size, 0);
    if (size > 0 || (size < 0 && errno == EINTR)) continue;
    readable_ = false;
    if (size < 0 && would_block(errno)) return;
    protocol_.lost();
    break;
  }
  wake();
}

// -- settling ---------------------------------------------------------------------------------------------------------------

void Connection::wake() {
  if (socket_ >= 0) part_.loop.settle(*this);
}

void Connection::proceed() {
  if (socket_ >= 0) protocol_.proceed();
}

void Connection::flush() {
  if (socket_ < 0) return;
  send();
  resting_ = sent_ >= most_in_a_row && protocol_.has_more();
  protocol_.flushed(!resting_);
}

void Connection::may_send() {
  queued_ = false;
  wake();
}

// Bytes that may be sent now. What is small always may, and what is cut afterwards, because it does not come back.
std::size_t Connection::allowance() noexcept {
  const auto size = protocol_.output().size();
  const auto close = protocol_.close();
  if (size <= detail::high_water || close == Close::cut || close == Close::reset) return size;
  return part_.loop.poller().allowance(size);
}

void Connection::send() {
  auto& out = protocol_.output();
  auto& poller = part_.loop.poller();
  while (writable_ && !queued_ && !out.empty()) {
    const auto most = allowance();
    if (most == 0) {
      queued_ = true;
      return poller.queue_sender(*this);
    }
    const auto size = out.file() ? send_file(most) : send_pieces();  // 0: a file that must go through memory
    if (size > 0) {
      if (out.size() > detail::high_water) poller.sent(static_cast<std::size_t>(size));
      out.take(static_cast<std::size_t>(size));
      sent_ += static_cast<std::size_t>(size);
      continue;
    }
    if (size == 0) {
      if (out.load_file()) continue;  // not from every file system may sendfile read
      return protocol_.file_failed();
    }
    if (errno == EINTR) continue;
    writable_ = false;
    if (!would_block(errno)) protocol_.lost();
  }
}

// One system call for what is in memory; what it took, or -1.
ssize_t Connection::send_pieces() {
  const auto& out = protocol_.output();
  std::array<std::string_view, 16> pieces;
  const auto count = out.pieces(pieces.data(), pieces.size());
  if (transport_) return transport_->send(pieces.data(), count);
  const int flags =
      MSG_NOSIGNAL | (out.file_follows() ? MSG_MORE : 0);  // the head and the file's first bytes in one packet
  if (count == 1) return ::send(socket_, pieces[0].data(), pieces[0].size(), flags);
  std::array<iovec, 16> vectors;
  for (std::size_t i = 0; i < count; i++) vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  return ::sendmsg(socket_, &message, flags);
}

// The same for the file that comes next, up to `most` bytes; 0 where it has become shorter, or cannot be sent this way.
ssize_t Connection::send_file(std::size_t most) {
  if (transport_) return 0;
  const auto& range = *protocol_.output().file();
  auto offset = static_cast<off_t>(range.offset);
  const auto size =
      ::sendfile(socket_, range.file.descriptor(), &offset, std::min(most, static_cast<std::size_t>(range.length)));
  return size < 0 && (errno == EINVAL || errno == ENOSYS || errno == EOVERFLOW || errno == EIO) ? 0 : size;
}

// The Turn is over: what is it waiting for now?
void Connection::settled() {
  if (socket_ < 0) {
    delete this;
    return;
  }
  const bool sent = protocol_.output().empty();
  switch (protocol_.close()) {
    case Close::no:
      break;
    case Close::flushed:
      if (!sent) break;
      if (transport_) transport_->finish();
      return close(false), finish_closing();
    case Close::linger:
      if (!sent || shut_) break;
      shut_ = true;
      if (transport_) transport_->finish();
      ::shutdown(socket_, SHUT_WR);
      if (readable_ || hung_up_) part_.loop.poller().again(*this);
      break;
    case Close::cut:
      return close(false), finish_closing();
    case Close::reset:
      return close(true), finish_closing();
  }
  place();
  sent_ = 0;
  if (resting_ || (readable_ && (shut_ || protocol_.wants_read()))) part_.loop.poller().again(*this);
}

// Among the deadlines.
void Connection::place() {
  const auto phase = protocol_.phase();
  const auto progress = protocol_.progress();
  const bool anew = progress != std::exchange(progress_, progress);
  if (phase == Phase::write && anew && !writable_) unacknowledged_ = unacknowledged();
  part_.deadlines.place(*this, phase, part_.loop.tick(), anew);
  if (!part_.limits_silence) return;
  const auto moved = received_ + protocol_.output().taken();
  if (moved != std::exchange(moved_, moved)) part_.silence.place(silence_, Phase::keep_alive, part_.loop.tick(), true);
}

// Bytes that the system holds for the client. A slow reader takes of them long before there is room for more.
int Connection::unacknowledged() const {
  int bytes = 0;
  return ::ioctl(socket_, SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void Connection::expired() {
  if (shut_ || (transport_ && transport_->opening())) {
    if (!shut_) transport_->late();
    protocol_.lost();
  } else if (protocol_.phase() != Phase::write) {
    protocol_.expired();
  } else {
    const auto left = unacknowledged();
    if (left == std::exchange(unacknowledged_, left)) protocol_.expired();
  }
  wake();
}

void Connection::Silence::expired() {
  if (connection.socket_ < 0 || connection.part_.timed_out()) return;
  if (debug()) debugLine("crema:net", "connection cut: nothing has moved for the server's timeout");
  connection.abort();
}

// -- the end ----------------------------------------------------------------------------------------------------------------

void Connection::stop() {
  protocol_.stop();
  if (!arriving()) protocol_.close_idle();
}

void Connection::close_idle(bool unused) {
  if (!unused || !arriving()) protocol_.close_idle(unused);
}

void Connection::abort() {
  protocol_.lost();
  wake();
}

void Connection::close(bool reset) {
  if (socket_ < 0) return;
  if (reset) {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  part_.loop.poller().remove(socket_, *this);
  part_.deadlines.remove(*this);
  part_.silence.remove(silence_);
  ::close(socket_);
  socket_ = -1;
  part_.loop.connection_closed();
  protocol_.lost();
  if (debug()) debugLine("crema:net", "connection closed");
}

void Connection::finish_closing() {
  part_.remove(*this);
  delete this;
}

const detail::Peer& Connection::peer() const {
  if (!peer_) {
    peer_ = std::make_unique<detail::Peer>();
    if (socket_ >= 0) read_addresses(socket_, *peer_);
    if (transport_) {
      peer_->encrypted = true;
      peer_->secure = &transport_->peer();
    }
  }
  return *peer_;
}

}  // namespace crema::net
