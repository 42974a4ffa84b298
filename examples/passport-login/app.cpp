// Logins with passport: a form, messages that are shown once, and pages for those who are logged in.
#include <crema/bcrypt.hpp>
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/passport.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a database.
Value users = Array();

void ensureAuthenticated(Request& req, Response& res, Next next) {
  if (req.isAuthenticated()) return next();
  req.flash("error_msg", "Please log in to view that resource");
  res.redirect("/users/login");
}

void forwardAuthenticated(Request& req, Response& res, Next next) {
  if (!req.isAuthenticated()) return next();
  res.redirect("/dashboard");
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  passport.use(LocalStrategy({.usernameField = "email"}, [](auto email, auto password, auto done) -> Task<> {
    auto user = users.find([=](auto user) { return user["email"] == email; });
    if (!user) co_return done(null, false, {{"message", "That email is not registered"}});

    auto isMatch = co_await bcrypt.compare(password, user["password"]);
    if (!isMatch) co_return done(null, false, {{"message", "Password incorrect"}});
    done(null, user);
  }));

  passport.serializeUser([](auto user, auto done) { done(null, user["id"]); });

  passport.deserializeUser(
      [](auto id, auto done) { done(null, users.find([=](auto user) { return user["id"] == id; }) || Value(false)); });

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));

  app.use(express.static_(path.join(__dirname, "public")));
  app.use(express.urlencoded({.extended = true}));
  app.use(session({.secret = "secret", .resave = false, .saveUninitialized = false}));
  app.use(passport.initialize());
  app.use(passport.session());
  app.use(flash());

  // What all views show.
  app.use([](auto& req, auto& res, auto next) {
    res.locals["success_msg"] = req.flash("success_msg");
    res.locals["error_msg"] = req.flash("error_msg");
    res.locals["error"] = req.flash("error");
    res.locals["user"] = req.user || null;
    next();
  });

  app.get("/", forwardAuthenticated, [](auto& req, auto& res) { res.render("welcome"); });

  app.get("/dashboard", ensureAuthenticated, [](auto& req, auto& res) { res.render("dashboard"); });

  auto router = express.Router();

  router.get("/login", forwardAuthenticated, [](auto& req, auto& res) { res.render("login"); });

  router.get("/register", forwardAuthenticated, [](auto& req, auto& res) {
    res.render("register", {{"errors", Array()}, {"name", ""}, {"email", ""}});
  });

  router.post("/register", [](auto& req, auto& res) -> Task<> {
    Value name = req.body["name"], email = req.body["email"], password = req.body["password"],
          password2 = req.body["password2"];
    Value errors = Array();

    if (!name || !email || !password || !password2) errors.push({{"msg", "Please enter all fields"}});
    if (password != password2) errors.push({{"msg", "Passwords do not match"}});
    if (!password || password.length() < 6) errors.push({{"msg", "Password must be at least 6 characters"}});
    if (users.some([=](auto user) { return user["email"] == email; })) errors.push({{"msg", "Email already exists"}});
    if (errors.length() > 0) co_return res.render("register", {{"errors", errors}, {"name", name}, {"email", email}});

    users.push({{"id", users.length() + 1},
                {"name", name},
                {"email", email},
                {"password", co_await bcrypt.hash(password, 10)}});
    req.flash("success_msg", "You are now registered and can log in");
    res.redirect("/users/login");
  });

  router.post("/login",
              passport.authenticate(
                  "local", {.successRedirect = "/dashboard", .failureRedirect = "/users/login", .failureFlash = true}));

  router.post("/logout", [](auto& req, auto& res, auto next) {
    req.logout([=](auto err) {
      if (err) return next(err);
      req.flash("success_msg", "You are logged out");
      res.redirect("/users/login");
    });
  });

  app.use("/users", router);

  app.listen(port, [=] { console.log(format("Server running on {}", port)); });
}
