// req: negotiation with lists and arguments, is(), fresh, ranges, route, and links between req, res and app.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router requestEdge() {
  auto router = express.Router();

  router.get("/accepts/arguments", [](auto& req, auto& res) {
    res.json({req.accepts("html", "json"), req.accepts("json", "html"), req.accepts("text/html", "application/json"),
              req.accepts(".html", "png")});
  });
  router.get("/accepts/mime", [](auto& req, auto& res) {
    res.json({req.accepts("application/json"), req.accepts({"text/html", "text/plain"}),
              req.accepts("text/html;level=1"), req.accepts("bogus"), req.accepts(Array())});
  });
  router.get("/languages", [](auto& req, auto& res) {
    res.json(
        {req.acceptsLanguages("en-us", "en"), req.acceptsLanguages({"de", "fr", "es"}), req.acceptsLanguages("zh")});
  });
  router.get("/charsets", [](auto& req, auto& res) {
    res.json({req.acceptsCharsets("utf-8"), req.acceptsCharsets("utf-8", "utf-16", "iso-8859-1")});
  });
  router.get("/encodings", [](auto& req, auto& res) {
    res.json({req.acceptsEncodings("gzip"), req.acceptsEncodings("bogus"),
              req.acceptsEncodings({"deflate", "gzip", "br"}), req.acceptsEncodings("identity")});
  });

  router.all("/is/:what", [](auto& req, auto& res) {
    Value asked = {
        {"json", "json"},
        {"html", "html"},
        {"text", "text/*"},
        {"any", "*/*"},
        {"suffix", "+json"},
        {"star", "*/json"},
        {"exact", "application/json"},
        {"image", "image/*"},
        {"urlencoded", "urlencoded"},
        {"multipart", "multipart"},
        {"dot", ".json"},
        {"upper", "APPLICATION/JSON"},
        {"bogus", "bogus"},
        {"vendor", "application/vnd.api+json"},
    };
    res.json(req.is(asked[req.params["what"]]));
  });
  router.all("/is-list", [](auto& req, auto& res) {
    res.json({req.is({"html", "json"}), req.is("json", "html"), req.is({"urlencoded", "multipart"}),
              req.is("text", "*/json")});
  });

  // fresh and stale, by method and by what the response says
  auto tagged = [](auto& req, auto& res) {
    res.set("ETag", "\"one\"");
    res.json({{"fresh", req.fresh()}, {"stale", req.stale()}});
  };
  router.get("/fresh/tag", tagged);
  router.post("/fresh/tag", tagged);
  router.put("/fresh/tag", tagged);
  router.query("/fresh/tag", tagged);
  router.get("/fresh/date", [](auto& req, auto& res) {
    res.set("Last-Modified", "Tue, 01 Sep 2026 10:00:00 GMT").json({{"fresh", req.fresh()}});
  });
  router.get("/fresh/none", [](auto& req, auto& res) { res.json({{"fresh", req.fresh()}, {"stale", req.stale()}}); });
  router.get("/fresh/weak", [](auto& req, auto& res) { res.set("ETag", "W/\"weak\"").json({{"fresh", req.fresh()}}); });
  router.get("/fresh/status/:code", [](auto& req, auto& res) {
    res.status(Number(req.params["code"])).set("ETag", "\"one\"");
    res.json({{"fresh", req.fresh()}});
  });
  router.get("/fresh/before-and-after", [](auto& req, auto& res) {
    auto before = req.fresh();
    res.set("ETag", "\"one\"");
    res.set("X-Fresh", format("{} {}", before, req.fresh()));
    res.status(203).end();
  });

  router.get("/range/:size", [](auto& req, auto& res) {
    auto ranges = req.range(Number(req.params["size"]));
    if (ranges == undefined) return res.send("no range");
    if (ranges == -1) return res.status(416).send("unsatisfiable");
    if (ranges == -2) return res.status(400).send("malformed");
    res.json({{"type", ranges["type"]}, {"count", ranges.length()}, {"first", ranges[0]}});
  });
  router.get("/range/:size/items", [](auto& req, auto& res) {
    auto ranges = req.range(Number(req.params["size"]));
    if (!Array.isArray(ranges) || ranges["type"] != "items") return res.status(416).send("items, please");
    res.json(Array("a", "b", "c", "d", "e").slice(ranges[0]["start"], ranges[0]["end"] + 1));
  });

  router.get("/get", [](auto& req, auto& res) {
    res.json({
        {"names", Value{req.get("X-Some-Thing"), req.get("x-some-thing"), req.header("X-SOME-THING")}.map(
                      [](auto value) { return value || null; })},
        {"referrer", req.get("referrer") || null},
        {"referer", req.header("Referer") || null},
        {"missing", req.get("X-Missing") == undefined},
        {"type", req.headers["content-type"] || null},
        {"auth", req.headers["authorization"] || null},
    });
  });
  router.get("/xhr", [](auto& req, auto& res) { res.json(req.xhr()); });
  router.get("/cookies-header", [](auto& req, auto& res) {
    res.json({{"cookie", req.headers["cookie"] || null}, {"parsed", req.cookies == undefined}});
  });

  router.get("/route/:id", [](auto& req, auto& res) {
    res.json({{"path", req.route["path"]}, {"methods", req.route["methods"]}, {"params", {spread(req.params)}}});
  });
  router.route("/route-chain/:x")
      .all([](auto& req, auto& res, auto next) {
        res.set("X-Route", req.route["path"]);
        next();
      })
      .get([](auto& req, auto& res) { res.send(req.route["path"]); });
  router.get({"/route-list/a", "/route-list/:b"}, [](auto& req, auto& res) { res.json(req.route["path"]); });
  router.use("/no-route", [](auto& req, auto& res) { res.json({{"route", req.route == undefined}}); });

  router.get("/links", [](auto& req, auto& res) {
    res.json({{"response", req.res == res},
              {"request", res.req == req},
              {"app", req.app == res.app},
              {"powered", req.app.get("x-powered-by")},
              {"missing", req.app.get("nothing") == undefined}});
  });
  router.get("/path", [](auto& req, auto& res) {
    res.json({{"path", req.path()}, {"query", req.query}, {"url", req.url}, {"original", req.originalUrl}});
  });
  router.get("/path/*rest", [](auto& req, auto& res) {
    res.json({{"path", req.path()}, {"rest", req.params["rest"]}, {"query", req.query}});
  });
  router.use("/changed", [](auto& req, auto& res, auto next) {
    req.url = "/path?changed=yes";
    next();
  });
  router.get("/socket", [](auto& req, auto& res) {
    res.json({{"remote", req.socket().remoteAddress()},
              {"ip", req.ip()},
              {"version", req.httpVersion},
              {"complete", req.complete()}});
  });
  router.post("/discard", [](auto& req, auto& res) {
    req.resume();
    req.on("end", [=] { res.send(format("read to the end {}", req.complete())); });
  });
  router.post("/collect", [](auto& req, auto& res) {
    Let text = "";
    req.setEncoding("utf8");
    req.on("data", [=](auto chunk) { text += chunk; });
    req.on("end", [=] { res.type("text").send(text.toUpperCase()); });
  });
  router.post("/answer-early", [](auto& req, auto& res) { res.status(413).send("not read"); });

  return router;
}
