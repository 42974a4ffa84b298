// https with what belongs to it: http is sent there, browsers remember it, cookies stay in it, certificates change without a restart.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
#include <crema/session.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3443;
  auto httpPort = process.env["HTTP_PORT"] || 3080;
  auto keyFile = process.env["KEY"] || "key.pem";
  auto certFile = process.env["CERT"] || "cert.pem";

  app.use([](auto& req, auto& res, auto next) {
    res.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    next();
  });

  app.use(session({
      .secret = process.env["SESSION_SECRET"] || "my-secret",
      .resave = false,
      .saveUninitialized = false,
      .cookie = {.maxAge = 300000, .secure = true, .httpOnly = true, .sameSite = "lax"},
  }));

  app.get("/", [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });

  app.get("/connection", [](auto& req, auto& res) {
    res.json({
        {"secure", req.secure()},
        {"protocol", req.socket().getProtocol()},
        {"cipher", req.socket().getCipher()["standardName"]},
    });
  });

  HttpsOptions options = {
      .key = fs.readFileSync(keyFile),
      .cert = fs.readFileSync(certFile),
  };
  auto server = https.createServer(options, app);

  // kill -HUP: what certbot has written is taken up; connections that are open go on.
  process.on("SIGHUP", [=] {
    try {
      server.setSecureContext({.key = fs.readFileSync(keyFile), .cert = fs.readFileSync(certFile)});
      console.log("The new certificate is in use.");
    } catch (const Error& err) {
      console.error(format("The old certificate stays in use: {}", err.message));
    }
  });

  auto plain = express();
  plain.use([=](auto& req, auto& res) {
    res.redirect(308, format("https://{}:{}{}", req.hostname(), port, req.originalUrl));
  });
  auto redirects = plain.listen(httpPort);

  server.listen(port, [=] { console.log(format("Server running on https://localhost:{}", port)); });
}
