// A site with a little of everything, as a user would write it. site.mjs is the same in Express.
#include <crema/express.hpp>
#include <crema/fs.hpp>
#include <crema/https.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/session.hpp>
#include <crema/timers.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto env = [](auto name, auto usual) { return Number(process.env[name] || usual); };
  auto port = env("PORT", 3000);
  auto age = env("SESSION_MS", 60000);
  auto page = String("0123456789abcdef").repeat(6400);  // 100 KB

  app.get("/", [](auto& req, auto& res) { res.send("hello"); });
  app.get("/ip", [](auto& req, auto& res) { res.send(req.ip()); });
  app.get("/page", [=](auto& req, auto& res) { res.type("text").send(page); });
  app.use("/static", express.static_(process.env["FILES"]));

  app.post("/json", express.json(), [](auto& req, auto& res) { res.json(req.body); });
  app.post("/form", express.urlencoded({.extended = true, .limit = "1mb"}),
           [](auto& req, auto& res) { res.json(req.body); });
  app.post("/upload", [](auto& req, auto& res) {
    Let size = 0;
    req.on("data", [=](auto chunk) { size += chunk.length(); });
    req.on("end", [=] { res.json({{"size", size}}); });
  });
  app.post("/ignored", [](auto& req, auto& res) { res.send("not read"); });

  app.get("/later", [](auto& req, auto& res) { setTimeout([=] { res.send("later"); }, 50); });
  app.get("/drip", [](auto& req, auto& res) {
    Let left = 5;
    auto timer = setInterval(
        [=](auto timer) {
          res.write("drop\n");
          left -= 1;
          if (left > 0) return;
          clearInterval(timer);
          res.end();
        },
        20);
    res.on("close", [=] { clearInterval(timer); });
  });
  app.get("/throw", [](auto& req, auto& res) { throw Error("thrown on purpose"); });
  app.get("/reject", [](auto& req, auto& res) -> Task<> {
    co_await Promise([](auto resolve, auto reject) { setTimeout(resolve, 5); });
    throw Error("rejected on purpose");
  });

  app.use("/session", session({.secret = "s", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = age}}));
  if (process.env["REDIS_URL"]) {
    auto client = createClient({.url = process.env["REDIS_URL"]});
    client.on("error", [](auto err) { console.error(err.message); });
    client.connect().catch_(console.error);
    app.use("/redis", session({
                          .secret = "s",
                          .resave = false,
                          .saveUninitialized = false,
                          .store = RedisStore({.client = client}),
                          .cookie = {.maxAge = age},
                      }));
  }
  app.get({"/session", "/redis"}, [](auto& req, auto& res) {
    req.session["views"] = (req.session["views"] || 0) + 1;
    res.send(format("views {}", req.session["views"]));
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (res.headersSent()) return next(err);
    res.status(int(err["status"] || 500)).json({{"error", err.message}});
  });

  auto patience = env("KEEP_ALIVE_MS", 5000);
  auto plain = app.listen({
      .port = port,
      .host = "127.0.0.1",
      .backlog = 4096,
      .headersTimeout = env("HEADERS_MS", 60000),
      .requestTimeout = env("REQUEST_MS", 300000),
      .keepAliveTimeout = patience,
      .writeTimeout = env("WRITE_MS", 120000),
      .closeTimeout = env("CLOSE_MS", 10000),
  });
  if (!process.env["CERTS"]) return 0;
  auto pem = [](auto name) { return fs.readFileSync(format("{}/{}.pem", process.env["CERTS"], name)); };
  auto secure = https.createServer({.key = pem("ec-key"), .cert = pem("ec"), .keepAliveTimeout = patience}, app)
                    .listen({.port = env("TLS_PORT", 3443), .host = "127.0.0.1", .backlog = 4096});
}
