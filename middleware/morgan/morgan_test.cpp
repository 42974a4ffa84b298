// morgan(), against what npm's morgan writes.
#include <crema/express.hpp>
#include <crema/morgan.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "captured.hpp"
#include "pump.hpp"
#include "temp_folder.hpp"

using namespace crema;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

// Times and dates blotted out; the digits behind the point stay as "0".
std::string blotted(const Value& line) {
  return line.replace(Regex(R"(\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000)"), "<clf>")
      .replace(Regex(R"(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)", "g"), "<web>")
      .replace(Regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"), "<iso>")
      .replace(Regex(R"((\d+)(\.\d+)? ms)", "g"),
               [](auto, auto, auto digits) {
                 return "0" + (digits ? digits : Value("")).replace(Regex("\\d", "g"), "0") + " ms";
               })
      .str();
}

class Log {
 public:
  MorganStream stream() const {
    return {.write = [all = all_](auto line) { all->push_back(line.str()); }};
  }
  // All lines so far, together.
  std::string text() const {
    std::string made;
    for (const auto& line : *all_) made += blotted(line);
    return made;
  }
  std::size_t lines() const { return all_->size(); }

 private:
  std::shared_ptr<std::vector<std::string>> all_ = std::make_shared<std::vector<std::string>>();
};

App logged_app(Handler logger) {
  auto app = express();
  app.set("env", "test");
  app.use(logger);
  app.get("/ok", [](auto& req, auto& res) { res.set("X-Custom", "value").send("hello"); });
  app.get("/status/:code", [](auto& req, auto& res) { res.status(Number(req.params["code"])).send("status"); });
  app.get("/cookies", [](auto& req, auto& res) { res.cookie("a", "1").cookie("b", "2").end(); });
  app.get("/later", [](auto& req, auto& res) {});
  return app;
}

// What one request logs.
std::string logged(const Value& format, std::string_view target = "/ok", const Fields& fields = {},
                   MorganOptions options = {}) {
  Log log;
  options.stream = log.stream();
  Pump pump(logged_app(morgan(format, options)));
  pump.get(target, fields);
  return log.text();
}

}  // namespace

TEST_CASE("the formats with names are npm's") {
  const Fields browser = {
      {"Referer", "http://from/"}, {"User-Agent", "test/1"}, {"Authorization", "Basic dG9iaTpsb2tp"}};
  const std::string common = "127.0.0.1 - tobi [<clf>] \"GET /ok?a=1 HTTP/1.1\" 200 5";
  CHECK(logged("combined", "/ok?a=1", browser) == common + " \"http://from/\" \"test/1\"\n");
  CHECK(logged("common", "/ok?a=1", browser) == common + "\n");
  CHECK(logged("short") == "127.0.0.1 - GET /ok HTTP/1.1 200 5 - 0.000 ms\n");
  CHECK(logged("tiny") == "GET /ok 200 5 - 0.000 ms\n");
  CHECK(logged("default") == "127.0.0.1 - - [<web>] \"GET /ok HTTP/1.1\" 200 5 \"-\" \"-\"\n");
  CHECK(logged(undefined) == logged("default"));
}

TEST_CASE("dev has the colour of the status") {
  const auto colour = [](const std::string& status) {
    const auto line = logged("dev", "/status/" + status);
    return line.substr(line.find('\x1b', 1), 5);
  };
  CHECK(logged("dev") == "\x1b[0mGET /ok \x1b[32m200\x1b[0m 0.000 ms - 5\x1b[0m\n");
  CHECK(colour("304") == "\x1b[36m");
  CHECK(colour("404") == "\x1b[33m");
  CHECK(colour("500") == "\x1b[31m");
}

