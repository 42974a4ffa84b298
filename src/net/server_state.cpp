// A server from listen() to "close". Invariant: it holds itself while it is open, and everybody hears of its end once, from a Turn
// of the loop where it listens.
#include "net/server_state.hpp"

#include <crema/globals.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <utility>

#include "core/refused_request.hpp"
#include "core/process_end.hpp"
#include "core/uncaught.hpp"
#include "net/listen_options.hpp"
#include "net/peer_address.hpp"
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

// What a failure is in one sentence that says what to do.
std::string sentence_of(const Error& error, bool reuse_port) {
  const auto port = error["port"].str();
  if (error["fd"] != null)
    return "descriptor " + error["fd"].str() + " " + error["reason"].str() +
           ": hand over a socket that listens (systemd's first one is 3), or listen on a port";
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

// -- listening --------------------------------------------------------------------------------------------------------------

void ServerState::listen(const ListenOptions& given, Callback<Error> listener) {
  if (open()) {
    Error error("Listen method has been called more than once or without closing.");
    error.code = "ERR_SERVER_ALREADY_LISTEN";
    throw error;
  }
  auto all = options;
  net::merge_options(all, given);
  settings = net::settings_of(all);
  const auto where = net::endpoint_of(all);
  options = std::move(all);
  if (security) security->check();
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
  part = make_part(*home);
  home->add_guest(*this);
  if (referenced) home->retain_work();
  net::enter_registry(*this);
  start_workers();
  report(std::move(listener));
}

std::unique_ptr<net::ServerPart> ServerState::make_part(net::Loop& loop) {
  return std::make_unique<net::ServerPart>(loop, service, settings, counts, security.get(),
                                           [this] { return tell("timeout"); });
}

// What listeners throw must not leave a connection half taken.
bool ServerState::tell(std::string_view event, const Value& value) {
  try {
    return listeners.emit(event, value);
  } catch (...) {
    report_uncaught(std::current_exception(), Uncaught::exception);
    return true;
  }
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
  end_by_error(error.exception(), sentence_of(error, options.reusePort));
}

void ServerState::accepted(int socket) {
  sockaddr_storage from{};
  if (settings.connections > 0 && counts.all() >= settings.connections)
    return refuse_connection(socket, "maxConnections");
  auto client = net::no_client;
  if (settings.connections_per_address > 0) {
    socklen_t size = sizeof from;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&from), &size) == 0) client = net::client_of(from);
  }
  if (!counts.enter(client, settings.connections_per_address))
    return refuse_connection(socket, "maxConnectionsPerAddress");
  tell("connection");
  const auto turn = next_loop_++ % (workers.size() + 1);
  if (turn == 0) return part->adopt(socket, client);
  auto* worker = workers[turn - 1].get();
  worker->loop->post([this, worker, socket, client] {
    if (worker->part) return worker->part->adopt(socket, client);
    ::close(socket);
    counts.leave(client);
  });
}

// One too many: closed at once, as in Node.
void ServerState::refuse_connection(int socket, const char* limit) {
  if (listeners.has("drop")) tell("drop", net::addresses_of(socket));
  if (debugEnabled("crema:net")) debugLine("crema:net", std::string("connection refused: ") + limit);
  ::close(socket);
}

// -- limits that change -----------------------------------------------------------------------------------------------------

void ServerState::apply_limits() {
  settings = net::settings_of(options);
  if (!open()) return;
  for (auto& worker : workers) {
    worker->loop->post([w = worker.get(), now = settings] {
      if (w->part) w->part->take(now);
    });
  }
  part->take(settings);
}

void ServerState::set_referenced(bool on) {
  if (referenced == on) return;
  referenced = on;
  if (!open()) return;
  if (on) home->retain_work();
  else home->release_work();
}

void ServerState::start_workers() {
  for (int i = 1; i < options.threads; i++) {
    auto* worker = workers.emplace_back(std::make_unique<net::Worker>()).get();
    std::mutex mutex;
    std::condition_variable ready;
    worker->thread = std::thread([&, this, worker] {
      auto& loop = net::Loop::current();
      try {
        loop.poller().open();
      } catch (const std::system_error&) {
        // Its connections are closed until there are descriptors again; others are served.
      }
      worker->part = make_part(loop);
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
  if (referenced) home->release_work();
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
  if (referenced) home->release_work();
  net::leave_registry(*this);
}

}  // namespace crema::detail
