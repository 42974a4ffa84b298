// A login with a hashed password, messages that survive a redirect, and a page for those who are logged in.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a database.
Value users = Array({{"name", "tj"}});

void authenticate(Value name, Value pass, Callback<Error, Value> fn) {
  console.log("authenticating %s", name);
  auto user = users.find([=](auto user) { return user["name"] == name; });
  if (!user) return fn(null, null);
  // The same of the password that came: with the right one it is what is kept.
  crypto.pbkdf2(pass, user["salt"], 100000, 32, "sha256", [=](auto err, auto hash) {
    if (err) return fn(err);
    if (crypto.timingSafeEqual(hash, user["hash"])) return fn(null, user);
    fn(null, null);
  });
}

void restrict(Request& req, Response& res, Next next) {
  if (req.session["user"]) {
    next();
  } else {
    req.session["error"] = "Access denied!";
    res.redirect("/login");
  }
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));

  app.use(express.urlencoded());
  app.use(session({
      .secret = "shhhh, very secret",
      .resave = false,             // don't save what has not changed
      .saveUninitialized = false,  // don't make a session before something is stored in it
  }));

  // Messages in the session are shown once.
  app.use([](auto& req, auto& res, auto next) {
    Value err = req.session["error"];
    Value msg = req.session["success"];
    delete_(req.session["error"]);
    delete_(req.session["success"]);
    res.locals["message"] = "";
    if (err) res.locals["message"] = "<p class=\"msg error\">" + err + "</p>";
    if (msg) res.locals["message"] = "<p class=\"msg success\">" + msg + "</p>";
    next();
  });

  // What is kept of a password: a salt, and what it gives together with the salt ("foobar" is the password here).
  users[0]["salt"] = crypto.randomBytes(16);
  users[0]["hash"] = crypto.pbkdf2Sync("foobar", users[0]["salt"], 100000, 32, "sha256");

  app.get("/", [](auto& req, auto& res) { res.redirect("/login"); });

  app.get("/restricted", restrict,
          [](auto& req, auto& res) { res.send("Wahoo! restricted area, click to <a href=\"/logout\">logout</a>"); });

  app.get("/logout", [](auto& req, auto& res) {
    // The next request begins a new session.
    req.session.destroy([=] { res.redirect("/"); });
  });

  app.get("/login", [](auto& req, auto& res) { res.render("login"); });

  app.post("/login", [](auto& req, auto& res, auto next) {
    if (!req.body) return res.sendStatus(400);
    authenticate(String(req.body["username"]), String(req.body["password"]), [=](auto err, auto user) {
      if (err) return next(err);
      if (user) {
        // A new session for the login: nobody can have fixed its id before.
        req.session.regenerate([=] {
          req.session["user"] = {{"name", user["name"]}};
          req.session["success"] = "Authenticated as " + user["name"] +
                                   " click to <a href=\"/logout\">logout</a>. "
                                   " You may now access <a href=\"/restricted\">/restricted</a>.";
          res.redirect(req.get("Referrer") || "/");
        });
      } else {
        req.session["error"] =
            "Authentication failed, please check your "
            " username and password."
            " (use \"tj\" and \"foobar\")";
        res.redirect("/login");
      }
    });
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
