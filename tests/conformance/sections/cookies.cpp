// res.cookie, res.clearCookie, cookie-parser, cookie-session.
#include <crema/cookie_parser.hpp>
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router cookies() {
  auto router = express.Router();

  auto set = express.Router();
  set.get("/plain", [](auto& req, auto& res) { res.cookie("name", "tobi").end(); });
  set.get("/options", [](auto& req, auto& res) {
    res.cookie("full", "x y",
               {.httpOnly = true,
                .secure = true,
                .sameSite = "lax",
                .path = "/admin",
                .domain = ".example.com",
                .priority = "high",
                .partitioned = true});
    res.end();
  });
  set.get("/max-age", [](auto& req, auto& res) { res.cookie("age", "1", {.maxAge = 900000}).end(); });
  set.get("/expires", [](auto& req, auto& res) {
    res.cookie("when", "1", {.expires = Date(Date.UTC(2030, 0, 2, 3, 4, 5))}).end();
  });
  set.get("/object", [](auto& req, auto& res) { res.cookie("cart", {{"items", {1, 2, 3}}}).end(); });
  set.get("/special", [](auto& req, auto& res) { res.cookie("v", "a;b,c \"d\" é=%").end(); });
  set.get("/raw", [](auto& req, auto& res) { res.cookie("v", "a%20b", {.encode = String}).end(); });
  set.get("/same-site/:value", [](auto& req, auto& res) {
    res.cookie("s", "1", {.sameSite = req.params["value"] == "true" ? Value(true) : req.params["value"]}).end();
  });
  set.get("/two", [](auto& req, auto& res) { res.cookie("a", "1").cookie("b", "2", {.httpOnly = true}).send("two"); });
  set.get("/clear", [](auto& req, auto& res) { res.clearCookie("name").end(); });
  set.get("/clear/options", [](auto& req, auto& res) {
    res.clearCookie("name", {.maxAge = 1000, .httpOnly = true, .path = "/admin"}).end();
  });
  set.get("/bad-name", [](auto& req, auto& res) { res.cookie("bad name", "1").end(); });
  set.get("/bad-path", [](auto& req, auto& res) { res.cookie("x", "1", {.path = "/a;b"}).end(); });
  set.get("/no-secret", [](auto& req, auto& res) { res.cookie("x", "1", {.signed_ = true}).end(); });
  set.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  router.use("/set", set);

  auto plain = express.Router();
  plain.use(cookieParser());
  plain.get("/", [](auto& req, auto& res) { res.json({{"cookies", req.cookies}, {"signed", req.signedCookies}}); });
  router.use("/plain", plain);

  auto signed_ = express.Router();
  signed_.use(cookieParser({"new secret", "old secret"}));
  signed_.get("/", [](auto& req, auto& res) { res.json({{"cookies", req.cookies}, {"signed", req.signedCookies}}); });
  signed_.get("/set", [](auto& req, auto& res) {
    res.cookie("user", "tobi", {.signed_ = true});
    res.cookie("cart", {{"a", 1}}, {.signed_ = true});
    res.end();
  });
  router.use("/signed", signed_);

  auto counter = express.Router();
  counter.use(cookieSession({.name = "sess", .keys = {"key1", "key2"}, .maxAge = 86400000}));
  counter.get("/", [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("{} views, new {}", req.session["views"], req.session.isNew()));
  });
  counter.get("/read", [](auto& req, auto& res) {
    res.json({{"populated", req.session.isPopulated()}, {"views", req.session["views"] || 0}});
  });
  counter.get("/drop", [](auto& req, auto& res) {
    req.session = null;
    res.send("dropped");
  });
  router.use("/session", counter);

  return router;
}
