// Several servers on one port, and what a server that leaves owes to those who have connected.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <doctest/doctest.h>

#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "net/loop.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

Server says(const std::string& word) {
  return http.createServer([word](auto&, auto& res) { res.end(word); });
}

int port_of(const Server& server) { return static_cast<int>(server.address()["port"].number()); }

// The error of listening, or "".
std::string failure(const Server& server, ListenOptions options) {
  std::string code;
  {
    const auto listening = server.listen(options, [&](auto err) {
      if (err) code = err.code.str();
      else server.close();
    });
  }
  return code;
}

// Runs the loop until `client`, on a thread of its own, is through and every server has closed.
void serve(std::function<void(net::Loop&)> client) {
  auto& loop = net::Loop::current();
  std::thread thread([&] { client(loop); });
  net::run_until_idle();
  thread.join();
  net::run_until_idle();
}

std::string body_of(const std::string& answer) {
  const auto at = answer.find("\r\n\r\n");
  return at == std::string::npos ? answer : answer.substr(at + 4);
}

}  // namespace

TEST_CASE("with reusePort several servers share a port, and both are asked") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto one = says("one"), two = says("two");
  auto first = one.listen({.host = "127.0.0.1", .reusePort = true});
  const int port = port_of(one);
  auto second = two.listen({.port = port, .host = "127.0.0.1", .reusePort = true});
  serve([&](net::Loop& home) {
    std::set<std::string> heard;
    for (int i = 0; i < 64; i++) {
      Socket client(port);
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      heard.insert(body_of(client.read()));
    }
    CHECK(heard == std::set<std::string>{"one", "two"});
    home.post([&] { one.close(), two.close(); });
  });
}

TEST_CASE("a port is shared only if all ask for it") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto alone = says("alone"), other = says("other"), third = says("third");
  std::vector<Listening> running;
  running.push_back(alone.listen({.host = "127.0.0.1"}));
  CHECK(failure(other, {.port = port_of(alone), .host = "127.0.0.1", .reusePort = true}) == "EADDRINUSE");
  const auto sharing = says("sharing");
  running.push_back(sharing.listen({.host = "127.0.0.1", .reusePort = true}));
  CHECK(failure(third, {.port = port_of(sharing), .host = "127.0.0.1"}) == "EADDRINUSE");
  alone.close(), sharing.close();
}

TEST_CASE("who had connected before a server closed is answered, though nobody had taken the connection yet") {
  for (const bool shared : {false, true}) {
    CAPTURE(shared);
    net::Loop loop;
    const net::Loop::Scope scope(loop);
    const auto server = says("answered");
    auto listening = server.listen({.host = "127.0.0.1", .reusePort = shared});
    std::vector<std::unique_ptr<Socket>> clients;  // the loop does not run: they wait in the system's queue
    for (int i = 0; i < 20; i++) {
      clients.push_back(std::make_unique<Socket>(port_of(server)));
      clients.back()->send(get);
    }
    server.close();
    serve([&](net::Loop&) {
      for (auto& client : clients) CHECK(body_of(client->read()) == "answered");
    });
  }
}

TEST_CASE("a request that has come but was not read when the server closes is answered") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = says("answered");
  auto listening = server.listen({.host = "127.0.0.1"});
  const int port = port_of(server);
  serve([&](net::Loop& home) {
    Socket client(port), idle(port);
    for (auto* one : {&client, &idle}) {
      one->send(get);
      CHECK(body_of(one->read("answered")) == "answered");
    }
    home.post([&] {
      client.send(get);
      server.close();
    });
    const auto last = client.read();
    CHECK(body_of(last) == "answered");
    CHECK(last.find("Connection: close") != std::string::npos);
    CHECK(idle.read() == "");
  });
}

TEST_CASE("after SIGTERM a client that has just connected may still ask, and one that never does holds nobody up") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t id = fork();
  if (id == 0) {
    std::signal(SIGTERM, SIG_DFL);  // doctest's
    net::Loop own;
    const net::Loop::Scope scope(own);
    {
      const auto server = says("answered");
      const auto listening = server.listen({.host = "127.0.0.1"}, [&] {
        const int port = port_of(server);
        [[maybe_unused]] const auto size = write(ends[1], &port, sizeof port);
      });
    }
    _exit(0);
  }
  int port = 0;
  REQUIRE(read(ends[0], &port, sizeof port) == sizeof port);
  {
    Socket late(port), silent(port), warm(port);
    warm.send(get);
    CHECK(body_of(warm.read("answered")) == "answered");  // all of them have been taken
    kill(id, SIGTERM);
    CHECK(warm.read() == "");  // the signal has arrived
    late.send(get);
    CHECK(body_of(late.read()) == "answered");
    CHECK(silent.read() == "");
  }
  int status = 0;
  waitpid(id, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  close(ends[0]), close(ends[1]);
}

TEST_CASE("a number in the place of a host is the backlog") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = says("hello");
  const auto listening = server.listen(0, 16, [&] { server.close(); });
  CHECK(port_of(server) > 0);
}
