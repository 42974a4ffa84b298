// What a client has subscribed to: on a connection of its own, so that the client may go on with other commands. Subscribed again
// whenever that connection is made anew.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "redis_link.hpp"

namespace crema::detail {

class RedisHub;

class RedisSubscriptions final : public RedisLink::Owner {
 public:
  enum class Kind : unsigned char { channel, pattern };
  using Listener = Callback<Value, Value>;
  using Names = std::vector<std::string>;

  explicit RedisSubscriptions(RedisHub& hub) : hub_(hub) {}
  ~RedisSubscriptions();
  RedisSubscriptions(const RedisSubscriptions&) = delete;
  RedisSubscriptions& operator=(const RedisSubscriptions&) = delete;

  void subscribe(Kind kind, const Names& names, const Listener& listener, Callback<Error, Value> done);
  // No names: all. No listener: all of them.
  void unsubscribe(Kind kind, const Names& names, const Listener& listener, Callback<Error, Value> done);
  void run_tick();
  bool at_rest() const;
  void destroy();

  void link_connected(RedisLink& link) override;
  void link_lost(RedisLink& link, const Error& why, std::deque<RedisCommandPtr> sent) override;
  void link_answered(RedisLink& link, RedisCommandPtr command, const Value& reply) override;
  void link_told(RedisLink& link, const Value& push) override;

 private:
  // Who waits for the server to confirm as many names.
  struct Waiting {
    std::size_t left;
    Callback<Error, Value> done;
    std::uint64_t due;
  };
  using Channels = std::map<std::string, std::vector<Listener>, std::less<>>;

  Channels& of(Kind kind) { return channels_[static_cast<std::size_t>(kind)]; }
  bool nothing_left() const { return channels_[0].empty() && channels_[1].empty(); }
  void send(const char* name, const Names& names, Callback<Error, Value> done);
  void write(const char* name, const Names& names);
  void connect();
  void ready();
  void confirmed(const Error& error);
  void heard(Kind kind, const std::string& name, const Value& message, const Value& channel);

  RedisHub& hub_;
  std::shared_ptr<RedisLink> link_;
  std::array<Channels, 2> channels_;
  std::deque<Waiting> waiting_;
  int retries_ = 0;
  std::uint64_t connect_by_ = 0, retry_at_ = 0;
};

}  // namespace crema::detail
