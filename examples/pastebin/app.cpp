// Texts to share: sent by a form or as a plain body, shown as a page or raw, for a while or once.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
using namespace crema;

int main() {
  Map<> pastes;

  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.use(express.urlencoded({.extended = false, .limit = "16kb"}));
  app.use(express.text({.limit = "16kb", .type = {"text/*", "application/octet-stream"}}));

  app.get("/", [=](auto& req, auto& res) { res.render("index", {{"count", pastes.size()}}); });

  app.post("/", [=](auto& req, auto& res) {
    auto isForm = req.is("urlencoded");
    Value text = isForm ? req.body["text"] : req.body;
    if (typeof_(text) != "string" || !text.trim())
      return res.status(400).type("text").send("There is nothing to keep.\n");
    auto id = crypto.randomBytes(4).toString("hex");
    auto key = crypto.randomBytes(8).toString("hex");
    auto seconds = Number(req.query["seconds"]) || 3600;
    auto once = req.query["once"] == "1";
    pastes.set(id, {{"id", id},
                    {"text", text},
                    {"key", key},
                    {"views", 0},
                    {"once", once},
                    {"expires", Date.now() + seconds * 1000}});
    if (isForm) return res.redirect(303, "/" + id);
    res.status(201).location("/" + id).set("X-Delete-Key", key).type("text");
    res.send(format("{}://{}/{}\n", req.protocol(), req.get("host"), id));
  });

  // Finds the paste, unless its time is over; one that is for a single reader goes with him.
  app.param("id", [=](auto& req, auto& res, auto next, auto id) {
    req["paste"] = pastes.get(id);
    if (!req["paste"] || req["paste"]["expires"] < Date.now())
      return res.status(404).type("text").send("There is no such text.\n");
    req["paste"]["views"]++;
    if (req["paste"]["once"]) pastes.delete_(id);
    next();
  });

  app.get("/:id", [](auto& req, auto& res) {
    res.render("paste", {{"paste", req["paste"]}, {"lines", req["paste"]["text"].split("\n")}});
  });

  app.get("/:id/raw", [](auto& req, auto& res) {
    res.set("X-Content-Type-Options", "nosniff").type("text/plain").send(req["paste"]["text"]);
  });

  app.get("/:id/download", [](auto& req, auto& res) {
    res.attachment(format("{}.txt", req["paste"]["id"])).send(Buffer.from(req["paste"]["text"]));
  });

  app.delete_("/:id", [=](auto& req, auto& res) {
    auto given = crypto.createHash("sha256").update(req.get("X-Delete-Key") || "").digest();
    auto wanted = crypto.createHash("sha256").update(req["paste"]["key"]).digest();
    if (!crypto.timingSafeEqual(given, wanted)) return res.sendStatus(403);
    pastes.delete_(req["paste"]["id"]);
    res.sendStatus(204);
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    auto status = err.status || 500;
    res.status(status).type("text").send(format("{}: {}\n", err.type || "error", err.message));
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
