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

/// How to listen, and the limits that a client meets. Times are milliseconds or texts ("30s"); sizes are bytes or texts ("16kb").
/// listen() throws a RangeError for one that makes no sense. All limits with their reasons: docs/guide/limits.md.
struct ListenOptions {
  Value port = {};           // 0 or none: any free port (see address()). Default: 0.
  Value host = {};           // Address or name. Default: every address, IPv6 and IPv4.
  Value path = {};           // A unix socket instead of host and port. Default: none.
  Value fd = {};             // Descriptor of a socket that is bound already (systemd's first is 3). close() closes it.
  int threads = 1;           // Loops, one thread each. Default: 1, as Node.
  bool reusePort = false;    // SO_REUSEPORT, so that several processes share the port. Default: false.
  bool ipv6Only = false;     // Without a host or with "::": no IPv4. Default: false.
  bool exclusive = false;    // Node's for its clusters; there are none, and this changes nothing. Default: false.
  bool readableAll = false;  // Every user may read the unix socket's file. Default: false.
  bool writableAll = false;  // Every user may write to it, that is connect. Default: false.
  int backlog = 511;         // Connections that the system keeps waiting. Default: 511.
  // Limits. A count or a time of 0 is none.
  Value maxHeaderSize = 16384;       // Bytes of a request's head; more is 431. Default (and 0): 16 KB.
  int maxHeadersCount = 2000;        // Fields of a head; more is 431. Default: 2000.
  Duration headersTimeout = 60000;   // From the first byte of a head to its end; then 408. Default: 60 s.
  Duration requestTimeout = 300000;  // From the first byte to the end of a body that is read; then 408. Default: 300 s.
  Duration keepAliveTimeout = 5000;  // Idle between requests. Default: 5 s.
  Duration responseTimeout = 0;  // From a request to the head of its answer; then an error: 503, ETIMEDOUT. Default: 0.
  Duration writeTimeout = 120000;    // For a client that takes nothing of what waits; then it is cut. Default: 120 s.
  Duration timeout = 0;              // Without a byte in either direction; then "timeout", or it is cut. Default: 0.
  int maxConnections = 0;            // At once; further ones are closed at once ("drop"). Default: 0.
  int maxConnectionsPerAddress = 0;  // The same for each IPv4 address and IPv6 network (/64). Default: 0.
  int maxRequestsPerSocket = 0;      // Of one connection; further ones are 503 ("dropRequest"). Default: 0.
  Value maxUnreadBody = 1048576;     // Bytes of a body that are thrown away to save the connection. Default: 1 MB.
  Value maxQueuedOutput = 67108864;  // Bytes that wait for a client; writing on cuts it. 0: none. Default: 64 MB.
  Duration closeTimeout = 10000;     // How long close() waits for answers in flight. Default: 10 s.
};

/// A limit of a server that may be read and set at any time, as in Node: `server.keepAliveTimeout = 65000;`. Connections meet
/// the new one at their next request, or when they are made. Throws a RangeError as listen() does.
template <class T>
class ServerLimit {
 public:
  ServerLimit(const detail::ClosurePtr& server, T ListenOptions::*option) : server_(&server), option_(option) {}
  const ServerLimit& operator=(const T& limit) const;
  const ServerLimit& operator=(const ServerLimit&) const = delete;
  operator double() const;

 private:
  const detail::ClosurePtr* server_;
  T ListenOptions::*option_;
};

/// A server. A handle: copies are the same server. Going out of scope does nothing; see Listening.
/// Node: https://nodejs.org/api/http.html#class-httpserver
class Server {
 public:
  /// What http.createServer gives: an app or a plain handler.
  explicit Server(Handler handler, ListenOptions options = {});
  Server(const Server& other) : state_(other.state_) {}
  Server& operator=(const Server& other) {
    state_ = other.state_;
    return *this;
  }

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
  /// Calls back with (err, count): the connections that are open.
  void getConnections(Callback<Error, int> cb) const;
  /// Sets `timeout`; the callback listens for "timeout", and with a listener nothing is cut.
  const Server& setTimeout(const Duration& ms = 0, Callback<> cb = {}) const;
  /// Whether the program goes on for this server alone; a `Listening` of one that is unref'd waits for other work only.
  const Server& ref() const;
  const Server& unref() const;
  /// "listening", "error", "close", "connection", "timeout", "dropRequest"; "drop" with the addresses of a connection that was
  /// one too many; "request", "checkContinue" and "checkExpectation" with (req, res); "clientError" with (err, socket), which
  /// answers what the server would answer with 400, 408 or 431. To be added before it listens.
  const Server& on(const Text& event, const ServerListener& listener) const;

  detail::ServerState& state() const;

 protected:
  explicit Server(detail::ClosurePtr state) : state_(std::move(state)) {}
  detail::ClosurePtr state_;

 public:
  ServerLimit<Duration> headersTimeout{state_, &ListenOptions::headersTimeout};
  ServerLimit<Duration> requestTimeout{state_, &ListenOptions::requestTimeout};
  ServerLimit<Duration> keepAliveTimeout{state_, &ListenOptions::keepAliveTimeout};
  ServerLimit<Duration> timeout{state_, &ListenOptions::timeout};
  ServerLimit<int> maxHeadersCount{state_, &ListenOptions::maxHeadersCount};
  ServerLimit<int> maxConnections{state_, &ListenOptions::maxConnections};
  ServerLimit<int> maxRequestsPerSocket{state_, &ListenOptions::maxRequestsPerSocket};
};

/// What listen() gives. Going out of scope waits until the server has closed, as std::jthread joins: as the last line of main
/// it serves for ever. The last one of a thread then waits for timers and whatever else is left to do, as Node does. Inside a
/// callback of the loop it does not wait.
class [[maybe_unused]] Listening : public Server {
 public:
  explicit Listening(detail::ClosurePtr state) : Server(std::move(state)) {}
  Listening(Listening&& other) noexcept : Server(std::exchange(other.state_, {})) {}
  Listening(const Listening&) = delete;
  ~Listening();
};

}  // namespace crema
