// What a server's listeners change: requests with Expect, further listeners, clients that make no sense.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

constexpr auto expecting =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n";

App echo() {
  auto app = express();
  app.post("/", express.text({.type = "*/*"}), [](auto& req, auto& res) { res.send(req.body); });
  return app;
}

}  // namespace

TEST_CASE("checkContinue decides whether the body is wanted") {
  auto app = echo();
  Pump pump(app);
  pump.service().add("checkContinue", [=](auto& req, auto& res) {
    if (req.get("X-Refuse")) return res.status(417).end();
    res.writeContinue();
    app(req, res);
  });
  const auto client = pump.connect();
  client->send(expecting);
  CHECK(client->text() == "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("body");
  const auto answer = client->answer();
  CHECK(answer.body == "body");
  CHECK(answer.header("X-Powered-By") == "Express");
  client->send("POST / HTTP/1.1\r\nHost: a\r\nX-Refuse: 1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  const auto refused = client->answer();
  CHECK(refused.status == 417);
  CHECK(refused.header("Connection") == "close");  // the body may come or not: the connection cannot go on
}

TEST_CASE("other expectations are 417, or checkExpectation's") {
  constexpr auto odd = "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n";
  Pump pump(echo());
  CHECK(pump.ask(odd).status == 417);
  pump.service().add("checkExpectation", [](auto& req, auto& res) { res.end("expects " + req.get("Expect")); });
  CHECK(pump.ask(odd).body == "expects tea");
}

TEST_CASE("clientError answers what makes no sense, and the connection closes") {
  Pump pump(echo());
  Let code = "";
  pump.service().client_error.push_back([=](auto& err, auto& socket) {
    code = err.code;
    if (socket.writable()) socket.end("HTTP/1.1 418 Own\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    CHECK_FALSE(socket.write("more"));
  });
  const auto client = pump.connect();
  client->send("BREW / HTTP/1.1\r\n\r\n");
  CHECK(client->answer().status == 418);
  CHECK(code == "HPE_INVALID_METHOD");
  const auto large = pump.connect();
  large->send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'x'));
  CHECK(large->answer().status == 418);
  CHECK(code == "HPE_HEADER_OVERFLOW");
  const auto late = pump.connect();
  late->send("GET / HT");
  pump.advance(70000);
  CHECK(late->answer().status == 418);
  CHECK(code == "ERR_HTTP_REQUEST_TIMEOUT");
}

TEST_CASE("a server's listeners are told apart by their parameters") {
  Server server{Handler()};
  server.on("request", [](auto& req, auto& res) { res.end("plain"); });
  server.on("request", echo());
  server.on("clientError", [](auto err, auto socket) { socket.destroy(); });
  server.on("listening", [] {}).on("error", [](auto err) {});
  CHECK_THROWS_AS(server.on("listening", [](auto& req, auto& res) {}), TypeError);
  CHECK_THROWS_AS(server.on("upgrade", [](auto& req, auto& socket, auto head) {}), TypeError);
}
