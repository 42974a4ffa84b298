// Every member of res.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router response() {
  auto router = express.Router();

  // send
  router.get("/send/text", [](auto& req, auto& res) { res.send("text"); });
  router.get("/send/html", [](auto& req, auto& res) { res.send("<p>html</p>"); });
  router.get("/send/empty", [](auto& req, auto& res) { res.send(""); });
  router.get("/send/nothing", [](auto& req, auto& res) { res.send(); });
  router.get("/send/object", [](auto& req, auto& res) {
    res.send({{"a", 1}, {"b", {true, null, "x"}}, {"c", {{"d", 1.5}}}});
  });
  router.get("/send/array", [](auto& req, auto& res) { res.send({1, 2, 3}); });
  router.get("/send/null", [](auto& req, auto& res) { res.send(null); });
  router.get("/send/true", [](auto& req, auto& res) { res.send(true); });
  router.get("/send/number", [](auto& req, auto& res) { res.send(42); });
  router.get("/send/buffer", [](auto& req, auto& res) { res.send(Buffer.from({0, 1, 2, 253, 254, 255})); });
  router.get("/send/buffer-typed", [](auto& req, auto& res) { res.type("png").send(Buffer.from("not really")); });
  router.get("/send/unicode", [](auto& req, auto& res) { res.send("häßlich ☃ 日本語 🎉"); });
  router.get("/send/type-kept", [](auto& req, auto& res) { res.type("text/plain").send("plain"); });
  router.get("/send/charset",
             [](auto& req, auto& res) { res.set("Content-Type", "text/plain; charset=iso-8859-1").send("hey"); });
  router.get("/send/xml", [](auto& req, auto& res) { res.set("Content-Type", "application/xml").send("<a/>"); });
  router.get("/send/big", [](auto& req, auto& res) { res.send(Value("0123456789").repeat(10000)); });
  router.get("/send/own-etag", [](auto& req, auto& res) { res.set("ETag", "\"mine\"").send("tagged"); });
  router.post("/send/posted", [](auto& req, auto& res) { res.send("posted"); });

  // status
  router.get("/status/:code", [](auto& req, auto& res) { res.status(Number(req.params["code"])).send("body"); });
  router.get("/status-json/:code", [](auto& req, auto& res) {
    res.status(Number(req.params["code"])).json({{"code", Number(req.params["code"])}});
  });
  router.get("/sendStatus/:code", [](auto& req, auto& res) { res.sendStatus(Number(req.params["code"])); });
  router.get("/status-bad", [](auto& req, auto& res) { res.status(1000).send("x"); });

  // json and jsonp
  router.get("/json/object", [](auto& req, auto& res) {
    res.json({{"name", "tobi"}, {"age", 2}, {"tags", Array()}, {"nested", Object()}});
  });
  router.get("/json/null", [](auto& req, auto& res) { res.json(null); });
  router.get("/json/string", [](auto& req, auto& res) { res.json("str"); });
  router.get("/json/number", [](auto& req, auto& res) { res.json(300); });
  router.get("/json/float", [](auto& req, auto& res) { res.json({0.1, 1e21, -0.5, 1e-7, 100}); });
  router.get("/json/unicode", [](auto& req, auto& res) {
    res.json({{"snow", "☃"}, {"quote", "\""}, {"slash", "/"}, {"line", "\n"}, {"sep", "\u2028"}, {"ctl", "\x01"}});
  });
  router.get("/json/html", [](auto& req, auto& res) { res.json({{"html", "<script>alert(1)</script>&"}}); });
  router.get("/json/typed", [](auto& req, auto& res) { res.type("application/vnd.api+json").json({{"a", 1}}); });
  router.get("/jsonp", [](auto& req, auto& res) { res.jsonp({{"count", 1}, {"sep", "\u2028"}}); });
  router.get("/jsonp/status", [](auto& req, auto& res) { res.status(203).jsonp(null); });

  // headers
  router.get("/set", [](auto& req, auto& res) {
    res.set("X-One", "1");
    res.set({{"X-Two", "2"}, {"X-Three", "three"}});
    res.header("X-Four", "4");
    res.set("X-List", {"a", "b"});
    res.send(format("{} {}", res.get("x-one"), res.get("X-Two")));
  });
  router.get("/set/content-type", [](auto& req, auto& res) {
    res.set("Content-Type", "text/html");
    res.end("set");
  });
  router.get("/append", [](auto& req, auto& res) {
    res.append("Link", {"<http://localhost/>", "<http://localhost:3000/>"});
    res.append("Warning", "199 Miscellaneous warning");
    res.append("Warning", "299 another");
    res.append("Set-Cookie", "foo=bar; Path=/; HttpOnly");
    res.end();
  });
  router.get("/remove", [](auto& req, auto& res) {
    res.set("X-Gone", "here");
    res.removeHeader("X-Gone");
    res.removeHeader("X-Powered-By");
    res.send("removed");
  });
  router.get("/type/:type", [](auto& req, auto& res) {
    res.type(req.params["type"]);
    res.end(res.get("Content-Type"));
  });
  router.get("/type-full", [](auto& req, auto& res) { res.type("application/x-thing").end("t"); });
  router.get("/vary", [](auto& req, auto& res) {
    res.vary("Accept");
    res.vary({"Origin", "accept"});
    res.end();
  });
  router.get("/vary/star", [](auto& req, auto& res) { res.vary("Accept").vary("*").end(); });
  router.get("/links", [](auto& req, auto& res) {
    res.links({{"next", "http://api.example.com/users?page=2"}, {"last", "http://api.example.com/users?page=5"}});
    res.links({{"prev", "http://api.example.com/users?page=1"}});
    res.end();
  });
  router.get("/location", [](auto& req, auto& res) { res.location("/foo bar/ü?q=a b&c=%20%zz").end(); });
  router.get("/location/url", [](auto& req, auto& res) { res.location("http://example.com/<x>\"").end(); });

  // redirects
  router.get("/redirect/simple", [](auto& req, auto& res) { res.redirect("/target"); });
  router.get("/redirect/301", [](auto& req, auto& res) { res.redirect(301, "http://example.com/a?b=1&c=2"); });
  router.get("/redirect/relative", [](auto& req, auto& res) { res.redirect("../up"); });
  router.get("/redirect/escaped", [](auto& req, auto& res) { res.redirect("/<b>\"quoted\"</b>?x='y'"); });
  router.post("/redirect/303", [](auto& req, auto& res) { res.redirect(303, "/seen"); });

  // content negotiation
  router.get("/format", [](auto& req, auto& res) {
    res.format({
        {"text/plain", [&] { res.send("hey"); }},
        {"text/html", [&] { res.send("<p>hey</p>"); }},
        {"application/json",
         [&] {
           res.send({{"message", "hey"}});
         }},
    });
  });
  router.get("/format/default", [](auto& req, auto& res) {
    res.format({
        {"json",
         [&] {
           res.json({{"a", 1}});
         }},
        {"default", [&] { res.send("default"); }},
    });
  });
  router.get("/format/short", [](auto& req, auto& res) {
    res.format(
        {{"text", [&] { res.send("t"); }}, {"html", [&] { res.send("h"); }}, {"xml", [&] { res.send("<x/>"); }}});
  });

  // attachments and files
  router.get("/attachment", [](auto& req, auto& res) { res.attachment().send("foo"); });
  router.get("/attachment/png", [](auto& req, auto& res) { res.attachment("image.png").send("foo"); });
  router.get("/attachment/unicode",
             [](auto& req, auto& res) { res.attachment("/path/to/日本語.txt").send("japanese"); });
  router.get("/attachment/quotes", [](auto& req, auto& res) { res.attachment("the \"plan\" (v2).txt").send("q"); });
  router.get("/download", [](auto& req, auto& res) { res.download("public/hello.txt"); });
  router.get("/download/named", [](auto& req, auto& res) { res.download("public/hello.txt", "greeting €.txt"); });
  router.get("/download/missing", [](auto& req, auto& res) {
    res.download("public/nothing.txt", [=](auto err) {
      if (!err) return;
      res.status(err.status || 500)
          .send(format("cannot download: {} {} {}", err.code, res.headersSent(),
                       res.get("Content-Disposition") || "none"));
    });
  });
  router.get("/sendFile/hello", [](auto& req, auto& res) { res.sendFile("hello.txt", {.root = "public"}); });
  router.get("/sendFile/index", [](auto& req, auto& res) {
    res.sendFile("index.html", {.root = "public", .maxAge = "1h", .headers = {{"X-File", "yes"}}});
  });
  router.get("/sendFile/immutable", [](auto& req, auto& res) {
    res.sendFile("hello.txt", {.root = "public", .immutable = true, .maxAge = 60000});
  });
  router.get("/sendFile/plain", [](auto& req, auto& res) {
    res.sendFile(
        "hello.txt",
        {.root = "public", .etag = false, .lastModified = false, .cacheControl = false, .acceptRanges = false});
  });
  router.get("/sendFile/dot", [](auto& req, auto& res) { res.sendFile(".secret", {.root = "public"}); });
  router.get("/sendFile/dot-allowed",
             [](auto& req, auto& res) { res.sendFile(".secret", {.root = "public", .dotfiles = "allow"}); });
  router.get("/sendFile/any/*path",
             [](auto& req, auto& res) { res.sendFile(req.params["path"].join("/"), {.root = "public"}); });
  router.get("/sendFile/relative", [](auto& req, auto& res) { res.sendFile("public/hello.txt"); });
  router.get("/sendFile/callback", [](auto& req, auto& res) {
    res.sendFile("nothing.txt", {.root = "public"},
                 [=](auto err) { res.status(err.status).send(format("callback {}", err.status)); });
  });

  // writing in pieces
  router.get("/write", [](auto& req, auto& res) {
    res.write("one,");
    res.write("two,");
    res.end("three");
  });
  router.get("/write/typed", [](auto& req, auto& res) {
    res.type("text");
    res.status(201);
    res.write("a");
    setTimeout([=] { res.end("b"); }, 5);
  });
  router.get("/end", [](auto& req, auto& res) { res.end(); });
  router.get("/end/text", [](auto& req, auto& res) { res.end("ended"); });
  router.get("/sent", [](auto& req, auto& res) {
    auto before = res.headersSent();
    res.write("x");
    res.end(format("{} {}", before, res.headersSent()));
  });
  router.get(
      "/locals",
      [](auto& req, auto& res, auto next) {
        res.locals["user"] = "ann";
        next();
      },
      [](auto& req, auto& res) { res.json(res.locals); });
  router.get("/twice", [](auto& req, auto& res) {
    res.send("first");
    try {
      res.send("second");
    } catch (Error& err) {
      // the second answer is refused, the first stands
    }
  });

  return router;
}
