#include "redis_link.hpp"

#include <crema/object.hpp>

#include <asio/connect.hpp>
#include <asio/ip/address.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/post.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace crema::detail {
namespace {

using Endpoint = asio::generic::stream_protocol::endpoint;

constexpr std::size_t receive_size = 65536;
// What is written at most before what has come is looked at.
constexpr std::size_t most_reads = 16;

// One for all links of a thread; what is in it is used before the next read.
std::array<char, receive_size>& receive_buffer() {
  static thread_local std::array<char, receive_size> bytes;
  return bytes;
}

std::string name_of(const std::error_code& error) {
  if (error.category() == asio::error::get_system_category()) {
    switch (error.value()) {
      case ECONNREFUSED:
        return "ECONNREFUSED";
      case ECONNRESET:
        return "ECONNRESET";
      case ETIMEDOUT:
        return "ETIMEDOUT";
      case EHOSTUNREACH:
        return "EHOSTUNREACH";
      case ENETUNREACH:
        return "ENETUNREACH";
      case ENOENT:
        return "ENOENT";
      case EACCES:
        return "EACCES";
      case EPIPE:
        return "EPIPE";
      case EMFILE:
        return "EMFILE";
      default:
        return {};
    }
  }
  return error == asio::error::host_not_found || error == asio::error::host_not_found_try_again ? "ENOTFOUND" : "";
}

// What TLS needs, in the words of a socket that does not block.
template <class Wait>
std::error_code error_of(RedisTlsStream::Step step, Wait& wants) {
  using Step = RedisTlsStream::Step;
  if (step == Step::done) return {};
  if (step == Step::ended) return asio::error::eof;
  if (step == Step::failed) return asio::error::connection_aborted;
  wants = step == Step::wants_read ? asio::socket_base::wait_read : asio::socket_base::wait_write;
  return asio::error::would_block;
}

}  // namespace

Error redis_socket_error(const std::error_code& error, std::string_view call, const RedisAddress& address) {
  const std::string name = name_of(error);
  Error made(std::string(call) + " " + (name.empty() ? error.message() : name) + " " + address.text());
  if (!name.empty()) made.code = name;
  made["syscall"] = std::string(call);
  made["address"] = address.text();
  return made;
}

RedisLink::RedisLink(Owner& owner, RedisAddress address, std::size_t most_reply, std::shared_ptr<const RedisTls> tls)
    : owner_(&owner),
      io_(ioContext()),
      address_(std::move(address)),
      most_reply_(most_reply),
      by_tls_(std::move(tls)) {}

template <class F>
auto RedisLink::guarded(F f) {
  return [self = shared_from_this(), generation = generation_, f = std::move(f)](auto&&... result) {
    if (generation != self->generation_) return;
    onLoop([&] { f(*self, result...); });
  };
}

// -- connecting --------------------------------------------------------------------------------------------------------------

void RedisLink::connect() {
  close();
  state_ = State::connecting;
  if (!address_.path.empty()) {
    if (address_.path.size() > 100) return refused(std::make_error_code(std::errc::filename_too_long));
    return connect_to({asio::local::stream_protocol::endpoint(address_.path)}, 0);
  }
  std::error_code error;
  const auto ip = asio::ip::make_address(address_.host, error);
  if (error) return resolve();
  connect_to({asio::ip::tcp::endpoint(ip, static_cast<unsigned short>(address_.port))}, 0);
}

void RedisLink::resolve() {
  resolver_.emplace(io_.get_executor());
  resolver_->async_resolve(
      address_.host, std::to_string(address_.port),
      guarded([](RedisLink& link, const std::error_code& error, const asio::ip::tcp::resolver::results_type& found) {
        if (error) return link.refused(error);
        std::vector<Endpoint> all;
        for (const auto& entry : found) all.emplace_back(entry.endpoint());
        link.connect_to(std::move(all), 0);
      }));
}

// One address after the other, as Node does.
void RedisLink::connect_to(std::vector<Endpoint> all, std::size_t at) {
  if (at >= all.size()) return refused(asio::error::host_not_found);
  socket_.emplace(io_.get_executor());
  std::error_code error;
  socket_->open(all[at].protocol(), error);
  if (!error) socket_->non_blocking(true, error);
  if (error) return refused(error);
  const Endpoint& endpoint = all[at];
  socket_->async_connect(endpoint, guarded([all, at](RedisLink& link, const std::error_code& failed) {
                           if (failed && at + 1 < all.size()) return link.connect_to(all, at + 1);
                           if (failed) return link.refused(failed);
                           link.connected();
                         }));
}

void RedisLink::connected() {
  std::error_code ignored;
  if (address_.path.empty()) {
    socket_->set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_->set_option(asio::socket_base::keep_alive(true), ignored);
  }
  if (!by_tls_) return opened();
  tls_ = std::make_unique<RedisTlsStream>(by_tls_, socket_->native_handle(), address_.host, address_.text());
  shake_hands();
}

void RedisLink::shake_hands() {
  switch (tls_->handshake()) {
    case RedisTlsStream::Step::done:
      return opened();
    case RedisTlsStream::Step::wants_read:
      return socket_->async_wait(Socket::wait_read,
                                 guarded([](RedisLink& link, const std::error_code&) { link.shake_hands(); }));
    case RedisTlsStream::Step::wants_write:
      return socket_->async_wait(Socket::wait_write,
                                 guarded([](RedisLink& link, const std::error_code&) { link.shake_hands(); }));
    default:
      return fail(tls_->failure());
  }
}

void RedisLink::opened() {
  decoder_.emplace(most_reply_);
  state_ = State::connected;
  wait_read();
  if (owner_) owner_->link_connected(*this);
}

