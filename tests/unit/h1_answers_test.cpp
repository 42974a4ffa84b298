// How an answer leaves: its head as Node's server writes it, its framing, its place among others.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

const std::string date = "Date: Mon, 30 Nov 2026 00:53:20 GMT\r\n";
const std::string keep = "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n";
const std::string cut = "Connection: close\r\n";

// The bytes of one answer to a request without a body.
std::string bytes(Handler handler, const std::string& fields = {}, const std::string& method = "GET",
                  const std::string& version = "1.1") {
  Pump pump(std::move(handler));
  const auto client = pump.connect();
  client->send(method + " / HTTP/" + version + "\r\nHost: a\r\n" + fields + "\r\n");
  return client->text();
}

}  // namespace

TEST_CASE("a single end has a length, pieces are chunked, as in Node") {
  const auto end = [](auto&, auto& res) { res.end("hello"); };
  const auto write = [](auto&, auto& res) {
    res.write("a");
    res.end("bc");
  };
  CHECK(bytes(end) == "HTTP/1.1 200 OK\r\n" + date + keep + "Content-Length: 5\r\n\r\nhello");
  CHECK(bytes(end, {}, "HEAD") == "HTTP/1.1 200 OK\r\n" + date + keep + "\r\n");
  CHECK(bytes(end, "Connection: close\r\n") == "HTTP/1.1 200 OK\r\n" + date + cut + "Content-Length: 5\r\n\r\nhello");
  CHECK(bytes(end, {}, "GET", "1.0") == "HTTP/1.1 200 OK\r\n" + date + cut + "\r\nhello");
  CHECK(bytes(end, "Connection: keep-alive\r\n", "GET", "1.0") == "HTTP/1.1 200 OK\r\n" + date + cut + "\r\nhello");
  CHECK(bytes(write) ==
        "HTTP/1.1 200 OK\r\n" + date + keep + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n");
  CHECK(bytes(write, {}, "GET", "1.0") == "HTTP/1.1 200 OK\r\n" + date + cut + "\r\nabc");
  CHECK(bytes(write, {}, "HEAD") == "HTTP/1.1 200 OK\r\n" + date + keep + "\r\n");
}

TEST_CASE("what the handler sets of the connection's own fields is respected, as in Node") {
  const auto with = [](std::string name, std::string value) {
    return [=](auto&, auto& res) {
      res.setHeader(name, value);
      res.end("abc");
    };
  };
  CHECK(bytes(with("Connection", "close")) == "HTTP/1.1 200 OK\r\n" + cut + date + "Content-Length: 3\r\n\r\nabc");
  CHECK(bytes(with("Connection", "keep-alive")) ==
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n" + date + "Content-Length: 3\r\n\r\nabc");
  CHECK(bytes(with("Keep-Alive", "timeout=99")) == "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=99\r\n" + date +
                                                       "Connection: keep-alive\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(bytes(with("Date", "x")) == "HTTP/1.1 200 OK\r\nDate: x\r\n" + keep + "Content-Length: 3\r\n\r\nabc");
  CHECK(bytes(with("Content-Length", "3")) == "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + date + keep + "\r\nabc");
  CHECK(bytes(with("Content-Length", "3"), "Connection: keep-alive\r\n", "GET", "1.0") ==
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + date + keep + "\r\nabc");
  CHECK(bytes(with("Transfer-Encoding", "chunked")) ==
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + date + keep + "\r\n3\r\nabc\r\n0\r\n\r\n");
}

TEST_CASE("204 and 304 have no body") {
  for (const int status : {204, 304}) {
    const auto plain = [=](auto&, auto& res) { res.writeHead(status).end("abc"); };
    const auto reason = status == 204 ? "204 No Content" : "304 Not Modified";
    CHECK(bytes(plain) == "HTTP/1.1 " + std::string(reason) + "\r\n" + date + keep + "\r\n");
  }
}

TEST_CASE("a body never exceeds the length that was declared, and one that falls short ends the connection") {
  for (const auto& [length, body] : {std::pair{"2", "ab"}, std::pair{"5", "abc"}}) {
    Pump pump([declared = std::string(length)](auto&, auto& res) {
      res.setHeader("Content-Length", declared);
      res.end("abc");
    });
    const auto client = pump.connect();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client->text().ends_with("\r\n\r\n" + std::string(body)));
    CHECK(client->closed());
  }
}

TEST_CASE("pipelined requests are answered in order, one after the other") {
  auto app = express();
  int active = 0, most = 0;
  app.get("/:n", [&](auto& req, auto& res) {
    most = std::max(most, ++active);
    const Value n = req.params["n"];
    const auto answer = [&active, res, n] {
      active--;
      res.send(n);
    };
    if (int(n) % 3 == 0) setTimeout(answer, 10);
    else answer();
  });
  Pump pump(app);
  const auto client = pump.connect();
  std::string requests;
  for (int i = 1; i <= 100; i++) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client->send(requests);
  for (int i = 1; i <= 100; i++) CHECK(client->answer().body == std::to_string(i));
  CHECK(most == 1);
}

TEST_CASE("a flood of pipelined requests waits for a client that does not read") {
  int handled = 0;
  Pump pump([&](auto&, auto& res) {
    handled++;
    res.end(std::string(1000, 'x'));
  });
  const auto client = pump.connect();
  client->stop_reading();
  std::string requests;
  for (int i = 0; i < 100; i++) requests += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  client->send(requests);
  CHECK(handled < 20);
  std::size_t sent = requests.size();
  while (client->protocol().wants_read() && sent < (1 << 20)) {
    client->send(requests);
    sent += requests.size();
  }
  CHECK(sent < 80000);
  client->stop_reading(false);
  CHECK(handled == static_cast<int>(sent / requests.size() * 100));
}

TEST_CASE("write says false from 16 KB on, and drain comes when they have gone") {
  std::string events;
  Pump pump([&](auto&, auto& res) {
    res.on("drain", [&, res] {
      events += " drain";
      res.end();
    });
    events += res.write(std::string(1000, 'a')) ? "true" : "false";
    events += res.write(std::string(20000, 'a')) ? " true" : " false";
  });
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(events == "true false");
  client->stop_reading(false);
  CHECK(events == "true false drain");
  CHECK(client->answer().body == std::string(21000, 'a'));
}

TEST_CASE("finish comes when the answer is with the system, close after it, and neither again") {
  std::string events;
  Pump pump([&](auto&, auto& res) {
    res.on("finish", [&] { events += "finish "; });
    res.on("close", [&, res] { events += res.writableFinished() ? "close " : "cut "; });
    res.end("abc");
  });
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(events == "");
  client->stop_reading(false);
  CHECK(events == "finish close ");
  client->leave();
  CHECK(events == "finish close ");
}

TEST_CASE("a client that leaves closes the response and the request; later writes are ignored") {
  std::string events;
  Pump pump([&](auto& req, auto& res) {
    req.on("aborted", [&] { events += "aborted "; });
    req.on("close", [&] { events += "req-close "; });
    res.on("finish", [&] { events += "finish "; });
    res.on("close", [&] { events += "res-close "; });
    setTimeout([=] { res.send("too late"); }, 100);
  });
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  client->leave();
  CHECK(events == "aborted res-close req-close ");
  pump.advance(1000);
  CHECK(events == "aborted res-close req-close ");
}

TEST_CASE("a client that sends no more still gets its answer, if it comes soon") {
  Pump pump(
      [&](auto& req, auto& res) { setTimeout([=] { res.send("there"); }, parseInt(req.url.get("length")) * 10); });
  const auto client = pump.connect();
  client->send("GET /soon HTTP/1.1\r\nHost: a\r\n\r\n");
  client->half_close();
  CHECK(client->answer().body == "there");
  CHECK(client->closed());
  const auto other = pump.connect();
  other->send("GET /" + std::string(300, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  other->half_close();
  pump.advance(2000);
  CHECK(other->closed());
  CHECK(other->text() == "");
}

TEST_CASE("an answer of any size arrives whole") {
  for (const std::size_t size : {0u, 1u, 8000u, 8192u, 16384u, 16385u, 1000000u}) {
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; i += 100) body[i] = static_cast<char>('a' + i / 100 % 26);
    const auto answer = Pump([&](auto&, auto& res) { res.end(body); }).get("/");
    CHECK(answer.complete);
    CHECK(answer.body == body);
  }
}
