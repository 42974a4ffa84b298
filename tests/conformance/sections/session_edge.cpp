// express-session's finer points: options, what sets the cookie and when, the answer's end, proxies, paths, secrets.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

Router sessionEdge() {
  auto router = express.Router();
  auto count = [](auto& req, auto& res) {
    if (!req.session) return res.send("no session");
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  };
  auto look = [](auto& req, auto& res) {
    res.json({{"session", req.session != undefined}, {"views", req.session ? req.session["views"] || 0 : Value(null)}});
  };
  auto same = [](SessionOptions options) {
    options.secret = "my-secret";
    options.resave = false;
    options.saveUninitialized = options.saveUninitialized.value_or(false);
    return options;
  };
  auto mount = [=]<class Area = Router>(Value path, SessionOptions options, Area app = express.Router()) {
    app.use(session(same(options)));
    app.get("/count", count);
    app.get("/look", look);
    app.get("/idle", [](auto& req, auto& res) { res.send("idle"); });
    router.use(path, app);
    return app;
  };
  auto trusting = [] { return express().set("trust proxy", true); };

  // names, defaults, an id of one's own
  mount("/key", {.key = "sessid"});
  auto defaults = express.Router();
  defaults.use(session({.secret = "my-secret"}));
  defaults.get("/count", count);
  defaults.get("/look", look);
  router.use("/defaults", defaults);
  mount("/id-unsafe", {.genid = [](auto& req) { return format("{} äöü/%;=", req.query["id"] || "none"); }});
  mount("/id-of-request", {.genid = [](auto& req) { return format("{}-{}", req.get("x-id"), req.method); }});
  mount("/twice", {}).use("/again", session(same({.saveUninitialized = true, .name = "second"})), look);

  // the secret of cookie-parser; the cookies it has read
  auto parsed = express.Router();
  parsed.use(cookieParser("my-secret"));
  parsed.use(session({.resave = false, .saveUninitialized = false}));
  parsed.get("/count", count);
  parsed.get("/cookies", [](auto& req, auto& res) {
    res.json({{"names", Object.keys(req.cookies)},
              {"signed", Object.keys(req.signedCookies)},
              {"views", req.session["views"] || 0}});
  });
  router.use("/parsed", parsed);
  auto hidden = express.Router();
  hidden.use(
      cookieParser("my-secret"),
      [](auto& req, auto& res, auto next) {
        delete_(req.headers["cookie"]);
        next();
      },
      session(same({})));
  hidden.get("/count", count);
  router.use("/parsed-hidden", hidden);
  auto replaced = express.Router();
  replaced.use(
      cookieParser(),
      [](auto& req, auto& res, auto next) {
        req.headers["cookie"] = "foo=bar";
        next();
      },
      session(same({})));
  replaced.get("/count", count);
  router.use("/parsed-replaced", replaced);

  // paths: outside of the cookie's path there is no session
  mount("/path", {.cookie = {.path = "/session-edge/path/inside"}})
      .get("/inside/count", count)
      .get("/inside/deeper/count", count)
      .get("/insider", look);

  // secure and sameSite, with and without a proxy
  mount("/secure-trusting", {.cookie = {.secure = true}}, trusting());
  mount("/secure-no-proxy", {.cookie = {.secure = true}, .proxy = false}, trusting());
  mount("/auto", {.cookie = {.secure = "auto"}}, trusting());
  mount("/auto-proxy", {.cookie = {.maxAge = 60000, .secure = "auto"}, .proxy = true});
  mount("/auto-no-proxy", {.cookie = {.secure = "auto"}, .proxy = false}, trusting());
  mount("/same-site-auto", {.cookie = {.sameSite = "auto"}, .proxy = true});
  mount("/same-site-auto-no-proxy", {.cookie = {.sameSite = "auto"}, .proxy = false}, trusting());
  mount("/both-auto", {.cookie = {.secure = "auto", .sameSite = "auto"}}, trusting());
  mount("/same-site-auto-secure", {.cookie = {.secure = true, .sameSite = "auto"}}, trusting());
  mount("/cookie-function", {.cookie = {.of = [](auto& req) -> Value {
                               return {{"path", req.baseUrl},
                                       {"maxAge", 120000},
                                       {"sameSite", req.query["site"] || "lax"},
                                       {"httpOnly", req.query["http"] != "no"}};
                             }}});

  // attributes
  mount("/expires", {.cookie = {.expires = Date(Date.UTC(2033, 4, 5, 6, 7, 8))}});
  mount("/priority-low", {.cookie = {.priority = "low", .partitioned = false}});
  mount("/partitioned", {.cookie = {.secure = false, .sameSite = "none", .partitioned = true}});
  mount("/all-attributes", {.saveUninitialized = true,
                            .cookie = {.maxAge = 5000,
                                       .httpOnly = true,
                                       .sameSite = "lax",
                                       .path = "/session-edge",
                                       .domain = "example.com",
                                       .priority = "medium"},
                            .rolling = true});
  mount("/rolling-count", {.saveUninitialized = true, .cookie = {.maxAge = 60000}, .rolling = true});

  // the cookie as the handler leaves it
  auto cookie = mount("/cookie", {.cookie = {.maxAge = 60000}});
  cookie.get("/set/:what", [](auto& req, auto& res) {
    auto cookie = req.session.cookie();
    if (req.params["what"] == "max-age") cookie.maxAge = 5000;
    if (req.params["what"] == "long") cookie.maxAge = 3000000000;
    if (req.params["what"] == "past") cookie.expires = Date(0);
    if (req.params["what"] == "never") cookie.expires = null;
    if (req.params["what"] == "flags") {
      cookie.httpOnly = false;
      cookie.path = "/session-edge/cookie";
      cookie.sameSite = "strict";
      cookie.domain = "localhost";
    }
    if (req.params["what"] == "secure") cookie.secure = true;
    req.session["changed"] = (req.session["changed"] || 0) + 1;
    auto original = req.session.cookie().originalMaxAge;
    res.json({{"seconds", original > 0 ? Math.round(original / 1000) : null}, {"changed", req.session["changed"]}});
  });
  cookie.get("/only/:what", [](auto& req, auto& res) {
    if (req.params["what"] == "max-age") req.session.cookie().maxAge = 5000;
    if (req.params["what"] == "touch") req.session.touch();
    res.send("the cookie alone");
  });
  cookie.get("/left", [](auto& req, auto& res) {
    Value maxAge = req.session.cookie().maxAge, originalMaxAge = req.session.cookie().originalMaxAge;
    res.json({{"fresh", maxAge > 58000 && maxAge <= 60000}, {"original", Math.round(originalMaxAge / 1000)}});
  });
  cookie.get("/data", [](auto& req, auto& res) {
    req.session["user"] = req.session["user"].value_or({{"name", "bob"}, {"cookie", 0}});
    req.session["user"]["cookie"]++;
    res.json(req.session["user"]);
  });

  // other cookies of the answer stay
  auto others = mount("/others", {});
  others.get("/before", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.cookie("previous", "cookieValue").send("before");
  });
  others.get("/append", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.append("Set-Cookie", "one=1; Path=/").append("Set-Cookie", "two=2").send("append");
  });
  others.get("/write-head", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.writeHead(200, {{"Set-Cookie", "previous=cookieValue"}, {"Content-Type", "text/plain"}});
    res.end("head");
  });
  others.get("/redirect", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.redirect("/session-edge/others/look");
  });
  others.get("/status/:code", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.sendStatus(Number(req.params["code"]));
  });
  others.get("/file", [](auto& req, auto& res) {
    req.session["a"] = 1;
    res.sendFile("hello.txt", {.root = "public"});
  });

  // ways to end the answer: all of them keep the session
  auto ends = mount("/ends", {});
  ends.get("/twice", [](auto& req, auto& res) {
    req.session["views"] = 1;
    res.type("text").end("Hello, world!");
    res.end();
  });
  ends.get("/null", [](auto& req, auto& res) {
    req.session["views"] = 2;
    res.end(null);
  });
  ends.get("/empty-length", [](auto& req, auto& res) {
    req.session["views"] = 3;
    res.set("Content-Length", "0").end();
  });
  ends.get("/length", [](auto& req, auto& res) {
    req.session["views"] = 4;
    res.set("Content-Length", "13").end("session saved");
  });
  ends.get("/length-pieces", [](auto& req, auto& res) {
    req.session["views"] = 5;
    res.set("Content-Length", "12");
    res.write("hello, ");
    res.end("world");
  });
  ends.get("/late", [](auto& req, auto& res) {
    res.write("too ");
    req.session["views"] = 6;
    res.end("late for a cookie");
  });
  ends.get("/slow", [](auto& req, auto& res) {
    req.session["views"] = 7;
    res.write("slow ");
    setTimeout([=] { res.end("answer"); }, 20);
  });
  ends.get("/not-modified", [](auto& req, auto& res) {
    req.session["views"] = 8;
    res.set("ETag", "\"same\"").send("same");
  });

  router.use([](auto& err, auto& req, auto& res, auto next) { res.status(err.status || 500).send(err.message); });

  return router;
}
