// Where a server listens besides a port: sockets that are handed over, IPv6 alone, files that others may use; and for whom the
// program goes on.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <doctest/doctest.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include "net/loop.hpp"
#include "serving.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// A socket for IPv4's own machine, bound to a free port; its port is set.
int bound_socket(int& port, int type = SOCK_STREAM) {
  const int socket = ::socket(AF_INET, type, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  socklen_t size = sizeof to;
  REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&to), &size) == 0);
  port = ntohs(to.sin_port);
  return socket;
}

int listening_socket(int& port) {
  const int socket = bound_socket(port);
  REQUIRE(::listen(socket, 16) == 0);
  return socket;
}

// The error of listening, told to the callback or thrown; "" if it listens.
std::string failure(const ListenOptions& options) {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string told;
  const auto server = hello();
  try {
    const auto listening = server.listen(options, [&](auto err) {
      if (!err) return server.close();
      told = err.code.str() + " " + err.message.str() + " (" + err["reason"].str() + ")";
    });
  } catch (const Error& err) {
    told = "thrown: " + err.code.str() + " " + err.message.str();
  }
  return told;
}

}  // namespace

TEST_CASE("fd: a socket that listens is taken over, and close() closes it") {
  for (const bool listens : {true, false}) {  // as Node, it is made to listen where it is bound alone
    CAPTURE(listens);
    int given = 0;
    const int descriptor = listens ? listening_socket(given) : bound_socket(given);
    const auto server = hello();
    net::Loop loop;
    const net::Loop::Scope scope(loop);
    std::thread thread;
    {
      const auto listening = server.listen({.fd = descriptor}, [&] {
        CHECK(server.address()["port"] == given);
        thread = std::thread([&] {
          Socket client(given);
          client.send(get);
          CHECK(client.read("hello").ends_with("hello"));
          loop.post([&] { server.close(); });
        });
      });
    }
    thread.join();
    CHECK(::fcntl(descriptor, F_GETFD) < 0);
    CHECK(!Socket(given).connected());
  }
}

