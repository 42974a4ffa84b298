// What of a request the codec takes and refuses; through an app, without a socket.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Tells what it was asked, once the body is there.
Handler mirror() {
  return [](auto& req, auto& res) {
    readBody(req, {.limit = 1 << 20}, [=](auto& body) {
      res.json({{"method", req.method}, {"url", req.url}, {"body", std::string(body.bytes)}});
    });
  };
}

const std::string close_400 = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& fields, const std::string& body) {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
}

// All that comes of it on one connection.
std::string all(const std::string& request) {
  Pump pump(mirror());
  const auto client = pump.connect();
  client->send(request);
  return client->text();
}

}  // namespace

TEST_CASE("a request in pieces of any size is the same request") {
  const std::string request = post("Transfer-Encoding: chunked\r\nX-Long: " + std::string(300, 'x'),
                                   "5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\nX-Trailer: 1\r\n\r\n") +
                              get;
  Pump pump(mirror());
  for (std::size_t size = 1; size < 40; size++) {
    const auto client = pump.connect();
    for (std::size_t at = 0; at < request.size(); at += size) client->send(std::string_view(request).substr(at, size));
    CHECK(client->answer().body == R"({"method":"POST","url":"/x","body":"helloyou"})");
    CHECK(client->answer().body == R"({"method":"GET","url":"/","body":""})");
  }
}

