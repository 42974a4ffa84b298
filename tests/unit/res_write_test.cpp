// res.write and res.end: callbacks, encodings, writing after the end; interim answers, trailers, automatic fields.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

template <class F>
App app_of(F handler) {
  auto app = express();
  app.set("env", "test");
  app.all("/", handler);
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(err.code + " " + err.message); });
  return app;
}

template <class F>
Answer answer_of(F handler) {
  return Pump(app_of(handler)).get("/");
}

// All bytes that come, informational answers too.
template <class F>
std::string bytes_of(F handler, std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n") {
  Pump pump(app_of(handler));
  const auto client = pump.connect();
  client->send(request);
  return client->text();
}

}  // namespace

TEST_CASE("callbacks of write and end come when the bytes have gone, in order") {
  Let order = "";
  const auto answer = answer_of([=](auto& req, auto& res) {
    res.on("finish", [=] { order += " finish"; });
    res.write("a", [=] { order += " first"; });
    res.write("62", "hex", [=](auto err) { order += err ? " failed" : " second"; });
    res.end("c", [=] { order += " end"; });
    order += format("returned {} {}", res.writableEnded(), res.writableFinished());
  });
  CHECK(answer.body == "abc");
  CHECK(order == "returned true false first second finish end");
}

TEST_CASE("end takes a callback alone, or with a chunk and an encoding; nothing, null and false are no chunks") {
  Let ends = 0;
  const auto body = [=](auto end) { return answer_of([=](auto& req, auto& res) { end(res); }).body; };
  CHECK(body([=](auto& res) { res.end([=] { ends++; }); }) == "");
  CHECK(body([=](auto& res) { res.end("YWI=", "base64", [=] { ends++; }); }) == "ab");
  CHECK(body([](auto& res) { res.end(null); }) == "");
  CHECK(body([](auto& res) { res.end(false); }) == "");
  CHECK(body([](auto& res) { res.end(Buffer.from("buffer")); }) == "buffer");
  CHECK(ends == 2);
}

TEST_CASE("what is written after the end is an error event, which comes later, and a callback's") {
  Let heard = "";
  const auto answer = answer_of([=](auto& req, auto& res) {
    res.on("error", [=](auto err) { heard += err["code"] + "; "; });
    res.end("once");
    heard += format("{} ", res.write("more", [=](auto err) { heard += err.message + " "; }));
    res.end("more");
    res.end();
    heard += "returned ";
  });
  CHECK(answer.body == "once");
  CHECK(heard == "false returned write after end ERR_STREAM_WRITE_AFTER_END; ERR_STREAM_WRITE_AFTER_END; ");
}

TEST_CASE("a chunk is text or a buffer") {
  const auto error = [](auto chunk) { return answer_of([=](auto& req, auto& res) { res.write(chunk); }).body; };
  CHECK(error(null) == "ERR_STREAM_NULL_VALUES May not write null values to stream");
  CHECK(error(5) ==
        "ERR_INVALID_ARG_TYPE The \"chunk\" argument must be of type string or an instance of Buffer or Uint8Array. "
        "Received type number (5)");
  CHECK(answer_of([](auto& req, auto& res) { res.end("x", "klingon"); }).body ==
        "ERR_UNKNOWN_ENCODING Unknown encoding: klingon");
}

TEST_CASE("interim answers go out before the answer, and not after its head") {
  const auto text = bytes_of([](auto& req, auto& res) {
    res.writeProcessing();
    res.writeEarlyHints({{"link", {"</a.css>; rel=preload; as=style", "</b.js>; rel=preload"}}, {"x-trace", "1"}});
    res.writeEarlyHints({{"x-no", "link"}});
    res.end("done");
    res.writeContinue();
  });
  CHECK(text.starts_with(
      "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style, "
      "</b.js>; rel=preload\r\nx-trace: 1\r\n\r\nHTTP/1.1 200 OK\r\n"));
  CHECK(text.find("100 Continue") == text.npos);
  CHECK(answer_of([](auto& req, auto& res) {
          res.writeEarlyHints({{"link", "no link"}});
        }).body.starts_with("ERR_INVALID_ARG_VALUE The property 'hints' must be"));
  CHECK(answer_of([](auto& req, auto& res) {
          res.writeEarlyHints({{"link", "</a>"}, {"x", "a\r\nb: c"}});
        }).body.starts_with("ERR_INVALID_CHAR"));
}

