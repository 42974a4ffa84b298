// Registration, login and logout: a form, bcrypt, and a session that knows who it is.
#include <crema/bcrypt.hpp>
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a database.
Value users = Array();

void isAuthenticated(Request& req, Response& res, Next next) {
  if (req.session["user"]) return next();
  res.redirect("/login");
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));

  app.use(express.urlencoded({.extended = false}));
  app.use(session({
      .secret = process.env["SESSION_SECRET"] || "keyboard cat",
      .resave = false,
      .saveUninitialized = false,
      .cookie = {.maxAge = 1000 * 60 * 60, .httpOnly = true, .sameSite = "lax"},
      .name = "sid",
  }));

  // Every view knows who is there.
  app.use([](auto& req, auto& res, auto next) {
    res.locals["user"] = req.session["user"];
    next();
  });

  app.get("/", [](auto& req, auto& res) { res.render("home"); });

  app.get("/register", [](auto& req, auto& res) { res.render("register", {{"error", null}}); });

  app.post("/register", [](auto& req, auto& res) -> Task<> {
    Value username = req.body["username"], password = req.body["password"];
    if (!username || !password) {
      co_return res.status(400).render("register", {{"error", "Username and password are required"}});
    }
    if (users.some([=](auto user) { return user["username"] == username; })) {
      co_return res.status(409).render("register", {{"error", "Username is already taken"}});
    }
    Value hash = co_await bcrypt.hash(password, 10);
    users.push({{"id", users.length() + 1}, {"username", username}, {"password", hash}});
    res.redirect("/login");
  });

  app.get("/login", [](auto& req, auto& res) { res.render("login", {{"error", null}}); });

  app.post("/login", [](auto& req, auto& res, auto next) -> Task<> {
    Value username = req.body["username"], password = req.body["password"];
    auto user = users.find([=](auto user) { return user["username"] == username; });
    if (!user || !(co_await bcrypt.compare(password, user["password"]))) {
      co_return res.status(401).render("login", {{"error", "Invalid username or password"}});
    }

    // A new session, so that an id that somebody planted before the login is worth nothing.
    req.session.regenerate([=](auto err) {
      if (err) return next(err);
      req.session["user"] = {{"id", user["id"]}, {"username", user["username"]}};

      // Stored before the redirect, so that the next page finds it.
      req.session.save([=](auto err) {
        if (err) return next(err);
        res.redirect("/dashboard");
      });
    });
  });

  app.get("/dashboard", isAuthenticated, [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.render("dashboard", {{"views", req.session["views"]}});
  });

  app.post("/logout", [](auto& req, auto& res, auto next) {
    req.session.destroy([=](auto err) {
      if (err) return next(err);
      res.clearCookie("sid");
      res.redirect("/");
    });
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
