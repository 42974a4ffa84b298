// res.sendFile and res.download with all their options.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router sendEdge() {
  auto router = express.Router();
  auto root = path.resolve("public/edge");

  // the options one by one, on the same nine bytes
  Map<SendFileOptions> variants = {
      {"plain", {}},
      {"no-ranges", {.acceptRanges = false}},
      {"ranges", {.acceptRanges = true}},
      {"no-cache-control", {.maxAge = 5000, .cacheControl = false}},
      {"cache-control", {.cacheControl = true}},
      {"no-etag", {.etag = false}},
      {"no-last-modified", {.lastModified = false}},
      {"last-modified", {.lastModified = true}},
      {"immutable", {.immutable = true}},
      {"immutable-aged", {.immutable = true, .maxAge = "4h"}},
      {"not-immutable", {.immutable = false, .maxAge = 1000}},
      {"age-20000", {.maxAge = 20000}},
      {"age-1911", {.maxAge = 1911}},
      {"age-negative", {.maxAge = -20000}},
      {"age-too-long", {.maxAge = 99999999999}},
      {"age-infinite", {.maxAge = Infinity}},
      {"age-0", {.maxAge = 0}},
      {"age-plain", {.maxAge = "30000"}},
      {"age-seconds", {.maxAge = "30s"}},
      {"age-minutes", {.maxAge = "2m"}},
      {"age-hours", {.maxAge = "1 hour"}},
      {"age-days", {.maxAge = "1.5d"}},
      {"age-years", {.maxAge = "2y"}},
      {"headers", {.headers = {{"X-Foo", "bar"}, {"X-Bar", "foo"}}}},
      {"headers-type", {.headers = {{"Content-Type", "text/x-custom"}, {"Cache-Control", "private"}}}},
      {"headers-etag", {.headers = {{"ETag", "\"own\""}, {"Last-Modified", "Mon, 31 Aug 2026 00:00:00 GMT"}}}},
      {"start-end", {.start = 3, .end = 5}},
      {"start-only", {.start = 4}},
      {"end-too-large", {.start = 5, .end = 50}},
      {"bare", {.etag = false, .lastModified = false, .cacheControl = false, .acceptRanges = false}},
  };
  auto variant = [=](Value name) {
    SendFileOptions options = variants.get(name);
    options.root = root;
    return options;
  };
  router.get("/option/:name", [=](auto& req, auto& res) { res.sendFile("nums.txt", variant(req.params["name"])); });
  router.get("/option/:name/missing",
             [=](auto& req, auto& res, auto next) { res.sendFile("nothing.txt", variant(req.params["name"]), next); });

  // what may be in a path; dot files
  router.get("/file/*path", [=](auto& req, auto& res) { res.sendFile(req.params["path"].join("/"), {.root = root}); });
  router.get("/query", [=](auto& req, auto& res) { res.sendFile(String(req.query["path"]), {.root = root}); });
  router.get("/dot-allow/*path", [=](auto& req, auto& res) {
    res.sendFile(req.params["path"].join("/"), {.root = root, .dotfiles = "allow"});
  });
  router.get("/dot-deny/*path", [=](auto& req, auto& res) {
    res.sendFile(req.params["path"].join("/"), {.root = root, .dotfiles = "deny"});
  });
  router.get("/dot-ignore/*path", [=](auto& req, auto& res) {
    res.sendFile(req.params["path"].join("/"), {.root = root, .dotfiles = "ignore"});
  });
  router.get("/in-dot-root/*path", [=](auto& req, auto& res) {
    res.sendFile(req.params["path"].join("/"), {.root = path.join(root, ".dir")});
  });
  router.get("/root-with-slash",
             [=](auto& req, auto& res) { res.sendFile("nums.txt", {.root = format("{}/", root)}); });
  router.get("/root-with-dots",
             [=](auto& req, auto& res) { res.sendFile("nums.txt", {.root = path.join(root, "users", "..")}); });
  router.get("/up-within", [=](auto& req, auto& res) { res.sendFile("users/../pets/names.txt", {.root = root}); });
  router.get("/up-outside", [=](auto& req, auto& res) { res.sendFile("users/../../hello.txt", {.root = root}); });
  router.get("/absolute", [=](auto& req, auto& res) { res.sendFile(path.join(root, "pets/names.txt")); });
  router.get("/absolute-dots", [=](auto& req, auto& res) { res.sendFile(path.join(root, "do..ts.txt")); });
  router.get("/absolute-percent", [=](auto& req, auto& res) { res.sendFile(path.join(root, "% of dogs.txt")); });
  router.get("/absolute-hidden", [=](auto& req, auto& res) { res.sendFile(path.join(root, ".hidden.txt")); });
  router.get("/absolute-folder", [=](auto& req, auto& res) { res.sendFile(root); });
  router.get("/index-option",
             [=](auto& req, auto& res) { res.sendFile("users", {.root = root, .index = "index.html"}); });
  router.get("/no-extension", [=](auto& req, auto& res) {
    res.sendFile("users/tobi", {.root = root, .extensions = {"html", "txt"}});
  });

  // what is set already
  router.get("/typed", [=](auto& req, auto& res) {
    res.set("Content-Type", "application/x-bogus").sendFile("nums.txt", {.root = root});
  });
  router.get("/tagged", [=](auto& req, auto& res) {
    res.set("ETag", "\"mine\"").set("Cache-Control", "no-store").sendFile("nums.txt", {.root = root});
  });
  router.get("/status/:code", [=](auto& req, auto& res) {
    res.status(Number(req.params["code"])).sendFile("nums.txt", {.root = root});
  });
  router.get("/headers-kept", [=](auto& req, auto& res, auto next) {
    res.set("X-Kept", "yes").cookie("c", "1").sendFile("nothing.txt", {.root = root}, next);
  });

  // the callback: once, when all is sent or when it failed
  auto calls = Array();
  auto record = [=](Request& req, Response& res) {
    return [=](auto err) {
      calls.push(format("{} {} {}", req.query["tag"],
                        err ? format("{} {}", err.status || "no status", err.code || "") : "done", res.headersSent()));
      if (err && !res.headersSent()) res.status(err.status || 500).send("failed");
    };
  };
  router.get("/callback/*path", [=](auto& req, auto& res) {
    res.sendFile(req.params["path"].join("/"), {.root = root}, record(req, res));
  });
  router.get("/download-callback/*path", [=](auto& req, auto& res) {
    res.download(path.join(root, req.params["path"].join("/")), record(req, res));
  });
  router.get("/download-named-callback/*path", [=](auto& req, auto& res) {
    res.download(path.join(root, req.params["path"].join("/")), "report.txt", record(req, res));
  });
  router.get("/download-all", [=](auto& req, auto& res) {
    res.download("nums.txt", "all.txt", {.root = root, .maxAge = "1h"}, record(req, res));
  });
  router.get("/calls", [=](auto& req, auto& res) {
    res.json(calls.filter([=](auto line) { return line.startsWith(format("{} ", req.query["tag"])); }));
  });

  // downloads
  Value named = {{"plain", "document"},    {"type", "page.html"},   {"quoted", "it \"is\".txt"},
                 {"unicode", "tür ☃.txt"}, {"latin", "café.txt"},   {"path", "/etc/x.png"},
                 {"dots", "../up.txt"},    {"percent", "100%.txt"}, {"star", "it's*.txt"}};
  router.get("/download", [](auto& req, auto& res) { res.download("public/edge/users/tobi.txt"); });
  router.get("/download/as/:name",
             [=](auto& req, auto& res) { res.download("public/edge/users/tobi.txt", named[req.params["name"]]); });
  router.get("/download/options", [](auto& req, auto& res) {
    res.download("public/edge/nums.txt", {.maxAge = "4h", .lastModified = false, .headers = {{"X-Foo", "Bar"}}});
  });
  router.get("/download/root", [=](auto& req, auto& res) { res.download("pets/names.txt", {.root = root}); });
  router.get("/download/root-up",
             [=](auto& req, auto& res) { res.download("fake/../pets/names.txt", {.root = root}); });
  router.get("/download/root-outside",
             [=](auto& req, auto& res, auto next) { res.download("../hello.txt", {.root = root}, next); });
  router.get("/download/disposition", [=](auto& req, auto& res) {
    res.download("nums.txt", {.root = root, .headers = {{"Content-Disposition", "inline"}, {"X-Foo", "1"}}});
  });
  router.get("/download/disposition-lower", [=](auto& req, auto& res) {
    res.download("nums.txt", "my.txt", {.root = root, .headers = {{"content-disposition", "inline"}}});
  });
  router.get("/download/type", [=](auto& req, auto& res) {
    res.download("nums.txt", {.root = root, .headers = {{"Content-Type", "text/x-custom"}}});
  });
  router.get("/download/hidden",
             [=](auto& req, auto& res, auto next) { res.download(".hidden.txt", {.root = root}, next); });
  router.get("/download/hidden-allowed",
             [=](auto& req, auto& res) { res.download(".hidden.txt", {.root = root, .dotfiles = "allow"}); });
  router.get("/download/folder", [=](auto& req, auto& res, auto next) { res.download("users", {.root = root}, next); });
  router.get("/download/missing", [=](auto& req, auto& res) {
    res.download("nothing.txt", "x.txt", {.root = root, .headers = {{"X-Foo", "bar"}}}, [=](auto err) {
      res.status(404).send(format("{} {} {} {}", err.status, err.code,
                                  res.get("Content-Disposition") || "no disposition", res.get("X-Foo") || "no header"));
    });
  });

  router.use([](auto& req, auto& res) { res.status(200).send("next was called"); });
  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).send(format("error {} {}", err.status, err.code || "").trim());
  });

  return router;
}
