// Servers on real sockets: listening, errors, closing, signals, threads, and clients that behave badly.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "net/loop.hpp"
#include "serving.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;

TEST_CASE("a server serves, tells its address, and says when it has closed") {
  std::string events;
  const auto server = hello();
  server.on("listening", [&] { events += "listening "; });
  server.on("close", [&] { events += "close "; });
  CHECK(server.address() == null);
  serve(server, {}, [&](int port, Close) {
    Socket client(port);
    client.send(get);
    CHECK(client.read("hello").starts_with("HTTP/1.1 200 OK\r\n"));
    client.send(get);
    CHECK(client.read("hello").ends_with("Content-Length: 5\r\n\r\nhello"));
  });
  CHECK(events == "listening close ");
  CHECK(!server.listening());
}

TEST_CASE("a server that has closed may listen again") {
  const auto server = hello();
  for (int i = 0; i < 2; i++) {
    serve(server, {}, [&](int port, Close) {
      Socket client(port);
      client.send(get);
      CHECK(client.read("hello").ends_with("hello"));
    });
  }
}

TEST_CASE("close lets answers in flight complete and ends idle connections") {
  const auto server = http.createServer([](auto&, auto& res) { setTimeout([=] { res.end("late"); }, 100); });
  serve(server, {}, [&](int port, Close close) {
    Socket idle(port), active(port);
    idle.send(get);
    CHECK(idle.read("late").ends_with("late"));
    active.send(get);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    close();
    CHECK(idle.read() == "");
    const auto answer = active.read();
    CHECK(answer.ends_with("late"));
    CHECK(answer.find("Connection: close\r\n") != answer.npos);
  });
}

TEST_CASE("an address in use is an error for the callback that takes one, and for listeners") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto first = hello();
  std::vector<Listening> running;
  running.push_back(first.listen({.host = "127.0.0.1"}));
  const auto port = first.address()["port"];
  std::string told;
  const auto second = hello();
  {
    const auto failing = second.listen({.port = port, .host = "127.0.0.1"}, [&](auto err) {
      told = err.message.str() + " " + err["code"].str() + " " + err["syscall"].str() + " " + err["address"].str() +
             " " + err["port"].str();
    });
  }
  const auto text = port.str();
  CHECK(told == "listen EADDRINUSE: address already in use 127.0.0.1:" + text + " EADDRINUSE listen 127.0.0.1 " + text);
  std::string heard;
  second.on("error", [&](auto err) { heard = err["code"].str(); });
  bool called = false;
  {
    const auto failing = second.listen({.port = port, .host = "127.0.0.1"}, [&] { called = true; });
  }
  CHECK(heard == "EADDRINUSE");
  CHECK(!called);
  first.close();
}

TEST_CASE("without anybody to hear of it, an address in use ends the program with a sentence") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto first = hello();
  std::vector<Listening> running;
  running.push_back(first.listen({.host = "127.0.0.1"}));
  const auto port = first.address()["port"];
  bool called = false;
  const auto outcome = in_child(
      [&] {
        net::Loop own;
        const net::Loop::Scope in(own);
        const auto second = hello();
        const auto failing =
            second.listen({.port = port, .host = "127.0.0.1"}, [&] { std::fputs("listening\n", stderr); });
      },
      nothing);
  CHECK(!called);
  CHECK(WIFEXITED(outcome.status));
  CHECK(WEXITSTATUS(outcome.status) == 1);
  CHECK(outcome.said.starts_with("port " + port.str() + " is already in use by another program: "));
  first.close();
}

TEST_CASE("a port that is none throws where it is given") {
  const auto server = hello();
  CHECK_THROWS_AS(server.listen(70000), RangeError);
  CHECK_THROWS_AS(server.listen(-1), RangeError);
  CHECK_THROWS_AS(server.listen("99999"), RangeError);
}

TEST_CASE("a unix socket is served, and its file goes with the server") {
  const std::string file = "/tmp/crema-unit-" + std::to_string(getpid()) + ".sock";
  const auto server = hello();
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::thread client;
  {
    const auto listening = server.listen(file, [&] {
      CHECK(server.address() == file);
      client = std::thread([&] {
        Socket socket(file);
        socket.send(get);
        CHECK(socket.read("hello").ends_with("hello"));
        loop.post([&] { server.close(); });
      });
    });
  }
  client.join();
  CHECK(access(file.c_str(), F_OK) != 0);
}

