// The body parsers and their errors.
#include <crema/express.hpp>
#include <crema/multer.hpp>

#include "sections.hpp"
using namespace crema;

Router body() {
  auto router = express.Router();
  auto show = [](auto& req, auto& res) {
    res.json({{"body", typeof_(req.body) == "undefined" ? "undefined" : req.body}});
  };

  router.post("/json", express.json(), show);
  router.put("/json", express.json(), show);
  router.post("/json/small", express.json({.limit = "20b"}), show);
  router.post("/json/loose", express.json({.strict = false}), show);
  router.post("/json/typed", express.json({.type = "application/*+json"}), show);
  router.post("/json/types", express.json({.type = {"application/csp-report", "text/json"}}), show);
  router.post("/json/no-inflate", express.json({.inflate = false}), show);
  router.post("/json/verified",
              express.json({.verify =
                                [](auto& req, auto& res, auto buf) {
                                  if (buf[0] == 0x5b) throw Error("no arrays");
                                }}),
              show);
  router.post(
      "/json/reviver",
      express.json({.reviver = [](auto key, auto value) { return typeof_(value) == "number" ? value * 2 : value; }}),
      show);

  router.post("/form", express.urlencoded(), show);
  router.post("/form/extended", express.urlencoded({.extended = true}), show);
  router.post("/form/few", express.urlencoded({.extended = false, .parameterLimit = 3}), show);
  router.post("/form/few-extended", express.urlencoded({.extended = true, .parameterLimit = 3}), show);
  router.post("/form/small", express.urlencoded({.extended = false, .limit = 10}), show);
  router.post("/form/shallow", express.urlencoded({.extended = true, .depth = 1}), show);

  router.post("/text", express.text(), show);
  router.post("/text/any", express.text({.type = "*/*"}), show);
  router.post("/text/latin", express.text({.defaultCharset = "iso-8859-1"}), show);
  router.post("/text/small", express.text({.limit = "5b"}), show);

  router.post("/raw", express.raw(), [](auto& req, auto& res) {
    res.json(
        {{"buffer", Buffer.isBuffer(req.body)}, {"hex", Buffer.isBuffer(req.body) ? req.body.toString("hex") : null}});
  });
  router.post("/raw/any", express.raw({.type = [] { return true; }}), [](auto& req, auto& res) {
    res.json({{"length", Buffer.isBuffer(req.body) ? req.body.length() : -1}});
  });

  router.post("/both", express.json(), express.urlencoded({.extended = true}), express.text(), show);
  router.post("/none", show);

  auto upload =
      multer({.storage = multer.memoryStorage(), .limits = {.fields = 4, .fileSize = 1000, .files = 3, .parts = 6}});
  auto describe = [](auto file) {
    if (!file) return Value(file);
    return Value{{"fieldname", file["fieldname"]},
                 {"originalname", file["originalname"]},
                 {"encoding", file["encoding"]},
                 {"mimetype", file["mimetype"]},
                 {"size", file["size"]}};
  };
  router.post("/upload/single", upload.single("avatar"), [=](auto& req, auto& res) {
    res.json({{"body", req.body}, {"file", describe(req.file) || null}});
  });
  router.post("/upload/array", upload.array("photos", 2), [=](auto& req, auto& res) {
    res.json({{"body", req.body}, {"files", req.files.map(describe)}});
  });
  router.post("/upload/fields", upload.fields({{.name = "avatar", .maxCount = 1}, {.name = "gallery", .maxCount = 2}}),
              [=](auto& req, auto& res) {
                Value files = Object();
                for (auto [name, list] : Object.entries(req.files)) files[name] = list.map(describe);
                res.json({{"body", req.body}, {"files", files}});
              });
  router.post("/upload/none", upload.none(), [](auto& req, auto& res) { res.json({{"body", req.body}}); });
  auto images = multer({
      .storage = multer.memoryStorage(),
      .fileFilter = [](auto& req, auto file, auto cb) { cb(null, file["mimetype"].startsWith("image/")); },
  });
  router.post("/upload/images", images.any(), [=](auto& req, auto& res) {
    res.json({{"files", req.files.map(describe)}});
  });

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .json({{"name", err.name},
               {"type", err.type || null},
               {"code", err.code || null},
               {"status", err.status || null},
               {"limit", err["limit"].value_or(null)},
               {"length", err["length"].value_or(null)},
               {"field", err["field"] || null}});
  });

  return router;
}
