// res: bodies, fields, conditional answers, pieces.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// What one handler answers to GET /.
template <class F>
Answer answer_of(F handler, const Fields& fields = {}, std::string_view method = "GET") {
  auto app = express();
  app.set("env", "test");
  app.all("/", handler);
  return Pump(app).request(method, "/", fields);
}

}  // namespace

TEST_CASE("send gives the fields of Express in their order") {
  const auto hello = answer_of([](auto&, auto& res) { res.send("hello"); });
  CHECK(
      hello.head.starts_with("HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\nContent-Type: text/html; charset=utf-8\r\n"
                             "Content-Length: 5\r\nETag: W/\"5-qvTGHdzF6KLavt4PO0gs2a6pQ00\"\r\nDate: "));
  CHECK(hello.head.ends_with("Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n"));
  CHECK(hello.body == "hello");
}

TEST_CASE("send looks at what it is given") {
  CHECK(answer_of([](auto&, auto& res) { res.send({{"a", 1}}); }).body == R"({"a":1})");
  CHECK(answer_of([](auto&, auto& res) { res.send({}); }).body == "{}");
  CHECK(answer_of([](auto&, auto& res) { res.send(true); }).body == "true");
  CHECK(answer_of([](auto&, auto& res) { res.send(404); }).body == "404");
  const auto buffer = answer_of([](auto&, auto& res) { res.send(Buffer.from("bytes")); });
  CHECK(buffer.header("Content-Type") == "application/octet-stream");
  CHECK(buffer.body == "bytes");
  const auto nothing = answer_of([](auto&, auto& res) { res.send(); });
  CHECK(nothing.header("Content-Length") == "0");
  CHECK_FALSE(nothing.has("ETag"));
  const auto null_body = answer_of([](auto&, auto& res) { res.send(null); });
  CHECK_FALSE(null_body.has("Content-Type"));
  CHECK(null_body.header("ETag") == "W/\"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk\"");
  const auto latin =
      answer_of([](auto&, auto& res) { res.set("Content-Type", "text/plain; charset=latin1").send("é"); });
  CHECK(latin.header("Content-Type") == "text/plain; charset=utf-8");
}

TEST_CASE("json prints as JavaScript does, by the app's settings") {
  auto app = express();
  app.set("json spaces", 2).set("json escape", true);
  app.get("/", [](auto&, auto& res) { res.json({{"a", "<&>"}, {"b", undefined}, {"c", {1.5, 1e21}}}); });
  CHECK(Pump(app).get("/").body == "{\n  \"a\": \"\\u003c\\u0026\\u003e\",\n  \"c\": [\n    1.5,\n    1e+21\n  ]\n}");
}

TEST_CASE("a fresh copy is answered with 304, by ETag alone where there is one") {
  const auto handler = [](auto&, auto& res) { res.send("hello"); };
  const Fields match = {{"If-None-Match", "W/\"5-qvTGHdzF6KLavt4PO0gs2a6pQ00\""}};
  const auto fresh = answer_of(handler, match);
  CHECK(fresh.status == 304);
  CHECK(fresh.has("ETag"));
  CHECK_FALSE(fresh.has("Content-Type"));
  CHECK_FALSE(fresh.has("Content-Length"));
  CHECK(answer_of(handler, {{"If-None-Match", "\"other\""}}).status == 200);
  CHECK(answer_of(handler, match, "POST").status == 200);
  auto reload = match;
  reload.emplace_back("Cache-Control", "no-cache");
  CHECK(answer_of(handler, reload).status == 200);
}

TEST_CASE("204, 205 and 304 have no body") {
  const auto none = answer_of([](auto&, auto& res) { res.status(204).send("dropped"); });
  CHECK_FALSE(none.has("Content-Length"));
  CHECK_FALSE(none.has("Content-Type"));
  const auto reset = answer_of([](auto&, auto& res) { res.status(205).send("dropped"); });
  CHECK(reset.header("Content-Length") == "0");
  CHECK(reset.body == "");
}

