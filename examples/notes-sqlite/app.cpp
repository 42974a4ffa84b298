// Notes in a SQLite database: a JSON API with all of create, read, update and delete, and a search.
#include <crema/express.hpp>
#include <crema/sqlite.hpp>
using namespace crema;

int main() {
  auto db = Database(process.env["DB"] || "notes.db");
  db.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, stars INTEGER)");
  auto all = db.prepare("SELECT id, title, stars FROM notes ORDER BY stars DESC, id LIMIT ? OFFSET ?");
  auto found = db.prepare("SELECT id, title, stars FROM notes WHERE title LIKE ? OR body LIKE ? ORDER BY id");
  auto count = db.prepare("SELECT count(*) AS total FROM notes");
  auto one = db.prepare("SELECT * FROM notes WHERE id = ?");
  auto titled = db.prepare("SELECT id FROM notes WHERE title = ? AND id <> ?");
  auto insert = db.prepare("INSERT INTO notes (title, body, stars) VALUES (?, ?, ?)");
  auto update = db.prepare("UPDATE notes SET title = ?, body = ?, stars = ? WHERE id = ?");
  auto remove = db.prepare("DELETE FROM notes WHERE id = ?");

  auto app = express();
  auto port = process.env["PORT"] || 3000;
  app.use(express.json());

  app.get("/notes", [=](auto& req, auto& res) {
    if (req.query["q"]) return res.json(found.all({format("%{}%", req.query["q"]), format("%{}%", req.query["q"])}));
    auto limit = Math.min(Number(req.query["limit"]) || 10, 50);
    auto page = Number(req.query["page"]) || 1;
    res.json({{"total", count.get()["total"]}, {"page", page}, {"notes", all.all({limit, (page - 1) * limit})}});
  });

  app.get("/notes/:id", [=](auto& req, auto& res) {
    auto note = one.get(req.params["id"]);
    if (!note) return res.status(404).json({{"error", "Not found"}});
    res.json(note);
  });

  app.post("/notes", [=](auto& req, auto& res) {
    Value note = req.body || Object(), title = note["title"];
    Value body = note["body"].value_or(null), stars = note["stars"].value_or(0);
    if (!title) return res.status(400).json({{"error", "title is required"}});
    if (titled.get({title, 0})) return res.status(409).json({{"error", "This title is taken"}});
    auto id = insert.run({title, body, stars})["lastInsertRowid"];
    res.status(201).location(format("/notes/{}", id)).json(one.get(id));
  });

  app.put("/notes/:id", [=](auto& req, auto& res) {
    Value note = req.body || Object(), title = note["title"];
    Value body = note["body"].value_or(null), stars = note["stars"].value_or(0);
    if (!title) return res.status(400).json({{"error", "title is required"}});
    if (titled.get({title, req.params["id"]})) return res.status(409).json({{"error", "This title is taken"}});
    auto changes = update.run({title, body, stars, req.params["id"]})["changes"];
    if (changes == 0) return res.status(404).json({{"error", "Not found"}});
    res.json(one.get(req.params["id"]));
  });

  app.delete_("/notes/:id", [=](auto& req, auto& res) {
    if (remove.run(req.params["id"])["changes"] == 0) return res.status(404).json({{"error", "Not found"}});
    res.status(204).end();
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.message}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
