// One connection to one server: commands go out in the order in which they come, replies come back in the same order.
// Invariant: whatever was sent is answered once, by the server or by the loss of the connection. Belongs to the thread of its loop.
#pragma once
#include <crema/asio.hpp>
#include <crema/callback.hpp>
#include <crema/error.hpp>

#include <asio/generic/stream_protocol.hpp>
#include <asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "redis_tls.hpp"
#include "redis_url.hpp"
#include "reply_decoder.hpp"

namespace crema::detail {

// What is to be sent, and who waits for what comes back.
struct RedisCommand {
  std::string bytes;            // in Redis' protocol
  Callback<Error, Value> done;  // empty: nobody waits any more
  std::uint64_t due = 0;        // the tick at which it fails; 0: never
  int slot = -1;                // of a cluster; -1: any node
  int replies = 1;              // more than one: a transaction, whose replies are collected
  int asked = 0;                // replies to leave out at the beginning, of what goes before it
  std::uint8_t hops = 0;        // how often a cluster has sent it elsewhere
  bool repeatable = false;      // may be sent again when the connection breaks
  bool repeated = false;
  std::uint64_t not_before = 0;    // the tick from which it may be sent
  std::optional<RedisAddress> at;  // the one node that it is for
  bool asking = false;             // that node must be told that it was sent there: ASK
  Value collected;
};
using RedisCommandPtr = std::unique_ptr<RedisCommand>;

class RedisLink final : public std::enable_shared_from_this<RedisLink> {
 public:
  // Who has the connection; outlives it or lets go of it.
  class Owner {
   public:
    virtual void link_connected(RedisLink& link) = 0;
    // The connection is lost or could not be made; what was sent is in `sent`.
    virtual void link_lost(RedisLink& link, const Error& why, std::deque<RedisCommandPtr> sent) = 0;
    virtual void link_answered(RedisLink& link, RedisCommandPtr command, const Value& reply) = 0;
    // Something that nobody asked for, of a subscription.
    virtual void link_told(RedisLink& link, const Value& push) = 0;

   protected:
    ~Owner() = default;
  };
  enum class State : unsigned char { idle, connecting, connected, ready };

  // `tls`: null, or how it is spoken.
  RedisLink(Owner& owner, RedisAddress address, std::size_t most_reply, std::shared_ptr<const RedisTls> tls);

  const RedisAddress& address() const { return address_; }
  State state() const { return state_; }
  bool ready() const { return state_ == State::ready; }
  void set_ready() { state_ = State::ready; }
  // Replies are what subscriptions tell; a command is answered by them.
  void set_pushed() { pushed_ = true; }
  std::size_t unanswered() const { return sent_.size(); }

  void connect();
  // Connected or ready. What is written in one round of the loop leaves in one piece.
  void send(RedisCommandPtr command, bool asking = false);
  // Closes without a word to the owner, and gives what was sent.
  std::deque<RedisCommandPtr> close();
  // As if the connection had broken.
  void fail(const Error& why);
  // What was sent and has passed its time, answered with the error that `why` makes.
  template <class F>
  void expire(std::uint64_t tick, F late);
  // Whether the server has been silent while something waited from that tick on.
  bool silent_since(std::uint64_t tick) const { return !sent_.empty() && waits_since_ != 0 && waits_since_ < tick; }
  void set_tick(std::uint64_t tick) { tick_ = tick; }
  void owner_goes() { owner_ = nullptr; }

 private:
  using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;
  using Resolver = asio::ip::basic_resolver<asio::ip::tcp, asio::io_context::executor_type>;

  // Runs `f` in a Turn when an operation of this connection, not of an earlier one, has ended.
  template <class F>
  auto guarded(F f);
  void resolve();
  void connect_to(std::vector<asio::generic::stream_protocol::endpoint> all, std::size_t at);
  void connected();
  void shake_hands();
  void opened();
  void refused(const std::error_code& error);
  void wait_read();
  void wait_to_read(Socket::wait_type until);
  void read();
  // As read_some and write_some of the socket; where TLS waits for the other direction, `wants` says so.
  std::size_t receive(char* to, std::size_t size, std::error_code& error, Socket::wait_type& wants);
  std::size_t transmit(std::error_code& error, Socket::wait_type& wants);
  Error broken(const std::error_code& error, std::string_view call) const;
  void take_replies();
  void answer(const Value& reply);
  void schedule_write();
  void write();

  Owner* owner_;
  asio::io_context& io_;
  RedisAddress address_;
  const std::size_t most_reply_;
  const std::shared_ptr<const RedisTls> by_tls_;
  State state_ = State::idle;
  bool pushed_ = false, scheduled_ = false, waits_write_ = false;
  std::uint64_t generation_ = 0;  // of the connection; handlers of an earlier one do nothing
  std::uint64_t tick_ = 1, waits_since_ = 0;
  std::optional<Socket> socket_;
  std::unique_ptr<RedisTlsStream> tls_;
  std::optional<Resolver> resolver_;
  std::optional<ReplyDecoder> decoder_;
  std::string out_;
  std::size_t out_at_ = 0;
  std::deque<RedisCommandPtr> sent_;
};

template <class F>
void RedisLink::expire(std::uint64_t tick, F late) {
  for (std::size_t i = 0; i < sent_.size(); i++) {
    auto& command = *sent_[i];
    if (command.due == 0 || command.due > tick || !command.done) continue;
    const auto done = std::exchange(command.done, {});
    late(done, command);
  }
}

// "connect ECONNREFUSED 127.0.0.1:6379", as Node says it.
Error redis_socket_error(const std::error_code& error, std::string_view call, const RedisAddress& address);

}  // namespace crema::detail
