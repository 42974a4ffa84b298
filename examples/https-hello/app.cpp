// Express over TLS.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3443;

  HttpsOptions options = {
      .key = fs.readFileSync(process.env["KEY"] || "key.pem"),
      .cert = fs.readFileSync(process.env["CERT"] || "cert.pem"),
  };

  app.get("/", [](auto& req, auto& res) { res.type("text").send("hello over https"); });

  https.createServer(options, app).listen(port, [=] {
    console.log(format("Server running on https://localhost:{}", port));
  });
}
