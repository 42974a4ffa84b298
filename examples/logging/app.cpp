// Logs of requests: errors to the console, everything to a file, with tokens and formats of one's own.
#include <crema/express.hpp>
#include <crema/morgan.hpp>
using namespace crema;

Value nextId = 1;

int main() {
  auto logFile = path.join(process.cwd(), "access.log");
  auto accessLog = fs.createWriteStream(logFile, {{"flags", "a"}});

  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // A token is a function of (req, res, argument); a format has a name.
  morgan.token("id", [](auto& req) { return req["id"]; });
  morgan.token("user", [](auto& req) { return req.query["user"] || "guest"; });
  morgan.token("header", [](auto& req, auto& res, auto field) { return req.get(field); });
  morgan.token("type", [](auto& req, auto& res) { return res.get("Content-Type"); });
  morgan.format("brief", ":id :method :url :status");

  app.use([](auto& req, auto& res, auto next) {
    req["id"] = format("r{}", nextId++);
    res.set("X-Request-Id", req["id"]);
    next();
  });

  // To the console only what went wrong.
  app.use(morgan("brief", {.skip = [](auto& req, auto& res) { return res.statusCode < 400; }}));

  // Into the file all but health checks, of which there are many.
  Value line =
      R"(:id :user ":method :url HTTP/:http-version" :status :res[content-length] ":header[accept]" ":type" :response-time ms)";
  app.use(morgan(line, {.skip = [](auto& req, auto& res) { return req.path() == "/health"; }, .stream = {accessLog}}));

  // A format may be a function: it gives the line, or null for none.
  app.use(morgan([](auto& tokens, auto& req, auto& res) -> Value {
    auto took = Number(tokens["total-time"](req, res));
    if (took < 500) return null;
    return Array("slow:", tokens["id"](req, res), tokens.method(req, res), tokens.url(req, res)).join(" ");
  }));

  app.get("/", [](auto& req, auto& res) { res.send(format("Hello, this is request {}", req["id"])); });

  app.get("/health", [](auto& req, auto& res) { res.sendStatus(200); });

  app.get("/slow", [](auto& req, auto& res) { setTimeout([=] { res.json({{"slow", true}}); }, 600); });

  app.get("/crash", [](auto& req, auto& res) { throw Error("Something broke"); });

  app.get("/log", [=](auto& req, auto& res) { res.type("text").send(fs.readFileSync(logFile, "utf8")); });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(500).json({{"error", err.message}, {"request", req["id"]}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
