// The body parsers' finer points: types, charsets, encodings, limits, verify, parsers in a row.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router bodyEdge() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) {
    res.json({{"body", typeof_(req.body) == "undefined" ? "undefined" : req.body}});
  };
  auto hex = [](auto& req, auto& res) {
    res.json(
        {{"buffer", Buffer.isBuffer(req.body)}, {"hex", Buffer.isBuffer(req.body) ? req.body.toString("hex") : null}});
  };
  auto refuse = [](Value start, Value status = {}, Value type = {}) {
    return [=](auto& req, auto& res, auto buf, auto encoding) {
      if (buf.toString("latin1").startsWith(start)) {
        auto err = Error(format("refused {}, {}", start, encoding || "no encoding"));
        if (status) err.status = status;
        if (type) err.type = type;
        throw err;
      }
    };
  };
  auto typed = [](Value value) { return [=](auto& req) { return req.headers["x-type"] == value; }; };

  router.post("/json", express.json(), show);
  router.post("/json/kilo", express.json({.limit = "1kb"}), show);
  router.post("/json/number", express.json({.limit = 1024}), show);
  router.post("/json/zero", express.json({.limit = 0}), show);
  router.post("/json/vendor", express.json({.type = "application/vnd.api+json"}), show);
  router.post("/json/several", express.json({.type = {"application/json", "application/vnd.api+json"}}), show);
  router.post("/json/short-type", express.json({.type = "json"}), show);
  router.post("/json/any-type", express.json({.type = "*/*"}), show);
  router.post("/json/suffix", express.json({.type = "+json"}), show);
  router.post("/json/function", express.json({.type = typed("json")}), show);
  router.post("/json/no-inflate", express.json({.inflate = false}), show);
  router.post("/json/verify", express.json({.verify = refuse("[")}), show);
  router.post("/json/verify-status", express.json({.verify = refuse("[", 400, "no.arrays")}), show);
  router.post("/json/verify-keep",
              express.json({.verify =
                                [](auto& req, auto& res, auto buf, auto encoding) {
                                  req["rawLength"] = buf.length();
                                  req["rawEncoding"] = encoding;
                                }}),
              [](auto& req, auto& res) {
                res.json({{"length", req["rawLength"].value_or(null)},
                          {"encoding", req["rawEncoding"] || null},
                          {"body", req.body || null}});
              });
  router.post("/json/twice", express.json(), express.json({.strict = false}), show);
  router.post("/json/not-strict", express.json({.strict = false}), show);
  router.put("/json", express.json(), show);
  router.delete_("/json", express.json(), show);
  router.get("/json", express.json(), show);

  router.post("/form", express.urlencoded({.extended = false}), show);
  router.post("/form/extended", express.urlencoded({.extended = true}), show);
  router.post("/form/kilo", express.urlencoded({.limit = "1kb"}), show);
  router.post("/form/vendor", express.urlencoded({.type = "application/vnd.x-www-form-urlencoded"}), show);
  router.post("/form/several", express.urlencoded({.type = {"urlencoded", "application/x-pairs"}}), show);
  router.post("/form/function", express.urlencoded({.type = typed("form")}), show);
  router.post("/form/verify", express.urlencoded({.verify = refuse(" ", 400, "no.space")}), show);
  router.post("/form/no-inflate", express.urlencoded({.inflate = false}), show);
  router.post("/form/limit-10", express.urlencoded({.extended = false, .parameterLimit = 10}), show);
  router.post("/form/limit-10-extended", express.urlencoded({.extended = true, .parameterLimit = 10}), show);
  router.post("/form/limit-none", express.urlencoded({.extended = true, .parameterLimit = Infinity}),
              [](auto& req, auto& res) {
                res.json({{"keys", Object.keys(req.body).length()}});
              });
  router.post("/form/depth-10", express.urlencoded({.extended = true, .depth = 10}), show);
  router.post("/form/depth-0", express.urlencoded({.extended = true, .depth = 0}), show);
  router.post("/form/latin1", express.urlencoded({.extended = true, .defaultCharset = "iso-8859-1"}), show);
  router.post("/form/sentinel", express.urlencoded({.extended = true, .charsetSentinel = true}), show);
  router.post("/form/sentinel-simple", express.urlencoded({.extended = false, .charsetSentinel = true}), show);
  router.post("/form/entities", express.urlencoded({.extended = true, .interpretNumericEntities = true}), show);

  router.post("/text", express.text(), show);
  router.post("/text/kilo", express.text({.limit = "1kb"}), show);
  router.post("/text/html", express.text({.type = "text/html"}), show);
  router.post("/text/several", express.text({.type = {"text/html", "text/plain"}}), show);
  router.post("/text/star", express.text({.type = "text/*"}), show);
  router.post("/text/function", express.text({.type = typed("text")}), show);
  router.post("/text/verify", express.text({.verify = refuse(" ", 403)}), show);
  router.post("/text/no-inflate", express.text({.inflate = false}), show);
  router.post("/text/cyrillic", express.text({.defaultCharset = "koi8-r"}), show);

  router.post("/raw", express.raw(), hex);
  router.post("/raw/kilo", express.raw({.limit = "1kb"}), hex);
  router.post("/raw/vendor", express.raw({.type = "application/vnd+octets"}), hex);
  router.post("/raw/several", express.raw({.type = {"application/octet-stream", "application/vnd+octets"}}), hex);
  router.post("/raw/function", express.raw({.type = typed("raw")}), hex);
  router.post("/raw/verify", express.raw({.type = "*/*", .verify = refuse("\0"s, 403)}), hex);
  router.post("/raw/no-inflate", express.raw({.inflate = false, .type = "*/*"}), hex);

  // parsers in a row: the first that fits reads the body, the others leave it
  router.post("/row", express.json(), express.urlencoded({.extended = true}), express.text(), express.raw(),
              [](auto& req, auto& res) {
                res.json({{"body", Buffer.isBuffer(req.body)          ? format("bytes {}", req.body.toString("hex"))
                                   : typeof_(req.body) == "undefined" ? "undefined"
                                                                      : req.body}});
              });
  router.post("/row/raw-first", express.raw({.type = "*/*"}), express.json(), hex);
  router.post(
      "/row/changed", express.json(),
      [](auto& req, auto& res, auto next) {
        req.body = {{"changed", true}, {"was", req.body}};
        next();
      },
      express.urlencoded({.extended = true}), show);
  router.post(
      "/row/by-hand",
      [](auto& req, auto& res, auto next) {
        Let length = 0;
        req.on("data", [=](auto chunk) { length += chunk.length(); });
        req.on("end", [=] {
          res.set("X-Length", String(length));
          next();
        });
      },
      express.json(), show);

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .json({{"type", err.type || null},
               {"status", err.status || null},
               {"expose", err.expose.value_or(null)},
               {"message", err.type == "entity.parse.failed" || err.code ? null : err.message},
               {"code", err.code || null},
               {"body", typeof_(err["body"]) == "string" ? err["body"] : null},
               {"charset", err["charset"] || null},
               {"encoding", err["encoding"] || null},
               {"limit", err["limit"].value_or(null)},
               {"length", err["length"].value_or(null)},
               {"expected", err["expected"].value_or(null)}});
  });

  return router;
}
