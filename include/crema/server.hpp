// crema/server.hpp — servers that listen.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/handler.hpp>
#include <crema/socket.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace crema {

class Listening;

namespace detail {
struct ServerState;
}

/// A listener of a server: by its parameters one of a request `(auto& req, auto& res)`, of a client that made no sense
/// `(auto err, auto socket)`, or of a value or nothing.
class ServerListener {
 public:
  template <class F>
    requires(!std::same_as<F, ServerListener>)
  ServerListener(F f) {
    if constexpr (std::derived_from<F, Handler> || std::derived_from<F, App> || std::derived_from<F, Router> ||
                  detail::HandlerObject<F>) {
      handler = Handler(f);
    } else if constexpr (std::invocable<F&> || std::invocable<F&, Value>) {
      plain = Callback<Value>(std::move(f));
    } else if constexpr (std::invocable<F&, Error, ClientSocket>) {
      refused = Callback<Error&, ClientSocket&>(std::move(f));
    } else {
      handler = Handler(std::move(f));
    }
  }
  Callback<Value> plain;
  Callback<Error&, ClientSocket&> refused;
  Handler handler;
};

/// How to listen, and the limits that a client meets. Times are milliseconds or texts; sizes are bytes or texts ("16kb").
struct ListenOptions {
  Value port = {};                   // 0 or none: any free port (see address()). Default: 0.
  Value host = {};                   // Address or name. Default: every address, IPv6 and IPv4.
  Value path = {};                   // A unix socket instead of host and port. Default: none.
  int threads = 1;                   // Loops, one thread each. Default: 1, as Node.
  bool reusePort = false;            // SO_REUSEPORT, so that several processes share the port. Default: false.
  int backlog = 511;                 // Connections that the system keeps waiting. Default: 511.
  Value maxHeaderSize = 16384;       // Bytes of a request's head; more is 431. Default: 16 KB.
  int maxHeadersCount = 2000;        // Fields of a head; more is 431. Default: 2000.
  Duration headersTimeout = 60000;   // From the first byte of a head to its end; then 408. Default: 60 s.
  Duration requestTimeout = 300000;  // From the first byte to the end of the body; then 408. Default: 300 s.
  Duration keepAliveTimeout = 5000;  // Idle between requests. Default: 5 s.
  int maxConnections = 0;            // Connections at once; further ones are closed at once. 0: no limit. Default: 0.
  Duration closeTimeout = 10000;     // How long close() waits for answers in flight. Default: 10 s.
};

/// A server. A handle: copies are the same server. Going out of scope does nothing; see Listening.
/// Node: https://nodejs.org/api/http.html#class-httpserver
class Server {
 public:
  /// What http.createServer gives: an app or a plain handler.
  explicit Server(Handler handler, ListenOptions options = {});

  /// Binds at once and serves on this thread's loop; the callback comes once it listens, or with the error that "error"
  /// listeners get (EADDRINUSE, EACCES …). Without listener or callback with a parameter, a failure ends the program with
  /// a sentence. Port: number, text, or undefined for any free one.
  Listening listen(const Value& port = {}, Callback<Error> cb = {}) const;
  Listening listen(const Value& port, const Value& host, Callback<Error> cb = {}) const;
  Listening listen(const ListenOptions& options, Callback<Error> cb = {}) const;
  /// Stops accepting; idle connections close, answers in flight complete. The callback comes when all have closed.
  void close(Callback<Error> cb = {}) const;
  void closeAllConnections() const;
  void closeIdleConnections() const;
  bool listening() const;
  /// {address, family, port}, or the path of a unix socket; null when not listening.
  Value address() const;
  /// "listening", "error", "close", "connection"; "request", "checkContinue" and "checkExpectation" with (req, res), to be added
  /// before it listens; "clientError" with (err, socket), which answers what the server would answer with 400, 408 or 431.
  const Server& on(const Text& event, const ServerListener& listener) const;

  detail::ServerState& state() const;

 protected:
  explicit Server(detail::ClosurePtr state) : state_(std::move(state)) {}
  detail::ClosurePtr state_;
};

/// What listen() gives. Going out of scope waits until the server has closed, as std::jthread joins: as the last line of main
/// it serves for ever. Inside a callback of the loop it does not wait.
class [[maybe_unused]] Listening : public Server {
 public:
  explicit Listening(detail::ClosurePtr state) : Server(std::move(state)) {}
  Listening(Listening&& other) noexcept : Server(std::exchange(other.state_, {})) {}
  Listening(const Listening&) = delete;
  ~Listening();
};

}  // namespace crema
