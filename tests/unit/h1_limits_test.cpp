// What one connection may take: heads, trailers, requests, output, and time. Without sockets, on a clock that the test moves.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string chunked =
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string refusal(const std::string& status) { return "HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\n"; }

App echo() {
  auto app = express();
  app.set("env", "test");
  app.post("/", express.text({.type = "*/*"}), [](auto& req, auto& res) { res.send(req.body); });
  return app;
}

// All that comes for these bytes, on a connection of its own.
std::string all(Handler handler, const std::string& bytes, h1::Settings settings = {}) {
  Pump pump(std::move(handler), settings);
  const auto client = pump.connect();
  client->send(bytes);
  return client->text();
}

h1::Settings with_response_time(double ms) {
  h1::Settings settings;
  settings.response_ms = ms;
  return settings;
}

}  // namespace

// -- what comes in ----------------------------------------------------------------------------------------------------------

TEST_CASE("trailers have the limits of a head") {
  const auto body = [](const std::string& trailers) { return chunked + "2\r\nhi\r\n0\r\n" + trailers + "\r\n"; };
  const auto field = [](std::size_t bytes) { return "X: " + std::string(bytes, 'x') + "\r\n"; };
  CHECK(all(echo(), body(field(16000))).ends_with("\r\n\r\nhi"));
  CHECK(all(echo(), body(field(17000))) == refusal("431 Request Header Fields Too Large"));
  h1::Settings few;
  few.head.fields = 10;
  std::string some;
  for (int i = 0; i < 7; i++) some += "x: 1\r\n";
  CHECK(all(echo(), body(some), few).ends_with("\r\n\r\nhi"));  // the head has three
  CHECK(all(echo(), body(some + "x: 1\r\n"), few) == refusal("431 Request Header Fields Too Large"));
}

TEST_CASE("the extensions of a chunk may take 16 KB") {
  const auto with = [](std::size_t bytes) {
    return chunked + "2;" + std::string(bytes, 'x') + "\r\nhi\r\n3;" + std::string(bytes, 'x') + "\r\n hi\r\n0\r\n\r\n";
  };
  CHECK(all(echo(), with(16384)).ends_with("\r\n\r\nhi hi"));
  CHECK(all(echo(), with(16385)) == refusal("413 Payload Too Large"));
}

TEST_CASE("maxUnreadBody is what is thrown away of a body to save the connection") {
  const auto ignoring = [](auto&, auto& res) { res.end("done"); };
  h1::Settings settings;
  settings.unread_body = 1000;
  const auto post = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'x');
  };
  CHECK(all(ignoring, post(1000), settings).find("Connection: keep-alive\r\n") != std::string::npos);
  CHECK(all(ignoring, post(1500), settings).find("Connection: close\r\n") != std::string::npos);
}

// -- requests of a connection -----------------------------------------------------------------------------------------------

TEST_CASE("maxRequestsPerSocket: the last answer asks the client to leave, further requests are 503, as in Node") {
  h1::Settings settings;
  settings.requests = 2;
  int handled = 0, dropped = 0;
  Pump pump(
      [&](auto&, auto& res) {
        handled++;
        res.end("here");
      },
      settings);
  pump.service().drop_request.push_back([&] { dropped++; });
  const auto client = pump.connect();
  client->send(get + get + get);
  const auto first = client->answer(), last = client->answer(), refused = client->answer();
  CHECK(first.header("Connection") == "keep-alive");
  CHECK(first.header("Keep-Alive") == "timeout=5, max=2");
  CHECK(last.body == "here");
  CHECK(last.header("Connection") == "close");
  CHECK(!last.has("Keep-Alive"));
  CHECK(refused.head.starts_with("HTTP/1.1 503 Service Unavailable\r\nDate: "));
  CHECK(refused.head.ends_with("Connection: close\r\nTransfer-Encoding: chunked\r\n"));
  CHECK(!client->closed());
  client->send(get);
  CHECK(client->answer().status == 503);
  CHECK(handled == 2);
  CHECK(dropped == 2);
  pump.advance(6000);
  CHECK(client->closed());
}

TEST_CASE("a listener that writes the last answer's Connection itself is heard") {
  h1::Settings settings;
  settings.requests = 1;
  const auto text = all(
      [](auto&, auto& res) {
        res.set("Connection", "keep-alive");
        res.end("x");
      },
      get, settings);
  CHECK(text.find("Connection: keep-alive\r\n") != text.npos);
}

// -- the time of an answer --------------------------------------------------------------------------------------------------