TEST_CASE("tokens say what npm's say, or a dash") {
  CHECK(logged(":method :url [:status] <:res[x-custom]> :req[X-Tag] done", "/ok", {{"X-Tag", "t"}}) ==
        "GET /ok [200] <value> t done\n");
  CHECK(logged(":http-version :referrer :user-agent :remote-addr :remote-user :req[x-none] :res[x-none]") ==
        "1.1 - - 127.0.0.1 - - -\n");
  CHECK(logged(":referrer", "/ok", {{"Referrer", "b"}}) == "b\n");
  CHECK(logged(":res[set-cookie] :res[content-length]", "/cookies") == "a=1; Path=/, b=2; Path=/ -\n");
  CHECK(logged(":date | :date[clf] | :date[iso] | :date[web] | :date[x]") == "<web> | <clf> | <iso> | <web> | -\n");
  CHECK(logged(":response-time ms :response-time[0] ms :response-time[5] ms :total-time ms :total-time[1] ms") ==
        "0.000 ms 0 ms 0.00000 ms 0.000 ms 0.0 ms\n");
  CHECK(logged("[:user-agent] [:req[x-tag]]", "/ok", {{"User-Agent", ""}, {"X-Tag", ""}}) == "[-] [-]\n");
  CHECK(logged(":pid") == String(process.pid()).str() + "\n");
  CHECK(logged(": :a :: :method[] :method[x :method[y]") == ": :a :: GET[] GET\n");
}

TEST_CASE("credentials are those of the Basic scheme") {
  const auto user = [](const std::string& field) { return logged(":remote-user", "/ok", {{"Authorization", field}}); };
  CHECK(user("Basic dG9iaTpsb2tp") == "tobi\n");
  CHECK(user("bAsIc   dG9iaTo=  ") == "tobi\n");
  CHECK(user("Basic dG9iaQ==") == "-\n");      // no colon
  CHECK(user("Basic OnNlY3JldA==") == "-\n");  // no name
  CHECK(user("Bearer dG9iaTpsb2tp") == "-\n");
  CHECK(user("Basic dG9i aTpsb2tp") == "-\n");
  CHECK(user("Basic") == "-\n");
  CHECK(user("Basic YTpiCmM=") == "-\n");  // a line end in the password
  CHECK(user("Basic dG8KYmk6bG9raQ==") == "to\\nbi\n");
  CHECK(user("Basic /zpsb2tp") == "\xef\xbf\xbd\n");  // a name that is no UTF-8
}

TEST_CASE("what a client sends cannot break a line or a field of the log") {
  CHECK(logged("\"\\ :req[x-tag]\t.", "/ok", {{"X-Tag", "a\"b\\c\td"}}) == "\"\\ a\\\"b\\\\c\\td\t.\n");
  CHECK(logged(":req[x-tag]", "/ok", {{"X-Tag", "\xc2\x9b"}}) == "\xc3\x82\\u009b\n");  // bytes are Latin-1
  morgan.token("awkward",
               [](auto& req) { return "\x01\x7f\b\f\r\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xc2\xa0"; });
  CHECK(logged(":awkward") == "\\u0001\\u007f\\b\\f\\r\\u0085\\u2028\\u2029\xe2\x80\xaa\xc2\xa0\n");
}

TEST_CASE("immediate logs the request before anything is known of the answer") {
  CHECK(logged(":method :url :status :res[x-custom] :response-time", "/ok", {}, {.immediate = true}) ==
        "GET /ok - - -\n");
}

TEST_CASE("skip leaves requests out, by the answer too") {
  const MorganOptions errors_only = {.skip = [](auto& req, auto& res) { return res.statusCode < 400; }};
  CHECK(logged(":status", "/ok", {}, errors_only) == "");
  CHECK(logged(":status", "/status/404", {}, errors_only) == "404\n");
}

