// EJS: templates, locals, includes, errors, as npm's ejs 7. The suite interop compares many more pages with npm's.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// What a call throws, as a text: "ReferenceError: …".
template <class F>
std::string thrown(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.str();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("ejs: a template is text with JavaScript in it") {
  CHECK(ejs.render("<p><%= name %></p>", {{"name", "<Tobi>"}}) == "<p>&lt;Tobi&gt;</p>");
  CHECK(ejs.render("<% for (const n of list) { %><%- n %>;<% } %>", {{"list", {1, "<b>", true}}}) == "1;<b>;true;");
  CHECK(ejs.render("<%= user?.name ?? 'nobody' %>", {{"user", undefined}}) == "nobody");
  CHECK(ejs.render("<%= `${[1, 2, 3].map((n) => n ** 2).join()}` %>") == "1,4,9");
  CHECK(ejs.render("héllo <%= '\u00e9\U0001F600' %>") == "héllo \u00e9\U0001F600");
}

TEST_CASE("ejs: what JSON cannot say arrives, too") {
  CHECK(ejs.render("<%= when.getUTCFullYear() %>", {{"when", Date(0)}}) == "1970");
  CHECK(ejs.render("<%= [n, i, m, typeof u, Object.is(z, -0)] %>",
                   {{"n", Number("NaN")}, {"i", Infinity}, {"m", -Infinity}, {"u", undefined}, {"z", -0.0}}) ==
        "NaN,Infinity,-Infinity,undefined,true");
  CHECK(ejs.render("<%= bytes.toString('base64') %> <%= bytes %>", {{"bytes", Buffer.from("h\u00e9")}}) ==
        "aMOp h\u00e9");
  CHECK(ejs.render("<%= 'xAb'.replace(re, '-') %>", {{"re", Regex("a", "gi")}}) == "x-b");
  Value self = {{"name", "loop"}};
  self["self"] = self;
  CHECK(ejs.render("<%= self.self.self === self %>", {{"self", self}}) == "true");
  self["self"] = undefined;  // counted, a circle would stay for ever
}

TEST_CASE("ejs: an error in a page has its message, its stack and its members") {
  Error failed = TypeError("broken");
  failed.status = 404;
  CHECK(ejs.render("<%= error.message %> <%= error.status %> <%= error instanceof TypeError %> <%= error %>",
                   {{"error", failed}}) == "broken 404 true TypeError: broken");
}

TEST_CASE("ejs: functions in locals are called with Values, and give Values") {
  const Value locals = {{"plural", Function([](auto n, auto word) { return n == 1 ? word : word + "s"; })},
                        {"later", Function([](auto date) { return Date(date.number() + 1000); })},
                        {"same", Function([](auto v) { return v; })}};
  CHECK(ejs.render("<%= plural(2, 'cat') %>", locals) == "cats");
  CHECK(ejs.render("<%= later(new Date(0)).toISOString() %>", locals) == "1970-01-01T00:00:01.000Z");
  CHECK(ejs.render("<%= typeof same(undefined) %> <%= same(same) === same %> <%= same({ a: [NaN] }).a[0] %>", locals) ==
        "undefined true NaN");
}

TEST_CASE("ejs: what a function throws is the error of the render, of its class, with the place in the template") {
  struct Mine : Error {
    using Error::Error;
  };
  const Value locals = {{"fail", Function([]() -> Value {
                           Mine e("no luck");
                           e.status = 418;
                           throw e;
                         })}};
  try {
    ejs.render("one\n<% fail() %>", locals);
    FAIL("it did not throw");
  } catch (const Error& e) {
    CHECK(instanceof <Mine>(e));
    CHECK(e.status == 418);
    CHECK(e.message == "ejs:2\n    1| one\n >> 2| <% fail() %>\n\nno luck");
  }
  CHECK(ejs.render("<% try { fail() } catch (e) { %><%= e.message %> <%= e.status %><% } %>", locals) == "no luck 418");
}

TEST_CASE("ejs: errors tell the line as npm's do") {
  CHECK(thrown([] { ejs.render("a\nb\n<%= missing %>\nc\nd\ne\nf"); }) ==
        "ReferenceError: ejs:3\n    1| a\n    2| b\n >> 3| <%= missing %>\n    4| c\n    5| d\n    6| e\n\nmissing is "
        "not "
        "defined");
  CHECK(thrown([] {
          ejs.render("<%= user.name %>", {{"user", undefined}}, {.filename = "page.ejs"});
        }) == "TypeError: page.ejs:1\n >> 1| <%= user.name %>\n\nCannot read properties of undefined (reading 'name')");
  CHECK(thrown([] { ejs.render("<% a"); }) == "Error: Could not find matching close tag for \"<%\".");
  CHECK(thrown([] { ejs.render("<% if ( %>", {}, {.filename = "x.ejs"}); }).find(" in x.ejs while compiling ejs\n\n") !=
        std::string::npos);
}

TEST_CASE("ejs: options") {
  CHECK(ejs.render("[?= a ?]", {{"a", 1}}, {.delimiter = "?", .openDelimiter = "[", .closeDelimiter = "]"}) == "1");
  CHECK(ejs.render("<%= locals.a %>", {{"a", 1}}, {.strict = true}) == "1");
  CHECK(ejs.render("<%= it.a %>", {{"a", 1}}, {._with = false, .localsName = "it"}) == "1");
  CHECK(ejs.render("<%= a %>", {{"a", 1}}, {.strict = true, .destructuredLocals = Array("a")}) == "1");
  CHECK(ejs.render("<%= a %>", {{"a", 1}}, {.escape = [](auto v) { return "<" + v + ">"; }}) == "<1>");
  CHECK(ejs.render("<%= this.a %>", {}, {.context = {{"a", 1}}}) == "1");
  CHECK(ejs.render("<% print('x') %>", {}, {.outputFunctionName = "print"}) == "x");
  CHECK(ejs.render(" a \n\n <% %> b ", {}, {.rmWhitespace = true}) == "a\n b");
  const Value options = {{"delimiter", "?"}};
  CHECK(ejs.render("<?= 1 ?>", {}, options) == "1");
  ejs.delimiter = "$";
  CHECK(ejs.render("<$= 1 $>") == "1");
  ejs.delimiter = undefined;
}

TEST_CASE("ejs: async templates may await") {
  CHECK(ejs.render("<%= await Promise.resolve(5) %>", {}, {.async = true}) == "5");
  CHECK(thrown([] { ejs.render("<% await Promise.reject(new Error('no')) %>", {}, {.async = true}); }) ==
        "Error: ejs:1\n >> 1| <% await Promise.reject(new Error('no')) %>\n\nno");
  CHECK(thrown([] { ejs.render("<% await new Promise(() => {}) %>", {}, {.async = true}); }) ==
        "Error: The template awaits something that never comes");
}

TEST_CASE("ejs.compile gives a function, for all threads") {
  const auto page = ejs.compile("<%= n %>");
  CHECK(page({{"n", 1}}) == "1");
  std::vector<std::string> got(3);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int turn = 0; turn < 100; ++turn) got[i] = page(Value{{"n", i}}).str();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(got == std::vector<std::string>{"0", "1", "2"});
}

