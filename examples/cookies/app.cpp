// Remember me: a form that sets a cookie, a page that looks at it, a link that clears it.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/morgan.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  if (process.env["NODE_ENV"] != "test") app.use(morgan(":method :url"));

  // Fills req.cookies, and with the secret req.signedCookies.
  app.use(cookieParser("my secret here"));

  // Fills req.body with the fields of forms.
  app.use(express.urlencoded());

  app.get("/", [](auto& req, auto& res) {
    if (req.cookies["remember"]) {
      res.send("Remembered :). Click to <a href=\"/forget\">forget</a>!.");
    } else {
      res.send(
          "<form method=\"post\"><p>Check to <label>"
          "<input type=\"checkbox\" name=\"remember\"/> remember me</label> "
          "<input type=\"submit\" value=\"Submit\"/>.</p></form>");
    }
  });

  app.get("/forget", [](auto& req, auto& res) {
    res.clearCookie("remember");
    res.redirect(req.get("Referrer") || "/");
  });

  app.post("/", [](auto& req, auto& res) {
    auto minute = 60000;

    if (req.body && req.body["remember"]) {
      res.cookie("remember", 1, {.maxAge = minute});
    }

    res.redirect(req.get("Referrer") || "/");
  });

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
