// app.engine, app.engines, the setting "view": which engine renders a view, and in which shapes engines come.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

void by_name(Value file, Value options, Callback<Error, Value> callback) {
  callback(nullptr, path.basename(file) + " for " + options["who"]);
}

// An engine with a state of its own.
struct Shouting {
  std::string mark;
  void operator()(Value, Value options, Callback<Error, Value> callback) const {
    callback(nullptr, options["who"].toUpperCase() + mark);
  }
};

// What `engine` makes of a view for "ann"; the message of its error.
std::string rendered(const ViewEngine& engine) {
  const TempFolder folder;
  folder.file("page.tpl", "");
  auto app = express();
  app.engine("tpl", engine).set("views", folder.path()).set("env", "test");
  app.get("/", [](auto&, auto& res) { res.render("page.tpl", {{"who", "ann"}}); });
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send("failed: " + err.message); });
  return Pump(app).get("/").body;
}

Task<Value> slowly(Value text) {
  co_await Promise([](auto resolve, auto) { setTimeout([=] { resolve(); }, 5); });
  co_return text;
}

}  // namespace

TEST_CASE("an engine is a function, a lambda, a struct, a function in a Value, with a callback or with a result") {
  CHECK(rendered(by_name) == "page.tpl for ann");
  CHECK(rendered([](auto, auto options, auto callback) { callback(null, options["who"]); }) == "ann");
  CHECK(rendered(Shouting{"!"}) == "ANN!");
  CHECK(rendered(Function([](auto, auto options, auto callback) { callback(null, options["who"]); })) == "ann");
  CHECK(rendered([](auto, auto options) { return options["who"] + "?"; }) == "ann?");
}

TEST_CASE("an engine may be async, with a callback or with a result") {
  CHECK(rendered([](auto, auto options) -> Task<Value> { co_return co_await slowly(options["who"]); }) == "ann");
  CHECK(rendered([](auto& file, auto& options, auto& callback) -> Task<> {
          co_await slowly(file);
          callback(null, options["who"]);  // what the references refer to lives until here
        }) == "ann");
}

TEST_CASE("what an engine throws, calls back with or rejects is the error of the render") {
  CHECK(rendered([](auto, auto, auto) { throw Error("thrown"); }) == "failed: thrown");
  CHECK(rendered([](auto, auto, auto) { throw std::runtime_error("standard"); }) == "failed: standard");
  CHECK(rendered([](auto, auto, auto callback) { callback(Error("called")); }) == "failed: called");
  CHECK(rendered([](auto, auto) -> Task<Value> {
          co_await slowly("");
          throw Error("rejected");
        }) == "failed: rejected");
  CHECK(rendered([](auto, auto, auto) -> Task<> {
          co_await slowly("");
          throw Error("rejected, too");
        }) == "failed: rejected, too");
  CHECK(rendered(Function([](auto, auto, auto callback) { callback(Error("in a Value")); })) == "failed: in a Value");
}

TEST_CASE("what is no engine is refused at once") {
  auto app = express();
  CHECK_THROWS_WITH_AS(app.engine("tpl", Value("text")), "callback function required", Error);
  CHECK_THROWS_WITH_AS(app.engine("tpl", undefined), "callback function required", Error);
  CHECK_THROWS_WITH_AS(app.engine("tpl", ViewEngine()), "callback function required", Error);
}

TEST_CASE("app.engines shows engines by extension, with the dot, and takes them") {
  auto app = express(), parent = express();
  app.engine("a", by_name).engine(".b", by_name);
  CHECK(Object.keys(app.engines).join() == ".a,.b");
  app.engines[".c"] = app.engines[".a"];
  CHECK(app.engines[".c"]);
  delete_(app.engines[".a"]);
  CHECK_FALSE(app.engines[".a"]);
  parent.engine("p", by_name);
  CHECK_FALSE(app.engines[".p"]);
  parent.use("/sub", app);
  CHECK(app.engines[".p"]);  // a mounted app has those of its parent
  CHECK(Object.keys(app.engines).join() == ".b,.c");

  Value got;
  app.engines[".b"]("/x/y.b", {{"who", "ann"}}, Function([&](auto err, auto text) { got = {err, text}; }));
  CHECK(got[0] == null);
  CHECK(got[1] == "y.b for ann");
}

