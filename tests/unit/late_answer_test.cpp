// Answers that come late: a second one, and those to clients that have left.
#include <crema/app.hpp>
#include <crema/express.hpp>
#include <crema/hooks.hpp>
#include <crema/let.hpp>
#include <crema/timers.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// What `f` throws, by its code.
template <class F>
Value code_of(F f) {
  try {
    f();
  } catch (const Error& err) {
    return err.code;
  }
  return "none";
}

// The client leaves while its request waits; then the handler goes on.
void leave_before_the_answer(App app) {
  Pump pump(app);
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  client->leave();
  pump.settle();
  pump.advance(200);
}

}  // namespace

TEST_CASE("a second answer is an error, however late it comes") {
  Let codes = Array();
  auto app = express();
  app.get("/", [=](auto& req, auto& res) {
    res.send("first");
    setTimeout(
        [=] {
          codes.push(code_of([&] { res.send("second"); }));
          codes.push(code_of([&] { res.json({{"second", true}}); }));
          codes.push(code_of([&] { res.redirect("/"); }));
          codes.push(code_of([&] { res.sendStatus(404); }));
          codes.push(code_of([&] { res.set("X", "1"); }));
          codes.push(code_of([&] { res.end(); }));
        },
        100);
  });
  Pump pump(app);
  CHECK(pump.get("/").body == "first");
  pump.advance(200);
  CHECK(codes.join() ==
        "ERR_HTTP_HEADERS_SENT,ERR_HTTP_HEADERS_SENT,ERR_HTTP_HEADERS_SENT,ERR_HTTP_HEADERS_SENT,ERR_HTTP_HEADERS_SENT,"
        "none");
}

TEST_CASE("an answer to a client that has left is its end, and no error") {
  Let codes = Array(), ended = "";
  auto app = express();
  app.get("/", [=](auto& req, auto& res) {
    setTimeout(
        [=] {
          ended += format("{} {} {}, ", req.aborted(), res.headersSent(), res.writableEnded());
          codes.push(code_of([&] { res.send("first"); }));
          ended += format("{} {} {}", res.headersSent(), res.writableEnded(), res.writableFinished());
          codes.push(code_of([&] { res.send("second"); }));
        },
        100);
  });
  leave_before_the_answer(app);
  CHECK(codes.join() == "none,none");
  CHECK(ended == "true false false, false true true");
}

TEST_CASE("a second answer to a client that left in the first is an error") {
  Let code = "";
  auto app = express();
  app.get("/", [=](auto& req, auto& res) {
    res.write("begun");
    setTimeout([=] { code = code_of([&] { res.status(500).send("second"); }); }, 100);
  });
  leave_before_the_answer(app);
  CHECK(code == "ERR_HTTP_HEADERS_SENT");
}

TEST_CASE("gates that run in any case run for clients that have left, and only when the program has answered") {
  Let ran = "";
  const auto with_gates = [=](bool answers) {
    auto app = express();
    app.get("/", [=](auto& req, auto& res) {
      beforeEndInAnyCase(res, [=](auto release) {
        ran += "a";
        release();
      });
      res.beforeEnd([=](auto release) {
        ran += "b";
        release();
      });
      beforeEndInAnyCase(res, [=](auto release) {
        ran += "c";
        release(Error("of the gate"));
      });
      if (answers) setTimeout([=] { res.send("late"); }, 100);
    });
    app.use([=](auto& err, auto& req, auto& res, auto next) { ran += err.message; });
    return app;
  };
  leave_before_the_answer(with_gates(true));
  CHECK(ran == "cof the gatea");
  ran = "";
  leave_before_the_answer(with_gates(false));
  CHECK(ran == "");
}

TEST_CASE("a request is closed when its body has been read, or with its answer") {
  Let told = Array();
  auto app = express();
  app.use([=](auto& req, auto& res, auto next) {
    req.on("close", [=] { told.push(format("req close {}", req.destroyed())); });
    res.on("close", [=] { told.push(format("res close {}", req.destroyed())); });
    next();
  });
  app.post("/", express.text(), [=](auto& req, auto& res) { setTimeout([=] { res.send(req.body); }, 10); });
  app.get("/", [](auto& req, auto& res) { res.send("hello"); });
  Pump pump(app);
  pump.get("/");
  CHECK(told.join() == "res close false,req close true");
  told = Array();
  pump.request("POST", "/", {{"Content-Type", "text/plain"}}, "text");
  pump.advance(50);
  pump.settle();
  CHECK(told.join() == "req close true,res close true");
}
