// A server from listen() to "close". Invariant: it holds itself while it is open, and everybody hears of its end once, from a Turn
// of the loop where it listens.
#include "net/server_state.hpp"

#include <crema/globals.hpp>

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <utility>

#include "core/refused_request.hpp"
#include "core/stdio.hpp"
#include "core/uncaught.hpp"
#include "http/units.hpp"
#include "net/signals.hpp"

namespace crema::net {
namespace {

// The servers that are open, on any thread. Lives until the very end.
struct Registry {
  std::mutex mutex;
  std::vector<detail::ServerState*> servers;
  Loop* finish = nullptr;  // what ends when the last has closed

  static Registry& all() {
    static Registry& one = *new Registry;
    return one;
  }
};

void enter_registry(detail::ServerState& server) {
  auto& all = Registry::all();
  const std::lock_guard lock(all.mutex);
  all.servers.push_back(&server);
}

void leave_registry(detail::ServerState& server) {
  auto& all = Registry::all();
  const std::lock_guard lock(all.mutex);
  std::erase(all.servers, &server);
  if (!all.servers.empty() || !all.finish) return;
  auto* loop = std::exchange(all.finish, nullptr);
  loop->post([loop] { loop->finish(); });
}

}  // namespace

bool close_all_servers(Loop& loop) {
  auto& all = Registry::all();
  const std::lock_guard lock(all.mutex);
  if (all.servers.empty()) return false;
  all.finish = &loop;
  for (auto* server : all.servers) {
    server->home->post(
        [keep = detail::ClosurePtr(server)] { static_cast<detail::ServerState*>(keep.get())->close(true, {}); });
  }
  return true;
}

}  // namespace crema::net

