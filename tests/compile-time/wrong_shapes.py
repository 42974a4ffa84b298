"""What is no handler is one error, with one sentence that says what a handler is: small wrong programs, compiled one by one.

wrong_shapes.py COMPILER…: the last line is 'N passed, N failed'.
"""
import pathlib
import re
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
HANDLER = ("crema: this is not a handler. A handler is [](auto& req, auto& res) { ... }, [](auto& req, auto& res, auto next) { ... } "
           "or, for errors, [](auto& err, auto& req, auto& res, auto next) { ... }; a middleware must be called to give one: "
           "cors(), not cors.")
PARAM = ("crema: a param callback is [](auto& req, auto& res, auto next, auto value) { ... }, with the name as an optional fifth "
         "parameter.")
FRAME = """#include <crema/express.hpp>
using namespace crema;
struct Options {{ bool credentials = false; }};
Handler cors(Options options = {{}}) {{ return [](auto& req, auto& res, auto next) {{ next(); }}; }}
Handler plain() {{ return cors(); }}
Router users() {{ return express.Router(); }}
App admin() {{ return express(); }}
constexpr struct Session {{ Handler operator()(Options = {{}}) const {{ return cors(); }} }} session;
void show(Request& req, Response& res) {{}}
int main() {{
  auto app = express();
  auto router = express.Router();
  {}
}}
"""
WRONG = [
    ("parameters of other types", "app.get(\"/\", [](int a, int b) {});", HANDLER),
    ("parameters in another order", "app.get(\"/\", [](Response& res, Request& req) {});", HANDLER),
    ("an error handler without next", "app.use([](Error& err, Request& req, Response& res) {});", HANDLER),
    ("five parameters", "app.use([](auto& a, auto& b, auto& c, auto& d, auto& e) {});", HANDLER),
    ("a middleware that is not called", "app.use(cors);", HANDLER),
    ("one without options", "app.use(plain);", HANDLER),
    ("one that is a constant object", "app.use(session);", HANDLER),
    ("a function that gives a router", "app.use(\"/users\", users);", HANDLER),
    ("a function that gives an app", "app.use(\"/admin\", admin);", HANDLER),
    ("a number", "app.get(\"/\", 5);", HANDLER),
    ("in a list", "app.get(\"/\", {show, [](int a) {}});", HANDLER),
    ("in a route", "app.route(\"/\").get(cors);", HANDLER),
    ("by a method's name", "router[\"m-search\"](\"/\", cors);", HANDLER),
    ("in a router", "router.use(show, cors);", HANDLER),
    ("a param callback of other types", "app.param(\"id\", [](int id) {});", PARAM),
]
RIGHT = [
    ("every shape", """
  app.use(cors(), plain(), session(), users(), admin(), show, [] {}, [](auto& req) {});
  app.use("/", [](auto& req, auto& res, auto next) {}, [](Error& err, Request& req, Response& res, Next next) {});
  app.get("/", {show, {cors(), [](Request req, Response res, Next next) {}}}, [](auto&, auto&) -> Task<> { co_return; });
  app.param("id", [](auto&, auto&, auto next, auto id, auto name) {}).param("id", [](auto&, auto&, auto next) {});"""),
]


def errors(compiler, code):
    done = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-Wno-unused-parameter", "-x", "c++", "-", "-I",
                           str(here.parent.parent / "include")], input=FRAME.format(code), text=True, capture_output=True, check=False)
    return re.findall(r"error: (.*)", done.stderr), done.stderr


count = {True: 0, False: 0}
for compiler in sys.argv[1:]:
    for name, code, sentence in [*WRONG, *((name, code, None) for name, code in RIGHT)]:
        found, said = errors(compiler, code)
        good = not found if sentence is None else len(found) == 1 and sentence in found[0]
        count[good] += 1
        print(f"{'ok    ' if good else 'FAILED'}  {name}, {compiler}", flush=True)
        if not good:
            print("\n".join(said.split("\n")[:20]))
print(f"{count[True]} passed, {count[False]} failed")
sys.exit(count[False] > 0)
