// net/server_part.hpp — a server on one loop: its connections there.
#pragma once
#include <crema/callback.hpp>

#include <atomic>
#include <cstddef>

#include "core/exchange_events.hpp"
#include "h1/protocol.hpp"
#include "net/deadlines.hpp"
#include "net/loop.hpp"
#include "net/transport.hpp"

namespace crema::net {

class Connection;

// What all parts of a server share; it does not change while it listens.
struct PartSettings {
  h1::Settings http;
  Security* security = nullptr;  // null: plain HTTP
  double headers_timeout = 60000, request_timeout = 300000, keep_alive_timeout = 5000;
};

// Belongs to the thread of its loop.
class ServerPart final : public Guest {
 public:
  ServerPart(Loop& loop, detail::Service& service, const PartSettings& settings, std::atomic<int>& connections);
  ~ServerPart();
  ServerPart(const ServerPart&) = delete;
  ServerPart& operator=(const ServerPart&) = delete;

  // Takes an accepted socket, within a Turn.
  void adopt(int socket);
  // No further requests: idle connections close, others after their answer; `unused`: soon also those that never sent anything.
  // `emptied` is called when none is left.
  void stop(bool unused, Callback<> emptied);
  void close_idle();
  void close_all();

  // Guest
  void tick(std::uint32_t now) override { deadlines.tick(now); }
  void loop_ends() noexcept override;

  // -- for connections
  void remove(Connection& connection);

  Loop& loop;
  detail::Service& service;
  const h1::Settings& http;
  Security* const security;
  Deadlines deadlines;

 private:
  template <class F>
  void each(F f);
  void close_unused();
  void emptied();

  Connection* first_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<int>& all_;  // connections of all parts
  Callback<> emptied_;
  bool stopping_ = false;
  detail::ClosurePtr grace_;  // a Timer, while those that never sent anything still may
};

}  // namespace crema::net
