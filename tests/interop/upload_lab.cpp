// Does with an upload what the request's field X-Options asks for. The port of upload_lab.js.
#include <crema/express.hpp>
#include <crema/multer.hpp>
using namespace crema;

namespace {

Value folder = process.env["FOLDER"];

// Reads the stream by itself.
struct CountingStorage : StorageEngine {
  void _handleFile(Request& req, MulterFile file, Callback<Error, Value> cb) override {
    auto hash = crypto.createHash("sha1");
    Let length_ = 0;
    file.stream.on("data", [=](auto chunk) {
      hash.update(chunk);
      length_ += chunk.length();
    });
    file.stream.on("end", [=] { cb(null, {{"size", length_}, {"digest", hash.digest("hex")}}); });
  }
  void _removeFile(Request& req, MulterFile file, Callback<Error> cb) override {
    if (file["fieldname"] == "stuck") return cb(Error("it stays"));
    cb();
  }
};

// Pipes it into a file.
struct PipingStorage : StorageEngine {
  void _handleFile(Request& req, MulterFile file, Callback<Error, Value> cb) override {
    Value path = format("{}/piped-{}", folder, crypto.randomUUID());
    auto out = fs.createWriteStream(path);
    file.stream.pipe(out);
    out.on("error", [=](auto err) { cb(Error(err)); });
    out.on("finish", [=] { cb(null, {{"path", path}, {"size", out.bytesWritten()}}); });
  }
  void _removeFile(Request& req, MulterFile file, Callback<Error> cb) override { fs.unlink(file["path"], cb); }
};

Storage storageNamed(Value name) {
  if (name == "disk") return multer.diskStorage({.destination = folder});
  if (name == "named") {
    return multer.diskStorage({
        .destination = [](auto& req, auto file, auto cb) { setTimeout([=] { cb(null, folder); }, 2); },
        .filename = [](auto& req, auto file,
                       auto cb) { cb(null, format("{}-{}", file["fieldname"], crypto.randomUUID())); },
    });
  }
  if (name == "flushed") return multer.diskStorage({.destination = folder, .flush = true});
  if (name == "missing") {
    return multer.diskStorage(
        {.destination = [](auto& req, auto file, auto cb) { cb(null, format("{}/not/there", folder)); }});
  }
  if (name == "full") {
    return multer.diskStorage({
        .destination = [](auto& req, auto file, auto cb) { cb(null, folder); },
        .filename = [](auto& req, auto file, auto cb) { cb(null, "full"); },
    });
  }
  if (name == "refusing") {
    return multer.diskStorage({.destination = [](auto& req, auto file, auto cb) { cb(Error("no folder")); }});
  }
  if (name == "nameless") {
    return multer.diskStorage({
        .destination = folder,
        .filename = [](auto& req, auto file, auto cb) { cb(Error("no name")); },
    });
  }
  if (name == "counting") return CountingStorage();
  if (name == "piping") return PipingStorage();
  return multer.memoryStorage();
}

Value describe(Value file) {
  Value shown = Object();
  for (auto [name, value] : Object.entries(file)) {
    if (name == "buffer") shown["buffer"] = crypto.createHash("sha1").update(value).digest("hex");
    else if (name == "path")
      shown["path"] =
          file["size"] > 10000000 ? null : crypto.createHash("sha1").update(fs.readFileSync(value)).digest("hex");
    else if (name == "filename") shown["filename"] = value.length();
    else if (name == "destination") shown["destination"] = value == folder;
    else shown[name] = value;
  }
  return shown;
}

Value remove(Value file) {
  if (file["path"]) fs.unlinkSync(file["path"]);
  return file;
}

Value each(Value files, Value (*work)(Value)) {
  if (Array.isArray(files)) return files.map(work);
  Value shown = Object();
  for (auto [name, list] : Object.entries(files)) shown[name] = list.map(work);
  return shown;
}

}  // namespace

