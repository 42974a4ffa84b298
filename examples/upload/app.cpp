// A photo album: pictures are uploaded one at a time or in a row, kept in a folder, and shown.
#include <crema/express.hpp>
#include <crema/multer.hpp>
using namespace crema;

int main() {
  Value folder = process.env["UPLOADS"] || "uploads";
  auto named = [](auto& req, auto file, auto cb) {
    auto unique = Math.round(Math.random() * 1e9);
    cb(null, format("{}-{}{}", Date.now(), unique, path.extname(file["originalname"])));
  };
  auto storage = multer.diskStorage({.destination = folder, .filename = named});
  auto pictures = [](auto& req, auto file, auto cb) {
    if (file["mimetype"].startsWith("image/")) return cb(null, true);
    cb(Error("Only pictures, please"));
  };
  auto upload = multer({.storage = storage, .limits = {.fileSize = 5000000, .files = 10}, .fileFilter = pictures});

  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.static_(path.join(__dirname, "public")));
  app.use("/uploads", express.static_(folder));

  app.post("/upload", upload.single("photo"), [](auto& req, auto& res) {
    if (!req.file) return res.status(400).send("No picture was sent.");
    res.json({{"title", req.body["title"]}, {"file", req.file["filename"]}, {"size", req.file["size"]}});
  });

  app.post("/album", upload.array("photos", 10), [](auto& req, auto& res) {
    res.json({{"title", req.body["title"]}, {"files", req.files.map([](auto file) { return file["filename"]; })}});
  });

  app.get("/pictures", [=](auto& req, auto& res) { res.json(fs.readdirSync(folder)); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (instanceof <MulterError>(err)) return res.status(400).json({{"error", err.message}, {"code", err.code}});
    res.status(500).json({{"error", err.message}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
