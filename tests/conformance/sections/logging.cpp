// morgan: its formats, tokens and options; the lines are read back with what changes blotted out. response-time.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/morgan.hpp>
#include <crema/response_time.hpp>

#include "sections.hpp"
using namespace crema;

Router logging() {
  auto router = express.Router();
  Value lines = Array();
  // dates and times are replaced, the number of digits after the point stays
  auto blot = [](auto line) {
    return line.trim()
        .replace(R"(\[?\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]?)"_re, "<clf>")
        .replace(Regex(R"(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)", "g"), "<web>")
        .replace(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"_re, "<iso>")
        .replace(Regex(R"(\d+(\.\d+)? ms)", "g"), [](auto all, auto digits) {
          return format("<time{}>", digits ? Value(digits.length() - 1) : Value(""));
        });
  };
  MorganStream stream = {.write = [=](auto line) { lines.push(blot(line)); }};
  router.get("/lines", [=](auto& req, auto& res) {
    res.json(lines.filter([=](auto line) { return line.includes(req.query["tag"]); }));
  });

  auto mount = [=](Value path, auto format, MorganOptions options = {}) {
    auto area = express.Router();
    options.stream = stream;
    area.use(morgan(format, options));
    area.get("/ok", [](auto& req, auto& res) { res.set("X-Custom", "value").send("hello"); });
    area.get("/status/:code", [](auto& req, auto& res) { res.status(Number(req.params["code"])).send("status"); });
    area.get("/empty", [](auto& req, auto& res) { res.status(204).end(); });
    area.get("/redirect", [](auto& req, auto& res) { res.redirect("/elsewhere"); });
    area.get("/pieces", [](auto& req, auto& res) {
      res.write("a");
      setTimeout([=] { res.end("b"); }, 5);
    });
    area.get("/cookies", [](auto& req, auto& res) { res.cookie("a", "1").cookie("b", "2").end(); });
    area.post("/ok", [](auto& req, auto& res) { res.status(201).send("made"); });
    router.use(path, area);
  };
  mount("/combined", "combined");
  mount("/common", "common");
  mount("/short", "short");
  mount("/tiny", "tiny");
  mount("/dev", "dev");
  mount("/text", ":method :url [:status] <:res[x-custom]> :req[x-tag] done");
  mount("/tokens",
        ":method :url :status :http-version :referrer :user-agent :remote-addr :remote-user :req[host] :req[X-Tag] "
        ":res[content-type] :res[set-cookie]");
  mount("/dates", ":url :date | :date[clf] | :date[iso] | :date[web] | :date[bogus]");
  mount("/times", ":url :response-time ms :response-time[0] ms :response-time[5] ms :total-time ms :total-time[1] ms");
  mount("/escaped", ":url \"\\\" \\n :req[x-tag]");
  mount("/immediate", ":method :url :status :res[content-length] :response-time", {.immediate = true});
  mount("/skip-ok", ":method :url :status", {.skip = [](auto& req, auto& res) { return res.statusCode < 400; }});
  mount("/skip-asked", ":method :url :status", {.skip = [](auto& req) { return req.query["skip"] == "yes"; }});
  morgan.token("tag", [](auto& req, auto& res, auto argument) {
    return format("{}={}", argument || "none", req.get("x-tag") || "");
  });
  morgan.token("type", [](auto& req) { return req.headers["content-type"]; });
  mount("/own-tokens", ":url :tag :tag[argument] :type");
  morgan.format("named", ":method :url named");
  mount("/own-format", "named");
  mount("/function", [](auto& tokens, auto& req, auto& res) {
    return Array(tokens.method(req, res), tokens.url(req, res), tokens.status(req, res),
                 tokens.res(req, res, "content-length"))
        .join(" | ");
  });
  mount("/function-quiet", [](auto& tokens, auto& req) {
    return req.query["quiet"] == "yes" ? Value(null) : Value(format("{} {}", req.method, req.originalUrl));
  });
  router.use("/changed", [](auto& req, auto& res, auto next) {
    req.url = "/ok";
    next();
  });
  mount("/changed", ":url");
  auto proxied = express();
  proxied.set("trust proxy", true);
  proxied.use(cookieParser(), morgan(":url :remote-addr", {.stream = stream}));
  proxied.get("/", [](auto& req, auto& res) { res.send("proxied"); });
  router.use("/proxied", proxied);

  // response-time
  Value blotted = Array();
  router.get("/time/default", responseTime(), [](auto& req, auto& res) { res.send("timed"); });
  router.get("/time/digits", responseTime({.digits = 5}), [](auto& req, auto& res) { res.send("timed"); });
  router.get("/time/no-digits", responseTime(0), [](auto& req, auto& res) { res.send("timed"); });
  router.get("/time/header", responseTime({.digits = 0, .header = "X-Time-Taken", .suffix = false}),
             [](auto& req, auto& res) { res.send("timed"); });
  router.get(
      "/time/set",
      [](auto& req, auto& res, auto next) {
        res.set("X-Response-Time", "1ms");
        next();
      },
      responseTime(), [](auto& req, auto& res) { res.send("timed"); });
  router.get("/time/function", responseTime([=](auto& req, auto& res, auto time) {
               blotted.push(format("{} {} {}", req.query["tag"], time >= 0 && time < 4000, res.statusCode));
             }),
             [](auto& req, auto& res) { res.status(202).send("timed"); });
  router.get("/time/noted", [=](auto& req, auto& res) {
    res.json(blotted.filter([=](auto line) { return line.startsWith(format("{} ", req.query["tag"])); }));
  });

  return router;
}
