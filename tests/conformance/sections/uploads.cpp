// multer with all its limits, nested fields, order, filters, files on disk.
#include <crema/express.hpp>
#include <crema/multer.hpp>

#include "sections.hpp"
using namespace crema;

Router uploads() {
  auto router = express.Router();
  auto memory = multer.memoryStorage();
  auto describe = [](auto file) {
    return Value{{"fieldname", file["fieldname"]},
                 {"originalname", file["originalname"]},
                 {"encoding", file["encoding"]},
                 {"mimetype", file["mimetype"]},
                 {"size", file["size"]}};
  };
  auto show = [=](auto& req, auto& res) {
    res.json({
        {"body", typeof_(req.body) == "undefined" ? "undefined" : req.body},
        {"file", req.file
                     ? Value{spread(describe(req.file)), {"text", req.file["buffer"].toString("latin1").slice(0, 40)}}
                     : null},
        {"files", Array.isArray(req.files) ? req.files.map(describe) : null},
    });
  };

  auto any = multer({.storage = memory});
  router.post("/any", any.any(), show);
  router.post("/none", any.none(), show);
  router.post("/single", any.single("small"), show);
  router.post("/array", any.array("list"), show);
  router.post("/array-of-two", any.array("list", 2), show);
  router.get("/any", any.any(), show);
  router.post("/by-name",
              any.fields({{.name = "CA$|-|", .maxCount = 3}, {.name = "SP3C!AL", .maxCount = 2}, {.name = "plain"}}),
              [](auto& req, auto& res) {
                Value counts = Object();
                for (auto [name, files] : Object.entries(req.files)) {
                  counts[name] = files.map([](auto file) { return file["originalname"]; });
                }
                res.json({{"counts", counts}, {"body", req.body}});
              });

  Map<MulterLimits> limits = {
      {"file-size", {.fileSize = 20}},
      {"files", {.files = 1}},
      {"parts", {.parts = 2}},
      {"fields", {.fields = 1}},
      {"field-name", {.fieldNameSize = 10}},
      {"field-size", {.fieldSize = 20}},
      {"no-files", {.files = 0}},
      {"all", {.fieldNameSize = 8, .fieldSize = 8, .fields = 2, .fileSize = 10, .files = 2, .parts = 4}},
  };
  for (auto [name, limit] : limits) {
    router.post(format("/limit/{}", name), multer({.storage = memory, .limits = limit}).any(), show);
  }

  auto filtered = multer({
      .storage = memory,
      .fileFilter =
          [](auto& req, auto file, auto callback) {
            if (file["fieldname"] == "error") return callback(Error("the filter fails"));
            callback(null, file["fieldname"] != "skipped" && !file["originalname"].endsWith(".exe"));
          },
  });
  router.post("/filter", filtered.any(), show);
  auto late = multer({
      .storage = memory,
      .fileFilter = [](auto& req, auto file,
                       auto callback) { setTimeout([=] { callback(null, file["mimetype"] == "text/plain"); }, 3); },
  });
  router.post("/filter-late", late.any(), show);
  auto seen = multer({
      .storage = memory,
      .fileFilter = [](auto& req, auto file, auto callback) { callback(null, req.body["one"] != undefined); },
  });
  router.post("/fields-before", seen.any(), show);

  router.post("/keep-path", multer({.storage = memory, .preservePath = true}).any(), show);
  router.post("/utf8-names", multer({.storage = memory, .defParamCharset = "utf8"}).any(), show);

  // on disk: dest gives a random name, diskStorage an own one
  Value folder = path.join(os.tmpdir(), "conformance-uploads");
  fs.mkdirSync(folder, {{"recursive", true}});
  auto remove = [](auto files) { files.forEach([](auto file) { fs.unlinkSync(file["path"]); }); };
  router.post("/disk/dest", multer({.dest = folder}).any(), [=](auto& req, auto& res) {
    Value files = req.files.map([=](auto file) {
      return Value{spread(describe(file)),
                   {"name", file["filename"].length()},
                   {"inside", file["destination"] == folder},
                   {"joined", file["path"] == path.join(folder, file["filename"])},
                   {"text", fs.readFileSync(file["path"], "latin1").slice(0, 40)}};
    });
    remove(req.files);
    res.json({{"body", req.body}, {"files", files}});
  });
  auto named = multer.diskStorage({
      .destination = [=](auto& req, auto file, auto callback) { callback(null, folder); },
      .filename =
          [](auto& req, auto file, auto callback) {
            if (file["originalname"] == "refuse") return callback(Error("no such name"));
            callback(null, format("{}-{}-{}{}", file["fieldname"], process.pid(), Math.round(Math.random() * 1e9),
                                  path.extname(file["originalname"])));
          },
  });
  router.post("/disk/named", multer({.storage = named, .limits = {.fileSize = 1000}}).array("docs", 3),
              [=](auto& req, auto& res) {
                Value files = req.files.map([=](auto file) {
                  return Value{spread(describe(file)),
                               {"start", file["filename"].split("-")[0]},
                               {"extension", path.extname(file["path"])},
                               {"there", fs.existsSync(file["path"])}};
                });
                remove(req.files);
                res.json({{"body", req.body}, {"files", files}});
              });
  auto nowhere = multer.diskStorage({.destination = [=](auto& req, auto file, auto callback) {
    callback(null, path.join(folder, "no", "such", "folder"));
  }});
  router.post("/disk/nowhere", multer({.storage = nowhere}).any(), show);

  // called by hand, to handle its errors in place
  auto avatar = multer({.storage = memory, .limits = {.fileSize = 5}}).single("avatar");
  router.post("/by-hand", [=](auto& req, auto& res) {
    avatar(req, res, [=](auto err) {
      if (instanceof <MulterError>(err))
        return res.status(400).send(format("multer: {} {}", err.code, err["field"] || ""));
      if (err) return res.status(500).send("another error");
      res.send(req.file ? format("got {}", req.file["size"]) : "no file");
    });
  });

  router.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .json({{"name", err.name},
               {"message", err.code == "ENOENT" ? null : err.message},
               {"code", err.code || null},
               {"field", err["field"] || null},
               {"multer", instanceof <MulterError>(err)}});
  });

  return router;
}
