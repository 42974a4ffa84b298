// res.format, res.cookie with all options, attachments, locals: what a client sees of them.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router negotiate() {
  auto router = express.Router();

  router.get("/format/mime", [](auto& req, auto& res) {
    res.format({
        {"text/plain", [&] { res.send("hey"); }},
        {"text/html", [&] { res.send("<p>hey</p>"); }},
        {"application/json",
         [&] {
           res.send({{"message", "hey"}});
         }},
    });
  });
  router.get("/format/parameters", [](auto& req, auto& res) {
    res.format({
        {"text/plain; charset=utf-8", [&] { res.send("hey"); }},
        {"text/html; foo=bar; bar=baz", [&] { res.send("<p>hey</p>"); }},
        {"application/json; q=0.5",
         [&] {
           res.send({{"message", "hey"}});
         }},
    });
  });
  router.get("/format/only-default", [](auto& req, auto& res) { res.format({{"default", [&] { res.send("hey"); }}}); });
  router.get("/format/no-default", [](auto& req, auto& res) {
    res.format({{"html", [&] { res.send("<p>only html</p>"); }}});
  });
  router.get("/format/types", [](auto& req, auto& res) {
    res.format({
        {"xml", [&] { res.send("<a/>"); }},
        {"csv", [&] { res.send("a,b"); }},
        {"png", [&] { res.send("not a picture"); }},
        {"js", [&] { res.send("1"); }},
    });
  });
  router.get("/format/status", [](auto& req, auto& res) {
    res.status(201).vary("Cookie").format({{"json",
                                            [&] {
                                              res.json({{"made", true}});
                                            }},
                                           {"text", [&] { res.send("made"); }}});
  });
  router.get("/format/async", [](auto& req, auto& res) {
    res.format({
        {"html", [=] { setTimeout([=] { res.send("<p>late</p>"); }, 2); }},
        {"json", [=] { setTimeout([=] { res.json("late"); }, 2); }},
    });
  });
  router.get("/format/then-next", [](auto& req, auto& res, auto next) {
    res.format({{"html", [=] { next(); }}, {"json", [=] { next(Error("no json today")); }}});
  });
  router.get("/format/then-next", [](auto& req, auto& res) { res.send("the next handler"); });

  Map<CookieOptions> cookies = {
      {"max-age-0", {.maxAge = 0}},
      {"max-age-1000", {.maxAge = 1000}},
      {"max-age-1999", {.maxAge = 1999}},
      {"max-age-negative", {.maxAge = -1000}},
      {"max-age-null", {.maxAge = null}},
      {"max-age-wins", {.maxAge = 5000, .expires = Date(0)}},
      {"low", {.priority = "low"}},
      {"medium", {.priority = "medium"}},
      {"high", {.priority = "high"}},
      {"upper", {.priority = "HIGH"}},
      {"bad-priority", {.priority = "foobar"}},
      {"partitioned", {.secure = true, .partitioned = true}},
      {"not-partitioned", {.partitioned = false}},
      {"strict", {.sameSite = "strict"}},
      {"same-site-false", {.sameSite = false}},
      {"same-site-none", {.secure = true, .sameSite = "none"}},
      {"bad-same-site", {.sameSite = "sometimes"}},
      {"bad-domain", {.domain = "exa mple.com\n"}},
      {"empty-path", {.path = ""}},
      {"own-path", {.path = "/own", .domain = "example.org"}},
      {"all-off", {.httpOnly = false, .secure = false}},
  };
  router.get("/cookie/:kind",
             [=](auto& req, auto& res) { res.cookie("name", "tobi", cookies.get(req.params["kind"])).send("baked"); });
  router.get("/cookie-value", [](auto& req, auto& res) { res.cookie("v", String(req.query["v"])).end(); });
  router.get("/cookie-name", [](auto& req, auto& res) { res.cookie(String(req.query["n"]), "v").end(); });
  router.get("/cookie-number", [](auto& req, auto& res) {
    res.cookie("n", 42).cookie("b", true).cookie("l", {"a", 1}).end();
  });
  Value kept = {{"maxAge", 60000}, {"path", "/kept"}};
  router.get("/cookie-options-kept", [=](auto& req, auto& res) { res.cookie("a", "1", kept).json(kept); });
  router.get("/clear/:how", [](auto& req, auto& res) {
    if (req.params["how"] == "expires") res.clearCookie("sid", {.path = "/admin", .expires = Date(2030, 0, 1)});
    if (req.params["how"] == "max-age") res.clearCookie("sid", {.maxAge = 3600000, .secure = true, .sameSite = "lax"});
    if (req.params["how"] == "domain") res.clearCookie("sid", {.path = "", .domain = "example.com"});
    if (req.params["how"] == "set-and-clear") res.cookie("sid", "1").clearCookie("sid").cookie("sid", "2");
    res.end();
  });

  router.get("/attachment", [](auto& req, auto& res) { res.attachment(String(req.query["name"])).send("attached"); });
  router.get("/attachment-typed",
             [](auto& req, auto& res) { res.type("text").attachment("picture.png").send("typed before"); });
  router.get("/attachment-twice", [](auto& req, auto& res) { res.attachment("a.txt").attachment("b.html").send("b"); });
  router.get("/attachment-json", [](auto& req, auto& res) { res.attachment("data.json").json({{"a", 1}}); });

  router.use([](auto& req, auto& res, auto next) {
    res.locals["first"] = "router";
    next();
  });
  auto app = express();
  app.locals["title"] = "mounted";
  app.get("/", [](auto& req, auto& res) {
    res.json({{"res", {spread(res.locals)}},
              {"app", req.app.locals["title"]},
              {"settings", req.app.locals["settings"]["env"]}});
  });
  router.use(
      "/locals",
      [](auto& req, auto& res, auto next) {
        res.locals["second"] = "use";
        next();
      },
      app);
  router.get("/locals-after", [](auto& req, auto& res) { res.json({spread(res.locals)}); });

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500);
    res.send(err["types"] ? format("Supports: {}", err["types"].join(", ")) : err.message);
  });

  return router;
}
