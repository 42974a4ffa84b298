// express.static: which files it serves, whole, in parts and through filters, and what it does when things go wrong on the way.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "file_helpers.hpp"
#include "net/loop.hpp"
#include "pump.hpp"
#include "sockets.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

App serving(const Value& root, const StaticOptions& options = {}) {
  auto app = express();
  app.set("env", "test");
  app.use(express.static_(root, options));
  app.use([](auto& req, auto& res) { res.status(404).send("next"); });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("error {} {}", err.status || "none", err.code || err.message));
  });
  return app;
}

std::string refusal(const StaticOptions& options) {
  try {
    express.static_("public", options);
    return "taken";
  } catch (const Error& err) {
    return err.message.str();
  }
}

class Doubled final : public Filter {
 public:
  void write(std::string_view bytes, Sink& out) override {
    for (const char c : bytes) held_.append(2, c);
    out.write(held_);
    held_.clear();
  }
  void flush(Sink&) override {}
  void end(Sink& out) override { out.write("end"); }

 private:
  std::string held_;
};

const Handler doubling = [](auto& req, auto& res, auto next) {
  res.beforeHead([](auto& r) { r.filter(std::make_unique<Doubled>()); });
  next();
};

std::string doubled(std::string_view bytes) {
  std::string all;
  for (const char c : bytes) all.append(2, c);
  return all + "end";
}

}  // namespace

TEST_CASE("express.static refuses wrong arguments where it is called") {
  CHECK_THROWS_WITH_AS(express.static_(undefined), "root path required", TypeError);
  CHECK_THROWS_WITH_AS(express.static_(""), "root path required", TypeError);
  CHECK_THROWS_WITH_AS(express.static_(42), "root path must be a string", TypeError);
  CHECK(refusal({.dotfiles = "hide"}) == "dotfiles option must be \"allow\", \"deny\", or \"ignore\"");
  CHECK(refusal({.extensions = {"html", 5}}) == "extensions option must be array of strings or false");
  CHECK(refusal({.index = 5}) == "index option must be array of strings or false");
  CHECK(refusal({.start = -1}) == "start option must be the position of a byte, a whole number from 0 on");
  CHECK(refusal({.end = "9"}) == "end option must be the position of a byte, a whole number from 0 on");
  CHECK(refusal({.maxAge = 24h * 30}) == "taken");
}

TEST_CASE("a path stays in its folder, whatever it looks like") {
  const TempFolder folder;
  folder.file("secret.txt", "secret");
  folder.file("www/index.html", "home");
  folder.file("www/a.txt", "a");
  folder.file("www/sub/b.txt", "b");
  folder.file("www/back\\slash.txt", "backslash");
  folder.file("www/.hidden", "hidden");
  std::filesystem::create_symlink(folder / "secret.txt", folder / "www/link.txt");
  std::filesystem::create_symlink("loop", folder / "www/loop");
  REQUIRE(::mkfifo((folder / "www/pipe").c_str(), 0600) == 0);
  Pump pump(serving(folder / "www"));
  Pump strict(serving(folder / "www", {.fallthrough = false}));
  const struct {
    std::string path;
    int status;
    std::string body, strict_body;
  } cases[] = {
      {"/", 200, "home", "home"},
      {"/a.txt", 200, "a", "a"},
      {"/./a.txt", 200, "a", "a"},
      {"/sub/../a.txt", 200, "a", "a"},
      {"/sub/%2e%2e/a.txt", 200, "a", "a"},
      {"/sub%2Fb.txt", 200, "b", "b"},
      {"//sub//b.txt", 200, "b", "b"},
      {"/link.txt", 200, "secret", "secret"},  // a link is the programmer's
      {"/back%5Cslash.txt", 200, "backslash", "backslash"},
      {"/../secret.txt", 404, "next", "error 403 Forbidden"},
      {"/%2e%2e/secret.txt", 404, "next", "error 403 Forbidden"},
      {"/%2e%2e%2fsecret.txt", 404, "next", "error 403 Forbidden"},
      {"/sub/../../secret.txt", 404, "next", "error 403 Forbidden"},
      {"/..%5csecret.txt", 404, "next", "error 403 Forbidden"},
      {"/sub%5C..%5C..%5Csecret.txt", 404, "next", "error 403 Forbidden"},
      {"/a.txt%00.html", 404, "next", "error 400 Bad Request"},
      {"/%ff", 404, "next", "error 400 Bad Request"},
      {"/%", 404, "next", "error 400 Bad Request"},
      {"/.hidden", 404, "next", "error 404 Not Found"},
      {"/a.txt/", 404, "next", "error 404 ENOTDIR"},
      {"/a.txt/b", 404, "next", "error 404 ENOTDIR"},
      {"/none", 404, "next", "error 404 ENOENT"},
      {"/" + std::string(300, 'n'), 404, "next", "error 404 ENAMETOOLONG"},
      {"/" + std::string(6000, '/') + std::string(5000, 'n'), 404, "next", "error 404 ENAMETOOLONG"},
      {"/loop", 500, "error 500 ELOOP", "error 500 ELOOP"},
      {"/pipe", 404, "next", "error 404 Not Found"},  // reading it would never end
  };
  for (const auto& c : cases) {
    CAPTURE(c.path.substr(0, 60));
    const auto answer = pump.get(c.path);
    CHECK(answer.status == c.status);
    CHECK(answer.body == c.body);
    CHECK(strict.get(c.path).body == c.strict_body);
  }
  CHECK(open_files(folder) == 0);
}

