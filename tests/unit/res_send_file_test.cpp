// res.sendFile: its arguments, and whom it tells how it went.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "file_helpers.hpp"
#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Answers each request by `send`; what is passed on is told in the body.
App sending(Handler send) {
  auto app = express();
  app.set("env", "test");
  app.use(send);
  app.use([](auto& req, auto& res) { res.status(404).send("next"); });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("{}: {}", err.name, err.message));
  });
  return app;
}

std::string body(Handler send) { return Pump(sending(send)).get("/").body; }

}  // namespace

TEST_CASE("wrong arguments of sendFile are thrown, in Express's words") {
  CHECK(body([](auto& req, auto& res) { res.sendFile(undefined); }) ==
        "TypeError: path argument is required to res.sendFile");
  CHECK(body([](auto& req, auto& res) { res.sendFile(42); }) == "TypeError: path must be a string to res.sendFile");
  CHECK(body([](auto& req, auto& res) { res.sendFile("a.txt"); }) ==
        "TypeError: path must be absolute or specify root to res.sendFile");
  CHECK(body([](auto& req, auto& res) { res.sendFile("a.txt", {.root = 42}); }) ==
        "TypeError: The \"root\" option of res.sendFile must be of type string");
  CHECK(body([](auto& req, auto& res) { res.sendFile("/a", {.dotfiles = "none"}); }) ==
        "TypeError: dotfiles option must be \"allow\", \"deny\", or \"ignore\"");
  CHECK(body([](auto& req, auto& res) { res.sendFile("/a", {.start = 1.5}); }) ==
        "RangeError: start option must be the position of a byte, a whole number from 0 on");
}

TEST_CASE("errors of sendFile say what Node says, and go to the error handlers") {
  const TempFolder folder;
  folder.file("sub/a.txt", "a");
  const Value root = folder.path();
  CHECK(body([=](auto& req, auto& res) { res.sendFile("none", {.root = root}); }) ==
        "Error: ENOENT: no such file or directory, stat '" + folder / "none'");
  CHECK(body([=](auto& req, auto& res) { res.sendFile("../x", {.root = root}); }) == "ForbiddenError: Forbidden");
  CHECK(body([=](auto& req, auto& res) { res.sendFile("a\0b"s, {.root = root}); }) == "BadRequestError: Bad Request");
  CHECK(body([=](auto& req, auto& res) { res.sendFile("sub", {.root = root}); }) == "next");
}

TEST_CASE(
    "sendFile starts when the handler has returned: fields may still be set, and the app's etag setting decides") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  auto app = sending([file = Value(folder / "a.txt")](auto& req, auto& res) {
    res.sendFile(file, {.etag = true, .headers = {{"X-Own", "1"}}});
    CHECK(!res.headersSent());
    res.set("X-Late", "2");
  });
  app.disable("etag");
  const auto answer = Pump(app).get("/");
  CHECK(answer.header("X-Own") == "1");
  CHECK(answer.header("X-Late") == "2");
  CHECK(!answer.has("ETag"));
}

TEST_CASE("the callback is told once: at the end, of an error, of a folder, of a client that has left") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  folder.file("large", pattern(300000));
  Let told = "";
  Pump pump(sending([=, root = Value(folder.path())](auto& req, auto& res) {
    res.sendFile(req.path().slice(1), {.root = root}, [=](auto err) {
      told += err ? format("[{} {}]", err.status || "-", err.code || err.name) : "[done]";
      if (err && !res.headersSent()) res.status(500).send("told");
    });
  }));
  const struct {
    const char *method, *path, *told;
    Fields fields;
  } cases[] = {
      {"GET", "/a.txt", "[done]", {}},
      {"HEAD", "/a.txt", "[done]", {}},
      {"GET", "/large", "[done]", {}},
      {"GET", "/a.txt", "[done]", {{"If-None-Match", "*"}}},
      {"GET", "/none", "[404 ENOENT]", {}},
      {"GET", "/../x", "[403 ForbiddenError]", {}},
      {"GET", "/a.txt", "[416 RangeNotSatisfiableError]", {{"Range", "bytes=5-"}}},
      {"GET", "/a.txt", "[412 PreconditionFailedError]", {{"If-Match", "\"x\""}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.path);
    told = "";
    pump.request(c.method, c.path, c.fields);
    pump.settle();
    CHECK(told == c.told);
  }
  const TempFolder outer;
  std::filesystem::create_directory(folder / "sub");
  told = "";
  CHECK(pump.get("/sub").body == "told");
  CHECK(told == "[- EISDIR]");

  told = "";
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(told == "");
  client->leave();
  pump.settle();
  CHECK(told == "[- ECONNABORTED]");
  CHECK(open_files(folder) == 1);  // until the connection goes
}

TEST_CASE("a client that has left before the file was looked for is ECONNABORTED, and no error without a callback") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  Let told = "", passed_on = "";
  auto app = express();
  app.get("/:kind", [=, root = Value(folder.path())](auto& req, auto& res) {
    setTimeout(
        [=] {
          if (req.params["kind"] == "quiet") return res.sendFile("a.txt", {.root = root});
          res.sendFile("a.txt", {.root = root}, [=](auto err) { told += err.code; });
        },
        100);
  });
  app.use([=](auto& err, auto& req, auto& res, auto next) { passed_on += err.message; });
  Pump pump(app);
  for (const char* kind : {"told", "quiet"}) {
    const auto client = pump.connect();
    client->send(std::string("GET /") + kind + " HTTP/1.1\r\nHost: a\r\n\r\n");
    client->leave();
    pump.advance(200);
    pump.settle();
  }
  CHECK(told == "ECONNABORTED");
  CHECK(passed_on == "");
}

TEST_CASE("a file after an answer is an error that breaks the connection off") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  Let told = "";
  Pump pump(sending([=, file = Value(folder / "a.txt")](auto& req, auto& res) {
    res.send("sent");
    res.sendFile(file, [=](auto err) { told = err.message; });
  }));
  CHECK(pump.get("/").body == "sent");
  pump.settle();
  CHECK(told == "Can't set headers after they are sent.");
}
