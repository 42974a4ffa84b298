// The limits of a server on real sockets: connections of all and of each client, pipelines, slow readers, and limits that change.
#include <crema/express.hpp>
#include <crema/http.hpp>
#include <crema/https.hpp>
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/connection_counts.hpp"
#include "net/loop.hpp"
#include "net/server_state.hpp"
#include "serving.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;
using namespace std::chrono_literals;

namespace {

// What listen() says of these options.
std::string complaint(const ListenOptions& options) {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  try {
    const auto listening = hello().listen(options, [](auto) {});
    listening.close();
  } catch (const Error& err) {
    return err.name.str() + " " + err.code.str() + ": " + err.message.str();
  }
  return "";
}

std::string read_hello(Socket& client) {
  client.send(get);
  return client.read("hello");
}

sockaddr_storage address(const char* text) {
  sockaddr_storage to{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(to);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) to.ss_family = AF_INET;
  else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) to.ss_family = AF_INET6;
  else to.ss_family = AF_UNIX;
  return to;
}
net::ClientKey client(const char* text) { return net::client_of(address(text)); }

// Waits until a condition of another thread is there, for 10 seconds at most.
bool comes(const std::function<bool()>& condition) {
  for (int i = 0; i < 1000; i++) {
    if (condition()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace

TEST_CASE("a port that is neither a number nor a text is refused, as in Node") {
  CHECK(complaint({.port = false}) ==
        "TypeError ERR_INVALID_ARG_VALUE: The argument 'options' is invalid. Received { port: false }");
  CHECK(complaint({.port = Object()}).starts_with("TypeError ERR_INVALID_ARG_VALUE"));
}

TEST_CASE("limits that make no sense are refused with a sentence, where listen() is called") {
  CHECK(complaint({.maxConnections = -1}) ==
        "RangeError ERR_OUT_OF_RANGE: maxConnections must be a number such as 1000, or 0 for no limit, not -1");
  CHECK(complaint({.maxHeaderSize = "much"}) ==
        "RangeError ERR_OUT_OF_RANGE: maxHeaderSize must be a number of bytes or a text such as \"16kb\", not much");
  CHECK(complaint({.maxQueuedOutput = -1}).starts_with("RangeError ERR_OUT_OF_RANGE: maxQueuedOutput must be "));
  CHECK(complaint({.maxUnreadBody = Object()}).starts_with("RangeError ERR_OUT_OF_RANGE: maxUnreadBody must be "));
  CHECK(complaint({.headersTimeout = -5}) ==
        "RangeError ERR_OUT_OF_RANGE: headersTimeout must be milliseconds or a text such as \"30s\", or 0 for no "
        "limit, not "
        "-5");
  for (const auto& [options, option] : std::vector<std::pair<ListenOptions, std::string>>{
           {{.threads = 0}, "threads"},
           {{.maxHeadersCount = -1}, "maxHeadersCount"},
           {{.requestTimeout = -1}, "requestTimeout"},
           {{.keepAliveTimeout = "-1s"}, "keepAliveTimeout"},
           {{.responseTimeout = -1}, "responseTimeout"},
           {{.writeTimeout = -1}, "writeTimeout"},
           {{.timeout = -1}, "timeout"},
           {{.maxConnectionsPerAddress = -1}, "maxConnectionsPerAddress"},
           {{.maxRequestsPerSocket = -1}, "maxRequestsPerSocket"},
           {{.closeTimeout = -1}, "closeTimeout"},
       }) {
    const auto name = option;
    CAPTURE(name);
    CHECK(complaint(options).starts_with("RangeError ERR_OUT_OF_RANGE: " + name + " must be "));
  }
  CHECK(complaint({.host = "127.0.0.1", .maxHeaderSize = 0, .maxHeadersCount = 0, .headersTimeout = 0}).empty());
}

TEST_CASE("0 is no limit of the number of fields, and the default of their size, as in Node") {
  serve(hello(), {.maxHeaderSize = 0, .maxHeadersCount = 0}, [&](int port, Close) {
    Socket few(port), large(port);
    std::string fields;
    for (int i = 0; i < 2500; i++) fields += "x: 1\r\n";
    few.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    CHECK(few.read("hello").starts_with("HTTP/1.1 200 "));
    large.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(16384, 'x') + "\r\n\r\n");
    CHECK(large.read().starts_with("HTTP/1.1 431 "));
  });
}

TEST_CASE("what was refused once does not stay") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto server = hello();
  CHECK_THROWS_AS(server.listen({.maxConnections = -1}), RangeError);
  server.listen({.host = "127.0.0.1"}, [&] { server.close(); });
  net::run_until_idle();
}

TEST_CASE("a listener that throws costs no connection") {
  const auto server = hello();
  std::atomic<int> thrown = 0;
  process.on("uncaughtException", [&] { thrown++; });
  server.on("connection", [] { throw Error("of the listener"); });
  serve(server, {.maxConnectionsPerAddress = 1}, [&](int port, Close) {
    Socket client(port);
    CHECK(read_hello(client).ends_with("hello"));
    CHECK(thrown == 1);
  });
  process.removeAllListeners("uncaughtException");
}

// -- connections ------------------------------------------------------------------------------------------------------------

TEST_CASE("a client is an IPv4 address, or the /64 of an IPv6 address; unix sockets are none") {
  CHECK(client("10.0.0.1") == client("10.0.0.1"));
  CHECK(client("10.0.0.1") != client("10.0.0.2"));
  CHECK(client("::ffff:10.0.0.1") == client("10.0.0.1"));
  CHECK(client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9"));
  CHECK(client("2001:db8:1:2::1") != client("2001:db8:1:3::1"));
  CHECK(client("::1") != client("127.0.0.1"));
  CHECK(client("::1") != net::no_client);
  CHECK(client("/a/path") == net::no_client);
  CHECK(client("255.255.255.255") != net::no_client);
}

TEST_CASE("maxConnectionsPerAddress: a client's connections are counted, and counted down, on every loop") {
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    const auto server = hello();
    std::atomic<int> drops = 0;
    server.on("drop", [&](auto dropped) {
      drops += dropped["remoteAddress"] == "127.0.0.1" && dropped["localPort"] == server.address()["port"];
    });
    serve(server, {.threads = threads, .maxConnectionsPerAddress = 2}, [&](int port, Close) {
      Socket first(port);
      CHECK(read_hello(first).ends_with("hello"));
      for (int i = 0; i < 10; i++) {
        auto second = std::make_unique<Socket>(port);
        CHECK(comes([&] {  // the server may not have seen yet that the one before has gone
          if (read_hello(*second).ends_with("hello")) return true;
          second = std::make_unique<Socket>(port);
          return false;
        }));
        const auto before = drops.load();
        Socket third(port);
        CHECK(third.read() == "");
        CHECK(drops > before);
      }
    });
  }
}

TEST_CASE("a connection that is closed with others on one loop is counted down, whatever it was doing") {
  const auto server = http.createServer([](auto&, auto&) {});  // never answers
  std::atomic<int> open = -1;
  const auto count = [&] { server.getConnections([&](auto, auto now) { open = now; }); };
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::thread thread;
  const auto listening = server.listen({.host = "127.0.0.1", .maxConnectionsPerAddress = 3}, [&] {
    thread = std::thread([&, port = static_cast<int>(server.address()["port"].number())] {
      for (int round = 0; round < 3; round++) {
        Socket a(port), b(port), c(port);
        for (auto* one : {&a, &b, &c}) one->send(get);
        CHECK(comes([&] { return loop.post(count), open == 3; }));
        loop.post([&] { server.closeAllConnections(); });
        CHECK(a.read() == "");
        CHECK(comes([&] { return loop.post(count), open == 0; }));
      }
      loop.post([&] { server.close(); });
    });
  });
  net::run_until_idle();
  thread.join();
}

// -- pipelines --------------------------------------------------------------------------------------------------------------

TEST_CASE("100,000 pipelined requests of a client that does not read take little memory, and are answered in order") {
  constexpr int requests = 100000;
  const std::string padding(500, 'x');
  std::atomic<int> handled = 0;
  const auto server = http.createServer([&](auto&, auto& res) {
    const auto number = std::to_string(handled++) + "\n";
    res.end(number + padding + number);
  });
  std::string all;
  for (int i = 0; i < requests; i++) all += get;
  serve(server, {}, [&](int port, Close) {
    Socket client(port, 65536);
    const auto before = mallinfo2().uordblks;
    std::thread sending([&] { client.send(all); });
    // It stands still once the buffers of the system are full.
    int seen = -1, still = 0;
    CHECK(comes([&] {
      std::this_thread::sleep_for(100ms);
      still = seen == std::exchange(seen, handled.load()) ? still + 1 : 0;
      return still == 3;
    }));
    CHECK(handled < requests);
    CHECK(mallinfo2().uordblks < before + (1 << 20));
    const auto text = client.read("x" + std::to_string(requests - 1) + "\n");
    sending.join();
    CHECK(handled == requests);
    int in_order = 0;
    for (std::size_t at = 0; (at = text.find("\r\n\r\n", at)) != text.npos; in_order++) {
      at += 4;
      if (text.compare(at, text.find('\n', at) - at, std::to_string(in_order)) != 0) break;
    }
    CHECK(in_order == requests);
  });
}

// -- the way out ------------------------------------------------------------------------------------------------------------

TEST_CASE("writeTimeout cuts a client that reads nothing, but none that reads slowly") {
  const auto server = http.createServer([](auto&, auto& res) { res.end(std::string(20000000, 'x')); });
  serve(server, {.keepAliveTimeout = 500, .writeTimeout = 1500}, [&](int port, Close) {
    Socket silent(port), slow(port, 65536);
    silent.send(get);
    slow.send(get);
    // Less than what the system waits for before it takes more of us: it is seen in what the client has acknowledged.
    std::size_t taken = 0;
    for (int i = 0; i < 50; i++) {
      for (int part = 0; part < 4; part++) taken += slow.read_some().size();
      std::this_thread::sleep_for(100ms);
    }
    CHECK(taken > 0);
    taken += slow.read(std::string(1, '\0')).size();  // until it closes
    silent.read();
    CHECK(silent.was_reset());
    CHECK(taken > 20000000);
  });
}

TEST_CASE("timeout: without a byte the connection is cut, or its listener is told") {
  const auto server = http.createServer([](auto& req, auto& res) {
    if (req.url == "/") res.end("hello");
  });
  serve(server, {.keepAliveTimeout = 0, .timeout = 1000}, [&](int port, Close) {
    Socket asking(port), waiting(port);
    waiting.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 20; i++) {
      CHECK(read_hello(asking).ends_with("hello"));
      std::this_thread::sleep_for(100ms);
    }
    CHECK(waiting.read() == "");
    CHECK(read_hello(asking).ends_with("hello"));
    CHECK(asking.read() == "");
  });
  std::atomic<int> told = 0;
  server.setTimeout(500, [&] { told++; });
  CHECK(server.timeout == 500);
  serve(server, {}, [&](int port, Close) {
    Socket waiting(port);
    waiting.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(comes([&] { return told > 0; }));
    std::this_thread::sleep_for(1200ms);
    CHECK(told == 1);  // once for each silence
    waiting.send(get);
    CHECK(comes([&] { return told == 2; }));
  });
}