TEST_CASE("the root folder of the system may be served") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  Pump pump(serving("/", {.dotfiles = "allow"}));
  CHECK(pump.get(folder / "a.txt").body == "a");
  CHECK(pump.get("/../../" + (folder / "a.txt")).body == "next");
}

TEST_CASE("ranges are cut out of small and of large files") {
  const TempFolder folder;
  const auto large = pattern(300000);
  folder.file("large", large);
  folder.file("small", large.substr(0, 1000));
  Pump pump(serving(folder.path()));
  CHECK(pump.get("/large").body == large);
  CHECK(pump.get("/small").body == large.substr(0, 1000));
  const struct {
    const char *path, *range;
    std::size_t from, size;
  } cases[] = {
      {"/large", "bytes=0-0", 0, 1},
      {"/large", "bytes=70000-", 70000, 230000},
      {"/large", "bytes=-100000", 200000, 100000},
      {"/large", "bytes=65536-131071", 65536, 65536},
      {"/small", "bytes=10-19", 10, 10},
      {"/small", "bytes=999-5000", 999, 1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.range);
    const auto answer = pump.get(c.path, {{"Range", c.range}});
    CHECK(answer.status == 206);
    CHECK(answer.body == large.substr(c.from, c.size));
  }
  CHECK(pump.get("/small", {{"Range", "bytes=1000-"}}).header("Content-Range") == "bytes */1000");
  CHECK(open_files(folder) == 0);
}

TEST_CASE("start and end cut out a part, of which ranges are parts again") {
  const TempFolder folder;
  folder.file("a", "0123456789");
  CHECK(Pump(serving(folder.path(), {.start = 2, .end = 5})).get("/a").body == "2345");
  CHECK(Pump(serving(folder.path(), {.start = 2, .end = 5})).get("/a", {{"Range", "bytes=1-2"}}).body == "34");
  CHECK(Pump(serving(folder.path(), {.start = 20})).get("/a").body == "");
  CHECK(Pump(serving(folder.path(), {.start = 5, .end = 3})).get("/a").header("Content-Length") == "0");
}

TEST_CASE("setHeaders gets the response, the path and what is known of the file") {
  const TempFolder folder;
  folder.file("a.txt", "12345");
  Let seen;
  Pump pump(serving(folder.path(), {.setHeaders = [=](auto& res, auto file, auto stat) {
                      seen = Array(file, stat.size, stat.isFile(), stat.isDirectory());
                      res.set("X-Modified", stat.mtime.toUTCString());
                      res.set("Cache-Control", "no-store");
                    }}));
  const auto answer = pump.get("/a.txt");
  CHECK(seen[0] == folder / "a.txt");
  CHECK(seen[1] == 5);
  CHECK(seen[2] == true);
  CHECK(seen[3] == false);
  CHECK(answer.header("X-Modified") == answer.header("Last-Modified"));
  CHECK(answer.header("Cache-Control") == "no-store");
}

TEST_CASE("what setHeaders throws goes to the error handlers, and no file leaks") {
  const TempFolder folder;
  folder.file("a.txt", "12345");
  Pump pump(serving(folder.path(), {.setHeaders = [](auto& res) { throw createError(418, "no headers"); }}));
  CHECK(pump.get("/a.txt").body == "error 418 no headers");
  CHECK(open_files(folder) == 0);
}

TEST_CASE("a field that is set after next() is on the file, because looking for it comes later") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    next();
    res.set("X-Late", "yes");
  });
  app.use(express.static_(folder.path()));
  CHECK(Pump(app).get("/a.txt").header("X-Late") == "yes");
}

TEST_CASE("files go through filters, large ones piece by piece") {
  const TempFolder folder;
  const auto large = pattern(300000);
  folder.file("large", large);
  folder.file("small", "small");
  auto app = express();
  app.use(doubling, express.static_(folder.path()));
  Pump pump(app);
  CHECK(pump.get("/small").body == doubled("small"));
  const auto answer = pump.get("/large");
  CHECK(answer.header("Transfer-Encoding") == "chunked");
  CHECK(answer.complete);
  CHECK(answer.body == doubled(large));
  CHECK(open_files(folder) == 0);

  // A client that does not read gets a piece or two; one that leaves then lets go of the file.
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->protocol().output().size() < 200000);
  CHECK(open_files(folder) == 1);
  client->leave();
  pump.settle();
  CHECK(open_files(folder) == 0);
}

