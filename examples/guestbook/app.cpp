// A guestbook: a form that is checked and shown again, entries in a JSON file, pages of three.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
using namespace crema;

auto file = path.join(process.cwd(), "guestbook.json");
Value perPage = 3;

Task<Value> load() {
  try {
    co_return JSON.parse(co_await fs.promises.readFile(file, "utf8"));
  } catch (Error& err) {
    if (err.code != "ENOENT") throw;
  }
  co_return Array();
}

Value check(Value form) {
  Value errors = Array();
  if (!form["name"] || !form["name"].trim()) errors.push("Please tell your name.");
  if (!form["message"] || form["message"].trim().length() < 3) errors.push("Please write at least three letters.");
  if (form["message"] && form["message"].length() > 500) errors.push("Please write 500 letters at most.");
  if (form["website"]) errors.push("Robots leave nothing here.");
  return errors;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.locals["day"] = Function([](auto time) { return time.slice(0, 10); });
  app.use(express.urlencoded({.extended = false, .limit = "8kb"}));

  app.get("/", [](auto& req, auto& res) -> Task<> {
    Value entries = co_await load();
    Value pages = Math.max(Math.ceil(entries.length() / perPage), 1);
    Value page = Math.min(Math.max(parseInt(req.query["page"]) || 1, 1), pages);
    res.render("index",
               {{"entries", entries.slice((page - 1) * perPage, page * perPage)}, {"page", page}, {"pages", pages}});
  });

  app.get("/sign", [](auto& req, auto& res) { res.render("sign", {{"form", Object()}, {"errors", Array()}}); });

  app.post("/sign", [](auto& req, auto& res) -> Task<> {
    Value form = req.body || Object();
    Value errors = check(form);
    if (errors.length() > 0) co_return res.status(422).render("sign", {{"form", form}, {"errors", errors}});
    Value entries = co_await load();
    entries.unshift(
        {{"name", form["name"].trim()}, {"message", form["message"].trim()}, {"time", Date().toISOString()}});
    co_await fs.promises.writeFile(file, JSON.stringify(entries, null, 2));
    res.redirect(303, "/");
  });

  app.get("/entries.json", [](auto& req, auto& res) -> Task<> { res.json(co_await load()); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