TEST_CASE("with threads, connections are spread over the loops") {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  const auto server = http.createServer([&](auto&, auto& res) {
    {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    }
    res.end("hello");
  });
  serve(server, {.threads = 4}, [&](int port, Close) {
    std::vector<std::unique_ptr<Socket>> clients;
    for (int i = 0; i < 16; i++) clients.push_back(std::make_unique<Socket>(port));
    for (auto& client : clients) client->send(get);
    for (auto& client : clients) CHECK(client->read("hello").ends_with("hello"));
  });
  CHECK(seen.size() == 4);
}

TEST_CASE("a handler on any loop may close the server") {
  std::vector<Server> self;
  self.push_back(http.createServer([&](auto&, auto& res) {
    self.front().close();
    res.end("hello");
  }));
  serve(self.front(), {.threads = 3}, [&](int port, Close) {
    Socket first(port), second(port);  // the second one is served by another loop
    second.send(get);
    const auto answer = second.read();
    CHECK(answer.ends_with("hello"));
  });
  CHECK(!self.front().listening());
}

TEST_CASE("a client that sends too much gets its answer nevertheless") {
  const auto server = http.createServer([](auto&, auto& res) { res.writeHead(413).end("too much"); });
  serve(server, {}, [&](int port, Close) {
    Socket client(port);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
    std::thread sending([&] { client.send(std::string(5000000, 'x')); });
    const auto answer = client.read();
    CHECK(answer.starts_with("HTTP/1.1 413 "));
    CHECK(answer.ends_with("too much\r\n0\r\n\r\n"));
    sending.join();
  });
  serve(server, {}, [&](int port, Close) {
    Socket client(port);
    client.send("GET / HTTP/1.1\r\nX: " + std::string(1000000, 'x'));
    CHECK(client.read() == "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n");
  });
}

TEST_CASE("a large answer reaches a slow reader whole; one that resets is forgotten") {
  const std::string body = std::string(10000000, 'x') + "y";
  std::atomic<int> closed = 0;
  const auto server = http.createServer([&](auto&, auto& res) {
    res.on("close", [&] { closed++; });
    res.end(body);
  });
  serve(server, {}, [&](int port, Close) {
    Socket slow(port);
    slow.send(get);
    {
      Socket rude(port);
      rude.send(get);
      CHECK(rude.read_some().starts_with("HTTP/1.1 200 OK"));
      rude.reset();
    }
    CHECK(slow.read("xy").size() > body.size());
  });
  CHECK(closed == 2);
}

TEST_CASE("large answers to many at once arrive whole, and a client that leaves before its turn is forgotten") {
  const std::string body = std::string(3000000, 'x') + "y";
  std::atomic<int> asked = 0, finished = 0, closed = 0;
  const auto server = http.createServer([&](auto&, auto& res) {
    asked++;
    res.on("finish", [&] { finished++; });
    res.on("close", [&] { closed++; });
    res.end(body);
  });
  serve(server, {}, [&](int port, Close) {
    std::vector<std::unique_ptr<Socket>> clients;
    for (int i = 0; i < 12; i++) clients.push_back(std::make_unique<Socket>(port));
    for (auto& client : clients) client->send(get);
    for (int i = 0; i < 4; i++) clients[static_cast<std::size_t>(i)]->reset();
    for (std::size_t i = 4; i < clients.size(); i++) CHECK(clients[i]->read("xy").size() > body.size());
  });
  CHECK(finished >= 8);
  CHECK(closed == asked);
}

TEST_CASE("a pipeline of thousands of requests is answered to its end") {
  std::atomic<int> asked = 0;
  const auto server = http.createServer([&](auto&, auto& res) { res.end(std::to_string(asked++) + "."); });
  serve(server, {}, [&](int port, Close) {
    constexpr int count = 5000;
    Socket client(port);
    std::thread sending([&] {
      std::string all;
      for (int i = 0; i < count; i++) all += get;
      client.send(all);
    });
    const auto answers = client.read("\r\n\r\n4999.");
    sending.join();
    int seen = 0;
    for (auto at = answers.find("HTTP/1.1 200 OK"); at != std::string::npos;
         at = answers.find("HTTP/1.1 200 OK", at + 1))
      seen++;
    CHECK(seen == count);
  });
}

TEST_CASE("more connections than maxConnections are closed at once") {
  const auto server = hello();
  serve(server, {.maxConnections = 2}, [&](int port, Close) {
    Socket a(port), b(port);
    a.send(get);
    b.send(get);
    CHECK(a.read("hello").ends_with("hello"));
    CHECK(b.read("hello").ends_with("hello"));
    Socket c(port);
    c.send(get);
    CHECK(c.read() == "");
    CHECK(c.closed());
  });
}

