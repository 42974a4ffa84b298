// Routes at the top level, also the target of the abuse battery.
#include <crema/express.hpp>
#include <crema/multer.hpp>
#include <crema/session.hpp>

#include "sections.hpp"
using namespace crema;

void top(const App& app) {
  app.get("/plain", [](auto& req, auto& res) { res.type("text").send("ok"); });

  app.post("/echo", express.raw({.limit = "1mb", .type = "*/*"}), [](auto& req, auto& res) {
    Value body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    res.json({
        {"method", req.method},
        {"url", req.originalUrl},
        {"length", body.length()},
        {"sha256", crypto.createHash("sha256").update(body).digest("hex")},
    });
  });

  app.post("/json", express.json(), [](auto& req, auto& res) { res.json(req.body == undefined ? null : req.body); });

  app.post("/form", express.urlencoded({.extended = true}),
           [](auto& req, auto& res) { res.json(req.body == undefined ? null : req.body); });

  app.use("/static", express.static_("public"));

  app.get("/header", [](auto& req, auto& res) {
    res.set(req.query["name"], req.query["value"]);
    res.send("set");
  });

  app.get("/redirect", [](auto& req, auto& res) { res.redirect(req.query["to"]); });

  app.get("/cookie", [](auto& req, auto& res) {
    res.cookie("c", req.query["value"]);
    res.send("ok");
  });

  auto upload = multer({.storage = multer.memoryStorage(), .limits = {.fileSize = 1024 * 1024, .files = 5}});
  app.post("/upload", upload.any(), [](auto& req, auto& res) {
    res.json({
        {"fields", req.body},
        {"files", req.files.map([](auto file) {
           return Value{
               {"fieldname", file["fieldname"]},
               {"originalname", file["originalname"]},
               {"size", file["size"]},
               {"mimetype", file["mimetype"]},
               {"sha256", crypto.createHash("sha256").update(file["buffer"]).digest("hex")},
           };
         })},
    });
  });

  auto sessions =
      session({.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = 300000}});

  app.get("/counter", sessions, [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });

  app.post("/login", sessions, express.urlencoded({.extended = false}), [](auto& req, auto& res, auto next) {
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = req.body["user"];
      res.send(format("hello {}", req.session["user"]));
    });
  });

  app.get("/me", sessions, [](auto& req, auto& res) {
    if (!req.session["user"]) return res.sendStatus(401);
    res.send(req.session["user"]);
  });

  app.post("/logout", sessions, [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) {
      if (err) return next(err);
      res.send("bye");
    });
  });
}
