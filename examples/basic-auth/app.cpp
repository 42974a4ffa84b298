// HTTP's Basic scheme by hand: the browser asks for name and password, and sends them with each request.
#include <crema/express.hpp>
using namespace crema;

Value users = {{"admin", "supersecret"}, {"tobi", "ferret:s"}};

Value hash(Value text) { return crypto.createHash("sha256").update(text).digest(); }

Value parse(Value header) {
  auto parts = (header || "").split(" ");
  if (!parts[1] || parts[0].toLowerCase() != "basic") return null;
  auto text = Buffer.from(parts[1], "base64").toString();
  auto colon = text.indexOf(":");
  return colon < 0 ? null : Value{{"name", text.slice(0, colon)}, {"pass", text.slice(colon + 1)}};
}

Handler auth(Value realm) {
  return [=](auto& req, auto& res, auto next) {
    auto given = parse(req.headers["authorization"]);
    auto known = given && Object.hasOwn(users, given["name"]);
    if (known && crypto.timingSafeEqual(hash(users[given["name"]]), hash(given["pass"]))) {
      req.user = given["name"];
      return next();
    }
    res.set("WWW-Authenticate", format("Basic realm=\"{}\", charset=\"UTF-8\"", realm));
    res.status(401).send("Authentication required.");
  };
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/", [](auto& req, auto& res) { res.send("Everybody may read this."); });
  app.get("/secret", auth("Members"), [](auto& req, auto& res) { res.send(format("Welcome, {}!", req.user)); });
  app.get("/logout", [](auto& req, auto& res) { res.status(401).send("You are logged out."); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