TEST_CASE("ejs: a template that does not end is stopped, and the next one runs") {
  ejs.timeout = 100;
  CHECK(thrown([] { ejs.render("<% for (;;); %>"); }) == "RangeError: The template took longer than 100 ms");
  CHECK(thrown([] { ejs.render("<% try { for (;;); } catch {} for (;;); %>", {}, {.async = true}); }) ==
        "RangeError: The template took longer than 100 ms");
  CHECK(ejs.render("<%= 1 %>") == "1");
  ejs.timeout = undefined;
}

TEST_CASE("ejs: recursion without end is an error") {
  const TempFolder folder;
  const auto file = folder.file("self.ejs", "<%- include('self') %>");
  CHECK(thrown([] { ejs.render("<% const f = () => f() + 1; f() %>"); }).find("Maximum call stack size exceeded") !=
        std::string::npos);
  CHECK(thrown([&] {
          ejs.render("<%- include('self') %>", {}, {.filename = file});
        }).find("Includes are nested more than 200 deep") != std::string::npos);
}

TEST_CASE("ejs.helper: a function for all templates") {
  ejs.helper("shout", [](auto text) { return text.toUpperCase() + "!"; });
  CHECK(ejs.render("<%= shout('hey') %>") == "HEY!");
  CHECK(ejs.render("<%= shout('hey') %>", {{"shout", "local"}}, {._with = false}) == "HEY!");
  ejs.helper("shout", [](auto text) { return text; });
  CHECK(ejs.render("<%= shout('hey') %>") == "hey");
}