TEST_CASE("a file waits for gates, and is dropped when one fails") {
  const TempFolder folder;
  const auto large = pattern(100000);
  folder.file("large", large);
  auto app = express();
  app.set("env", "test");
  app.use([](auto& req, auto& res, auto next) {
    res.beforeEnd([=](auto release) {
      setTimeout([=] { req.query["fail"] ? release(Error("store is away")) : release(); }, 100);
    });
    next();
  });
  app.use(express.static_(folder.path()));
  Pump pump(app);
  CHECK(pump.get("/large").body == large);
  CHECK(pump.get("/large?fail=1").status == 500);
  CHECK(open_files(folder) == 0);

  const auto client = pump.connect();
  client->send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(open_files(folder) == 1);
  client->leave();
  CHECK(open_files(folder) == 0);
}

TEST_CASE("a file that shrinks on its way breaks the connection, and takes nothing else along") {
  const TempFolder folder;
  folder.file("large", pattern(300000));
  Pump pump(serving(folder.path()));
  const auto client = pump.connect();
  client->stop_reading();
  client->send("GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  std::filesystem::resize_file(folder / "large", 100000);
  client->stop_reading(false);
  const auto answer = client->answer();
  CHECK(!answer.complete);
  CHECK(answer.header("Content-Length") == "300000");
  CHECK(answer.body.size() <= 100000);
  CHECK(client->closed());
  CHECK(open_files(folder) == 0);
  CHECK(pump.get("/large").body.size() == 100000);
}

TEST_CASE("the system sends large files, to clients that read slowly and to clients that leave") {
  const TempFolder folder;
  const auto large = pattern(5'000'000);
  folder.file("large", large);
  std::string whole, part;
  {
    net::Loop loop;
    const net::Loop::Scope scope(loop);
    auto server = serving(folder.path()).listen({.port = 0, .host = "127.0.0.1"});
    std::thread visitor([&, port = static_cast<int>(server.address()["port"].number())] {
      const std::string get = "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
      for (int i = 0; i < 5; i++) {
        Socket hasty(port);
        hasty.send(get + "\r\n");
        hasty.read_some();
        hasty.reset();
      }
      Socket patient(port);
      patient.send(get + "\r\n");
      for (int i = 0; i < 100; i++) whole += patient.read_some();
      whole += patient.read();
      Socket picky(port);
      picky.send(get + "Range: bytes=1000000-3999999\r\n\r\n");
      part = picky.read();
      loop.post([&] { server.close(); });
    });
    net::run_until_idle();
    visitor.join();
  }
  CHECK(whole.substr(whole.find("\r\n\r\n") + 4) == large);
  CHECK(part.substr(part.find("\r\n\r\n") + 4) == large.substr(1'000'000, 3'000'000));
  CHECK(open_files(folder) == 0);
}

TEST_CASE(
    "a file that is kept is answered with as one that is read: whole, in parts, unmodified, through filters and "
    "gates") {
  const TempFolder folder;
  const auto bytes = pattern(20000);
  folder.file("www/a.txt", bytes);
  App app = express();
  app.use("/doubled", doubling);
  app.use("/gated", [](auto& req, auto& res, auto next) {
    res.beforeEnd([](auto& release) { release(); });
    next();
  });
  for (const auto* mount : {"/", "/doubled", "/gated"}) app.use(mount, express.static_(folder / "www"));
  Pump pump(app);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const double later = std::chrono::duration<double, std::milli>(now).count() + 60000;
  pump.clock.move(std::max(0.0, later - pump.clock.now_ms()));  // what was written now has settled then
  for (int i = 0; i < 3; i++) {
    CAPTURE(i);
    const auto whole = pump.get("/a.txt");
    CHECK(whole.body == bytes);
    CHECK(whole.header("Content-Length") == "20000");
    CHECK(pump.ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=5-9\r\n\r\n").body == bytes.substr(5, 5));
    CHECK(pump.ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=-3\r\n\r\n").body == bytes.substr(19997));
    const auto tag = whole.header("ETag");
    CHECK(pump.ask("GET /a.txt HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + tag + "\r\n\r\n").status == 304);
    const auto head = pump.ask("HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(head.header("Content-Length") == "20000");
    CHECK(head.body == "");
    CHECK(pump.get("/doubled/a.txt").body == doubled(bytes));
    CHECK(pump.get("/gated/a.txt").body == bytes);
    CHECK(pump.loop.files.size() == bytes.size());
  }
  const auto other = pattern(20001).substr(1);
  folder.file("www/a.txt", other);
  CHECK(pump.get("/a.txt").body == other);
  CHECK(open_files(folder) == 0);
}
