// res.download in its forms.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "file_helpers.hpp"
#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

TEST_CASE("download takes a name, options and a callback, each of them or none") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  folder.file("b.txt", "b");
  const Value whole = folder / "a.txt", root = folder.path();
  Let calls = 0;
  const auto count = [=](auto err) { calls += err ? 100 : 1; };
  const SendFileOptions below = {.root = root};
  auto app = express();
  app.get("/1", [=](auto& req, auto& res) { res.download(whole); });
  app.get("/2", [=](auto& req, auto& res) { res.download(whole, count); });
  app.get("/3", [=](auto& req, auto& res) { res.download(whole, "x.html"); });
  app.get("/4", [=](auto& req, auto& res) { res.download(whole, "x.html", count); });
  app.get("/5", [=](auto& req, auto& res) { res.download("b.txt", {.root = root, .maxAge = 1h}); });
  app.get("/6", [=](auto& req, auto& res) { res.download("b.txt", below, count); });
  app.get("/7", [=](auto& req, auto& res) { res.download("b.txt", "x.html", {.root = root}); });
  app.get("/8", [=](auto& req, auto& res) { res.download("b.txt", "x.html", below, count); });
  app.get("/9", [=](auto& req, auto& res) { res.download("b.txt", null, {.root = root}); });
  Pump pump(app);
  const struct {
    const char *path, *disposition, *type, *body;
  } cases[] = {
      {"/1", "attachment; filename=a.txt", "text/plain; charset=utf-8", "a"},
      {"/2", "attachment; filename=a.txt", "text/plain; charset=utf-8", "a"},
      {"/3", "attachment; filename=x.html", "text/plain; charset=utf-8", "a"},
      {"/4", "attachment; filename=x.html", "text/plain; charset=utf-8", "a"},
      {"/5", "attachment; filename=b.txt", "text/plain; charset=utf-8", "b"},
      {"/6", "attachment; filename=b.txt", "text/plain; charset=utf-8", "b"},
      {"/7", "attachment; filename=x.html", "text/plain; charset=utf-8", "b"},
      {"/8", "attachment; filename=x.html", "text/plain; charset=utf-8", "b"},
      {"/9", "attachment; filename=b.txt", "text/plain; charset=utf-8", "b"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.path);
    const auto answer = pump.get(c.path);
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Disposition") == c.disposition);
    CHECK(answer.header("Content-Type") == c.type);
    CHECK(answer.body == c.body);
  }
  pump.settle();
  CHECK(calls == 4);
}

TEST_CASE("the disposition is the download's own, and is on no error") {
  const TempFolder folder;
  folder.file("a.txt", "a");
  auto app = express();
  app.set("env", "test");
  app.get("/:name", [root = Value(folder.path())](auto& req, auto& res) {
    res.download(req.params["name"], {.root = root, .headers = {{"CONTENT-disposition", "inline"}, {"X-Own", "1"}}});
  });
  Pump pump(app);
  CHECK(pump.get("/a.txt").headers("Content-Disposition") == std::vector<std::string>{"attachment; filename=a.txt"});
  CHECK(pump.get("/a.txt").header("X-Own") == "1");
  const auto missing = pump.get("/none");
  CHECK(missing.status == 404);
  CHECK(!missing.has("Content-Disposition"));
  CHECK(!missing.has("X-Own"));
}

TEST_CASE("a path that is no text is a TypeError") {
  auto app = express();
  app.set("env", "test");
  app.get("/", [](auto& req, auto& res) { res.download(undefined); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.send(format("{} {}", err.name, err.code)); });
  CHECK(Pump(app).get("/").body == "TypeError ERR_INVALID_ARG_TYPE");
}
