// A contact form that only this site's own pages can send, with pages for what goes wrong.
#include <crema/csurf.hpp>
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a mail server.
Value messages = Array();

Value validate(Value form) {
  Value errors = Object();
  if (!form["name"]) errors["name"] = "Please tell us your name";
  if (!"^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"_re.test(form["email"])) errors["email"] = "That email does not look right";
  if (form["message"].length() < 10) errors["message"] = "Please write at least 10 characters";
  return errors;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));

  app.use(express.urlencoded({.extended = false, .limit = "10kb"}));
  app.use(session({
      .secret = process.env["SESSION_SECRET"] || "contact secret",
      .resave = false,
      .saveUninitialized = false,
      .cookie = {.httpOnly = true, .sameSite = "lax"},
  }));
  app.use(csurf());

  // Every form has the token in a hidden field.
  app.use([](auto& req, auto& res, auto next) {
    res.locals["csrfToken"] = req.csrfToken();
    next();
  });

  app.get("/", [](auto& req, auto& res) { res.redirect("/contact"); });

  app.get("/contact", [](auto& req, auto& res) { res.render("contact", {{"form", Object()}, {"errors", Object()}}); });

  app.post("/contact", [](auto& req, auto& res) {
    Value form = {
        {"name", (req.body["name"] || "").trim()},
        {"email", (req.body["email"] || "").trim().toLowerCase()},
        {"message", (req.body["message"] || "").trim()},
    };
    auto errors = validate(form);
    if (Object.keys(errors).length() > 0) {
      return res.status(422).render("contact", {{"form", form}, {"errors", errors}});
    }
    messages.push({{"id", messages.length() + 1}, spread(form)});
    req.session["sentAs"] = form["name"];
    res.redirect(303, "/contact/thanks");
  });

  app.get("/contact/thanks", [](auto& req, auto& res) {
    Value name = req.session["sentAs"];
    if (!name) return res.redirect("/contact");
    delete_(req.session["sentAs"]);
    res.render("thanks", {{"name", name}, {"count", messages.length()}});
  });

  // For scripts, which send the token in a field.
  app.get("/api/token", [](auto& req, auto& res) { res.json({{"csrfToken", req.csrfToken()}}); });

  app.delete_("/api/messages/:id", [](auto& req, auto& res) {
    auto index = messages.findIndex([=](auto message) { return message["id"] == Number(req.params["id"]); });
    if (index < 0) return res.sendStatus(404);
    messages.splice(index, 1);
    res.sendStatus(204);
  });

  app.use([](auto& req, auto& res) {
    res.status(404).render("error", {{"title", "Not found"}, {"text", format("There is no page {}.", req.path())}});
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (err.code != "EBADCSRFTOKEN") return next(err);
    res.status(403).render("error",
                           {{"title", "Form expired"}, {"text", "Please go back, reload the page and try again."}});
  });

  app.listen(port, [=] { console.log(format("Contact form on http://localhost:{}/contact", port)); });
}
