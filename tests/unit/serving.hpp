// tests/unit/serving.hpp — servers on real sockets, for clients on a thread of their own; and programs in a process of their own.
#pragma once
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>

#include "net/loop.hpp"

namespace crema::testing {

inline const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// Serves until `client`, on a thread of its own, has done what it does with the port; it may close the server before that.
using Close = std::function<void()>;
inline void serve(const Server& server, ListenOptions options, std::function<void(int port, Close close)> client) {
  options.host = "127.0.0.1";
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::thread thread;
  auto listening = server.listen(options, [&] {
    thread = std::thread([&, port = static_cast<int>(server.address()["port"].number())] {
      const auto close = [&] { loop.post([&] { server.close(); }); };
      client(port, close);
      close();
    });
  });
  net::run_until_idle();
  thread.join();
  net::run_until_idle();
}

inline Server hello() {
  return http.createServer([](auto&, auto& res) { res.end("hello"); });
}

// Runs in a process of its own; what it wrote to stderr, and how it ended.
struct Outcome {
  int status = 0;
  std::string said;
};
template <class Parent>
Outcome in_child(std::function<void()> child, Parent parent) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::fflush(nullptr);
  const pid_t id = fork();
  if (id == 0) {
    dup2(ends[1], 2);
    std::signal(SIGTERM, SIG_DFL);  // doctest's
    child();
    std::_Exit(0);
  }
  ::close(ends[1]);
  Outcome outcome;
  char byte;
  const auto read_line = [&] {
    std::string line;
    while (::read(ends[0], &byte, 1) == 1 && byte != '\n') line += byte;
    return line;
  };
  parent(id, read_line);
  for (std::string line; !(line = read_line()).empty();) outcome.said += line + "\n";
  ::close(ends[0]);
  waitpid(id, &outcome.status, 0);
  return outcome;
}
inline const auto nothing = [](pid_t, auto&&) {};

}  // namespace crema::testing
