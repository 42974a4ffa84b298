// Two servers that let connections lie: https on PORT, http on PORT + 1.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = Number(process.env["PORT"]);
  app.get("/", [](auto& req, auto& res) { res.send("hello"); });

  HttpsOptions options = {
      .key = fs.readFileSync(process.env["KEY"]),
      .cert = fs.readFileSync(process.env["CERT"]),
      .keepAliveTimeout = "60s",
  };
  auto secure = https.createServer(options, app).listen(port);
  auto plain = app.listen({.port = port + 1, .keepAliveTimeout = "60s"});
  console.log("ready");
}
