// req as a stream: events and their order, pausing, read(), pipe(), encodings, trailers.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "posting.hpp"
#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

constexpr auto chunked_head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(std::string_view bytes) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + std::string(bytes) + "\r\n";
}

}  // namespace

TEST_CASE("a request that nobody reads has its end after the answer, as in Node") {
  Let order = "";
  Pump(posting([=](auto& req, auto& res) {
    for (auto event : Array("end", "close", "aborted")) req.on(event, [=] { order += " req " + event; });
    for (auto event : Array("prefinish", "finish", "close")) res.on(event, [=] { order += " res " + event; });
    res.send("x");
  })).get("/");
  CHECK(order == " res prefinish res finish res close req end req close");
}

TEST_CASE("a client that leaves: aborted, the response's close, the request's error and close") {
  Let order = "";
  Pump pump(posting([=](auto& req, auto& res) {
    for (auto event : Array("end", "close", "aborted")) req.on(event, [=] { order += " req " + event; });
    req.on("error", [=](auto err) { order += " error " + err["code"] + " " + err["message"]; });
    for (auto event : Array("finish", "close")) res.on(event, [=] { order += " res " + event; });
    setTimeout(
        [=] {
          order += format(" {} {} {} {}", req.aborted(), req.destroyed(), res.headersSent(), res.writableEnded());
          res.send("late");
        },
        100);
  }));
  pump.connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  pump.advance(200);
  CHECK(order == " req aborted res close error ECONNRESET aborted req close true true false false");
}

TEST_CASE("listeners hear a body that a parser reads, and its end") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    Let seen = "";
    req.on("data", [=](auto chunk) { seen += chunk; });
    req.on("end", [=] { req["seen"] = seen + "."; });
    next();
  });
  app.post("/", express.json(), [](auto& req, auto& res) {
    setTimeout([=] { res.json({req.body, req["seen"], req.readableEnded()}); }, 1);
  });
  Pump pump(app);
  CHECK(pump.post("/", R"({"a":1})", {{"Content-Type", "application/json"}}).body == R"([{"a":1},"{\"a\":1}.",true])");
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\"");
  client->send(":2}");
  CHECK(client->answer().body == R"([{"a":2},"{\"a\":2}.",true])");
}

TEST_CASE("a paused body waits, and goes on where it was") {
  Let text = "";
  Pump pump(posting([=](auto& req, auto& res) {
    req.on("data", [=](auto chunk) {
      text += chunk;
      if (text != "one") return;
      req.pause();
      setTimeout([=] { req.resume(); }, 1000);
    });
    req.on("end", [=] { res.send(text + " " + req.isPaused()); });
  }));
  const auto client = pump.connect();
  client->send(chunked_head + chunk("one"));
  client->send(chunk("two"));
  CHECK(text == "one");
  pump.advance(1000);
  client->send("0\r\n\r\n");
  CHECK(client->answer().body == "onetwo false");
}

TEST_CASE("read() takes what is there, by the number of bytes that are asked for") {
  Pump pump(posting([](auto& req, auto& res) {
    Let parts = "";
    req.on("readable", [=] {
      for (;;) {
        Value part = req.read(4);
        if (part == null) break;
        parts += part + "|";
      }
    });
    req.on("end", [=] { res.send(parts); });
  }));
  const auto client = pump.connect();
  client->send(chunked_head + chunk("abcdef"));
  client->send(chunk("ghij") + "0\r\n\r\n");
  CHECK(client->answer().body == "abcd|efgh|ij|");
  CHECK(pump.get("/").body == "");
}

TEST_CASE("setEncoding joins what a chunk cuts") {
  const auto answer = [](std::string_view encoding, std::string_view first, std::string_view second) {
    Pump pump(posting([=](auto& req, auto& res) {
      Let text = "";
      req.setEncoding(encoding);
      req.on("data", [=](auto chunk) { text += chunk + ","; });
      req.on("end", [=] { res.send(text); });
    }));
    const auto client = pump.connect();
    client->send(chunked_head + chunk(first));
    client->send(chunk(second) + "0\r\n\r\n");
    return client->answer().body;
  };
  CHECK(answer("utf8", "a\xc3", "\xa4z") == "a,äz,");
  CHECK(answer("utf8", "a\xc3", "z") == "a,\xef\xbf\xbdz,");
  CHECK(answer("hex", "a", "b") == "61,62,");
  CHECK(answer("base64", "hell", "o") == "aGVs,bG8=,");
  CHECK(Pump(posting([](auto& req, auto& res) {
          try {
            req.setEncoding("klingon");
          } catch (Error& err) {
            res.send(err.code + " " + err.message);
          }
        }))
            .get("/")
            .body == "ERR_UNKNOWN_ENCODING Unknown encoding: klingon");
}