void RedisLink::refused(const std::error_code& error) {
  // In a callback of its own, never within connect().
  asio::post(io_,
             guarded([error](RedisLink& link) { link.fail(redis_socket_error(error, "connect", link.address_)); }));
}

std::deque<RedisCommandPtr> RedisLink::close() {
  generation_++;
  state_ = State::idle;
  std::error_code ignored;
  if (tls_) tls_->finish();
  tls_.reset();
  if (socket_) socket_->close(ignored);
  socket_.reset();
  resolver_.reset();
  out_.clear();
  out_at_ = 0;
  scheduled_ = waits_write_ = false;
  waits_since_ = 0;
  return std::exchange(sent_, {});
}

void RedisLink::fail(const Error& why) {
  const auto keep = shared_from_this();
  auto sent = close();
  if (owner_) owner_->link_lost(*this, why, std::move(sent));
}

// -- reading -----------------------------------------------------------------------------------------------------------------

void RedisLink::wait_read() { wait_to_read(Socket::wait_read); }

void RedisLink::wait_to_read(Socket::wait_type until) {
  socket_->async_wait(until, guarded([](RedisLink& link, const std::error_code& error) {
                        if (error) return link.fail(redis_socket_error(error, "read", link.address_));
                        link.read();
                      }));
}

void RedisLink::read() {
  const auto keep = shared_from_this();
  const auto generation = generation_;
  auto& bytes = receive_buffer();
  auto until = Socket::wait_read;
  for (std::size_t i = 0; i < most_reads; i++) {
    std::error_code error;
    const auto size = receive(bytes.data(), bytes.size(), error, until);
    if (error == asio::error::would_block || error == asio::error::try_again) return wait_to_read(until);
    if (error == asio::error::eof) return fail(Error("Socket closed unexpectedly"));
    if (error) return fail(broken(error, "read"));
    decoder_->feed({bytes.data(), size});
    take_replies();
    if (generation != generation_) return;  // closed by what it answered
    if (!tls_ && size < bytes.size()) return wait_read();
  }
  if (!tls_) return wait_read();
  // What TLS has opened already makes no socket readable.
  asio::post(io_, guarded([](RedisLink& link) { link.read(); }));
}

std::size_t RedisLink::receive(char* to, std::size_t size, std::error_code& error, Socket::wait_type& wants) {
  if (!tls_) return socket_->read_some(asio::buffer(to, size), error);
  std::size_t got = 0;
  error = error_of(tls_->read(to, size, got), wants);
  return got;
}

void RedisLink::take_replies() {
  const auto generation = generation_;
  while (generation == generation_) {
    Value reply;
    switch (decoder_->next(reply)) {
      case ReplyDecoder::Step::more:
        return;
      case ReplyDecoder::Step::broken:
        return fail(Error("crema: the server at " + address_.text() + " was left: " + decoder_->failure()));
      case ReplyDecoder::Step::reply:
        answer(reply);
    }
  }
}

void RedisLink::answer(const Value& reply) {
  waits_since_ = tick_;
  if (pushed_ && state_ == State::ready) {
    if (owner_) owner_->link_told(*this, reply);
    return;
  }
  if (sent_.empty()) {
    return fail(Error("crema: the server at " + address_.text() + " was left: it answered what was not asked"));
  }
  auto& command = *sent_.front();
  if (command.asked > 0) {
    command.asked--;
    return;
  }
  if (command.replies > 1) {
    if (command.collected == undefined) command.collected = Array();
    command.collected.push(reply);
    if (command.collected.length() < command.replies) return;
  }
  auto answered = std::move(sent_.front());
  sent_.pop_front();
  const Value whole = answered->replies > 1 ? std::exchange(answered->collected, {}) : reply;
  if (owner_) owner_->link_answered(*this, std::move(answered), whole);
}

// -- writing -----------------------------------------------------------------------------------------------------------------

void RedisLink::send(RedisCommandPtr command, bool asking) {
  if (asking) {
    out_ += "*1\r\n$6\r\nASKING\r\n";
    command->asked = 1;
  }
  out_ += command->bytes;
  if (sent_.empty()) waits_since_ = tick_;
  if (!pushed_ || state_ != State::ready) sent_.push_back(std::move(command));
  schedule_write();
}

void RedisLink::schedule_write() {
  if (scheduled_ || waits_write_) return;
  scheduled_ = true;
  asio::post(io_, [self = shared_from_this(), generation = generation_] {
    if (generation != self->generation_) return;
    self->scheduled_ = false;
    self->write();
  });
}

void RedisLink::write() {
  auto until = Socket::wait_write;
  while (out_at_ < out_.size()) {
    std::error_code error;
    const auto size = transmit(error, until);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      waits_write_ = true;
      return socket_->async_wait(until, guarded([](RedisLink& link, const std::error_code&) {
                                   link.waits_write_ = false;
                                   link.write();
                                 }));
    }
    if (error) return onLoop([&] { fail(broken(error, "write")); });
    out_at_ += size;
  }
  out_.clear();
  out_at_ = 0;
  if (out_.capacity() > receive_size) std::string().swap(out_);
}

std::size_t RedisLink::transmit(std::error_code& error, Socket::wait_type& wants) {
  const char* from = out_.data() + out_at_;
  const auto left = out_.size() - out_at_;
  if (!tls_) return socket_->write_some(asio::buffer(from, left), error);
  std::size_t sent = 0;
  error = error_of(tls_->write(from, left, sent), wants);
  return sent;
}

Error RedisLink::broken(const std::error_code& error, std::string_view call) const {
  return tls_ ? tls_->failure() : redis_socket_error(error, call, address_);
}

}  // namespace crema::detail
