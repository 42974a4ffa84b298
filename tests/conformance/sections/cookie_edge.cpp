// cookie-parser and cookie-session in their options; flash messages in a session.
#include <crema/cookie_parser.hpp>
#include <crema/cookie_session.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

Router cookieEdge() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) {
    res.json({{"cookies", req.cookies}, {"signed", req.signedCookies}, {"secret", req.secret || null}});
  };

  router.get("/plain", cookieParser(), show);
  router.get("/secret", cookieParser("my-secret"), show);
  router.get("/secrets", cookieParser({"new-secret", "my-secret"}), show);
  router.get("/twice", cookieParser("my-secret"), cookieParser("new-secret"), show);
  router.get("/decode", cookieParser("my-secret", {.decode = [](auto text) { return text.toUpperCase(); }}), show);
  router.get(
      "/before",
      [](auto& req, auto& res, auto next) {
        req.cookies = {{"mine", "yes"}};
        next();
      },
      cookieParser("my-secret"), show);
  router.get("/set", cookieParser("my-secret"), [](auto& req, auto& res) {
    res.cookie("plain", "text")
        .cookie("signed", "text", {.signed_ = true})
        .cookie("object", {{"name", "tobi"}})
        .cookie("both", {{"cart", {1, 2}}}, {.signed_ = true})
        .end();
  });
  router.get("/set/new", cookieParser("new-secret"), [](auto& req, auto& res) {
    res.cookie("signed", "new", {.maxAge = 60000, .httpOnly = true, .signed_ = true}).end();
  });
  router.get("/set/empty", cookieParser("my-secret"),
             [](auto& req, auto& res) { res.cookie("empty", "", {.signed_ = true}).cookie("bare", "").end(); });
  router.get("/clear", cookieParser("my-secret"),
             [](auto& req, auto& res) { res.clearCookie("signed").clearCookie("both", {.signed_ = true}).end(); });

  // cookie-session
  auto area = [=](Value path, CookieSessionOptions options = {}) {
    auto inner = express.Router();
    if (!options.keys && !options.secret) options.keys = {"a", "b"};
    inner.use(cookieSession(options));
    inner.get("/count", [](auto& req, auto& res) {
      req.session["count"] = (req.session["count"] || 0) + 1;
      res.send(format("count {}", req.session["count"]));
    });
    inner.get("/idle", [](auto& req, auto& res) { res.send("idle"); });
    inner.get("/look", [](auto& req, auto& res) {
      res.json({{"isNew", req.session.isNew()},
                {"isChanged", req.session.isChanged()},
                {"isPopulated", req.session.isPopulated()},
                {"count", req.session["count"] || 0}});
    });
    inner.get("/change", [](auto& req, auto& res) {
      auto before = req.session.isChanged();
      req.session["message"] = "hello; world";
      res.json({{"before", before}, {"after", req.session.isChanged()}, {"populated", req.session.isPopulated()}});
    });
    inner.get("/same", [](auto& req, auto& res) {
      req.session["count"] = req.session["count"];
      res.send("the same");
    });
    inner.get("/nested", [](auto& req, auto& res) {
      req.session["user"] = req.session["user"].value_or({{"visits", 0}});
      req.session["user"]["visits"]++;
      res.json(req.session["user"]);
    });
    inner.get("/null", [](auto& req, auto& res) {
      req.session = null;
      res.send(format("gone {}", req.session == null || req.session == undefined));
    });
    inner.get("/empty", [](auto& req, auto& res) {
      req.session = Object();
      res.send("emptied");
    });
    inner.get("/replace", [](auto& req, auto& res) {
      req.session = {{"fresh", true}};
      res.json({{"fresh", req.session["fresh"]}, {"isNew", req.session.isNew()}});
    });
    inner.get("/delete", [](auto& req, auto& res) {
      delete_(req.session["count"]);
      res.send("deleted");
    });
    inner.get("/longer", [](auto& req, auto& res) {
      req["sessionOptions"]["maxAge"] = 3600000;
      req.session["longer"] = true;
      res.send("longer for this visitor");
    });
    inner.get("/options", [](auto& req, auto& res) {
      res.json({{"name", req["sessionOptions"]["name"] || null},
                {"httpOnly", req["sessionOptions"]["httpOnly"]},
                {"signed", req["sessionOptions"]["signed"]},
                {"maxAge", req["sessionOptions"]["maxAge"] || null}});
    });
    inner.get("/with-cookies", [](auto& req, auto& res) {
      req.session["a"] = 1;
      res.cookie("other", "1").send("both");
    });
    inner.get("/pieces", [](auto& req, auto& res) {
      req.session["a"] = 1;
      res.write("in ");
      res.end("pieces");
    });
    inner.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
    router.use(path, inner);
  };
  area("/session/plain");
  area("/session/named", {.name = "my.session"});
  area("/session/secret", {.secret = "alone"});
  area("/session/rotated", {.keys = {"c", "a"}});
  area("/session/unsigned", {.signed_ = false});
  area("/session/script", {.httpOnly = false});
  area("/session/aged", {.maxAge = 60000, .sameSite = "strict", .path = "/cookie-edge"});
  area("/session/secure", {.secure = true});
  area("/session/insecure", {.secure = false, .domain = "example.com"});
  area("/session/no-overwrite", {.overwrite = false});

  // flash messages
  auto messages = express.Router();
  messages.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false}), flash());
  messages.get("/add", [](auto& req, auto& res) {
    auto first = req.flash("info", "saved");
    auto second = req.flash("info", "and sent");
    req.flash("error", {"one", "two"});
    res.json({first, second});
  });
  messages.get("/info", [](auto& req, auto& res) { res.json(req.flash("info")); });
  messages.get("/error", [](auto& req, auto& res) { res.json(req.flash("error")); });
  messages.get("/all", [](auto& req, auto& res) { res.json(req.flash()); });
  messages.get("/redirect", [](auto& req, auto& res) {
    req.flash("info", "after the redirect");
    res.redirect("/cookie-edge/flash/info");
  });
  router.use("/flash", messages);
  router.get("/flash-without", flash(), [](auto& req, auto& res) { res.json(req.flash("info")); });

  router.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });

  return router;
}
