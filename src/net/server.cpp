// The handles: Server, Listening, App::listen and http.createServer.
#include <crema/app.hpp>
#include <crema/globals.hpp>
#include <crema/http.hpp>
#include <crema/server.hpp>

#include <exception>
#include <utility>

#include "net/loop.hpp"
#include "net/server_state.hpp"

namespace crema {

using detail::ServerState;

namespace {

// listen(port, host) and listen(port, backlog), as Node tells them apart.
ListenOptions options_of(const Value& port, const Value& host) {
  ListenOptions options;
  options.port = port;
  if (typeof_(host) == "number") options.backlog = static_cast<int>(host);
  else options.host = host;
  return options;
}

Listening start(const detail::ClosurePtr& state, const ListenOptions& options, Callback<Error> cb) {
  auto& server = *static_cast<ServerState*>(state.get());
  server.listen(options, std::move(cb));
  server.home->waiting++;
  return Listening(state);
}

}  // namespace

// -- Server -----------------------------------------------------------------------------------------------------------------

Server::Server(Handler handler, ListenOptions options)
    : state_(new ServerState(std::move(handler), std::move(options))) {}

ServerState& Server::state() const { return *static_cast<ServerState*>(state_.get()); }

Listening Server::listen(const Value& port, Callback<Error> cb) const { return listen(port, {}, std::move(cb)); }
Listening Server::listen(const Value& port, const Value& host, Callback<Error> cb) const {
  return start(state_, options_of(port, host), std::move(cb));
}
Listening Server::listen(const ListenOptions& options, Callback<Error> cb) const {
  return start(state_, options, std::move(cb));
}

void Server::close(Callback<Error> cb) const { state().close(false, std::move(cb)); }
void Server::closeAllConnections() const { state().close_connections(false); }
void Server::closeIdleConnections() const { state().close_connections(true); }
bool Server::listening() const { return state().phase == ServerState::Phase::listening; }
Value Server::address() const { return listening() ? state().acceptor->socket().address() : null; }

void Server::getConnections(Callback<Error, int> cb) const {
  net::Loop::current().post([cb = std::move(cb), keep = *this] { cb({}, keep.state().counts.all()); });
}

const Server& Server::setTimeout(const Duration& ms, Callback<> cb) const {
  timeout = ms;
  if (cb) state().listeners.add("timeout", [cb = std::move(cb)] { cb(); });
  return *this;
}

const Server& Server::ref() const {
  state().set_referenced(true);
  return *this;
}
const Server& Server::unref() const {
  state().set_referenced(false);
  return *this;
}

template <class T>
const ServerLimit<T>& ServerLimit<T>::operator=(const T& limit) const {
  auto& server = *static_cast<ServerState*>(server_->get());
  const T before = std::exchange(server.options.*option_, limit);
  try {
    server.apply_limits();
  } catch (...) {
    server.options.*option_ = before;
    throw;
  }
  return *this;
}

template <class T>
ServerLimit<T>::operator double() const {
  const auto& limit = static_cast<const ServerState*>(server_->get())->options.*option_;
  if constexpr (std::same_as<T, Duration>) return limit.ms();
  else return limit;
}

template class ServerLimit<int>;
template class ServerLimit<Duration>;

const Server& Server::on(const Text& event, const ServerListener& listener) const {
  auto& server = state();
  const auto name = event.view();
  const bool of_request = name == "request" || name == "checkContinue" || name == "checkExpectation";
  if ((listener.handler && !of_request) || (listener.refused && name != "clientError" && name != "tlsClientError")) {
    throw TypeError("server.on(\"" + event.str() +
                    "\"): no such event has these parameters; see crema/server.hpp for those there are");
  }
  if (listener.handler) server.service.add(name, listener.handler);
  else if (listener.refused && name == "tlsClientError") server.tls_client_error.push_back(listener.refused);
  else if (name == "dropRequest") server.service.drop_request.push_back([plain = listener.plain] { plain({}); });
  else if (listener.refused) server.service.client_error.push_back(listener.refused);
  else server.add_listener(name, listener.plain);
  return *this;
}

// -- Listening --------------------------------------------------------------------------------------------------------------

// Waits until the server has closed, and the last one of a loop until nothing is left to do, as Node does; but a callback of the
// loop must return for anything to go on, and an exception that is on its way to main must get there.
Listening::~Listening() {
  if (!state_) return;
  auto& server = state();
  if (!server.home || &net::Loop::current() != server.home) return;
  auto& loop = *server.home;
  const bool last = --loop.waiting == 0;
  if (loop.in_turn() || loop.running()) return;
  if (std::uncaught_exceptions() > 0) {
    server.abandon();
    return;
  }
  loop.run_until([&] { return !server.busy() || (!server.referenced && loop.idle()); });
  if (last) loop.serve();
}

// -- App, http ----------------------------------------------------------------------------------------------------------------

Listening App::listen(const Value& port, Callback<Error> cb) const { return Server(*this).listen(port, std::move(cb)); }
Listening App::listen(const Value& port, const Value& host, Callback<Error> cb) const {
  return Server(*this).listen(port, host, std::move(cb));
}
Listening App::listen(const ListenOptions& options, Callback<Error> cb) const {
  return Server(*this).listen(options, std::move(cb));
}

Server detail::Http::createServer(Handler handler) const { return Server(std::move(handler)); }
Server detail::Http::createServer(const ListenOptions& options, Handler handler) const {
  return Server(std::move(handler), options);
}

}  // namespace crema