TEST_CASE("responseTimeout: the error handlers answer for a handler that does not, and what it does later is ignored") {
  auto app = express();
  std::string late = "not yet", told;
  app.get("/", [&](auto&, auto& res) {
    setTimeout(
        [&, res] {
          res.set("X-Late", "1").status(201).send("late");
          late = "ignored";
        },
        60000);
  });
  app.get("/quick", [](auto&, auto& res) { res.send("quick"); });
  app.use([&](auto& err, auto&, auto& res, auto) {
    told = err.code.str() + " " + err["timeout"].str() + " " + err["status"].str();
    res.status(err.status).json({{"error", err.message}});
  });
  Pump pump(app, with_response_time(10000));
  const auto client = pump.connect();
  client->send(get);
  pump.advance(9900);
  CHECK(client->text() == "");
  pump.advance(1200);
  const auto answer = client->answer();
  CHECK(answer.status == 503);
  CHECK(answer.body == R"({"error":"Response timeout"})");
  CHECK(told == "ETIMEDOUT 10000 503");
  CHECK(!client->closed());
  client->send("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->answer().body == "quick");
  CHECK(late == "not yet");
  pump.advance(60000);
  CHECK(late == "ignored");
  CHECK(client->text() == "");
}

TEST_CASE("without error handlers the page of errors is the answer") {
  auto app = express();
  app.set("env", "test");
  app.post("/", [](auto&, auto&) {});
  Pump pump(app, with_response_time(1000));
  const auto client = pump.connect();
  client->send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");  // a body that nobody asks for changes nothing
  pump.advance(2000);
  const auto answer = client->answer();
  CHECK(answer.status == 503);
  CHECK(answer.body.find("Response timeout") != answer.body.npos);
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  pump.advance(2000);
  CHECK(client->answer().status == 503);
}

TEST_CASE("where the error handlers do not answer either, the server does") {
  auto app = express();
  int asked = 0;
  bool closed = false;
  app.get("/", [&](auto&, auto& res) { res.on("close", [&] { closed = true; }); });
  app.use([&](auto&, auto&, auto&, auto) { asked++; });
  Pump pump(app, with_response_time(1000));
  const auto client = pump.connect();
  client->send(get);
  pump.advance(2000);
  CHECK(client->text() == "");
  CHECK(asked == 1);
  pump.advance(2000);
  CHECK(client->text() == refusal("503 Service Unavailable"));
  CHECK(asked == 1);
  CHECK(closed);
}

TEST_CASE("an answer that a gate holds is not asked for twice: the server answers") {
  auto app = express();
  bool asked = false;
  std::vector<Release> held;
  app.get("/", [&](auto&, auto& res) {
    res.beforeEnd([&](auto release) { held.push_back(release); });
    res.send("never");
  });
  app.use([&](auto&, auto&, auto&, auto) { asked = true; });
  Pump pump(app, with_response_time(1000));
  const auto client = pump.connect();
  client->send(get);
  pump.advance(2000);
  CHECK(client->text() == refusal("503 Service Unavailable"));
  CHECK(!asked);
  held.front()();
  held.clear();
  CHECK(client->text() == refusal("503 Service Unavailable"));
}

TEST_CASE("an answer that has begun may take as long as it likes") {
  Pump pump(
      [](auto&, auto& res) {
        res.write("a");
        setTimeout([=] { res.end("b"); }, 100000);
      },
      with_response_time(1000));
  const auto client = pump.connect();
  client->send(get);
  pump.advance(50000);
  CHECK(!client->closed());
  pump.advance(51000);
  CHECK(client->answer().body == "ab");
}

TEST_CASE("without responseTimeout a handler has all the time there is, also beside a body that nobody reads") {
  Pump pump([](auto&, auto& res) { setTimeout([=] { res.end("at last"); }, "1h"); });
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  pump.advance(3599000);
  CHECK(client->text() == "");
  pump.advance(2000);
  CHECK(client->answer().body == "at last");
}

// -- the way out ------------------------------------------------------------------------------------------------------------

TEST_CASE("writeTimeout: a client that takes nothing of what waits for it is cut") {
  bool closed = false;
  Pump pump([&](auto&, auto& res) {
    res.on("close", [&] { closed = true; });
    res.end(std::string(100000, 'x'));
  });
  const auto client = pump.connect();
  client->stop_reading();
  client->send(get);
  pump.advance(119000);
  CHECK(!client->closed());
  pump.advance(2000);
  CHECK(client->closed());
  CHECK(client->reset());
  CHECK(closed);
}

TEST_CASE("writeTimeout: who takes something now and then is not cut, nor is who waits for more") {
  std::vector<Response> held;
  Pump pump([&](auto&, auto& res) {
    held.push_back(res);
    res.write("first");
  });
  const auto client = pump.connect();
  client->send(get);
  for (int i = 0; i < 5; i++) {
    client->stop_reading();
    pump.loop.turn([&] { held.front().write(std::string(100000, 'x')); });
    pump.advance(100000);
    client->stop_reading(false);
  }
  pump.advance(600000);
  CHECK(!client->closed());
  pump.loop.turn([&] { held.front().end(); });
  held.clear();
  CHECK(client->answer().body.size() == 500005);
}

TEST_CASE("writeTimeout counts from the last byte, also when the answer is the last one") {
  Pump pump([](auto&, auto& res) { res.end(std::string(100000, 'x')); });
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  pump.advance(125000);
  CHECK(client->closed());
}

TEST_CASE("maxQueuedOutput: a handler that writes on for a client that does not read cuts it") {
  h1::Settings settings;
  settings.queued_output = 1 << 20;
  std::string events;
  int said_true = 0, written = 0;
  Pump pump(
      [&](auto&, auto& res) {
        auto again = std::make_shared<Value>();
        res.on("close", [&, again] {
          events += "close ";
          clearInterval(*again);
        });
        *again = setInterval(
            [&, res] {
              written++;
              said_true += res.write(std::string(10000, 'x'));
            },
            10);
      },
      settings);
  const auto client = pump.connect();
  client->stop_reading();
  client->send(get);
  pump.advance(5000);
  CHECK(client->closed());
  CHECK(events == "close ");
  CHECK(written > 100);
  CHECK(written < 110);
  CHECK(said_true <= 2);
}

TEST_CASE("maxQueuedOutput does not look at how much is written at once") {
  h1::Settings settings;
  settings.queued_output = 1 << 20;
  Pump pump(
      [](auto& req, auto& res) {
        if (req.url == "/one") return res.end(std::string(5 << 20, 'x'));
        for (int i = 0; i < 500; i++) res.write(std::string(10000, 'x'));
        res.end();
      },
      settings);
  const auto client = pump.connect();
  client->send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->answer().body.size() == 5 << 20);
  client->send("GET /many HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->answer().body.size() == 5000000);
}
