// favicon(), against what npm's serve-favicon does.
#include <crema/buffer.hpp>
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/serve_favicon.hpp>
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

App site(Handler icon) {
  auto app = express();
  app.set("env", "test");
  app.use(icon);
  app.use([](auto& req, auto& res) { res.send("the site"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.code); });
  return app;
}

// A file of this test's own.
struct IconFile {
  std::string name = (std::filesystem::temp_directory_path() / ("crema-icon-" + std::to_string(getpid()))).string();
  explicit IconFile(const std::string& bytes) { fs.writeFileSync(name, bytes); }
  ~IconFile() { std::filesystem::remove(name); }
};

}  // namespace

TEST_CASE("an icon is sent with its age and its tag") {
  Pump pump(site(favicon(Buffer.from("icon bytes"))));
  const auto answer = pump.get("/favicon.ico");
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Type") == "image/x-icon");
  CHECK(answer.header("Content-Length") == "10");
  CHECK(answer.header("Cache-Control") == "public, max-age=31536000");
  CHECK(answer.header("ETag") == "\"a-LVLOjsBjRlgQnU+l4xDUwsRc708\"");
  CHECK(answer.body == "icon bytes");
  CHECK(pump.get("/favicon.ico?v=2").body == "icon bytes");
  CHECK(pump.request("HEAD", "/favicon.ico").header("Content-Length") == "10");
  const auto fresh = pump.get("/favicon.ico", {{"If-None-Match", answer.header("ETag")}});
  CHECK(fresh.status == 304);
  CHECK(fresh.body == "");
}

TEST_CASE("other paths and methods are none of its business") {
  Pump pump(site(favicon(Buffer.from("x"))));
  for (const char* target : {"/", "/favicon.ico2", "/a/favicon.ico", "/?/favicon.ico", "/Favicon.ico", "/favicon.ico/"})
    CHECK(pump.get(target).body == "the site");
  const auto options = pump.request("OPTIONS", "/favicon.ico"), post = pump.request("POST", "/favicon.ico");
  CHECK(options.status == 200);
  CHECK(options.header("Allow") == "GET, HEAD, OPTIONS");
  CHECK(post.status == 405);
  CHECK(post.header("Content-Length") == "0");
}

TEST_CASE("the age is a number, a duration or a text, a year at most") {
  const auto age = [](FaviconOptions options) {
    return Pump(site(favicon(Buffer.from("x"), options))).get("/favicon.ico").header("Cache-Control").substr(16);
  };
  CHECK(age({.maxAge = 0}) == "0");
  CHECK(age({.maxAge = -5}) == "0");
  CHECK(age({.maxAge = 5999}) == "5");
  CHECK(age({.maxAge = "1d"}) == "86400");
  CHECK(age({.maxAge = 24h * 1000}) == "31536000");
}

TEST_CASE("a file is read at the first request, and again only after an error") {
  const IconFile file("from a file");
  Pump pump(site(favicon(file.name)));
  std::filesystem::remove(file.name);
  CHECK(pump.get("/favicon.ico").body == "ENOENT");
  fs.writeFileSync(file.name, "back again");
  CHECK(pump.get("/favicon.ico").body == "back again");
  fs.writeFileSync(file.name, "changed");
  CHECK(pump.get("/favicon.ico").body == "back again");
}

TEST_CASE("an icon that is none is refused where it is made") {
  CHECK_THROWS_WITH_AS(favicon(undefined), "path to favicon.ico is required", TypeError);
  CHECK_THROWS_WITH_AS(favicon(5), "path to favicon.ico must be string or buffer", TypeError);
  CHECK_THROWS_WITH(favicon("/no/such/icon"), "ENOENT: no such file or directory, stat '/no/such/icon'");
  CHECK_THROWS_WITH(favicon("/tmp"), "EISDIR, illegal operation on directory '/tmp'");
}