TEST_CASE("a process that has no descriptors left serves again when there are some") {
  const auto server = hello();
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    serve(server, {.threads = threads}, [&](int port, Close) {
      std::vector<std::unique_ptr<Socket>> clients;
      for (int i = 0; i < 4; i++) clients.push_back(std::make_unique<Socket>(port));
      for (auto& client : clients) client->send(get);
      for (auto& client : clients) CHECK(client->read("hello").ends_with("hello"));
      rlimit before{};
      getrlimit(RLIMIT_NOFILE, &before);
      rlimit few = before;
      auto waiting = std::make_unique<Socket>(port);  // its descriptor is taken, the server's is not
      few.rlim_cur = 3;
      setrlimit(RLIMIT_NOFILE, &few);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      setrlimit(RLIMIT_NOFILE, &before);
      waiting->send(get);
      CHECK(waiting->read("hello").ends_with("hello"));
    });
  }
}

TEST_CASE("a loop needs no further descriptor for its first connection") {
  serve(hello(), {.threads = 2}, [&](int port, Close) {
    // Two clients and what the server accepts of them are all that there is room for.
    int highest = 0;
    std::vector<int> free;
    for (int i = 0; i < 4; i++) free.push_back(highest = ::dup(2));
    for (const int descriptor : free) ::close(descriptor);
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_cur = static_cast<rlim_t>(highest) + 1;
    setrlimit(RLIMIT_NOFILE, &few);
    for (auto& client : {std::make_unique<Socket>(port), std::make_unique<Socket>(port)}) {
      client->send(get);
      CHECK(client->read("hello").ends_with("hello"));
    }
    setrlimit(RLIMIT_NOFILE, &before);
  });
}

TEST_CASE("SIGTERM lets answers complete and ends the program with 0") {
  const auto outcome = in_child(
      [] {
        const auto server = http.createServer([](auto&, auto& res) {
          std::fprintf(stderr, "asked\n");
          setTimeout([=] { res.end("late"); }, 150);
        });
        setInterval([] {}, 1000);  // does not hold it
        const auto listening = server.listen({.host = "127.0.0.1"}, [&] {
          std::fprintf(stderr, "%d\n", static_cast<int>(server.address()["port"].number()));
        });
      },
      [](pid_t id, auto read_line) {
        const int port = std::stoi(read_line());
        Socket idle(port), active(port);
        idle.send(get);
        CHECK(read_line() == "asked");
        CHECK(idle.read("late").ends_with("late"));
        active.send(get);
        CHECK(read_line() == "asked");
        kill(id, SIGTERM);
        CHECK(active.read().ends_with("late"));
        CHECK(idle.read() == "");
      });
  CHECK(WIFEXITED(outcome.status));
  CHECK(WEXITSTATUS(outcome.status) == 0);
}

TEST_CASE("a second SIGTERM ends it at once") {
  const auto outcome = in_child(
      [] {
        const auto server = http.createServer([](auto&, auto&) { std::fprintf(stderr, "asked\n"); });
        const auto listening = server.listen({.host = "127.0.0.1"}, [&] {
          std::fprintf(stderr, "%d\n", static_cast<int>(server.address()["port"].number()));
        });
      },
      [](pid_t id, auto read_line) {
        const int port = std::stoi(read_line());
        Socket client(port);
        client.send(get);
        CHECK(read_line() == "asked");
        kill(id, SIGTERM);
        // It listens no more: the first was heard.
        for (int i = 0; i < 500 && Socket(port).connected(); i++)
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        kill(id, SIGTERM);
      });
  CHECK(WIFEXITED(outcome.status));
  CHECK(WEXITSTATUS(outcome.status) == 128 + SIGTERM);
}

TEST_CASE("listening inside a callback of the loop does not wait") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = hello();
  bool went_on = false;
  loop.post([&] {
    server.listen({.host = "127.0.0.1"}, [&] { server.close(); });
    went_on = true;
  });
  net::run_until_idle();
  CHECK(went_on);
  CHECK(!server.listening());
}

TEST_CASE("an exception on its way to main is not held up by a server") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = hello();
  CHECK_THROWS_WITH(([&] {
                      const auto listening = server.listen({.host = "127.0.0.1"});
                      throw std::runtime_error("of main");
                    }()),
                    "of main");
  CHECK(!server.listening());
}