TEST_CASE("trailers follow a body in chunks, and a Trailer field asks for one") {
  const auto text = bytes_of([](auto& req, auto& res) {
    res.set("Trailer", "X-Sum");
    res.addTrailers({{"X-Sum", "42"}, {"X-List", {"a", "b"}}});
    res.end("body");
  });
  CHECK(text.find("Content-Length") == text.npos);
  CHECK(text.ends_with("4\r\nbody\r\n0\r\nX-Sum: 42\r\nX-List: a\r\nX-List: b\r\n\r\n"));
  CHECK(bytes_of([](auto& req, auto& res) {
          res.addTrailers({{"X-Sum", "42"}});
          res.end("body");
        }).ends_with("\r\n\r\nbody"));  // not in chunks: nothing to put them behind
  const auto error = [](auto use) { return answer_of([=](auto& req, auto& res) { use(res); }).body; };
  CHECK(error([](auto& res) {
          res.addTrailers({{"bad name", "x"}});
        }) == "ERR_INVALID_HTTP_TOKEN Trailer name must be a valid HTTP token [\"bad name\"]");
  CHECK(error([](auto& res) {
          res.addTrailers({{"x", "a\nb"}});
        }) == "ERR_INVALID_CHAR Invalid character in trailer content [\"x\"]");
  CHECK(answer_of([](auto& req, auto& res) { res.set("Trailer", "X-Sum").send("has a length"); }).status == 500);
}

TEST_CASE("removeHeader takes the automatic fields away") {
  const auto without = [](std::string_view field, std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n") {
    return bytes_of(
        [=](auto& req, auto& res) {
          res.removeHeader("X-Powered-By").removeHeader(field);
          res.end("x");
        },
        request);
  };
  CHECK(without("date") ==
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 1\r\n\r\nx");
  CHECK(without("Connection").find("Connection") == std::string::npos);
  CHECK(without("Content-Length").ends_with("Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
  const auto neither = bytes_of([](auto& req, auto& res) {
    res.removeHeader("Content-Length").removeHeader("Transfer-Encoding");
    res.end("until the end");
  });
  CHECK(neither.ends_with("\r\n\r\nuntil the end"));
  const auto by_member = bytes_of([](auto& req, auto& res) {
    res.sendDate = false;
    res.shouldKeepAlive = false;
    res.end();
  });
  CHECK(by_member.find("Date") == by_member.npos);
  CHECK(by_member.find("Connection: close") != by_member.npos);
}

TEST_CASE("writeHead fixes the head, with fields as an object or by turns") {
  const auto made = [](auto&, auto& res) { res.writeHead(201, "Made", {"X-A", "1", "X-A", "2"}).end("x"); };
  const auto list = answer_of(made);
  CHECK(list.reason == "Made");
  CHECK(list.headers("X-A") == std::vector<std::string>{"2"});
  CHECK(Pump(made).get("/").count("X-A") == 2);  // where no field was set before, lines stay lines
  CHECK(list.header("Transfer-Encoding") == "chunked");
  Let reason = "";
  answer_of([=](auto& req, auto& res) {
    res.on("finish", [=] { reason = res.statusMessage; });
    res.status(404).end();
  });
  CHECK(reason == "Not Found");
  const auto error = [](auto use) { return answer_of([=](auto& req, auto& res) { use(res); }).body; };
  CHECK(error([](auto& res) { res.writeHead(99); }) == "ERR_HTTP_INVALID_STATUS_CODE Invalid status code: 99");
  CHECK(error([](auto& res) { res.writeHead(200, Array("X-Odd")); }).starts_with("ERR_INVALID_ARG_VALUE"));
  CHECK(answer_of([](auto& req, auto& res) {
          res.writeHead(200);
          try {
            res.set("X", "y");
          } catch (Error& err) {
            res.end(err.code + " " + err.message);
          }
        }).body == "ERR_HTTP_HEADERS_SENT Cannot set headers after they are sent to the client");
}

TEST_CASE("fields of a Map, and the names as they were set") {
  const auto answer = answer_of([](auto& req, auto& res) {
    Map<> fields = {{"X-One", "1"}, {"set-cookie", {"a=1", "b=2"}}};
    res.removeHeader("X-Powered-By").setHeaders(fields).appendHeader("x-one", "2");
    res.json({res.getRawHeaderNames(), res.getHeaderNames(), res.getHeaders()["x-one"]});
  });
  CHECK(answer.body == R"([["X-One","set-cookie"],["x-one","set-cookie"],["1","2"]])");
  CHECK(answer.count("Set-Cookie") == 2);
}

TEST_CASE("destroy breaks the answer off") {
  Let heard = "";
  Pump pump(app_of([=](auto& req, auto& res) {
    req.on("error", [=](auto err) { heard += " " + err["message"]; });
    res.on("close", [=] { heard += "close"; });
    res.write("begun");
    req.destroy(Error("enough"));
  }));
  const auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->closed());
  CHECK_FALSE(client->text().ends_with("0\r\n\r\n"));
  CHECK(heard == "close enough");
}

TEST_CASE("the head of an answer to HEAD leaves at the end, as in Node: with it the client has the whole answer") {
  Pump pump(app_of([](auto& req, auto& res) {
    res.write("begun");
    if (!res.headersSent()) res.status(500);
    setTimeout([=] { res.end(); }, 20);
  }));
  const auto client = pump.connect();
  client->send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->text().empty());
  CHECK(client->answer(true).status == 200);
}

TEST_CASE("cork only counts: what one callback writes leaves together anyway") {
  CHECK(answer_of([](auto& req, auto& res) {
          res.cork();
          res.cork();
          res.write("a");
          res.uncork();
          res.end(format("{} {}", res.writableCorked(), res.writableNeedDrain()));
        }).body == "a1 false");
}
