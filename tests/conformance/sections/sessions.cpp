// express-session in its options.
#include <crema/express.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

Router sessions() {
  auto router = express.Router();
  auto count = [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  };
  auto look = [](auto& req, auto& res) {
    res.json({{"views", req.session["views"] || 0}, {"keys", Object.keys(req.session)}});
  };
  auto mount = [=](Value path, SessionOptions options) {
    auto area = express.Router();
    area.use(session(options));
    area.get("/count", count);
    area.get("/look", look);
    area.get("/touch-only", [](auto& req, auto& res) { res.send("nothing changed"); });
    router.use(path, area);
    return area;
  };

  mount("/plain", {.secret = "my-secret", .resave = false, .saveUninitialized = false});
  mount("/eager", {.secret = "my-secret", .resave = false, .saveUninitialized = true});
  mount("/resave", {.secret = "my-secret", .resave = true, .saveUninitialized = false});
  mount("/rolling", {.secret = "my-secret",
                     .resave = false,
                     .saveUninitialized = false,
                     .cookie = {.maxAge = 60000},
                     .rolling = true});
  mount("/rolling-eager", {.secret = "my-secret", .resave = false, .saveUninitialized = true, .rolling = true});
  mount("/short", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = 700}});
  mount("/aged", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = 300000}});
  mount("/named", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .name = "sid"});
  mount("/flags",
        {.secret = "my-secret",
         .resave = false,
         .saveUninitialized = false,
         .cookie = {.httpOnly = false, .sameSite = "strict", .path = "/sessions/flags", .domain = "example.com"}});
  mount("/lax", {.secret = "my-secret",
                 .resave = false,
                 .saveUninitialized = false,
                 .cookie = {.sameSite = true, .priority = "high", .partitioned = true}});
  mount("/rotated", {.secret = {"new-secret", "my-secret"}, .resave = false, .saveUninitialized = false});
  mount("/secure", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.secure = true}});
  mount(
      "/secure-proxy",
      {.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.secure = true}, .proxy = true});
  mount("/secure-auto", {.secret = "my-secret",
                         .resave = false,
                         .saveUninitialized = false,
                         .cookie = {.secure = "auto"},
                         .proxy = true});
  mount("/genid",
        {.secret = "my-secret", .resave = false, .saveUninitialized = true, .genid = [] { return "always-the-same"; }});
  mount("/destroyed", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .unset = "destroy"})
      .get("/unset", [](auto& req, auto& res) {
        req.session = null;
        res.send("unset");
      });
  mount("/kept", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .unset = "keep"})
      .get("/unset", [](auto& req, auto& res) {
        req.session = null;
        res.send("unset");
      });
  mount("/no-secret", {.resave = false, .saveUninitialized = false});

  // two areas, one store
  auto store = session.MemoryStore();
  mount("/shared/one", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .store = store});
  mount("/shared/two", {.secret = "my-secret", .resave = false, .saveUninitialized = false, .store = store});
  mount("/shared/rotated",
        {.secret = {"new-secret", "my-secret"}, .resave = false, .saveUninitialized = false, .store = store});

  // the session's own methods
  auto own = express.Router();
  own.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = 60000}}));
  own.get("/count", count);
  own.get("/look", look);
  own.get("/id", [](auto& req, auto& res) {
    res.json({{"same", req.session.id() == req.sessionID}, {"length", req.sessionID.length()}});
  });
  own.get("/regenerate", [](auto& req, auto& res, auto next) {
    auto before = req.sessionID;
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = "ann";
      res.json({{"changed", before != req.sessionID}, {"views", req.session["views"] || 0}});
    });
  });
  own.get("/destroy", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) {
      if (err) return next(err);
      res.send(format("destroyed {}", req.session == undefined));
    });
  });
  own.get("/save", [](auto& req, auto& res, auto next) {
    req.session["saved"] = true;
    req.session.save([=](auto err) {
      if (err) return next(err);
      res.send("saved");
    });
  });
  own.get("/reload", [](auto& req, auto& res, auto next) {
    req.session["views"] = 1000;
    req.session.reload([=](auto err) {
      if (err) return res.status(500).send(err.message);
      res.send(format("views {}", req.session["views"]));
    });
  });
  own.get("/cookie", [](auto& req, auto& res) {
    auto cookie = req.session.cookie();
    res.json({
        {"path", cookie.path},
        {"httpOnly", cookie.httpOnly},
        {"originalMaxAge", cookie.originalMaxAge},
        {"left", cookie.maxAge > 59000 && cookie.maxAge <= 60000},
        {"secure", cookie.secure || false},
    });
  });
  own.get("/longer", [](auto& req, auto& res) {
    req.session.cookie().maxAge = 3600000;
    req.session["longer"] = true;
    res.send("longer");
  });
  own.get("/for-the-visit", [](auto& req, auto& res) {
    req.session.cookie().expires = false;
    req.session["visit"] = true;
    res.send("until the browser closes");
  });
  own.get("/nested", [](auto& req, auto& res) {
    req.session["cart"] = req.session["cart"].value_or({{"items", Array()}});
    req.session["cart"]["items"].push(req.session["cart"]["items"].length() + 1);
    res.json(req.session["cart"]);
  });
  own.get("/delete", [](auto& req, auto& res) {
    delete_(req.session["views"]);
    res.send("deleted");
  });
  own.get("/write", [](auto& req, auto& res) {
    req.session["views"] = 7;
    res.write("in ");
    res.end("pieces");
  });
  own.get("/error", [](auto& req, auto& res, auto next) {
    req.session["views"] = 99;
    next(Error("after a change"));
  });
  router.use("/own", own);

  router.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });

  return router;
}