namespace crema::detail {
namespace {

// A size in an option: bytes, or a text that npm's bytes reads.
std::uint32_t bytes_of(const Value& size, std::uint32_t fallback) {
  if (size == null) return fallback;
  const auto text = size.str();
  const auto bytes = http::parse_size(text);
  if (!bytes || *bytes < 0)
    throw TypeError("maxHeaderSize must be a number of bytes or a text like \"16kb\", not " + text);
  return static_cast<std::uint32_t>(std::min<std::int64_t>(*bytes, 1 << 30));
}

[[noreturn]] void bad_port(const Value& port) {
  const bool text = typeof_(port) == "string";
  RangeError error("options.port should be >= 0 and < 65536. Received type " +
                   (text ? "string ('" + port.str() + "')" : "number (" + port.str() + ")") + ".");
  error.code = "ERR_SOCKET_BAD_PORT";
  throw error;
}

bool is_number_text(const Value& port) {
  return typeof_(port) == "number" || (!port.str().empty() && port.number() == port.number());
}

net::Endpoint endpoint_of(const ListenOptions& options) {
  net::Endpoint where;
  where.backlog = options.backlog;
  where.reuse_port = options.reusePort;
  if (options.path != null) {
    where.path = options.path.str();
    return where;
  }
  if (options.host != null) where.host = options.host.str();
  if (options.port == null) return where;
  if (!is_number_text(options.port)) {
    where.path = options.port.str();
    return where;
  }
  const double port = options.port.number();
  if (!(port >= 0 && port < 65536) || port != static_cast<int>(port)) bad_port(options.port);
  where.port = static_cast<int>(port);
  return where;
}

// What a failure is in one sentence that says what to do.
std::string sentence_of(const Error& error, bool reuse_port) {
  const auto port = error["port"].str();
  if (error.code == "EADDRINUSE" && error["port"] != null)
    return "port " + port + " is already in use by another program: choose another one with PORT=" +
           std::to_string(static_cast<int>(error["port"].number()) + 1) + ", or stop that program" +
           (reuse_port ? "; with reusePort all that share a port must ask for it, and run as the same user" : "");
  if (error.code == "EADDRINUSE")
    return error["address"].str() +
           " is already there: another program listens on it, or has left it behind; remove it";
  if (error.code == "EACCES" && error["port"] != null)
    return "port " + port + " may only be used by a program with more rights: choose one from 1024 on with PORT=3000";
  if (error.code == "EADDRNOTAVAIL")
    return "this machine has no address " + error["address"].str() +
           ": listen on one of its own, or leave the host out";
  if (error.code == "ENOTFOUND")
    return "no address is known for the host " + error["hostname"].str() + ": correct its name, or leave the host out";
  return error.message.str();
}

}  // namespace

ServerState::ServerState(Handler handler, ListenOptions given)
    : service(std::move(handler)), options(std::move(given)) {}

ServerState::~ServerState() = default;

// One that looks at neither request nor socket serves these events, too.
void ServerState::add_listener(std::string_view event, Callback<Value> listener) {
  if (event == "request" || event == "checkContinue" || event == "checkExpectation") {
    service.add(event, [listener] { listener(undefined); });
  } else if (event == "clientError") {
    service.client_error.push_back([listener](auto& err, auto&) { listener(err); });
  } else if (event == "tlsClientError") {
    tls_client_error.push_back([listener](auto& err, auto&) { listener(err); });
  } else {
    listeners.add(event, std::move(listener));
  }
}

// There is nobody who could read an answer.
void ServerState::refuse_client(const Error& error) {
  const auto state = std::make_shared<RefusedState>();
  state->open = false;
  ClientSocket socket(state);
  Error told = error;
  for (const auto* all : {&tls_client_error, &service.client_error}) {
    for (const auto& listener : *all) {
      try {
        listener(told, socket);
      } catch (...) {
        report_uncaught(std::current_exception(), Uncaught::exception);
      }
    }
  }
}

// Limits that were given to createServer stay unless listen() names others.
void ServerState::take_options(const ListenOptions& given) {
  const ListenOptions usual;
  options.port = given.port;
  options.host = given.host;
  options.path = given.path;
  const auto take = [&](auto member) {
    if (given.*member != usual.*member) options.*member = given.*member;
  };
  const auto take_time = [&](auto member) {
    if ((given.*member).ms() != (usual.*member).ms()) options.*member = given.*member;
  };
  take(&ListenOptions::threads);
  take(&ListenOptions::backlog);
  take(&ListenOptions::reusePort);
  take(&ListenOptions::maxHeaderSize);
  take(&ListenOptions::maxHeadersCount);
  take(&ListenOptions::maxConnections);
  take_time(&ListenOptions::headersTimeout);
  take_time(&ListenOptions::requestTimeout);
  take_time(&ListenOptions::keepAliveTimeout);
  take_time(&ListenOptions::closeTimeout);

  settings.security = security.get();
  settings.http.head.bytes = bytes_of(options.maxHeaderSize, 16384);
  settings.http.head.fields = static_cast<std::uint32_t>(std::max(options.maxHeadersCount, 0));
  settings.http.keep_alive_seconds = static_cast<std::uint32_t>(std::max(options.keepAliveTimeout.ms(), 0.0) / 1000);
  settings.headers_timeout = options.headersTimeout.ms();
  settings.request_timeout = options.requestTimeout.ms();
  settings.keep_alive_timeout = options.keepAliveTimeout.ms();
}

// -- listening --------------------------------------------------------------------------------------------------------------

void ServerState::listen(const ListenOptions& given, Callback<Error> listener) {
  if (open()) {
    Error error("Listen method has been called more than once or without closing.");
    error.code = "ERR_SERVER_ALREADY_LISTEN";
    throw error;
  }
  take_options(given);
  if (security) security->check();
  const auto where = endpoint_of(options);
  home = &net::Loop::current();
  net::watch_termination();
  try {
    acceptor = std::make_unique<net::Acceptor>(*home, net::open_listen_socket(where),
                                               [this](int socket) { accepted(socket); });
  } catch (const Error& error) {
    phase = Phase::closed;
    reporting = true;
    return home->post([keep = ClosurePtr(this), error, listener] {
      auto& me = *static_cast<ServerState*>(keep.get());
      me.reporting = false;
      me.home->recheck();
      me.report_failure(error, listener);
    });
  }
  self_ = ClosurePtr(this);
  phase = Phase::listening;
  part = std::make_unique<net::ServerPart>(*home, service, settings, connections);
  home->add_guest(*this);
  home->retain_work();
  net::enter_registry(*this);
  start_workers();
  report(std::move(listener));
}

void ServerState::report(Callback<Error> listener) {
  reporting = true;
  home->post([keep = ClosurePtr(this), listener = std::move(listener)] {
    auto& me = *static_cast<ServerState*>(keep.get());
    me.reporting = false;
    me.home->recheck();
    if (me.phase != Phase::listening) return;
    if (debugEnabled("crema:net"))
      debugLine("crema:net", "listening on " + JSON.stringify(me.acceptor->socket().address()).str());
    me.listeners.emit("listening");
    listener();
  });
}

void ServerState::report_failure(const Error& error, const Callback<Error>& listener) {
  const bool told = listener && !listener.ignores_error();
  if (told) listener(error);
  if (listeners.emit("error", error.operator Value()) || told) return;
  // As in Node, an error that nobody handles ends the program; but it says what to do.
  std::cout.flush();
  std::fflush(nullptr);
  write_all(2, sentence_of(error, options.reusePort) + "\n");
  std::_Exit(1);
}

void ServerState::accepted(int socket) {
  if (options.maxConnections > 0 && connections >= options.maxConnections) {
    ::close(socket);
    return;
  }
  if (listeners.has("connection")) listeners.emit("connection");
  const auto turn = next_loop_++ % (workers.size() + 1);
  if (turn == 0) return part->adopt(socket);
  auto* worker = workers[turn - 1].get();
  worker->loop->post([worker, socket] {
    if (worker->part) worker->part->adopt(socket);
    else ::close(socket);
  });
}

void ServerState::start_workers() {
  for (int i = 1; i < options.threads; i++) {
    auto* worker = workers.emplace_back(std::make_unique<net::Worker>()).get();
    std::mutex mutex;
    std::condition_variable ready;
    worker->thread = std::thread([&, this, worker] {
      auto& loop = net::Loop::current();
      worker->part = std::make_unique<net::ServerPart>(loop, service, settings, connections);
      {
        const std::lock_guard lock(mutex);
        worker->loop = &loop;
        ready.notify_one();
      }
      loop.run_until([worker] { return worker->leave; });
      worker->part.reset();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return worker->loop != nullptr; });
  }
}

void ServerState::stop_workers() noexcept {
  for (auto& worker : workers) {
    worker->loop->post([w = worker.get()] {
      w->leave = true;
      w->loop->recheck();
    });
  }
  for (auto& worker : workers) worker->thread.join();
  workers.clear();
}

// -- closing ----------------------------------------------------------------------------------------------------------------

void ServerState::close(bool unused, Callback<Error> done) {
  if (home && &net::Loop::current() != home) {  // a handler on another loop of this server
    return home->post([keep = ClosurePtr(this), unused, done = std::move(done)] {
      static_cast<ServerState*>(keep.get())->close(unused, done);
    });
  }
  if (!open()) {
    if (!done) return;
    Error error("Server is not running.");
    error.code = "ERR_SERVER_NOT_RUNNING";
    return net::Loop::current().post([done, error] { done(error); });
  }
  if (done) closing.push_back(std::move(done));
  if (phase == Phase::closing) return;
  phase = Phase::closing;
  home->turn([&] { acceptor->leave(); });
  parts_open_ = workers.size() + 1;
  const ClosurePtr keep(this);
  auto* loop = home;
  const auto emptied = [keep, loop] { loop->post([keep] { static_cast<ServerState*>(keep.get())->part_emptied(); }); };
  for (auto& worker : workers)
    worker->loop->post([w = worker.get(), unused, emptied] { w->part->stop(unused, emptied); });
  home->turn([&] { part->stop(unused, emptied); });
  patience_ = home->timers().start(options.closeTimeout.ms(), false, false,
                                   [keep] { static_cast<ServerState*>(keep.get())->close_connections(false); });
}

void ServerState::close_connections(bool idle_only) {
  if (home && &net::Loop::current() != home) {
    return home->post(
        [keep = ClosurePtr(this), idle_only] { static_cast<ServerState*>(keep.get())->close_connections(idle_only); });
  }
  const auto close = [idle_only](net::ServerPart& of) {
    if (idle_only) of.close_idle();
    else of.close_all();
  };
  if (!open()) return;
  for (auto& worker : workers) {
    worker->loop->post([w = worker.get(), close] {
      if (w->part) close(*w->part);
    });
  }
  home->turn([&] { close(*part); });
}

void ServerState::part_emptied() {
  if (--parts_open_ == 0) finish_closing();
}

void ServerState::finish_closing() {
  const ClosurePtr keep = std::move(self_);
  net::timer_of(patience_).clear();
  stop_workers();
  part.reset();
  acceptor.reset();
  phase = Phase::closed;
  home->remove_guest(*this);
  home->release_work();
  home->recheck();
  net::leave_registry(*this);
  listeners.emit("close");
  for (const auto& done : std::exchange(closing, {})) done();
}

void ServerState::abandon() noexcept {
  if (!open()) return;
  const ClosurePtr keep = std::move(self_);
  if (patience_) net::timer_of(patience_).clear();
  acceptor.reset();
  stop_workers();
  part.reset();
  phase = Phase::closed;
  home->remove_guest(*this);
  home->release_work();
  net::leave_registry(*this);
}

}  // namespace crema::detail
