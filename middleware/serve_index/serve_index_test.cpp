// serveIndex(), against what npm's serve-index does.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/serve_index.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// A folder of this test's own.
struct Folder {
  std::filesystem::path root = std::filesystem::temp_directory_path() / ("crema-index-" + std::to_string(getpid()));
  Folder() {
    std::filesystem::remove_all(root);
    for (const char* folder : {"g# %3 o & %2525 %37 dir", "users", ".hid", "b"})
      std::filesystem::create_directories(root / "public" / folder);
    for (const char* file : {"public/todo.txt", "public/nums", "public/B.JS", "public/foo & bar", "public/.dot",
                             "public/users/tobi.png", "secret.txt"})
      fs.writeFileSync((root / file).string(), "0123456789");
  }
  ~Folder() { std::filesystem::remove_all(root); }
  std::string name() const { return (root / "public").string(); }
};

App listing(const Folder& folder, ServeIndexOptions options = {}) {
  auto app = express();
  app.set("env", "test");
  app.use("/at", serveIndex(folder.name(), options));
  app.use([](auto& req, auto& res) { res.status(404).send("not found"); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });
  return app;
}

const testing::Fields json = {{"Accept", "application/json"}};

}  // namespace

TEST_CASE("folders come first, then names in the order of letters") {
  const Folder folder;
  Pump pump(listing(folder));
  const auto answer = pump.get("/at/", json);
  CHECK(answer.header("Content-Type") == "application/json; charset=utf-8");
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
  CHECK(answer.body == R"(["b","g# %3 o & %2525 %37 dir","users","B.JS","foo & bar","nums","todo.txt"])");
  const auto text = pump.get("/at/users", {{"Accept", "text/plain"}});
  CHECK(text.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(text.body == "tobi.png\n");
  CHECK(pump.get("/at/", {{"Accept", "image/*"}}).status == 406);
  CHECK(pump.request("HEAD", "/at/", json).header("Content-Length") == std::to_string(answer.body.size()));
  CHECK(Pump(listing(folder, {.hidden = true})).get("/at/", json).body.starts_with(R"([".hid","b",)"));
}

TEST_CASE("nothing outside of the folder is listed, and what is no folder is passed on") {
  const Folder folder;
  Pump pump(listing(folder));
  for (const char* target :
       {"/at/..", "/at/../", "/at/%2e%2e/", "/at/users/../../", "/at/%2e%2e%2f", "/at/..%2fpublic2/"}) {
    const auto answer = pump.get(target, json);
    CHECK(answer.status == 403);
    CHECK(answer.body == "Forbidden");
  }
  CHECK(pump.get("/at/users/..", json).status == 200);
  CHECK(pump.get("/at/%00", json).body == "Bad Request");
  CHECK(pump.get("/at/%", json).status == 400);
  CHECK(pump.get("/at/missing/", json).body == "not found");
  CHECK(pump.get("/at/nums", json).body == "not found");
  CHECK(pump.get("/at/nums/", json).status == 500);
  CHECK(pump.get("/at/" + std::string(300, 'a') + "/", json).status == 414);
}

TEST_CASE("other methods are not allowed") {
  const Folder folder;
  Pump pump(listing(folder));
  CHECK(pump.post("/at/", "x").status == 405);
  CHECK(pump.request("OPTIONS", "/at/").status == 200);
  CHECK(pump.request("DELETE", "/at/missing").header("Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("the page links what it lists") {
  const Folder folder;
  Pump pump(listing(folder));
  const auto page = pump.get("/at/", {{"Accept", "text/html"}}).body;
  CHECK(page.find("<title>listing directory /at/</title>") != page.npos);
  CHECK(page.find("<h1><a href=\"/\">~</a> / <a href=\"/at\">at</a> / </h1>") != page.npos);
  CHECK(page.find("<ul id=\"files\" class=\"view-tiles\"><li><a href=\"/at/b\" class=\"\" title=\"b\"><span "
                  "class=\"name\">b</span>"
                  "<span class=\"size\"></span><span class=\"date\">") != page.npos);
  CHECK(page.find("<a href=\"/at/g%23%20%253%20o%20%26%20%252525%20%2537%20dir\" class=\"\" title=\"g# %3 o &amp; "
                  "%2525 %37 dir\">") != page.npos);
  CHECK(page.find("<a href=\"/at/foo%20%26%20bar\" class=\"\" title=\"foo &amp; bar\">") != page.npos);
  CHECK(page.find("<span class=\"size\">10</span>") != page.npos);
  CHECK(page.find("title=\"..\"") == page.npos);
  const auto below = pump.get("/at/users/", {{"Accept", "text/html"}}).body;
  CHECK(below.find("<li><a href=\"/at\" class=\"\" title=\"..\">") != below.npos);
  CHECK(below.find("<a href=\"/at/users/tobi.png\"") != below.npos);
}

TEST_CASE("icons, details, and a style of one's own") {
  const Folder folder;
  fs.writeFileSync((folder.root / "own.css").string(), "/* mine */");
  const auto page =
      Pump(listing(folder, {.icons = true, .stylesheet = (folder.root / "own.css").string(), .view = "details"}))
          .get("/at/", {{"Accept", "text/html"}})
          .body;
  CHECK(page.find(
            "<style>/* mine */#files .icon-directory .name {\n  background-image: url(data:image/svg+xml;base64,") !=
        page.npos);
  CHECK(page.find("class=\"view-details\"><li class=\"header\"><span class=\"name\">Name</span>") != page.npos);
  CHECK(page.find("<a href=\"/at/b\" class=\"icon icon-directory\"") != page.npos);
  CHECK(page.find("<a href=\"/at/todo.txt\" class=\"icon icon-txt icon-text\"") != page.npos);
  CHECK(page.find("<a href=\"/at/B.JS\" class=\"icon icon-JS icon-application-javascript\"") != page.npos);
  CHECK(page.find("<a href=\"/at/nums\" class=\"icon icon- icon-default\"") != page.npos);
}

TEST_CASE("a filter is asked for each name, once the hidden ones are gone") {
  const Folder folder;
  Value asked = Array();
  Pump pump(listing(folder, {.filter = [&](auto name, auto index, auto list, auto where) {
                      asked.push(format("{} {} {}", index, list.length(), where.endsWith("/public/")));
                      return name.includes("u");
                    }}));
  CHECK(pump.get("/at/", json).body == R"(["users","nums"])");
  CHECK(asked[6] == "6 7 true");
  Pump failing(listing(folder, {.filter = [](auto name) -> Value { throw Error("no names today"); }}));
  CHECK(failing.get("/at/", json).body == "no names today");
}

TEST_CASE("the page is a file with marks, or a function") {
  const Folder folder;
  const auto file = (folder.root / "page.html").string();
  fs.writeFileSync(file, "{directory}|{linked-path}|{files|{ }|{style}{directory}");
  fs.writeFileSync((folder.root / "public/users/a{directory}").string(), "x");
  fs.writeFileSync((folder.root / "empty.css").string(), "s");
  const auto ask = [&](ServeIndexOptions options) {
    options.stylesheet = (folder.root / "empty.css").string();
    return Pump(listing(folder, options)).get("/at/users/", {{"Accept", "text/html"}});
  };
  CHECK(ask({.template_ = file}).body ==
        "/at/users/| / <a href=\"/at\">at</a> / <a href=\"/at/users\">users</a> / |{files|{ }|s/at/users/");
  CHECK(ask({.template_ = [](auto locals, auto callback) {
          Value names = locals["fileList"].map([](auto f) {
            return f["name"] + (f["stat"]["isDirectory"]() ? "/ " : " ") + (f["stat"]["mtime"] > 0 ? "old" : "new");
          });
          callback(null,
                   format("{} {} {} {}", locals["directory"], locals["viewName"], locals["style"], names.join(", ")));
        }}).body == "/at/users/ tiles s ../ old, a{directory} old, tobi.png old");
  const auto failed = ask({.template_ = [](auto locals, auto callback) { callback(Error("no page today")); }});
  CHECK(failed.status == 500);
  CHECK(failed.body == "no page today");
  CHECK(ask({.template_ = "/no/such/page"}).status == 500);
}

TEST_CASE("a root is needed, which need not be there") {
  CHECK_THROWS_WITH_AS(serveIndex(undefined), "serveIndex() root path required", TypeError);
  auto app = express();
  app.use(serveIndex("/no/such/folder"), [](auto& req, auto& res) { res.send("next"); });
  CHECK(Pump(app).get("/").body == "next");
}
