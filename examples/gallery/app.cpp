// A gallery: pictures are uploaded with a title, shown in a page, and removed again.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/multer.hpp>
using namespace crema;

Value pictures = Array();

int main() {
  auto folder = path.join(process.cwd(), "uploads");
  auto storage = multer.diskStorage({
      .destination =
          [=](auto& req, auto file, auto cb) {
            fs.mkdirSync(folder, {{"recursive", true}});
            cb(null, folder);
          },
      .filename = [](auto& req, auto file,
                     auto cb) { cb(null, crypto.randomUUID() + path.extname(file["originalname"]).toLowerCase()); },
  });
  auto fileFilter = [](auto& req, auto file, auto cb) {
    bool good = Regex(R"(^\.(jpe?g|png|gif|webp)$)", "i").test(path.extname(file["originalname"])) &&
                "^image/"_re.test(file["mimetype"]);
    if (!good) return cb(MulterError("LIMIT_UNEXPECTED_FILE", file["fieldname"]));
    cb(null, true);
  };
  auto upload = multer({.storage = storage, .limits = {.fileSize = 1024 * 1024}, .fileFilter = fileFilter});

  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.locals["kilobytes"] = Function([](auto size) { return (size / 1024).toFixed(1) + " KB"; });
  app.use(express.static_(path.join(__dirname, "public")));
  app.use("/uploads", express.static_(folder, {.immutable = true, .maxAge = "7d"}));

  app.get("/", [](auto& req, auto& res) {
    res.render("index", {{"pictures", pictures}, {"message", req.query["message"]}});
  });

  app.post("/pictures", upload.array("pictures", 3), [](auto& req, auto& res) {
    if (req.files.length() == 0) return res.redirect("/?message=" + encodeURIComponent("No picture was chosen"));
    req.files.forEach([=](auto file) {
      pictures.unshift(
          {{"name", file["filename"]}, {"title", req.body["title"] || file["originalname"]}, {"size", file["size"]}});
    });
    res.redirect("/");
  });

  app.get("/pictures/:name", [](auto& req, auto& res, auto next) {
    auto picture = pictures.find([=](auto picture) { return picture["name"] == req.params["name"]; });
    if (!picture) return next();
    res.render("picture", {{"picture", picture}});
  });

  app.post("/pictures/:name/delete", [=](auto& req, auto& res, auto next) {
    auto picture = pictures.find([=](auto picture) { return picture["name"] == req.params["name"]; });
    if (!picture) return next();
    pictures = pictures.filter([=](auto other) { return other != picture; });
    fs.unlink(path.join(folder, picture["name"]), [=](auto err) {
      if (err) return next(err);
      res.redirect("/");
    });
  });

  app.use([](auto& req, auto& res) {
    res.status(404).render("index", {{"pictures", pictures}, {"message", "There is no such picture"}});
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (! instanceof <MulterError>(err)) return next(err);
    res.status(400).render("index", {{"pictures", pictures}, {"message", format("{} ({})", err.message, err.code)}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
