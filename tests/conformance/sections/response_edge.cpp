// res: headers, types, redirects and locations told by the client, send() with odd types and statuses, ending twice.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router responseEdge() {
  auto router = express.Router();

  // headers
  router.get("/append/after-set", [](auto& req, auto& res) {
    res.set("X-A", "1").append("X-A", "2").append("X-A", {"3", "4"}).end();
  });
  router.get("/append/reset",
             [](auto& req, auto& res) { res.append("X-A", "1").append("X-A", "2").set("X-A", "only").end(); });
  router.get("/append/cookies", [](auto& req, auto& res) {
    res.cookie("foo", "bar");
    res.append("Set-Cookie", "own=1; Path=/own");
    res.cookie("last", "1", {.maxAge = 1000});
    res.append("Set-Cookie", {"x=1", "y=2"}).end();
  });
  router.get("/append/cookie-reset", [](auto& req, auto& res) {
    res.cookie("foo", "bar").set("Set-Cookie", "only=1").cookie("then", "2").end();
  });
  router.get("/set/numbers", [](auto& req, auto& res) {
    res.set("X-Number", 123).set("X-List", {1, 2.5}).set({{"X-Minus", -3}, {"X-Zero", 0}}).end();
  });
  router.get("/set/charset-kept",
             [](auto& req, auto& res) { res.set("Content-Type", "text/html; charset=lol").end("x"); });
  router.get("/set/charset-added", [](auto& req, auto& res) { res.set("Content-Type", "text/x-foo").end("x"); });
  router.get("/set/no-charset",
             [](auto& req, auto& res) { res.set("Content-Type", "application/octet-stream").end("x"); });
  router.get("/set/lower-case", [](auto& req, auto& res) {
    res.set("content-type", "text/css").set("x-lower", "a").set("X-LOWER", "b").end("x");
  });
  router.get("/get", [](auto& req, auto& res) {
    res.set("X-One", "1").append("X-Two", {"a", "b"});
    res.json({{"one", res.get("x-one")},
              {"two", res.get("X-Two")},
              {"none", res.get("X-None") == undefined},
              {"has", {res.hasHeader("X-One"), res.hasHeader("x-three")}}});
  });
  router.get("/raw", [](auto& req, auto& res) {
    res.statusCode = 201;
    res.statusMessage = "Made Here";
    res.setHeader("Content-Type", "text/x-raw");
    res.setHeader("X-Lines", {"one", "two"});
    res.write("raw ");
    res.end("answer");
  });
  router.get("/write-head", [](auto& req, auto& res) {
    res.set("X-Set", "before");
    res.writeHead(202, {{"Content-Type", "text/plain"}, {"X-Head", "yes"}});
    res.end("head written");
  });
  router.get("/write-head/length", [](auto& req, auto& res) {
    res.writeHead(200, {{"Content-Length", 5}}).end("12345");
  });
  router.get("/status-message", [](auto& req, auto& res) {
    res.statusMessage = "All Is Well";
    res.send("message");
  });
  router.get("/vary/:what", [](auto& req, auto& res) {
    if (req.params["what"] == "empty") res.vary(Array());
    if (req.params["what"] == "again") res.vary("Accept").vary("accept").vary("Origin");
    if (req.params["what"] == "list") res.vary({"Accept", "Accept-Language", "Cookie"}).vary("User-Agent");
    if (req.params["what"] == "text") res.set("Vary", "Accept").vary("Accept-Encoding");
    if (req.params["what"] == "star") res.vary("*").vary("Accept");
    if (req.params["what"] == "commas") res.vary("Accept, Origin");
    res.end();
  });
  router.get("/links/several", [](auto& req, auto& res) {
    res.links({{"next", {"http://a/2", "http://a/3"}}, {"last", "http://a/9"}}).end();
  });
  router.get("/links/after-header", [](auto& req, auto& res) {
    res.set("Link", "<http://a/1>; rel=\"first\"").links({{"next", "http://a/2"}}).end();
  });
  router.get("/content-type/:type", [](auto& req, auto& res) { res.type(req.params["type"]).send("typed"); });

  // locations and redirects as the client wishes
  router.get("/location", [](auto& req, auto& res) { res.location(String(req.query["to"])).end(); });
  router.get("/redirect", [](auto& req, auto& res) { res.redirect(String(req.query["to"])); });
  router.get("/redirect/:status",
             [](auto& req, auto& res) { res.redirect(Number(req.params["status"]), String(req.query["to"])); });
  router.get("/redirect-back", [](auto& req, auto& res) { res.redirect(req.get("Referrer") || "/"); });
  router.get("/redirect-headers",
             [](auto& req, auto& res) { res.set("X-Kept", "yes").cookie("seen", "1").type("json").redirect("/next"); });

  // send() and the Content-Type that is there already
  router.get("/send/params", [](auto& req, auto& res) { res.set("Content-Type", "text/plain; foo=bar").send("hey"); });
  router.get("/send/charset-replaced", [](auto& req, auto& res) {
    res.set("Content-Type", "text/plain; foo=bar; charset=iso-8859-1").send("hey");
  });
  router.get("/send/unparsable",
             [](auto& req, auto& res) { res.set("Content-Type", "text/html; charset").send("<p>hey</p>"); });
  router.get("/send/not-a-type", [](auto& req, auto& res) { res.set("Content-Type", "nonsense").send("hey"); });
  router.get("/send/buffer-charset", [](auto& req, auto& res) {
    res.set("Content-Type", "text/plain; charset=iso-8859-1").send(Buffer.from("hi"));
  });
  router.get("/send/buffer-etag", [](auto& req, auto& res) { res.set("ETag", "\"kept\"").send(Buffer.from("hi")); });
  router.get("/send/json-type", [](auto& req, auto& res) {
    res.type("application/vnd.example+json").send({{"hello", "world"}});
  });
  router.get("/send/string-as-json", [](auto& req, auto& res) { res.type("json").send("\"text\""); });
  router.get("/send/length-set", [](auto& req, auto& res) { res.set("Content-Length", "3").send("longer than that"); });
  router.get("/send/chunked", [](auto& req, auto& res) { res.set("Transfer-Encoding", "chunked").send("hey"); });
  router.get("/send/status/:code", [](auto& req, auto& res) {
    res.set({{"Content-Type", "text/html"}, {"Content-Language", "en"}, {"X-Kept", "yes"}});
    res.status(Number(req.params["code"])).send("<p>body</p>");
  });
  router.get("/send/fresh/:code", [](auto& req, auto& res) {
    res.status(Number(req.params["code"])).set("ETag", "\"asdf\"").send("maybe fresh");
  });
  router.get("/send/long", [](auto& req, auto& res) { res.send(Value("a").repeat(1000)); });
  router.all("/send/etag", [](auto& req, auto& res) { res.send("kajdslfkasdf"); });
  router.get("/json/etag", [](auto& req, auto& res) { res.json({{"etag", "of json"}}); });
  router.get("/json/nested", [](auto& req, auto& res) {
    res.json({{"a", {Array(), Array(Object()), Array(Array(1))}},
              {"key with \"quotes\"", "tab\tend"},
              {"empty", ""},
              {"zero", 0},
              {"no", false}});
  });
  router.get("/json/status", [](auto& req, auto& res) {
    res.status(422).set("X-Error", "yes").json({{"errors", Array("name is required")}});
  });
  Value jsonp = {{"string", "str"},
                 {"number", 42},
                 {"list", {"a", "b"}},
                 {"object", {{"a", 1}}},
                 {"text", {{"sep", "\u2028\u2029"}, {"html", "</script>"}}},
                 {"no", false}};
  router.get("/jsonp/:kind", [=](auto& req, auto& res) { res.jsonp(jsonp[req.params["kind"]]); });
  router.get("/jsonp-typed", [](auto& req, auto& res) {
    res.type("application/vnd.example+json").jsonp({{"hello", "world"}});
  });
  router.get("/jsonp-status", [](auto& req, auto& res) { res.status(404).jsonp({{"error", "none"}}); });

  // ends
  Value finished = Array();
  router.get("/end/twice", [](auto& req, auto& res) {
    res.type("text").end("once");
    res.end();
  });
  router.get("/end/length", [](auto& req, auto& res) { res.set("Content-Length", "4").end("four"); });
  router.get("/end/utf8", [](auto& req, auto& res) { res.type("text").end("ünï ☃"); });
  router.get("/end/hex", [](auto& req, auto& res) { res.type("bin").end("00ff10", "hex"); });
  router.get("/end/base64", [](auto& req, auto& res) {
    res.type("text").write("aGVsbG8=", "base64");
    res.end();
  });
  router.get("/ended", [=](auto& req, auto& res) {
    auto before = res.writableEnded();
    res.end();
    res.locals["ended"] = format("{} {} {}", before, res.writableEnded(), res.headersSent());
    finished.push(format("{} {}", req.query["tag"], res.locals["ended"]));
  });
  router.get("/finish", [=](auto& req, auto& res) {
    res.on("finish", [=] { finished.push(format("{} finish {}", req.query["tag"], res.statusCode)); });
    res.on("close", [=] { finished.push(format("{} close", req.query["tag"])); });
    res.status(202).send("listened");
  });
  router.get("/finished", [=](auto& req, auto& res) {
    res.json(finished.filter([&](auto line) { return line.startsWith(format("{} ", req.query["tag"])); }));
  });
  router.get("/throw-after-end", [](auto& req, auto& res) {
    res.end("yay");
    throw Error("after the end");
  });
  router.get("/next-after-send", [](auto& req, auto& res, auto next) {
    res.send("sent");
    next();
  });

  return router;
}
