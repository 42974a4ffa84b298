// What cannot be registered says so at once: what Express says, and what to do.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <string>

using namespace crema;

namespace {

void pass(Request&, Response&, Next next) { next(); }
void each(Request&, Response&, Next next, Value&) { next(); }

std::string error_of(const std::function<void()>& registration) {
  try {
    registration();
    return "no error";
  } catch (const TypeError& error) {
    return error.message.str();
  }
}

const std::string handler = "[](auto& req, auto& res, auto next) { ... })";
const std::string empty =
    "argument handler must be a function, but one of these is empty: a Handler that nothing was assigned to, or a name "
    "that a "
    "table of handlers does not have";
const std::string page = "; visit https://git.new/pathToRegexpError for info. ";
const std::string wildcard =
    "A wildcard has a name: /*splat, or /{*splat} to match / as well; a literal one is escaped: \\*";
const std::string parameter =
    "A parameter has a name of letters, digits, _ and $ that does not begin with a digit, as in /users/:id; any other "
    "name is "
    "quoted, as in /:\"my-name\"; a literal colon is escaped: \\:";
const std::string optional =
    "What is optional stands in braces, as in /users{/:id}; a query string is no part of a path; a literal one is "
    "escaped: \\?";
const std::string expression =
    "A regular expression is a path of its own, R\"(^/user/(\\d+)$)\"_re; a literal one is escaped: \\( and \\)";
const std::string escape =
    "In a path it has to be escaped by a backslash; what it means in regular expressions takes a Regex, as in "
    "R\"(^/ab+$)\"_re";
const std::string between =
    "Nothing tells where the one ends and the next begins: put text between the two, as in /:a-:b or /:a/:b";
const std::string combinations =
    "Each {optional} part doubles the ways to read a path, of which 256 are allowed: register several paths instead";

}  // namespace

TEST_CASE("a registration that is wrong says what is wrong and what to do") {
  auto app = express();
  auto router = express.Router();
  auto route = app.route("/x");
  struct {
    std::function<void()> registration;
    std::string message;
  } const cases[] = {
      {[=] { app.use(Handler()); }, "app.use() requires a middleware function: write app.use(" + handler},
      {[=] { app.use("/x", Handler()); }, "app.use() requires a middleware function: write app.use(\"/x\", " + handler},
      {[=] { app.use("/x", {}); }, "app.use() requires a middleware function: write app.use(\"/x\", " + handler},
      {[=] { router.use("/x", Handler()); }, "argument handler is required: write router.use(\"/x\", " + handler},
      {[=] { app.get("/x", {}); }, "argument handler is required: write app.get(\"/x\", " + handler},
      {[=] { app.delete_("/x", {}); }, "argument handler is required: write app.delete(\"/x\", " + handler},
      {[=] { app["post"]("/x", {}); }, "argument handler is required: write app.post(\"/x\", " + handler},
      {[=] {
         router.all({"/x", "/y"}, {});
       },
       "argument handler is required: write router.all(path, " + handler},
      {[=] { route.put({}); }, "argument handler is required: write route.put(" + handler},
      {[=] { app.use(Handler(), pass); }, empty},
      {[=] {
         app.get("/x", pass, {pass, {Handler()}});
       },
       empty},
      {[=] { app.use(Map<Handler>().get("auth"), pass); }, empty},
      {[=] { app["brew"]("/x", pass); },
       "app.brew is not a function: Node knows no method of HTTP by this name; \"all\" stands for every one of them"},
      {[=] { router["GET /"]("/x", pass); },
       "router.GET / is not a function: Node knows no method of HTTP by this name; \"all\" stands for every one of "
       "them"},
      {[=] { route[""](pass); },
       "route. is not a function: Node knows no method of HTTP by this name; \"all\" stands for every one of them"},
      {[=] { app.param("", each); }, "argument name is required: the name of a parameter, as \"id\" of \"/users/:id\""},
      {[=] { app.param(7, each); }, "argument name must be a string"},
      {[=] {
         app.param({"a", 7}, each);
       },
       "argument name must be a string"},
      {[=] {
         router.param({"a", "b"}, each);
       },
       "argument name must be a string: a router takes one name at a time, an app a list"},
      {[=] { app.get(Value(7), pass); },
       "a path is a text, a Regex or a list of these, not number: write \"/users\", \"^/users\"_re or {\"/a\", "
       "\"/b\"}"},
      {[=] { app.use(Value(), pass); },
       "a path is a text, a Regex or a list of these, not undefined: write \"/users\", \"^/users\"_re or {\"/a\", "
       "\"/b\"}"},
  };
  for (const auto& c : cases) CHECK(error_of(c.registration) == c.message);
}

TEST_CASE("a bad path says what is wrong where, and how it is written") {
  auto app = express();
  struct {
    std::string path, wrong, advice;
  } const cases[] = {
      {"*", "Missing parameter name at index 1", wildcard},
      {"/*", "Missing parameter name at index 2", wildcard},
      {"/a/*/b", "Missing parameter name at index 4", wildcard},
      {"/:", "Missing parameter name at index 2", parameter},
      {"/:0", "Missing parameter name at index 2", parameter},
      {"/:-a", "Missing parameter name at index 2", parameter},
      {"/:\"\"", "Missing parameter name at index 4", parameter},
      {"/:→", "Missing parameter name at index 2", parameter},
      {"/ü:", "Missing parameter name at index 3", parameter},
      {"/:\"a", "Unterminated quote at index 2", "A quoted name ends with a quote, as in /:\"my-name\""},
      {"/users/:id?", "Unexpected ? at index 10", optional},
      {"/a(b)", "Unexpected ( at index 2", expression},
      {"/ab)", "Unexpected ) at index 3", expression},
      {"/a+", "Unexpected + at index 2", escape},
      {"/a!", "Unexpected ! at index 2", escape},
      {"/[a]", "Unexpected [ at index 1", escape},
      {"/a]", "Unexpected ] at index 2", escape},
      {"/a}", "Unexpected } at index 2", "No { stands before it; a literal one is escaped: \\}"},
      {"/{a", "Unexpected end at index 3, expected }", "Each { needs a }; a literal one is escaped: \\{"},
      {"/a\\", "Unexpected end after \\ at index 3", "A backslash that is meant is written twice: \\\\"},
      {"/:a:b", "Missing text before \"b\" param", between},
      {"/*a*b", "Missing text before \"b\" wildcard", between},
      {"/:a{:b}", "Missing text before \"b\" param", between},
      {"/{a}{b}{c}{d}{e}{f}{g}{h}{i}", "Too many path combinations", combinations},
      {"/" + std::string(300, '{') + std::string(300, '}'), "Too many path combinations", combinations},
  };
  for (const auto& c : cases) {
    const auto message = c.wrong + ": " + c.path + page + c.advice;
    CHECK(error_of([&] { app.get(c.path, pass); }) == message);
    CHECK(error_of([&] { app.use(c.path, pass); }) == message);
    CHECK(error_of([&] { app.route(Value{"/fine", c.path}); }) == message);
  }
}

TEST_CASE("names of parameters are JavaScript's identifiers, or quoted") {
  for (auto pattern : {"/:a", "/:_a$1", "/:größe", "/:名前", "/:na→", "/:\"my-name\"", "/:\"with \\\" quote\"",
                       "/*\"x y\"", "/{a}{b}{c}{d}{e}{f}{g}{h}"}) {
    CAPTURE(pattern);
    CHECK_NOTHROW(express().get(pattern, pass));
  }
}