TEST_CASE("every method of Node is known, whatever llhttp knows") {
  for (const char* method : {"GET", "POST", "QUERY", "M-SEARCH", "PROPFIND", "SOURCE", "PURGE", "UNLINK"}) {
    const auto answer = Pump(mirror()).ask(std::string(method) + " /q HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.body == R"({"method":")" + std::string(method) + R"(","url":"/q","body":""})");
  }
  for (const char* method : {"BREW", "get", "QUERYX", "QUERZ", "PRI", "DESCRIBE", "PLAY", "GETX", " GET", "G\x01T"})
    CHECK(all(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n") == close_400);
}

TEST_CASE("what could be read in two ways is refused, and nothing behind it is answered") {
  for (const auto& request : {
           post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
           post("Transfer-Encoding: chunked\r\nContent-Length: 6", "0\r\n\r\n"),
           post("Content-Length: 0\r\nContent-Length: 35", ""),
           post("Content-Length: 5\r\nContent-Length: 5", "hello"),
           post("Content-Length: 5, 5", "hello"),
           post("Content-Length: -1", "x"),
           post("Content-Length: +5", "hello"),
           post("Content-Length: 0x5", "hello"),
           post("Content-Length: ", "x"),
           post("Content-Length: 99999999999999999999999", "x"),
           post("Content-Length: 18446744073709551615", "x"),
           post("Transfer-Encoding: identity", ""),
           post("Transfer-Encoding: xchunked", "0\r\n\r\n"),
           post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"),
           post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
           post("Transfer-Encoding : chunked", "0\r\n\r\n"),
           post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "zz\r\nhello\r\n0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "5\nhello\r\n0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\n"),
           post("Transfer-Encoding: chunked", "3\r\nhello\r\n0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
           post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n"),
           std::string("GET / HTTP/1.1\nHost: a\n\n"),
           std::string("GET / HTTP/1.1\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\n\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n: x\r\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 35),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"),
           std::string("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("GET /\xc3\xbc HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("\x16\x03\x01\x02"),
       }) {
    CAPTURE(request);
    CHECK(all(request + get) == close_400);
  }
}

TEST_CASE("only HTTP/1.0 and 1.1 are spoken") {
  for (const char* version : {" HTTP/2.0", " HTTP/0.9", ""})
    CHECK(all("GET /" + std::string(version) + "\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 505 "));
  for (const char* version : {"HTTP/1.10", "HTTP/3.0", "http/1.1", "RTSP/1.0", "ICE/1.0", "HTTP/1.2"})
    CHECK(all("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n") == close_400);
}

TEST_CASE("empty lines before a request are ignored") { CHECK(Pump(mirror()).ask("\r\n\r\n" + get).status == 200); }

TEST_CASE("a head may have 16 KB of target, names and values, and 2,000 fields") {
  const auto with = [](std::size_t bytes) {
    return "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(bytes, 'x') + "\r\n\r\n";
  };
  // As Node counts: "/", "Host", "a" and "X" are seven bytes.
  CHECK(Pump(mirror()).ask(with(16384 - 8)).status == 200);
  CHECK(all(with(16384 - 7)) == "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n");
  CHECK(Pump(mirror()).ask("GET /" + std::string(17000, 'a')).status == 431);
  CHECK(Pump(mirror()).ask("GET / HTTP/1.1\r\nHost: a\r\nX:" + std::string(60000, ' ')).status == 431);
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 1999; i++) many += "x: 1\r\n";
  CHECK(Pump(mirror()).ask(many + "\r\n").status == 200);
  CHECK(Pump(mirror()).ask(many + "x: 1\r\n\r\n").status == 431);
}

TEST_CASE("HTTP/1.1 needs a Host, HTTP/1.0 does not") {
  Pump pump(mirror());
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\n\r\n" + get);
  CHECK(client->text().starts_with("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nDate: "));
  CHECK(client->answer().body == "");
  CHECK(client->closed());
  CHECK(client->text() == "");
  CHECK(pump.ask("GET / HTTP/1.0\r\n\r\n").status == 200);
}

TEST_CASE("100 Continue goes before the handler; what else is expected is refused") {
  const std::string head = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: ";
  Pump pump(mirror());
  const auto client = pump.connect();
  client->send(head + "100-continue\r\n\r\n");
  CHECK(client->text() == "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("hello");
  CHECK(client->answer().body == R"({"method":"POST","url":"/x","body":"hello"})");
  client->send(head + "a-miracle\r\n\r\nhello" + get);
  const auto refused = client->answer();
  CHECK(refused.status == 417);
  CHECK(refused.header("Connection") == "keep-alive");
  CHECK(client->answer().status == 200);
}

TEST_CASE("no tunnel is opened, and no protocol is changed") {
  Pump pump(mirror());
  const auto client = pump.connect();
  client->send("CONNECT example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->text() == "");
  CHECK(client->closed());
  CHECK(pump.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: nonsense\r\n\r\n").status == 200);
}

TEST_CASE("a head that is cut short by the client's end is refused") {
  Pump pump(mirror());
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHos");
  client->half_close();
  CHECK(client->text() == close_400);
}

TEST_CASE("extensions of chunks are read over, and refused when they are malformed") {
  for (const char* size :
       {"5;a", "5;a=b", "5;a=b;c=d", R"(5;a="b;c")", R"(5;a="b\"c";d)", "5;a=", "5;=b", "5;;a", "005;a=\"\t\""})
    CHECK(Pump(mirror())
              .ask(post("Transfer-Encoding: chunked", std::string(size) + "\r\nhello\r\n0;e=f;g=h\r\n\r\n"))
              .body == R"({"method":"POST","url":"/x","body":"hello"})");
  for (const char* size : {"5;", "5;;", "5; a", "5 ;a", "5;a b", "5;a=b c", "5;a=\"b", "5;a=\"b\"c", "5;a\n",
                           "5;a=\x01", "5;a=\"\x7f\"", "5;\x80"})
    CHECK(all(post("Transfer-Encoding: chunked", std::string(size) + "\r\nhello\r\n0\r\n\r\n")) == close_400);
  const std::string long_one(16385, 'e');
  CHECK(all(post("Transfer-Encoding: chunked", "5;" + long_one + "\r\nhello\r\n0\r\n\r\n")) ==
        "HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\n");
}

TEST_CASE("what makes no sense in a head is refused before the head is complete") {
  for (const char* head :
       {"GET / HTTP/1.1\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n \r\n", "GET / HTTP/1.1\r\nHost: a\r\n: x"})
    CHECK(all(head) == close_400);
}

TEST_CASE("a trailer has a name") {
  CHECK(all(post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n: x\r\n\r\n")) == close_400);
  CHECK(all(post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nA: x\r\n: x\r\n\r\n")) == close_400);
}

TEST_CASE("an empty Transfer-Encoding beside a Content-Length is refused") {
  CHECK(all(post("Content-Length: 5\r\nTransfer-Encoding:", "hello")) == close_400);
}

TEST_CASE("each field Expect counts") {
  CHECK(all("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100\r\nExpect: 100-continue\r\n\r\n")
            .starts_with("HTTP/1.1 100 Continue\r\n\r\n"));
  CHECK(all("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100\r\n\r\n").starts_with("HTTP/1.1 417 "));
}