TEST_CASE("tokens and formats of one's own") {
  morgan.token("tag", [](auto& req, auto& res, auto argument) { return (argument || "none") + "=" + req.get("x-tag"); })
      .token("number", [](auto& req) { return 5; })
      .token("nothing", [] {});
  morgan.token("echo", [](auto&, auto&, auto argument) { return argument; });
  CHECK(logged(":echo[a\"b\\c] :echo[\n]") == "a\\\\\\\"b\\\\\\\\c \\\\n\n");  // escaped twice, as in npm
  CHECK(logged(":tag :tag[a] :number :nothing", "/ok", {{"X-Tag", "t"}}) == "none=t a=t 5 -\n");
  morgan.format("mine", ":method mine").format("made", [](auto& tokens, auto& req, auto& res) {
    return Array(tokens.method(req, res), tokens["tag"](req, res, "b"), tokens.res(req, res, "X-Custom")).join(" | ");
  });
  CHECK(logged("mine") == "GET mine\n");
  CHECK(logged("made", "/ok", {{"X-Tag", "t"}}) == "GET | b=t | value\n");
  morgan.format("mine", ":url replaced");
  CHECK(logged("mine") == "/ok replaced\n");
  const auto compiled = morgan.compile(":method compiled");
  morgan.format("twice", [=](auto& tokens, auto& req, auto& res) { return compiled(tokens, req, res) + " twice"; });
  CHECK(logged("twice") == "GET compiled twice\n");
}

TEST_CASE("a function is a format; nothing from it is no line") {
  Log log;
  Pump pump(logged_app(morgan(
      [](auto& tokens, auto& req, auto& res) -> Value {
        if (req.query["quiet"]) return null;
        return format("{} {} {} {} {}", tokens.url(req, res), tokens.status(req, res), tokens.req(req, res, "host"),
                      tokens.date(req, res, "x"), tokens["response-time"](req, res, 0) >= 0);
      },
      {.stream = log.stream()})));
  pump.get("/ok");
  pump.get("/ok?quiet=1");
  CHECK(log.text() == "/ok 200 localhost undefined true\n");
}

TEST_CASE("an unknown token is an error when a line is made") {
  Pump pump(logged_app(morgan(":nobody-knows", {.immediate = true})));
  const auto answer = pump.get("/ok");
  CHECK(answer.status == 500);
  CHECK(answer.body.find("tokens.nobody-knows is not a function") != std::string::npos);
}

TEST_CASE("a client that leaves is logged without a status") {
  Log log;
  Pump pump(logged_app(morgan(":url :status :remote-addr :response-time", {.stream = log.stream()})));
  auto client = pump.connect();
  client->send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(log.lines() == 0);
  client->leave();
  CHECK(log.text() == "/later - 127.0.0.1 -\n");
}

TEST_CASE("a logger behind the answer logs all the same") {
  Log log;
  auto app = express();
  app.use([](auto& req, auto& res, auto next) {
    res.send("early");
    next();
  });
  app.use(morgan(":url :status :response-time", {.stream = log.stream()}));
  app.use([](auto& req, auto& res, auto next) {});
  Pump pump(app);
  pump.get("/x");
  pump.settle();
  CHECK(log.text() == "/x 200 -\n");
}

TEST_CASE("the url is the one that was asked for") {
  Log log;
  auto app = express();
  app.use("/at", [](auto& req, auto& res, auto next) {
    req.url = "/other";
    next();
  });
  app.use("/at", morgan(":url", {.stream = log.stream()}), [](auto& req, auto& res) { res.end(); });
  Pump pump(app);
  pump.get("/at/first");
  CHECK(log.text() == "/at/first\n");
}

TEST_CASE("lines go to stdout, or into a file") {
  crema::testing::Captured out(1);
  {
    Pump pump(logged_app(morgan(":method 100% %s")));
    pump.get("/ok");
  }
  CHECK(out.text() == "GET 100% %s\n");

  crema::testing::TempFolder folder;
  const auto name = folder.path() + "/access.log";
  {
    auto app = express();
    Pump pump(app);
    auto file = fs.createWriteStream(name, {{"flags", "a"}});
    app.use(morgan(":method :url", {.stream = {file}}), [](auto& req, auto& res) { res.end(); });
    pump.get("/ok");
    file.end();
    double patience = 1000;
    while (pump.wait(patience)) {
    }
  }
  CHECK(fs.readFileSync(name, "utf8") == "GET /ok\n");
}

TEST_CASE("a format is a text") {
  CHECK_THROWS_WITH_AS(morgan(5), "argument format must be a string", TypeError);
  CHECK_THROWS_WITH_AS(morgan.format("x", Array()), "argument format must be a string", TypeError);
  CHECK_THROWS_WITH_AS(morgan.compile(null), "argument format must be a string", TypeError);
}
