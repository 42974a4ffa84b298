// net/server_part.hpp — a server on one loop: its connections there.
#pragma once
#include <crema/callback.hpp>

#include <cstddef>
#include <functional>

#include "core/exchange_events.hpp"
#include "h1/protocol.hpp"
#include "net/connection_counts.hpp"
#include "net/deadlines.hpp"
#include "net/loop.hpp"
#include "net/transport.hpp"

namespace crema::net {

class Connection;

// What all parts of a server have in common. Times are in milliseconds; 0: no limit.
struct PartSettings {
  h1::Settings http;
  double headers_timeout = 60000, request_timeout = 300000, keep_alive_timeout = 5000;
  double response_timeout = 0, write_timeout = 120000;
  double timeout = 0;  // without a byte in either direction
  int connections = 0, connections_per_address = 0;
};

// Belongs to the thread of its loop.
class ServerPart final : public Guest {
 public:
  // `timed_out` tells that nothing has moved on a connection for the time there is for that, and whether somebody listened;
  // `security` is null for plain HTTP.
  ServerPart(Loop& loop, detail::Service& service, const PartSettings& settings, ConnectionCounts& counts,
             Security* security, std::function<bool()> timed_out);
  ~ServerPart();
  ServerPart(const ServerPart&) = delete;
  ServerPart& operator=(const ServerPart&) = delete;

  // Other limits, for what begins from now on.
  void take(const PartSettings& settings) noexcept;
  // Takes an accepted socket, which has been counted, within a Turn.
  void adopt(int socket, ClientKey client);
  // No further requests: idle connections close, others after their answer; `unused`: soon also those that never sent anything.
  // `emptied` is called when none is left.
  void stop(bool unused, Callback<> emptied);
  void close_idle();
  void close_all();

  // Guest
  void tick(std::uint32_t now) override;
  void loop_ends() noexcept override;

  // -- for connections
  void remove(Connection& connection);

  Loop& loop;
  detail::Service& service;
  h1::Settings http;
  Security* const security;
  Deadlines deadlines;
  // How long nothing has moved, whatever the phase: all under one of them.
  Deadlines silence;
  bool limits_silence = false;
  const std::function<bool()> timed_out;

 private:
  template <class F>
  void each(F f);
  void close_unused();
  void emptied();

  Connection* first_ = nullptr;
  std::size_t count_ = 0;
  ConnectionCounts& counts_;
  Callback<> emptied_;
  bool stopping_ = false;
  detail::ClosurePtr grace_;  // a Timer, while those that never sent anything still may
};

}  // namespace crema::net
