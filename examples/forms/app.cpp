// Forms: what comes by GET is in the query, what comes by POST is in the body; it is checked, and the browser is sent on.
#include <crema/express.hpp>
using namespace crema;

Value messages = Array();
Value entities = {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}};

Value escapeHtml(Value text) {
  return String(text).replace(Regex("[&<>\"]", "g"), [](auto letter) { return entities[letter]; });
}

Value check(Value form) {
  Value errors = Object();
  if (!form["name"] || form["name"].trim().length() < 2) errors["name"] = "Please tell us your name";
  if (!R"(^\S+@\S+\.\S+$)"_re.test(form["email"] || "")) errors["email"] = "This is no address";
  if (!form["message"]) errors["message"] = "What would you like to say?";
  else if (form["message"].length() > 200) errors["message"] = "At most 200 letters, please";
  return errors;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("query parser", "extended");
  app.use(express.static_(path.join(__dirname, "public")));
  app.use(express.urlencoded({.extended = true, .limit = "10kb"}));

  app.get("/search", [](auto& req, auto& res) {
    Value q = req.query["q"], places = req.query["in"].value_or("titles");
    if (!q) return res.redirect("/");
    auto where = Array().concat(places).join(" and ");
    res.send(format("<p>Looking for <b>{}</b> in {}</p>", escapeHtml(q), escapeHtml(where)));
  });

  app.post("/contact", [](auto& req, auto& res) {
    auto form = req.body || Object();
    auto errors = check(form);
    if (Object.keys(errors).length() > 0) {
      auto list = Object.keys(errors).map([=](auto name) { return format("<li>{}: {}</li>", name, errors[name]); });
      return res.status(422).send(format("<ul>{}</ul><p>Please go back and try again.</p>", list.join("")));
    }
    auto name = form["name"].trim();
    messages.push({spread(form), {"name", name}});
    res.redirect(303, format("/thanks?name={}", encodeURIComponent(name)));
  });

  app.get("/thanks",
          [](auto& req, auto& res) { res.send(format("<p>Thank you, {}!</p>", escapeHtml(req.query["name"]))); });

  app.get("/messages", [](auto& req, auto& res) { res.json(messages); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