TEST_CASE("ejs: a function may render, too") {
  const Value locals = {{"part", Function([](auto n) { return ejs.render("[<%= n %>]", {{"n", n}}); })}};
  CHECK(ejs.render("<%- part(1) %><%- part(2) %>", locals) == "[1][2]");
}

TEST_CASE("ejs: views of Express, with includes") {
  const TempFolder folder;
  folder.file("views/page.ejs",
              "<%- include('parts/head', { title: 'T' }) %><%= user %> <%= site %> <%= settings.env %>");
  folder.file("views/parts/head.ejs", "<h1><%= title %> <%= user %></h1><%- include('deep/er') %>");
  folder.file("views/parts/deep/er.ejs", "<%- include('shared') -%>\n");
  folder.file("views/shared.ejs", "shared ");
  auto app = express();
  app.set("views", Array(folder / "views")).set("view engine", "ejs").set("env", "test");
  app.locals["site"] = "S";
  app.get("/", [](auto&, auto& res) {
    res.locals["user"] = "<U>";
    res.render("page");
  });
  app.get("/missing", [](auto&, auto& res) { res.render("nothing"); });
  CHECK(Pump(app).get("/").body == "<h1>T &lt;U&gt;</h1>shared &lt;U&gt; S test");
  CHECK(Pump(app).get("/missing").status == 500);
  app.engine("html", ejs.renderFile);
  folder.file("views/other.html", "<%- include('parts/deep/er.ejs') %>");
  app.get("/html", [](auto&, auto& res) { res.render("other.html"); });
  CHECK(Pump(app).get("/html").body == "shared ");
}

TEST_CASE("ejs.renderFile: with a callback and awaited") {
  const TempFolder folder;
  const auto file = folder.file("a.ejs", "\uFEFF<%= n %>");
  std::string got;
  ejs.renderFile(file, {{"n", 1}}, [&](auto& err, auto& text) { got = err ? err.str() : text.str(); });
  CHECK(got == "1");
  ejs.renderFile(file, {{"n", 2}}, {.escape = [](auto) { return "-"; }},
                 [&](auto& err, auto& text) { got = err ? err.str() : text.str(); });
  CHECK(got == "-");
  ejs.renderFile(folder / "none.ejs", [&](auto& err, auto&) { got = err.code.str(); });
  CHECK(got == "ENOENT");
  Pump pump(express());
  [&]() -> Task<> { got = (co_await ejs.renderFile(file, {{"n", 3}})).str(); }().detach(nullptr, {});
  CHECK(got == "3");
}

TEST_CASE("ejs.cache keeps templates by file, until it is cleared") {
  const TempFolder folder;
  const auto file = folder.file("a.ejs", "one");
  const auto render = [&] {
    std::string got;
    ejs.renderFile(file, {}, {.cache = true}, [&](auto& err, auto& text) { got = err ? err.str() : text.str(); });
    return got;
  };
  CHECK(render() == "one");
  folder.file("a.ejs", "two");
  CHECK(render() == "one");
  CHECK(ejs.cache.get(file)() == "one");
  ejs.clearCache();
  CHECK(render() == "two");
  ejs.cache.set(file, Function([](auto data) { return "mine " + JSON.stringify(data); }));
  CHECK(render() == "mine {}");
  ejs.cache.remove(file);
  CHECK(render() == "two");
  ejs.clearCache();
  CHECK(thrown([] { ejs.render("a", {}, {.cache = true}); }) == "Error: cache option requires a filename");
}

TEST_CASE("ejs.fileLoader and .includer bring templates from elsewhere") {
  ejs.fileLoader = Function([](auto file) { return "loaded " + path.basename(file); });
  std::string got;
  ejs.renderFile("/x/y.ejs", [&](auto&, auto& text) { got = text.str(); });
  ejs.fileLoader = undefined;
  CHECK(got == "loaded y.ejs");
  CHECK(ejs.render("<%- include('z', { a: 2 }) %>", {{"a", 1}}, {.includer = [](auto name, auto) {
                     return Value{{"template", name + " <%= a %>"}};
                   }}) == "z 2");
}
