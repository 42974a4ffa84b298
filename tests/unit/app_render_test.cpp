// app.render and res.render: locals, look-up, the cache, when callbacks come.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Answers with the path below the folder and the locals it is asked for.
struct Site {
  Site() {
    for (const auto* name :
         {"views/page.tpl", "views/folder/index.tpl", "views/.tpl/index.tpl", "views/index.tpl", "other/late.tpl"})
      folder.file(name, "");
    app.engine("tpl", [root = folder.path()](auto file, auto options) {
      return format("{} {} {} {}", file.slice(int(root.size())), options["a"], options["b"], options["c"]);
    });
    app.set("views", folder / "views").set("view engine", "tpl").set("env", "test");
    app.locals["a"] = app.locals["b"] = app.locals["c"] = "app";
  }
  // What (err, text) a render gives.
  std::string render(const Value& name, const Value& options = {}) {
    Pump pump(express());
    std::string got = "nothing";
    pump.loop.turn(
        [&] { app.render(name, options, [&](auto& err, auto& text) { got = err ? err.message.str() : text.str(); }); });
    pump.settle();
    return got;
  }
  TempFolder folder;
  App app = express();
};

}  // namespace

TEST_CASE("the locals of the app, of the response and of the call come together, the later win") {
  Site site;
  site.app.get("/", [](auto&, auto& res) {
    res.locals["b"] = res.locals["c"] = "res";
    res.render("page", {{"c", "call"}});
  });
  CHECK(Pump(site.app).get("/").body == "/views/page.tpl app res call");
  CHECK(site.render("page", {{"_locals", {{"b", "given"}}}, {"c", 1}}) == "/views/page.tpl app given 1");
  CHECK(site.render("page", null) == "/views/page.tpl app app app");
}

TEST_CASE("options that are used again are left as they are") {
  Site site;
  Value options = {{"c", "call"}};
  site.app.get("/", [=](auto&, auto& res) { res.render("page", options); });
  Pump(site.app).get("/");
  CHECK(Object.keys(options).join() == "c");
}

TEST_CASE("options that are no object are refused by res.render") {
  Site site;
  site.app.get("/", [](auto&, auto& res) { res.render("page", "abc"); });
  site.app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message); });
  CHECK(Pump(site.app).get("/").body == "Cannot create property '_locals' on string 'abc'");
}

TEST_CASE("views are looked for as name and extension, then as an index in the folder of that name") {
  Site site;
  for (const auto& [name, found] : {std::pair<std::string, std::string>{"page", "/views/page.tpl"},
                                    {"page.tpl", "/views/page.tpl"},
                                    {"folder", "/views/folder/index.tpl"},
                                    {"folder/", "/views/folder/index.tpl"},
                                    {"folder/index", "/views/folder/index.tpl"},
                                    {"folder/../page", "/views/page.tpl"},
                                    {"../other/late", "/other/late.tpl"},
                                    {"", "/views/index.tpl"},
                                    {site.folder / "other/late", "/other/late.tpl"}}) {
    const std::string shown = name;  // clang 14 captures no binding
    CAPTURE(shown);
    CHECK(site.render(shown) == found + " app app app");
  }
}

TEST_CASE("several folders are looked through in their order, and the error names them") {
  Site site;
  const auto views = site.folder / "views", other = site.folder / "other";
  site.app.set("views", {views, other});
  CHECK(site.render("late") == "/other/late.tpl app app app");
  CHECK(site.render("none") ==
        "Failed to lookup view \"none\" in views directories \"" + views + "\" or \"" + other + "\"");
  site.app.set("views", {"x", "y", "z"});
  CHECK(site.render("none") == R"(Failed to lookup view "none" in views directories "x", "y" or "z")");
  site.app.set("views", Array(views));
  CHECK(site.render("none") == "Failed to lookup view \"none\" in views directory \"" + views + "\"");
  site.app.set("views", Array());
  CHECK(site.render("page") == R"(Failed to lookup view "page" in views directory "")");
}

TEST_CASE("a view that is no regular file, or has a NUL in its name, is not found") {
  Site site;
  site.folder.file("views/odd.tpl/inside", "");
  CHECK(site.render("odd").starts_with("Failed to lookup view \"odd\""));
  CHECK(site.render("page\0.tpl"s).starts_with("Failed to lookup view"));
}

TEST_CASE(
    "the error of a look-up comes at once and has the view; a text comes later, even of an engine that is at once") {
  Site site;
  Pump pump(express());
  std::string order;
  pump.loop.turn([&] {
    site.app.render("none", [&](auto& err) { order += "error of " + err["view"]["name"] + err["view"]["ext"] + ", "; });
    site.app.render("page", [&](auto&, auto&) { order += "text"; });
    order += "after, ";
  });
  pump.settle();
  CHECK(order == "error of none.tpl, after, text");
}

TEST_CASE("\"view cache\" and the option cache keep the view, not its text") {
  Site site;
  CHECK(site.render("page") == "/views/page.tpl app app app");
  CHECK(Object.keys(site.app.cache).length() == 0);
  site.app.enable("view cache");
  site.render("page");
  CHECK(site.app.cache["page"]["path"] == site.folder / "views/page.tpl");
  site.app.set("views", site.folder / "other");
  CHECK(site.render("page", {{"a", 1}}) == "/views/page.tpl 1 app app");
  CHECK(site.render("page", {{"cache", false}}).starts_with("Failed to lookup view"));
  site.app.disable("view cache");
  site.render("late", {{"cache", true}});
  CHECK(Object.keys(site.app.cache).join() == "page,late");
}

TEST_CASE("what the engine gives is sent as res.send would send it") {
  Site site;
  site.app.engine("json", [](Value, Value) { return Value{{"a", 1}}; });
  site.folder.file("views/data.json", "");
  site.app.get("/", [](auto&, auto& res) { res.render("data.json"); });
  const auto answer = Pump(site.app).get("/");
  CHECK(answer.header("Content-Type") == "application/json; charset=utf-8");
  CHECK(answer.body == R"({"a":1})");
}

TEST_CASE("errors of a render go on behind the router that the request is in") {
  Site site;
  auto router = express.Router();
  router.get("/", [](auto&, auto& res) { res.render("none"); });
  router.use([](auto&, auto&, auto& res, auto) { res.status(404).send("by the router"); });
  site.app.use("/", router);
  site.app.use([](auto&, auto&, auto& res, auto) { res.send("by the app"); });
  CHECK(Pump(site.app).get("/").body == "by the router");
}

TEST_CASE("a client that has left does no harm to a render") {
  Site site;
  std::string seen;
  site.app.engine(
      "tpl", [&](auto, auto, auto callback) { setTimeout([=, &seen] { callback(null, "late"), seen = "late"; }, 50); });
  site.app.get("/", [](auto&, auto& res) { res.render("page"); });
  Pump pump(site.app);
  {
    auto client = pump.connect();
    client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client->leave();
  }
  pump.advance(60);
  pump.settle();
  CHECK(seen == "late");
}
