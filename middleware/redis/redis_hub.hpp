// One client on one loop: its connections, the commands that wait for one, and where each command goes.
// Time is counted in ticks of 50 ms, which run only while something is waited for: a loop that was held up does not let what has
// come in the meantime pass for late.
#pragma once
#include <crema/asio.hpp>
#include <crema/timers.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "redis_link.hpp"
#include "redis_slots.hpp"
#include "redis_state.hpp"
#include "redis_subscriptions.hpp"

namespace crema::detail {

class RedisHub final : public RedisLink::Owner, public std::enable_shared_from_this<RedisHub> {
 public:
  explicit RedisHub(std::shared_ptr<RedisState> state);

  // Connects; goes on until it is closed.
  void begin();
  // The program goes on for this client's sake, until it is closed.
  void keep_running();
  // Calls back once there is a connection, or it is closed.
  void when_ready(Callback<Error> ready);
  void submit(RedisCommandPtr command);
  // Closes when what waits has been answered, then calls back.
  void finish(Callback<> closed);
  // Closes at once; what waits gets the error.
  void destroy();
  // The loop ends: nobody is told.
  void loop_ended();

  bool ready() const;
  bool is_cluster() const { return cluster_; }
  // The server has said that it is no part of a cluster, or not what it is.
  bool is_single() const { return single_; }
  // Of a cluster each master; else the one server. Empty before the first connection.
  std::vector<RedisAddress> masters() const;
  RedisSubscriptions& subscriptions() { return subscriptions_; }
  asio::io_context& io() const { return io_; }

  // -- for what belongs to it
  const std::shared_ptr<RedisState>& state() const { return state_; }
  std::uint64_t tick() const { return tick_; }
  std::uint64_t ticks_of(const Duration& time) const;
  void start_ticks();
  // Milliseconds until the next attempt; negative: give up, and `why` says why.
  double pause_after(int retries, Error& why) const;
  // An address to connect to where none is known.
  RedisAddress some_address();
  void gave_up(const Error& why);

  void link_connected(RedisLink& link) override;
  void link_lost(RedisLink& link, const Error& why, std::deque<RedisCommandPtr> sent) override;
  void link_answered(RedisLink& link, RedisCommandPtr command, const Value& reply) override;
  void link_told(RedisLink&, const Value&) override {}

 private:
  struct Node {
    std::shared_ptr<RedisLink> link;
    int retries = 0;
    std::uint64_t connect_by = 0;  // 0: not connecting
    std::uint64_t retry_at = 0;    // 0: not pausing
    bool retired = false;          // the cluster does not name it any more
  };

  Node& node_at(const RedisAddress& address);
  Node* node_of(const RedisLink& link);
  void connect(Node& node);
  void replace_entry();
  void became_ready(RedisLink& link, const Value& slots);
  RedisLink* link_for(const RedisCommand& command);
  void route(RedisCommandPtr command);
  void drain();
  bool redirect(RedisCommandPtr& command, const std::string& text);
  void settle(RedisCommandPtr command, const Error& error, const Value& reply);
  void lost(RedisCommandPtr command, const Error& why);
  std::string late_text(const RedisCommand& command) const;
  std::size_t length() const;

  void run_tick();
  void expire();
  void look_after(Node& node);
  void look_after_cluster();
  bool at_rest() const;

  void refresh();
  void take_slots(const RedisLink& from, const Value& reply);
  void close_all();

  const std::shared_ptr<RedisState> state_;
  asio::io_context& io_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::deque<RedisCommandPtr> waiting_;
  RedisSubscriptions subscriptions_;
  RedisSlots slots_;
  bool cluster_ = false, single_ = false;
  bool refreshing_ = false;
  std::uint64_t refresh_at_ = 0;   // 0: not wanted
  std::uint64_t alone_since_ = 0;  // of a cluster: since when no node answers
  std::vector<RedisAddress> known_;

  std::uint64_t tick_ = 1;
  Timer ticks_, guard_;
  std::optional<KeepRunning> keep_;
  std::vector<Callback<Error>> ready_;
  std::vector<Callback<>> closed_calls_;
  Error away_;  // why there is no connection, once one could not be had
  std::size_t next_seed_ = 0;
  bool closing_ = false, closed_ = false;
};

}  // namespace crema::detail