int main() {
  fs.mkdirSync(folder, {{"recursive", true}});
  auto app = express();
  app.set("env", "production");

  app.post(
      "/upload",
      [](auto& req, auto& res, auto next) {
        Value given = JSON.parse(req.get("X-Options") || "{}");
        MulterOptions options = {.storage = storageNamed(given["storage"]),
                                 .preservePath = bool(given["preservePath"])};
        if (given["limits"]) {
          Value limits = given["limits"];
          if (given["limitsOf"]) {
            options.limits = {.of = [=] { return limits; }};
          } else {
            options.limits = {
                .fieldNameSize = limits["fieldNameSize"],
                .fieldSize = limits["fieldSize"],
                .fields = limits["fields"],
                .fileSize = limits["fileSize"],
                .files = limits["files"],
                .parts = limits["parts"],
                .headerPairs = limits["headerPairs"],
                .fieldNestingDepth = limits["fieldNestingDepth"],
                .fieldArrayIndexLimit = limits["fieldArrayIndexLimit"],
            };
          }
        }
        if (given["filter"] == "text") {
          options.fileFilter = [](auto& req, auto file, auto cb) { cb(null, file["mimetype"].startsWith("text/")); };
        }
        if (given["filter"] == "late") {
          options.fileFilter = [](auto& req, auto file, auto cb) {
            setTimeout([=] { cb(null, file["fieldname"] != "no"); }, 5);
          };
        }
        if (given["filter"] == "refuse") {
          options.fileFilter = [](auto& req, auto file, auto cb) { cb(Error(format("no {}", file["originalname"]))); };
        }
        if (given["filter"] == "refuseLate") {
          options.fileFilter = [](auto& req, auto file, auto cb) {
            setTimeout([=] { cb(MulterError("LIMIT_UNEXPECTED_FILE", file["fieldname"])); }, 5);
          };
        }
        if (given["filter"] == "seesBody") {
          options.fileFilter = [](auto& req, auto file, auto cb) {
            file["seen"] = Object.keys(req.body).join();
            cb(null, true);
          };
        }
        if (given["filter"] == "async") {
          options.fileFilter = [](auto& req, auto file, auto cb) -> Task<> {
            co_await Promise.resolve();
            cb(null, file["originalname"].length() > 1);
          };
        }
        if (given["filter"] == "throw") {
          options.fileFilter = [](auto& req, auto file, auto cb) { throw TypeError("the filter fell"); };
        }
        if (given["filter"] == "throwLate") {
          options.fileFilter = [](auto& req, auto file, auto cb) -> Task<> {
            co_await Promise.resolve();
            throw TypeError("the filter fell late");
          };
        }
        if (given["defParamCharset"]) options.defParamCharset = given["defParamCharset"];
        if (given["defCharset"]) options.defCharset = given["defCharset"];
        auto upload = multer(options);
        Value kind = given["kind"] || "any";
        if (kind == "none") return upload.none()(req, res, next);
        if (kind == "single") return upload.single("file")(req, res, next);
        if (kind == "array") return upload.array("file", given["maxCount"])(req, res, next);
        if (kind == "fields") {
          return upload.fields({{.name = "file", .maxCount = 2}, {.name = "other"}, {.name = "a[b]", .maxCount = 1}})(
              req, res, next);
        }
        upload.any()(req, res, next);
      },
      [](auto& req, auto& res) {
        Value answer = {{"body", typeof_(req.body) == "undefined" ? "undefined" : req.body}};
        if (req.file) answer["file"] = describe(req.file);
        if (req.files) answer["files"] = each(req.files, describe);
        if (req.file) remove(req.file);
        if (req.files) each(req.files, remove);
        res.json(answer);
      });

  app.get("/left", [](auto& req, auto& res) { res.json(fs.readdirSync(folder)); });
  app.get("/ping", [](auto& req, auto& res) { res.send("pong"); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500)
        .json({
            {"name", err.name},
            {"message", err.message},
            {"code", err.code || null},
            {"field", err["field"] || null},
            {"filename", err["filename"] || null},
            {"multer", instanceof <MulterError>(err)},
            {"storageErrors",
             err["storageErrors"] ? err["storageErrors"].map([](auto one) { return one["message"]; }) : null},
            {"body", typeof_(req.body) == "undefined" ? "undefined" : req.body},
        });
  });

  auto port = process.env["PORT"] || 3000;
  app.listen({.port = port, .host = "127.0.0.1"});
}
