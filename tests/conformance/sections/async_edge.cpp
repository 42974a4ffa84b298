// async handlers everywhere they may stand: routes, use, param, error handlers; and answers that come late.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router asyncEdge() {
  auto router = express.Router();
  auto sleep = [](Value ms) { return Promise([=](auto resolve) { setTimeout(resolve, ms); }); };
  auto find = [=](Value id) -> Task<Value> {
    co_await sleep(2);
    if (id == "none") co_return null;
    if (id == "broken") throw Error("the database is down");
    co_return {{"id", id}, {"name", format("name of {}", id)}};
  };

  router.get("/users/:id", [=](auto& req, auto& res, auto next) -> Task<> {
    auto user = co_await find(req.params["id"]);
    if (!user) co_return next();
    res.json(user);
  });
  router.get("/users/:id", [](auto& req, auto& res) { res.status(404).json({{"error", "no such user"}}); });
  router.get("/at-once", [] { throw Error("before any await"); });
  router.get("/handled", [=](auto& req, auto& res) -> Task<> {
    try {
      co_await find("broken");
      res.send("never");
    } catch (Error& err) {
      res.status(502).send(format("caught: {}", err.message));
    }
  });
  router.get("/parallel", [=](auto& req, auto& res) -> Task<> {
    auto found = co_await Promise.all(find("a"), find("b"), find("c"));
    res.json(found.map([](auto user) { return user["name"]; }));
  });
  router.get("/in-turn", [=](auto& req, auto& res) -> Task<> {
    auto names = Array();
    for (auto id : Array("x", "y", "z")) names.push((co_await find(id))["name"]);
    res.json(names);
  });
  router.get(
      "/chain",
      [=](auto& req, auto& res, auto next) -> Task<> {
        res.append("X-Chain", "one");
        co_await sleep(1);
        next();
      },
      [](auto& req, auto& res, auto next) {
        res.append("X-Chain", "two");
        next();
      },
      [=](auto& req, auto& res) -> Task<> {
        co_await sleep(1);
        res.append("X-Chain", "three").send("chained");
      });
  router.get("/after-the-answer", [=](auto& req, auto& res) -> Task<> {
    res.send("already answered");
    co_await sleep(1);
    res.locals["late"] = true;
  });
  router.get("/pieces", [=](auto& req, auto& res) -> Task<> {
    res.type("text");
    for (auto piece : Array("a", "b", "c")) {
      res.write(piece);
      co_await sleep(1);
    }
    res.end(".");
  });
  router.get("/events", [=](auto& req, auto& res) -> Task<> {
    res.set({{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}});
    res.flushHeaders();
    for (int i = 1; i <= 3; i++) {
      res.write(format("id: {}\ndata: tick {}\n\n", i, i));
      co_await sleep(2);
    }
    res.end();
  });

  // use
  router.use("/guard", [=](auto& req, auto& res, auto next) -> Task<> {
    co_await sleep(1);
    if (!req.get("x-key")) throw Error("a key is needed");
    res.locals["key"] = req.get("x-key");
    next();
  });
  router.get("/guard", [](auto& req, auto& res) { res.send(format("key {}", res.locals["key"])); });
  router.use("/leave",
             express.Router()
                 .use([=](auto& req, auto& res, auto next) -> Task<> {
                   co_await sleep(1);
                   next("router");
                 })
                 .use([](auto& req, auto& res) { res.send("never"); }),
             [](auto& req, auto& res) { res.send("left"); });
  router.get(
      "/next-route",
      [=](auto& req, auto& res, auto next) -> Task<> {
        co_await sleep(1);
        next("route");
      },
      [](auto& req, auto& res) { res.send("never"); });
  router.get("/next-route", [](auto& req, auto& res) { res.send("the next route"); });

  // param
  auto named = express.Router();
  named.param("id", [=](auto& req, auto& res, auto next, auto id) -> Task<> {
    co_await sleep(1);
    if (id == "bad") throw Error("rejected in param");
    req["found"] = format("found {}", id);
    next();
  });
  named.get("/:id", [](auto& req, auto& res) { res.send(req["found"]); });
  router.use("/param", named);

  // error handlers
  auto failing = express.Router();
  failing.get("/:how", [=](auto& req) -> Task<> {
    co_await sleep(1);
    auto err = Error(format("failed {}", req.params["how"]));
    err.status = 409;
    throw err;
  });
  failing.use("/answered", [=](auto& err, auto& req, auto& res, auto next) -> Task<> {
    co_await sleep(1);
    res.status(err.status).send(format("answered {}", err.message));
  });
  failing.use("/replaced", [=](auto& err) -> Task<> {
    co_await sleep(1);
    throw Error(format("{}, then again", err["message"]));
  });
  failing.use("/recovered", [=](auto& err, auto& req, auto& res, auto next) -> Task<> {
    co_await sleep(1);
    next();
  });
  failing.use("/recovered", [](auto& req, auto& res) { res.send("recovered"); });
  router.use("/failing", failing);

  router.use([=](auto& err, auto& req, auto& res, auto next) -> Task<> {
    co_await sleep(1);
    res.status(err.status || 500).json({{"error", err.message}});
  });

  return router;
}
