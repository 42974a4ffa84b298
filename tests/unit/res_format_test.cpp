// res.format, res.cookie and its options, attachments, and what apps add to req and res.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

template <class F>
Answer answer_of(F handler, const Fields& fields = {}) {
  auto app = express();
  app.set("env", "test");
  app.all("/", handler);
  app.use([](auto& err, auto&, auto& res, auto) {
    res.status(err.status || 500).send(err.message + (err["types"] ? " " + err["types"].join() : Value("")));
  });
  return Pump(app).get("/", fields);
}

}  // namespace

TEST_CASE("format calls the handler of the best type, from a literal, a Map or with (req, res, next)") {
  const auto handler = [](auto& req, auto& res) {
    res.format({{"text", [&] { res.send("t"); }},
                {"html", [](auto&, auto& r) { r.send("h"); }},
                {"json", [](auto&, auto&, auto next) { next(createError(418, "from next")); }}});
  };
  const auto first = answer_of(handler);
  CHECK(first.body == "t");
  CHECK(first.header("Vary") == "Accept");
  CHECK(first.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer_of(handler, {{"Accept", "text/html"}}).body == "h");
  CHECK(answer_of(handler, {{"Accept", "application/json"}}).body == "from next");
  const auto none = answer_of(handler, {{"Accept", "image/png"}});
  CHECK(none.status == 406);
  CHECK(none.body == "Not Acceptable text/plain,text/html,application/json");
  Map<Handler> table = {{"default", [](auto&, auto& res) { res.send("d"); }}};
  CHECK(answer_of([=](auto&, auto& res) { res.format(table); }).body == "d");
}

TEST_CASE("what a handler of format throws goes to the error handlers, and an async one may wait") {
  CHECK(answer_of([](auto&, auto& res) {
          res.format({{"html", [] { throw Error("thrown"); }}, {"json", [] {}}});
        }).body == "thrown");
  CHECK(answer_of([](auto&, auto& res) {
          res.format({{"html",
                       [](auto&, auto& r) -> Task<> {
                         co_await Promise([](auto resolve, auto) { setTimeout([=] { resolve(1); }, 10); });
                         r.send("waited");
                       }},
                      {"default", [] {}}});
        }).body == "waited");
}

TEST_CASE("cookie options are judged as npm's cookie judges them") {
  const auto line = [](CookieOptions options) {
    const auto answer = answer_of([=](auto&, auto& res) { res.cookie("n", "v", options).send("ok"); });
    return answer.status == 200 ? answer.header("Set-Cookie") : answer.body;
  };
  CHECK(line({.path = ""}) == "n=v");
  CHECK(line({.path = null}) == "n=v; Path=/");
  CHECK(line({.sameSite = true, .domain = "a.b", .priority = "HIGH", .partitioned = true}) ==
        "n=v; Domain=a.b; Path=/; Partitioned; Priority=High; SameSite=Strict");
  CHECK(line({.expires = Date(0)}) == "n=v; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(line({.expires = "soon"}) == "option expires is invalid");
  CHECK(line({.expires = 86400}) == "option expires is invalid");
  CHECK(line({.maxAge = "long"}) == "option maxAge is invalid");
  CHECK(line({.sameSite = "maybe"}) == "option sameSite is invalid");
  CHECK(line({.signed_ = true}) == "cookieParser(\"secret\") required for signed cookies");
  CHECK(line({.encode = [](auto text) { return text + "!"; }}) == "n=v!; Path=/");
}

TEST_CASE("cookie options in a Value") {
  const auto answer = answer_of([](auto&, auto& res) {
    Value options = {{"path", "/p"}, {"httpOnly", true}, {"encode", Function([](auto text) { return text + "?"; })}};
    res.cookie("n", "v", options).clearCookie("n", options).end();
  });
  CHECK(answer.headers("Set-Cookie")[0] == "n=v?; Path=/p; HttpOnly");
  CHECK(answer.headers("Set-Cookie")[1] == "n=?; Path=/p; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly");
}

TEST_CASE("attachment names the last part of a path") {
  const auto disposition = [](const Value& name) {
    const auto answer = answer_of([=](auto&, auto& res) { res.attachment(name).send("x"); });
    return answer.has("Content-Disposition") ? answer.header("Content-Disposition") : answer.body;
  };
  CHECK(disposition(undefined) == "attachment");
  CHECK(disposition("/a/b.txt") == "attachment; filename=b.txt");
  CHECK(disposition("/a/b/") == "attachment; filename=b");
  CHECK(disposition("").starts_with("attachment; filename="));
  CHECK(disposition(null).starts_with("The \"path\" argument must be of type string"));
}

TEST_CASE("a redirect with a status without a phrase says so, as in Express") {
  CHECK(answer_of([](auto&, auto& res) { res.redirect(799, "/x"); }).body == "undefined. Redirecting to /x");
  CHECK(answer_of([](auto&, auto& res) { res.redirect("301", "/x"); }).status == 500);
}

TEST_CASE("req.get wants a name, which is a text") {
  CHECK(answer_of([](auto& req, auto& res) { res.send(req.get("")); }).body == "name argument is required to req.get");
  CHECK(answer_of([](auto& req, auto& res) { res.send(req.get(req.query["none"])); }).body ==
        "name argument is required to req.get");
  CHECK(answer_of([](auto& req, auto& res) { res.send(req.get(5)); }).body == "name must be a string to req.get");
}

TEST_CASE("an app's response has the app's own members, its parents' and Express's") {
  express.response["everywhere"] = Function([](auto& req, auto& res, auto text) { return "every " + text; });
  express.request["path2"] = Function([](auto& req) { return req.path(); });
  auto app = express(), inner = express();
  app.response["message"] = Function([](auto& req, auto& res, auto text) { res.send("outer " + text); });
  inner.response["message"] = Function([](auto& req, auto& res, auto text) { res.send("inner " + text); });
  app.get("/", [](auto& req, auto& res) { res["message"](res["everywhere"]("a") + req["path2"]()); });
  inner.get("/", [](auto& req, auto& res) { res["message"]("b"); });
  app.use("/in", inner);
  Pump pump(app);
  CHECK(pump.get("/").body == "outer every a/");
  CHECK(pump.get("/in").body == "inner b");
  delete_(express.response["everywhere"]);
  delete_(express.request["path2"]);
}

TEST_CASE("req.next goes on behind the layer, past the rest of its route") {
  auto app = express();
  app.get(
      "/", [](auto& req, auto&) { req.next(); }, [](auto&, auto& res) { res.send("the route's second"); });
  app.get("/", [](auto& req, auto&) { req.next(Error("by req.next")); });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  CHECK(Pump(app).get("/").body == "by req.next");
}