TEST_CASE("fd: a unix socket is taken over, and its file stays whose it is") {
  const std::string file = "/tmp/crema-unit-fd-" + std::to_string(getpid()) + ".sock";
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, file.data(), file.size());
  REQUIRE(::bind(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  REQUIRE(::listen(descriptor, 16) == 0);
  const auto server = hello();
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::thread thread;
  {
    const auto listening = server.listen({.fd = descriptor, .maxConnectionsPerAddress = 1}, [&] {
      CHECK(server.address() == file);
      thread = std::thread([&] {
        Socket first(file), second(file);  // not counted: they have no address
        for (auto* client : {&first, &second}) {
          client->send(get);
          CHECK(client->read("hello").ends_with("hello"));
        }
        loop.post([&] { server.close(); });
      });
    });
  }
  thread.join();
  CHECK(access(file.c_str(), F_OK) == 0);
  ::unlink(file.c_str());
}

TEST_CASE("fd: what cannot listen is EINVAL, with the reason, and stays open") {
  const std::string einval = "EINVAL listen EINVAL: invalid argument ";
  int port = 0;
  const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int datagrams = bound_socket(port, SOCK_DGRAM);
  const int unbound = ::socket(AF_INET, SOCK_STREAM, 0);
  CHECK(failure({.fd = file}) == einval + "(is no socket)");
  CHECK(failure({.fd = datagrams}) == einval + "(is a socket for datagrams)");
  CHECK(failure({.fd = unbound}) == einval + "(is a socket without an address)");
  CHECK(failure({.fd = 100000}) == einval + "(is not open)");
  for (const int descriptor : {file, datagrams, unbound}) {
    CHECK(::fcntl(descriptor, F_GETFD) >= 0);
    ::close(descriptor);
  }
  CHECK(failure({.fd = -1}) == "thrown: ERR_INVALID_ARG_VALUE fd must be the number of a descriptor such as 3, not -1");
  CHECK(failure({.fd = "3"}).starts_with("thrown: ERR_INVALID_ARG_VALUE fd must be "));
}

TEST_CASE("fd: without anybody to hear of it, the program ends with a sentence") {
  const auto outcome = in_child(
      [] {
        net::Loop own;
        const net::Loop::Scope in(own);
        const auto server = hello();
        const auto failing = server.listen({.fd = 100000}, [] { std::fputs("listening\n", stderr); });
      },
      nothing);
  CHECK(WIFEXITED(outcome.status));
  CHECK(WEXITSTATUS(outcome.status) == 1);
  CHECK(outcome.said ==
        "descriptor 100000 is not open: hand over a socket that listens (systemd's first one is 3), or listen on a "
        "port\n");
}

TEST_CASE("fd: a program serves who has connected to the socket that it inherits before it was there") {
  int port = 0;
  const int descriptor = listening_socket(port);
  Socket early(port);
  early.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const auto outcome = in_child(
      [&] {
        const int third = ::dup2(descriptor, 3);
        net::Loop own;
        const net::Loop::Scope in(own);
        const auto server = http.createServer();
        server.on("request", [&](auto&, auto& res) {
          res.end("inherited");
          server.close();
        });
        const auto listening = server.listen({.fd = third});
      },
      [&](pid_t, auto&&) {
        ::close(descriptor);  // only the child holds it now
        CHECK(early.read().ends_with("inherited"));
      });
  CHECK(WIFEXITED(outcome.status));
  CHECK(WEXITSTATUS(outcome.status) == 0);
  CHECK(!Socket(port).connected());
}

TEST_CASE("ipv6Only leaves IPv4 alone") {
  const auto server = hello();
  for (const bool only : {false, true}) {
    CAPTURE(only);
    net::Loop loop;
    const net::Loop::Scope scope(loop);
    std::string failed;
    const auto listening = server.listen({.ipv6Only = only}, [&](auto err) {
      if (err) {
        failed = err.code.str();
        return;
      }
      if (server.address()["family"] == "IPv6")
        CHECK(Socket(static_cast<int>(server.address()["port"].number())).connected() == !only);
      server.close();
    });
    net::run_until_idle();
    if (!failed.empty()) CHECK((only && failed == "EAFNOSUPPORT"));  // a machine without IPv6
  }
}

TEST_CASE("readableAll and writableAll open the file of a unix socket to every user") {
  const std::string file = "/tmp/crema-unit-mode-" + std::to_string(getpid()) + ".sock";
  const auto mode_of = [&](const ListenOptions& options) {
    net::Loop loop;
    const net::Loop::Scope scope(loop);
    const auto server = hello();
    mode_t mode = 0;
    const auto before = ::umask(077);
    {
      const auto listening = server.listen(options, [&] {
        struct stat found {};
        REQUIRE(::stat(file.c_str(), &found) == 0);
        mode = found.st_mode & 0777;
        server.close();
      });
    }
    ::umask(before);
    return mode;
  };
  CHECK(mode_of({.path = file}) == 0700);
  CHECK(mode_of({.path = file, .readableAll = true}) == 0744);
  CHECK(mode_of({.path = file, .writableAll = true}) == 0722);
  CHECK(mode_of({.path = file, .readableAll = true, .writableAll = true}) == 0766);
}

TEST_CASE("a program does not go on for a server that is unref'd, and does again for one that is ref'd") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = hello();
  int ticks = 0;
  {
    const auto listening = server.listen({.host = "127.0.0.1"});
    server.unref();
    setTimeout([&] { ticks++; }, 20);  // what there is besides is waited for
  }
  CHECK(ticks == 1);
  CHECK(server.listening());
  server.ref();
  setTimeout([&] { server.close(); }, 20);
  net::run_until_idle();
  CHECK(!server.listening());
}
