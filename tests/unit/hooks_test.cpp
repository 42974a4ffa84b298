// What middleware may hook into: before the head, before the end, filters, slots.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

class Shouting final : public Filter {
 public:
  void write(std::string_view bytes, Sink& out) override {
    std::string loud(bytes);
    for (char& c : loud)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    out.write(loud);
  }
  void flush(Sink&) override {}
  void end(Sink& out) override { out.write("!"); }
};

App answering() {
  auto app = express();
  app.set("env", "test");
  app.get("/send", [](auto&, auto& res) { res.send("sent"); });
  app.get("/write", [](auto&, auto& res) {
    res.write("in ");
    res.end("pieces");
  });
  app.get("/redirect", [](auto&, auto& res) { res.redirect("/elsewhere"); });
  return app;
}

Answer ask(Handler middleware, std::string_view path) {
  auto app = express();
  app.set("env", "test");
  app.use(middleware);
  app.use(answering());
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send("failed: " + err.message); });
  return Pump(app).get(path);
}

}  // namespace

TEST_CASE("hooks before the head run once, the last registered first") {
  const auto answer = ask(
      [](auto&, auto& res, auto next) {
        res.beforeHead([](auto& r) { r.set("X-Order", (r.get("X-Order") || "") + "first"); });
        res.beforeHead([](auto& r) { r.set("X-Order", "last "); });
        next();
      },
      "/send");
  CHECK(answer.header("X-Order") == "last first");
}

TEST_CASE("a gate holds the answer until it is released, and nothing leaves before") {
  auto app = express();
  Let released = false, seen_ended = false;
  app.use([=](auto&, auto& res, auto next) {
    res.beforeEnd([=](auto release) {
      setTimeout(
          [=] {
            released = true;
            seen_ended = res.writableEnded();
            release();
          },
          500);
    });
    next();
  });
  app.use(answering());
  Pump pump(app);
  const auto client = pump.connect();
  client->send("GET /redirect HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->text() == "");
  const auto answer = client->answer();
  CHECK(released == true);
  CHECK(seen_ended == true);
  CHECK(answer.status == 302);
}

TEST_CASE("a status that is set behind the end comes too late, though the answer still waits") {
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    res.beforeEnd([](auto release) { setTimeout([=] { release(); }, 10); });
    next();
  });
  app.get("/", [](auto& req, auto& res) {
    res.status(201).send("made");
    res.statusMessage = "Late";
    res.status(500);
  });
  const auto answer = Pump(app).get("/");
  CHECK(answer.status == 201);
  CHECK(answer.reason == "Created");
  CHECK(answer.body == "made");
}

TEST_CASE("a gate that fails turns the answer back into next(err)") {
  const auto answer = ask(
      [](auto&, auto& res, auto next) {
        res.beforeEnd([](auto release) { release(Error("store is away")); });
        next();
      },
      "/redirect");
  CHECK(answer.status == 500);
  CHECK(answer.body == "failed: store is away");
  CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("a filter sees all of the body, sent whole or in pieces") {
  const Handler loud = [](auto&, auto& res, auto next) {
    res.beforeHead([](auto& r) { r.filter(std::make_unique<Shouting>()); });
    next();
  };
  const auto whole = ask(loud, "/send");
  CHECK(whole.body == "SENT!");
  CHECK(whole.header("Transfer-Encoding") == "chunked");
  CHECK(ask(loud, "/write").body == "IN PIECES!");
}

TEST_CASE("a slot is one object a request, and goes with it") {
  struct Counter {
    explicit Counter(int* alive) : alive_(alive) { ++*alive_; }
    ~Counter() { --*alive_; }
    int count = 0;
    int* alive_;
  };
  static int alive = 0;
  auto app = express();
  app.use([](auto& req, auto&, auto next) {
    CHECK(findSlot<Counter>(req) == nullptr);
    slot<Counter>(req, &alive).count++;
    next();
  });
  app.get("/", [](auto& req, auto& res) { res.send(std::to_string(++slot<Counter>(req, &alive).count)); });
  Pump pump(app);
  CHECK(pump.get("/").body == "2");
  CHECK(pump.get("/").body == "2");
  CHECK(alive == 0);
}

TEST_CASE("readBody gives the whole body, and refuses what is too large before it has come") {
  auto app = express();
  app.post("/", [](auto& req, auto& res) {
    readBody(req, {.limit = 5}, [=](auto& body) {
      if (body.kind != ReadResult::Kind::complete) return res.sendStatus(413);
      res.send(body.bytes);
    });
  });
  Pump pump(app);
  CHECK(pump.post("/", "12345").body == "12345");
  CHECK(pump.post("/", "123456").status == 413);
  CHECK(pump.post("/", "").body == "");
}