TEST_CASE("a module provides an engine for all apps; an app's own comes first") {
  const TempFolder folder;
  folder.file("page.provided", "");
  REQUIRE(provideEngine("provided", [](auto, auto) { return "by the module"; }));
  auto app = express(), other = express();
  for (auto each : {app, other}) {
    each.set("views", folder.path()).set("view engine", "provided");
    each.get("/", [](auto&, auto& res) { res.render("page"); });
  }
  other.engine("provided", [](auto, auto) { return "by the app"; });
  CHECK(Pump(app).get("/").body == "by the module");
  CHECK(Pump(other).get("/").body == "by the app");
}

TEST_CASE("an extension without an engine says what to do, and is thrown") {
  auto app = express();
  const auto nothing = [](auto, auto) {};
  CHECK_THROWS_WITH_AS(app.render("a.unheard", nothing),
                       "Cannot find module 'unheard': no engine renders \"a.unheard\". Register one with "
                       "app.engine(\"unheard\", fn) before the first render, or include the module that brings it, "
                       "<crema/unheard.hpp>, and link crema-unheard.",
                       Error);
  CHECK_THROWS_WITH_AS(app.render("a", nothing), "No default engine was specified and no extension was provided.",
                       Error);
  CHECK_THROWS_WITH_AS(app.render(5, nothing), "The \"path\" argument must be of type string. Received type number (5)",
                       TypeError);
  CHECK_THROWS_WITH_AS(app.render(undefined, nothing),
                       "The \"path\" argument must be of type string. Received undefined", TypeError);
}

namespace {

// As Express's example view-constructor: views that are no files.
struct RemoteView : View {
  RemoteView(Value given, Value options) {
    name = given;
    engine = options["engines"][crema::path.extname(given)];
    path = given.startsWith("no") ? Value() : Value("/" + options["root"] + "/master/" + given);
  }
  void render(Value options, Callback<Error, Value> callback) override {
    setTimeout([=, this] { engine("text of " + path, options, callback); }, 1);
  }
};

// A class that keeps Express's look-up.
struct NotedView : View {
  using View::View;
  void render(Value options, Callback<Error, Value> callback) override {
    View::render(options,
                 [=, file = crema::path.basename(path)](auto& err, auto& text) { callback(err, file + ": " + text); });
  }
};

}  // namespace

TEST_CASE("the setting \"view\" takes a class of one's own") {
  auto app = express();
  app.engine("md", [](auto text, auto options, auto callback) { callback(null, text + ", " + options["title"]); });
  app.set("views", "expressjs/express").set("view", viewClass<RemoteView>()).set("env", "test");
  app.get("/", [](auto&, auto& res) { res.render("Readme.md", {{"title", "T"}}); });
  app.get("/none", [](auto&, auto& res) { res.render("none.md"); });
  app.use([](auto& err, auto&, auto& res, auto) { res.send(err.message + " " + err["view"]["name"]); });
  Pump pump(app);
  CHECK(pump.get("/").body == "text of /expressjs/express/master/Readme.md, T");
  CHECK(pump.get("/none").body == "Failed to lookup view \"none.md\" in views directory \"undefined\" none.md");
}

TEST_CASE("a subclass of View renders beside Express's look-up, and a function that gives an object is a class, too") {
  const TempFolder folder;
  folder.file("page.tpl", "");
  auto app = express();
  app.engine("tpl", [](auto, auto) { return "text"; });
  app.set("views", folder.path()).set("view engine", "tpl").set("view", viewClass<NotedView>());
  app.get("/", [](auto&, auto& res) { res.render("page"); });
  CHECK(Pump(app).get("/").body == "page.tpl: text");

  app.set("view", Function([](auto name, auto) {
            return Value{{"name", name}, {"path", "/" + name}, {"render", Function([=](auto options, auto callback) {
                                                                  callback(null, name + options["cache"]);
                                                                })}};
          }));
  CHECK(Pump(app).get("/").body == "pagefalse");
}