TEST_CASE("fields are set, appended, read and removed as in Express") {
  const auto answer = answer_of([](auto&, auto& res) {
    res.set("X-One", "1").append("X-One", "2").set({{"X-Two", 2}, {"X-List", {"a", "b"}}});
    res.type("json").vary("Accept").vary({"Accept", "Origin"}).location("/ü");
    res.links({{"next", "/2"}, {"last", "/9"}});
    res.set("X-Gone", "x").removeHeader("X-Gone");
    CHECK(res.get("x-one").length() == 2);
    CHECK(res.get("X-Two") == "2");
    CHECK(res.get("none") == undefined);
    res.end();
  });
  CHECK(answer.headers("X-One").size() == 2);
  CHECK(answer.headers("X-List").size() == 2);
  CHECK(answer.header("Content-Type") == "application/json; charset=utf-8");
  CHECK(answer.header("Vary") == "Accept, Origin");
  CHECK(answer.header("Location") == "/%C3%BC");
  CHECK(answer.header("Link") == "</2>; rel=\"next\", </9>; rel=\"last\"");
  CHECK_FALSE(answer.has("X-Gone"));
}

TEST_CASE("a field cannot carry a line break, and a status must be one") {
  const auto check = [](auto handler, std::string_view message) {
    auto app = express();
    app.get("/", handler);
    app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(err.message); });
    CHECK(Pump(app).get("/").body == message);
  };
  check([](auto&, auto& res) { res.set("X", "a\r\nb: c"); }, "Invalid character in header content [\"X\"]");
  check([](auto&, auto& res) { res.set("a b", "x"); }, "Header name must be a valid HTTP token [\"a b\"]");
  check([](auto&, auto& res) { res.status("200"); }, "Invalid status code: \"200\". Status code must be an integer.");
  check([](auto&, auto& res) { res.status(99); },
        "Invalid status code: 99. Status code must be greater than 99 and less than 1000.");
}

TEST_CASE("redirect speaks the client's language") {
  const auto handler = [](auto&, auto& res) { res.redirect("/to?a=<b>"); };
  const auto text = answer_of(handler);
  CHECK(text.status == 302);
  CHECK(text.header("Location") == "/to?a=%3Cb%3E");
  CHECK(text.body == "Found. Redirecting to /to?a=%3Cb%3E");
  const auto html = answer_of(handler, {{"Accept", "text/html"}});
  CHECK(html.body ==
        "<!DOCTYPE html><head><title>Found</title></head><body><p>Found. Redirecting to /to?a=%3Cb%3E</p></body>");
  CHECK(answer_of([](auto&, auto& res) { res.redirect(301, "/x"); }).status == 301);
}

TEST_CASE("cookies are written as npm's cookie writes them") {
  const auto answer = answer_of([](auto&, auto& res) {
    res.cookie("a", "x y", {.maxAge = 60000, .httpOnly = true, .sameSite = "lax"});
    res.cookie("b", {{"n", 1}});
    res.clearCookie("c", {.path = "/p"});
    res.end();
  });
  const auto lines = answer.headers("Set-Cookie");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("a=x%20y; Max-Age=60; Path=/; Expires="));
  CHECK(lines[0].ends_with("; HttpOnly; SameSite=Lax"));
  CHECK(lines[1] == "b=j%3A%7B%22n%22%3A1%7D; Path=/");
  CHECK(lines[2] == "c=; Path=/p; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("one cookie is a text to res.get, several are a list") {
  const auto answer = answer_of([](auto&, auto& res) {
    res.cookie("a", "1");
    const Value one = res.get("Set-Cookie");
    res.cookie("b", "2");
    res.json({one, res.get("Set-Cookie")});
  });
  CHECK(answer.body == R"(["a=1; Path=/",["a=1; Path=/","b=2; Path=/"]])");
  CHECK(answer.headers("Set-Cookie") == std::vector<std::string>{"a=1; Path=/", "b=2; Path=/"});
}

