// Ways to close a server and its connections; one app on several servers; how a dual-stack listener names IPv4 clients.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <thread>

#include "net/loop.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// Runs the loop until `client`, on a thread of its own, is through and all servers have closed. `on_loop` runs what it is given there.
using OnLoop = std::function<void(std::function<void()>)>;
void serve(std::function<void(OnLoop)> client) {
  auto& loop = net::Loop::current();
  std::thread thread(
      [&] { client([&](std::function<void()> work) { loop.post([work = std::move(work)] { work(); }); }); });
  net::run_until_idle();
  thread.join();
  net::run_until_idle();
}

int port_of(const Server& server) { return static_cast<int>(server.address()["port"].number()); }

App address_app() {
  auto app = express();
  app.get("/", [](auto& req, auto& res) { res.end(req.ip()); });
  return app;
}

}  // namespace

TEST_CASE("a server that is closed already says so to the callback") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  auto server = http.createServer(address_app());
  std::string told;
  server.close([&](auto& err) { told += err.code + " "; });
  auto listening = server.listen({.host = "127.0.0.1"});
  CHECK(server.listening());
  server.close([&](auto& err) { told += err ? "error " : "closed "; });
  CHECK_FALSE(server.listening());
  server.close([&](auto& err) { told += err ? err.code.str() : "closed"; });
  net::run_until_idle();
  CHECK(told.starts_with("ERR_SERVER_NOT_RUNNING closed "));
}

TEST_CASE("closeIdleConnections ends those that wait for a request, closeAllConnections all") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  auto server = http.createServer([](auto& req, auto& res) {
    if (req.url == "/") res.end("here");
  });
  auto listening = server.listen({.host = "127.0.0.1"});
  const int port = port_of(server);
  serve([&](OnLoop on_loop) {
    Socket idle(port), busy(port);
    idle.send(get);
    CHECK(idle.read("here").ends_with("here"));
    busy.send(get);
    CHECK(busy.read("here").ends_with("here"));
    busy.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    on_loop([&] { setTimeout([&] { server.closeIdleConnections(); }, 30); });
    CHECK(idle.read() == "");
    on_loop([&] {
      CHECK(server.listening());
      server.closeAllConnections();
      server.close();
    });
    CHECK(busy.read() == "");
  });
}

TEST_CASE("one app serves on several servers") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto app = address_app();
  auto one = http.createServer(app), two = http.createServer(app);
  auto first = one.listen({.host = "127.0.0.1"}), second = two.listen({.host = "127.0.0.1"});
  const int ports[] = {port_of(one), port_of(two)};
  serve([&](OnLoop on_loop) {
    for (const int port : ports) {
      Socket client(port);
      client.send(get);
      CHECK(client.read("127.0.0.1").ends_with("\r\n\r\n127.0.0.1"));
    }
    on_loop([&] { one.close(), two.close(); });
  });
}

TEST_CASE("a listener for both families names IPv4 clients as Node does") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  auto server = http.createServer(address_app());
  auto listening = server.listen();
  const int port = port_of(server);
  const bool both = server.address()["address"] == "::";
  serve([&](OnLoop on_loop) {
    Socket client(port);
    client.send(get);
    CHECK(client.read("127.0.0.1").ends_with(both ? "\r\n\r\n::ffff:127.0.0.1" : "\r\n\r\n127.0.0.1"));
    on_loop([&] { server.close(); });
  });
}

TEST_CASE("the last of a thread's servers that goes waits for timers, too; the others do not") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  bool due = false, inner_waited = true;
  {
    auto outer = http.createServer(address_app());
    auto outer_listening = outer.listen({.host = "127.0.0.1"});
    setTimeout([&] { due = true; }, 100);
    {
      auto inner = http.createServer(address_app());
      auto listening = inner.listen({.host = "127.0.0.1"}, [=] { inner.close(); });
    }
    inner_waited = due;
    outer.close();
  }
  CHECK_FALSE(inner_waited);
  CHECK(due);
}

TEST_CASE("a timer that is unref'd does not hold up the end of a server") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  bool due = false;
  {
    auto server = http.createServer(address_app());
    auto listening = server.listen({.host = "127.0.0.1"}, [=] { server.close(); });
    setTimeout([&] { due = true; }, 60'000).unref();
  }
  CHECK_FALSE(due);
}
