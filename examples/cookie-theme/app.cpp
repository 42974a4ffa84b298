// Cookies in Express: set, read, sign and clear them; a page that remembers its visitor's theme and cart.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.urlencoded());
  app.use(cookieParser(process.env["COOKIE_SECRET"] || "my-secret"));

  app.get("/", [](auto& req, auto& res) {
    auto theme = req.cookies["theme"] || "light";
    auto user = req.signedCookies["user"] || "stranger";
    auto cart = req.cookies["cart"] || Array();
    res.json({{"hello", user}, {"theme", theme}, {"items", cart.length()}});
  });

  app.get("/cookies", [](auto& req, auto& res) {
    res.json({{"cookies", req.cookies}, {"signed", req.signedCookies}});
  });

  app.get("/theme/:name", [](auto& req, auto& res) {
    res.cookie("theme", req.params["name"], {.maxAge = 900000, .sameSite = "lax"});
    res.redirect("/");
  });

  app.post("/login", [](auto& req, auto& res) {
    if (!req.body || !req.body["user"]) return res.status(400).send("Who are you?");
    res.cookie("user", req.body["user"], {.httpOnly = true, .signed_ = true});
    res.redirect("/");
  });

  app.post("/cart", [](auto& req, auto& res) {
    auto cart = req.cookies["cart"] || Array();
    cart.push(req.body["item"]);
    res.cookie("cart", cart);
    res.redirect("/");
  });

  app.get("/logout", [](auto& req, auto& res) {
    res.clearCookie("user");
    res.clearCookie("cart");
    res.redirect("/");
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