TEST_CASE("pieces go out in chunks, after writeHead too") {
  const auto pieces = answer_of([](auto&, auto& res) {
    res.write("in ");
    res.write("two");
    res.end();
  });
  CHECK(pieces.header("Transfer-Encoding") == "chunked");
  CHECK(pieces.body == "in two");
  const auto fixed = answer_of([](auto&, auto& res) {
    res.writeHead(201, "Made", {{"X-A", "b"}});
    CHECK(res.headersSent());
    res.end("done");
  });
  CHECK(fixed.status == 201);
  CHECK(fixed.reason == "Made");
  CHECK(fixed.header("X-A") == "b");
  CHECK(fixed.body == "done");
}

TEST_CASE("end twice is once, and sendStatus says the phrase") {
  CHECK(answer_of([](auto&, auto& res) {
          res.end("one");
          res.end();
        }).body == "one");
  const auto forbidden = answer_of([](auto&, auto& res) { res.sendStatus(403); });
  CHECK(forbidden.status == 403);
  CHECK(forbidden.body == "Forbidden");
  CHECK(forbidden.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer_of([](auto&, auto& res) { res.sendStatus(799); }).body == "799");
}

TEST_CASE("events: finish, then close") {
  Let order = "";
  answer_of([=](auto& req, auto& res) {
    res.on("close", [=] { order += "close "; });
    res.on("finish", [=] { order += "finish "; });
    req.on("close", [=] { order += "request"; });
    res.send("x");
  });
  CHECK(order == "finish close request");
}