TEST_CASE("pipe writes the body into the response, as fast as the client reads") {
  Pump pump(posting([](auto& req, auto& res) {
    res.on("pipe", [=] { res.set("X-Piped", "yes"); });
    req.pipe(res);
  }));
  CHECK(pump.post("/", "echo").body == "echo");
  CHECK(pump.post("/", "echo").header("X-Piped") == "yes");
  CHECK(pump.get("/").body == "");
  const auto client = pump.connect();
  client->stop_reading();
  client->send(chunked_head);
  const std::string much(60000, 'x');
  for (int i = 0; i < 10; i++) client->send(chunk(much));
  CHECK(client->protocol().output().size() < 200000);
  client->send("0\r\n\r\n");
  client->stop_reading(false);
  CHECK(client->answer().body.size() == 600000);
}

TEST_CASE("pipe takes what has write and end, or a Value with these functions; unpipe stops it") {
  struct Shout {
    Let text = "";
    void write(const Value& chunk) const { text += chunk.toString().toUpperCase(); }
    void end() const { text += "!"; }
  };
  Pump pump(posting([](auto& req, auto& res) {
    Shout shout;
    Let text = "";
    Value object = {{"write", Function([=](auto chunk) { text += chunk; })}, {"end", Function([=] { text += "."; })}};
    req.pipe(shout);
    req.pipe(object);
    req.pipe(res, {{"end", false}});
    req.unpipe(res);
    req.resume();
    req.on("end", [=] { setTimeout([=] { res.send(shout.text + text); }, 1); });
  }));
  CHECK(pump.post("/", "loud").body == "LOUD!loud.");
}

TEST_CASE("trailers are there once the body is, and not before") {
  Pump pump(posting([](auto& req, auto& res) {
    Value before = req.rawTrailers();
    req.on("data", [] {});
    req.on("end", [=] {
      res.json({before, req.trailers(), req.rawTrailers(), req.trailersDistinct(), req.headersDistinct()["x-a"]});
    });
  }));
  const auto client = pump.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("x"));
  client->send("0\r\nX-Su");
  client->send("m: 4");
  client->send("2\r\nx-sum: 43\r\n\r\n");
  CHECK(client->answer().body ==
        R"([[],{"x-sum":"42, 43"},["X-Sum","42","x-sum","43"],{"x-sum":["42","43"]},["1","2"]])");
}

TEST_CASE("listeners are taken away, counted and called by hand") {
  Let heard = "";
  Pump(posting([=](auto& req, auto& res) {
    const Callback<Value> one = [=](auto v) { heard += "one " + v; };
    const Callback<Value> other = [=](auto v) { heard += " other " + v; };
    req.on("mine", one).on("mine", other).off("mine", one);
    heard += format("{} {} ", req.listenerCount("mine"), req.emit("nobody"));
    req.emit("mine", 5);
    req.removeAllListeners("mine");
    res.on("mine", one).once("mine", other).off("mine", one);
    res.emit("mine", 6);
    res.send(format("{} {}", req.listenerCount("mine"), res.listenerCount("mine")));
  })).get("/");
  CHECK(heard == "1 false  other 5 other 6");
}

TEST_CASE("setTimeout tells of silence, and closes where nobody listens") {
  Let heard = "";
  auto app = express();
  app.get("/told", [=](auto& req, auto& res) {
    res.setTimeout(1000, [=] {
      heard += "timeout ";
      res.status(503).end("late");
    });
  });
  app.get("/closed", [](auto& req, auto& res) { req.setTimeout(1000, [] {}); });
  app.get("/busy", [=](auto& req, auto& res) {
    res.setTimeout(1000, [=] { heard += "never "; });
    setTimeout([=] { res.write("a"); }, 800);
    setTimeout([=] { res.end("b"); }, 1600);
  });
  Pump pump(app);
  CHECK(pump.get("/told").body == "late");
  CHECK(pump.get("/busy").body == "ab");
  CHECK(heard == "timeout ");
  const auto client = pump.connect();
  client->send("GET /closed HTTP/1.1\r\nHost: a\r\n\r\n");
  pump.advance(2000);
  CHECK(client->closed());
}
