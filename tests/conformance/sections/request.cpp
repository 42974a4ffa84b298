// Every member of req.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router request() {
  auto router = express.Router();

  router.all("/basics/*rest", [](auto& req, auto& res) {
    res.json({
        {"method", req.method},
        {"path", req.path()},
        {"url", req.url},
        {"originalUrl", req.originalUrl},
        {"baseUrl", req.baseUrl},
        {"protocol", req.protocol()},
        {"secure", req.secure()},
        {"xhr", req.xhr()},
        {"ip", req.ip()},
        {"ips", req.ips()},
        {"httpVersion", req.httpVersion},
    });
  });

  router.get("/host", [](auto& req, auto& res) {
    res.json({{"host", req.host() || null}, {"hostname", req.hostname() || null}, {"subdomains", req.subdomains()}});
  });

  router.get("/query", [](auto& req, auto& res) { res.json(req.query); });
  router.get("/query/one", [](auto& req, auto& res) { res.send(format("q is {}", req.query["q"])); });

  router.get("/get", [](auto& req, auto& res) {
    res.json({
        {"contentType", req.get("Content-Type") || null},
        {"custom", req.get("X-Custom") || null},
        {"same", req.get("x-custom") == req.header("X-CUSTOM")},
        {"referer", req.get("Referer") || null},
        {"referrer", req.get("Referrer") || null},
    });
  });
  router.get("/headers", [](auto& req, auto& res) {
    Value rest = {spread(req.headers)};
    delete_(rest["host"]), delete_(rest["connection"]);
    res.json(rest);
  });

  router.get("/accepts", [](auto& req, auto& res) { res.json(req.accepts()); });
  router.get("/accepts/one", [](auto& req, auto& res) { res.json(req.accepts("json")); });
  router.get("/accepts/many", [](auto& req, auto& res) {
    res.json(req.accepts({"html", "json", "text", "application/xml", "image/png"}));
  });
  router.get("/accepts/star", [](auto& req, auto& res) { res.json(req.accepts({"text/*", "application/json"})); });
  router.get("/charsets", [](auto& req, auto& res) {
    res.json({req.acceptsCharsets(), req.acceptsCharsets("utf-8", "iso-8859-1")});
  });
  router.get("/encodings", [](auto& req, auto& res) {
    res.json({req.acceptsEncodings(), req.acceptsEncodings("gzip", "br", "identity")});
  });
  router.get("/languages", [](auto& req, auto& res) {
    res.json({req.acceptsLanguages(), req.acceptsLanguages("en", "de", "fr-CA")});
  });

  router.post("/is", [](auto& req, auto& res) {
    res.json(
        {req.is("json"), req.is("text/*"), req.is("html", "urlencoded"), req.is("*/*"), req.is("application/*+json")});
  });

  router.get("/range", [](auto& req, auto& res) {
    auto ranges = req.range(1000);
    if (!Array.isArray(ranges)) return res.json(ranges == undefined ? null : ranges);
    res.json({{"type", ranges["type"]}, {"ranges", {spread(ranges)}}});
  });
  router.get("/range/combined", [](auto& req, auto& res) {
    auto ranges = req.range(1000, {{"combine", true}});
    if (!Array.isArray(ranges)) return res.json(ranges == undefined ? null : ranges);
    res.json({{"type", ranges["type"]}, {"ranges", {spread(ranges)}}});
  });

  router.get("/fresh", [](auto& req, auto& res) {
    res.set("ETag", "\"abc\"");
    res.set("Last-Modified", "Tue, 01 Sep 2026 10:00:00 GMT");
    res.send(format("fresh {} stale {}", req.fresh(), req.stale()));
  });
  router.get("/fresh/error", [](auto& req, auto& res) {
    res.set("ETag", "\"abc\"");
    res.status(500).send(format("fresh {}", req.fresh()));
  });

  router.get(
      "/custom",
      [](auto& req, auto& res, auto next) {
        req.user = {{"name", "ann"}, {"roles", Array("admin")}};
        next();
      },
      [](auto& req, auto& res) {
        res.json({{"user", req.user}, {"same", req.user["name"] == "ann"}});
      });

  router.get("/route/:x", [](auto& req, auto& res) { res.json({{"path", req.route["path"]}}); });
  router.post("/stream", [](auto& req, auto& res) {
    Let length = 0;
    req.on("data", [=](auto chunk) { length += chunk.length(); });
    req.on("end", [=] { res.json({{"length", length}}); });
  });

  return router;
}
