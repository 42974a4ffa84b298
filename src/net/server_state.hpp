// net/server_state.hpp — what the handles Server and Listening share.
#pragma once
#include <crema/server.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "core/events.hpp"
#include "core/exchange_events.hpp"
#include "net/acceptor.hpp"
#include "net/connection_counts.hpp"
#include "net/loop.hpp"
#include "net/server_part.hpp"
#include "net/transport.hpp"

namespace crema::net {

// The server on a loop of its own, with the thread that runs it.
struct Worker {
  Loop* loop = nullptr;
  std::unique_ptr<ServerPart> part;  // made, used and freed on its thread
  bool leave = false;                // likewise
  std::thread thread;
};

// Closes all servers that listen, as a signal asks for, and then ends what `loop` is running; false if there is none.
bool close_all_servers(Loop& loop);

}  // namespace crema::net

namespace crema::detail {

// Counted by handles, and by itself while it is open. Everything happens on the loop where it listens, but for what is in the parts
// of workers.
struct ServerState final : Closure, private net::Guest {
  enum class Phase : std::uint8_t { fresh, listening, closing, closed };

  ServerState(Handler handler, ListenOptions given);
  ~ServerState() override;

  void listen(const ListenOptions& given, Callback<Error> listener);
  // `unused`: connections that never sent anything are closed, too. It calls back in any case.
  void close(bool unused, Callback<Error> done);
  void close_connections(bool idle_only);
  // The options have changed: all parts take their limits from them.
  void apply_limits();
  void set_referenced(bool on);
  // At once and without a word to anyone: the program is unwinding or over.
  void abandon() noexcept;
  // Whether somebody has reason to wait for it.
  bool busy() const noexcept { return open() || reporting; }
  bool open() const noexcept { return phase == Phase::listening || phase == Phase::closing; }

  // A client whose handshake failed: tells the listeners of "tlsClientError" and, as Node does, of "clientError".
  void refuse_client(const Error& error);
  // A listener of a value or of nothing.
  void add_listener(std::string_view event, Callback<Value> listener);

  Service service;
  ListenOptions options;
  std::unique_ptr<net::Security> security;  // of HTTPS
  EventListeners listeners;
  std::vector<Callback<Error&, ClientSocket&>> tls_client_error;
  Phase phase = Phase::fresh;
  net::Loop* home = nullptr;
  std::unique_ptr<net::Acceptor> acceptor;
  std::unique_ptr<net::ServerPart> part;
  std::vector<std::unique_ptr<net::Worker>> workers;
  std::vector<Callback<Error>> closing;
  net::PartSettings settings;
  net::ConnectionCounts counts;
  bool reporting = false;  // the outcome of listen() is on its way
  bool referenced = true;  // the program goes on for it

 private:
  void tick(std::uint32_t) override {}
  void loop_ends() noexcept override { abandon(); }
  std::unique_ptr<net::ServerPart> make_part(net::Loop& loop);
  bool tell(std::string_view event, const Value& value = {});
  void start_workers();
  void stop_workers() noexcept;
  void report(Callback<Error> listener);
  void accepted(int socket);
  void refuse_connection(int socket, const char* limit);
  void report_failure(const Error& error, const Callback<Error>& listener);
  void part_emptied();
  void finish_closing();

  ClosurePtr self_;
  std::size_t next_loop_ = 0, parts_open_ = 0;
  ClosurePtr patience_;  // the Timer of closeTimeout
};

}  // namespace crema::detail