TEST_CASE("responseTimeout on a socket: 503, and the next request of the connection is served") {
  auto app = express();
  app.set("env", "test");
  app.get("/", [](auto&, auto& res) { res.send("hello"); });
  app.get("/never", [](auto&, auto&) {});
  serve(http.createServer({.responseTimeout = 500}, app), {.threads = 2}, [&](int port, Close) {
    Socket client(port), other(port);
    for (auto* one : {&client, &other}) {
      one->send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
      CHECK(one->read("</html>\n").starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
      CHECK(read_hello(*one).ends_with("hello"));
    }
  });
}

// -- limits that change -----------------------------------------------------------------------------------------------------

TEST_CASE("the limits of Node's server are its members, and hold for what begins after they are set") {
  const auto server = hello();
  CHECK(server.keepAliveTimeout == 5000);
  CHECK(server.headersTimeout == 60000);
  CHECK(server.requestTimeout == 300000);
  CHECK(server.timeout == 0);
  CHECK(server.maxHeadersCount == 2000);
  CHECK(server.maxConnections == 0);
  CHECK(server.maxRequestsPerSocket == 0);
  server.keepAliveTimeout = "65s";
  server.maxConnections = 2;
  CHECK_THROWS_AS(server.maxConnections = -1, RangeError);
  CHECK_THROWS_AS(server.headersTimeout = -1, RangeError);
  CHECK(server.maxConnections == 2);
  const auto same = server;
  CHECK(same.keepAliveTimeout == 65000);
  serve(server, {.threads = 2}, [&](int port, Close) {
    Socket a(port), b(port), c(port);
    CHECK(read_hello(a).find("Keep-Alive: timeout=65\r\n") != std::string::npos);
    CHECK(read_hello(b).find("Keep-Alive: timeout=65\r\n") != std::string::npos);
    CHECK(c.read() == "");
    net::Loop* home = server.state().home;
    std::atomic<bool> changed = false;
    home->post([&] {
      same.maxRequestsPerSocket = 9;
      same.keepAliveTimeout = 7s;
      changed = true;
    });
    CHECK(comes([&] { return changed.load(); }));
    for (auto* one : {&a, &b})
      CHECK(comes([&] { return read_hello(*one).find("Keep-Alive: timeout=7, max=9\r\n") != std::string::npos; }));
  });
}

TEST_CASE("https.createServer takes every limit of listen()") {
  const HttpsOptions secure;
  const ListenOptions plain;
  CHECK(secure.maxHeaderSize == plain.maxHeaderSize);
  CHECK(secure.maxHeadersCount == plain.maxHeadersCount);
  CHECK(secure.maxUnreadBody == plain.maxUnreadBody);
  CHECK(secure.maxQueuedOutput == plain.maxQueuedOutput);
  const HttpsServer server([](auto&, auto& res) { res.end("hello"); }, {.maxHeaderSize = 1,
                                                                        .maxHeadersCount = 2,
                                                                        .headersTimeout = 3,
                                                                        .requestTimeout = 4,
                                                                        .keepAliveTimeout = 5,
                                                                        .responseTimeout = 6,
                                                                        .writeTimeout = 7,
                                                                        .timeout = 8,
                                                                        .maxConnections = 9,
                                                                        .maxConnectionsPerAddress = 10,
                                                                        .maxRequestsPerSocket = 11,
                                                                        .maxUnreadBody = 12,
                                                                        .maxQueuedOutput = 13,
                                                                        .closeTimeout = 14});
  const auto& all = server.state().options;
  CHECK(all.maxHeaderSize == 1);
  CHECK(all.maxHeadersCount == 2);
  CHECK(all.headersTimeout.ms() == 3);
  CHECK(all.requestTimeout.ms() == 4);
  CHECK(all.keepAliveTimeout.ms() == 5);
  CHECK(all.responseTimeout.ms() == 6);
  CHECK(all.writeTimeout.ms() == 7);
  CHECK(all.timeout.ms() == 8);
  CHECK(all.maxConnections == 9);
  CHECK(all.maxConnectionsPerAddress == 10);
  CHECK(all.maxRequestsPerSocket == 11);
  CHECK(all.maxUnreadBody == 12);
  CHECK(all.maxQueuedOutput == 13);
  CHECK(all.closeTimeout.ms() == 14);
}
