// Bodies of requests: handed over, left alone, thrown away; and what the time allows.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

const std::string get = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::size_t length, const std::string& body) {
  return "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + body;
}

Handler ignoring() {
  return [](auto& req, auto& res) { res.end(req.url); };
}

}  // namespace

TEST_CASE("a body that is there already is read before the reader returns") {
  std::string order;
  Pump pump([&](auto& req, auto& res) {
    readBody(req, {.limit = 100}, [&, res](auto& body) {
      order += std::string(body.bytes);
      res.end();
    });
    order += " returned";
  });
  pump.ask(post(5, "hello"));
  CHECK(order == "hello returned");
}

TEST_CASE("a body that nobody reads is thrown away, and the connection lives on") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  client->send(post(100000, std::string(50000, 'x')));
  CHECK(client->answer().body == "/x");
  client->send(std::string(50000, 'x') + get);
  CHECK(client->answer().body == "/next");
}

TEST_CASE("a body of more than 1 MB that nobody reads closes the connection, and the client is told") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  client->send(post(2000000, "x"));
  const auto answer = client->answer();
  CHECK(answer.body == "/x");
  CHECK(answer.header("Connection") == "close");
  CHECK(client->closed());
}

TEST_CASE("so does a chunked one, once it is known") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  client->send("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n");
  CHECK(client->answer().header("Connection") == "keep-alive");
  for (int i = 0; i < 40 && !client->closed(); i++) client->send(std::string(50000, 'x'));
  CHECK(client->closed());
}

TEST_CASE("a body that nobody reads has 5 seconds to end") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  client->send(post(1000, "x"));
  CHECK(client->answer().body == "/x");
  pump.advance(4900);
  CHECK(!client->closed());
  pump.advance(1200);
  CHECK(client->closed());
}

TEST_CASE("while an answer is awaited, 64 KB of what follows are kept") {
  Pump pump([](auto& req, auto& res) { setTimeout([=] { res.end(req.url); }, 1000); });
  const auto client = pump.connect();
  client->send(get);
  std::size_t sent = 0;
  for (; client->protocol().wants_read() && sent < (1 << 20); sent += 1000)
    client->send(post(10000, std::string(900, 'x')));
  CHECK(sent < 80000);
}

TEST_CASE("a body that cannot be read is refused if no answer has begun, and ends what has") {
  const std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  {
    Pump pump([](auto& req, auto& res) {
      readBody(req, {}, [=](auto& body) {
        if (body.kind == ReadResult::Kind::complete) res.end("whole");
      });
    });
    const auto client = pump.connect();
    client->send(request + "5\r\nhel");
    client->send("lo!\r\n");
    CHECK(client->text() == "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    CHECK(client->closed());
  }
  {
    Pump pump([](auto& req, auto& res) {
      res.write("begun");
      readBody(req, {}, [](auto&) {});
    });
    const auto client = pump.connect();
    client->send(request + "nonsense\r\n");
    CHECK(client->text().ends_with("5\r\nbegun\r\n"));
    CHECK(client->closed());
  }
}

TEST_CASE("a head that takes more than its time is answered with 408") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: a\r\nX-");
  for (int i = 0; i < 59; i++) {
    pump.advance(1000);
    client->send("a");
  }
  CHECK(!client->closed());
  pump.advance(2000);
  CHECK(client->text() == "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
  CHECK(client->closed());
}

TEST_CASE("so is a body, but not an answer that takes long") {
  Pump pump(
      [](auto& req, auto& res) { readBody(req, {}, [=](auto&) { setTimeout([=] { res.end("late"); }, "10m"); }); });
  const auto client = pump.connect();
  client->send(post(10, "x"));
  pump.advance(299000);
  CHECK(!client->closed());
  pump.advance(2000);
  CHECK(client->text().starts_with("HTTP/1.1 408 "));
  const auto other = pump.connect();
  other->send(post(1, "x"));
  pump.advance(599000);
  CHECK(other->text() == "");
  pump.advance(1000);
  CHECK(other->answer().body == "late");
}

TEST_CASE("a connection waits 5 seconds for its next request") {
  Pump pump(ignoring());
  const auto client = pump.connect();
  for (int i = 0; i < 3; i++) {
    client->send(get);
    CHECK(client->answer().body == "/next");
    pump.advance(4900);
    CHECK(!client->closed());
  }
  pump.advance(1200);
  CHECK(client->closed());
  CHECK(client->text() == "");
}