TEST_CASE("a stray answer after the client has left is ignored") {
  auto app = express();
  app.get("/", [](auto&, auto& res) { setTimeout([=] { res.send("late"); }, 1000); });
  Pump pump(app);
  {
    const auto client = pump.connect();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  pump.advance(2000);
  CHECK(pump.ask("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").status == 404);
}

TEST_CASE("a stray reference that is copied after the client has left answers nobody else") {
  auto app = express();
  app.set("env", "test");
  app.get("/", [](auto& req, auto& res) {
    setTimeout(
        [&] {
          for (int i = 0; i < 3; i++) {
            auto copy = res;
            copy["x"] = 1;
            copy.send(req.url || "nothing");
          }
        },
        1000);
  });
  Pump pump(app);
  {
    const auto client = pump.connect();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  pump.advance(2000);
  for (int i = 0; i < 600; i++) {
    const auto client = pump.connect();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  CHECK(pump.get("/none").status == 404);
}

TEST_CASE("lines of one name stand together, where the first was set") {
  const auto answer = answer_of([](auto&, auto& res) {
    res.cookie("a", "1").set("X-Between", "b").cookie("b", "2").append("X-Between", "c");
    res.send("x");
  });
  CHECK(answer.head.find("Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; Path=/\r\nX-Between: b\r\nX-Between: c\r\n") !=
        std::string::npos);
}

TEST_CASE("send writes the name of Content-Type its own way, and takes a list of types for none") {
  const auto named =
      answer_of([](auto&, auto& res) { res.setHeader("content-type", "text/plain; charset=utf-8").send("x"); });
  CHECK(named.head.find("\r\nContent-Type: text/plain; charset=utf-8\r\n") != std::string::npos);
  const auto listed = answer_of([](auto&, auto& res) { res.setHeader("Content-Type", Array("a/b")).send("x"); });
  CHECK(listed.header("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("links without a target keep the comma of those before them, as in Express") {
  const auto answer = answer_of([](auto&, auto& res) {
    res.links({{"next", "/a"}, {"last", {"/b", "/c"}}}).links(Object());
    res.json(res.get("Link"));
  });
  CHECK(answer.body == R"("</a>; rel=\"next\", </b>; rel=\"last\", </c>; rel=\"last\", ")");
}

TEST_CASE("a cookie's maxAge takes the place of its expires, whatever that is") {
  const auto line = [](const Value& options) {
    return answer_of([=](auto&, auto& res) { res.cookie("a", "1", Value(options)).send("x"); });
  };
  CHECK(line({{"expires", "soon"}, {"maxAge", 1000}})
            .header("Set-Cookie")
            .starts_with("a=1; Max-Age=1; Path=/; Expires="));
  CHECK(line({{"expires", "soon"}}).status == 500);
}

TEST_CASE("a head with letters beyond ASCII leaves as UTF-8 where text follows it at once, as Latin-1 otherwise") {
  const auto sent = [](auto end) {
    return answer_of([=](auto&, auto& res) {
             res.set("X-Name", "é");
             end(res);
           })
        .header("X-Name");
  };
  const std::string latin1 = "\xe9", utf8 = "é";
  CHECK(sent([](auto& res) { res.end("text"); }) == utf8);
  CHECK(sent([](auto& res) { res.end("text", "latin1"); }) == latin1);
  CHECK(sent([](auto& res) { res.end(Buffer.from("bytes")); }) == latin1);
  CHECK(sent([](auto& res) { res.end(); }) == latin1);
  CHECK(sent([](auto& res) { res.write("in "), res.end("chunks"); }) == latin1);
  CHECK(sent([](auto& res) { res.set("Content-Length", "4").write("text"), res.end(); }) == utf8);
  CHECK(sent([](auto& res) { res.flushHeaders(), res.end("text"); }) == utf8);
  CHECK(sent([](auto& res) { res.send("text"); }) == latin1);
  CHECK(sent([](auto& res) { res.set("ETag", "\"own\"").send("text"); }) == utf8);
  CHECK(sent([](auto& res) { res.set("ETag", "\"own\"").send(Value("x").repeat(1000)); }) == latin1);
  CHECK(sent([](auto& res) { res.redirect("/"); }) == utf8);
  CHECK(sent([](auto&) { throw Error("the page"); }) == utf8);
}

TEST_CASE("of several things that are wrong with a cookie npm's first is named") {
  const auto said = [](const char* name, const Value& options) {
    return answer_of([=](auto&, auto& res) {
             try {
               res.cookie(name, "1", Value(options)).send("sent");
             } catch (const Error& err) {
               res.send(err.message);
             }
           })
        .body;
  };
  const Value wrong = {{"maxAge", "x"}, {"domain", 5}, {"expires", 5}, {"sameSite", 5}};
  CHECK(said("a b", wrong) == "argument name is invalid");
  CHECK(said("a", wrong) == "option maxAge is invalid");
  CHECK(said("a", {{"expires", 5}, {"path", true}}) == "option path is invalid");
  CHECK(said("a", {{"expires", 5}, {"sameSite", 5}}) == "option expires is invalid");
  CHECK(said("a", {{"sameSite", 5}}) == "option sameSite is invalid");
}

TEST_CASE("an empty ETag is none: send makes one") {
  const auto answer = answer_of([](auto&, auto& res) { res.set("ETag", "").send("hello"); });
  CHECK(answer.header("ETag") == "W/\"5-qvTGHdzF6KLavt4PO0gs2a6pQ00\"");
}

TEST_CASE("an empty Content-Type is none, and for texts none that is a type") {
  const auto type_of = [](auto send) {
    const auto answer = answer_of([=](auto&, auto& res) {
      res.setHeader("Content-Type", "");
      send(res);
    });
    return std::to_string(answer.status) + " " + answer.header("Content-Type") + " " + answer.body;
  };
  CHECK(type_of([](auto& res) { res.json(1); }) == "200 application/json; charset=utf-8 1");
  CHECK(type_of([](auto& res) { res.jsonp(1); }) == "200 application/json; charset=utf-8 1");
  CHECK(type_of([](auto& res) { res.send(Buffer.from("x")); }) == "200 application/octet-stream x");
  CHECK(type_of([](auto& res) { res.send("x"); }) == "200 false x");
}
