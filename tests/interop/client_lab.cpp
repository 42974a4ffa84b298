// What clients of all kinds ask for. The port of client_lab.mjs.
#include <crema/compression.hpp>
#include <crema/express.hpp>
using namespace crema;

namespace {

Value bytes(Value n) { return Buffer.alloc(n, "0123456789abcdef"); }

}  // namespace

int main() {
  auto app = express();
  app.set("env", "production");

  app.all("/echo", [](auto& req, auto& res) {
    auto hash = crypto.createHash("sha1");
    Let received = 0;
    req.on("data", [=](auto chunk) {
      hash.update(chunk);
      received += chunk.length();
    });
    req.on("end", [=] {
      res.json({{"method", req.method},
                {"url", req.url},
                {"version", req.httpVersion},
                {"length", received},
                {"hash", hash.digest("hex")},
                {"type", req.headers["content-type"]},
                {"expect", req.headers["expect"]},
                {"trailers", req.trailers()}});
    });
  });
  app.get("/bytes/:n", [](auto& req, auto& res) { res.send(bytes(Number(req.params["n"]))); });
  app.get("/chunks/:n", [](auto& req, auto& res) -> Task<> {
    for (int i = 0; i < Number(req.params["n"]); i++) {
      res.write(format("chunk {}\n", i));
      co_await Promise([](auto resolve) { setTimeout(resolve, 1); });
    }
    res.end("end");
  });
  app.get("/slow/:ms", [](auto& req, auto& res) { setTimeout([=] { res.send("late"); }, Number(req.params["ms"])); });
  app.use("/packed", compression({.threshold = 0}),
          [](auto& req, auto& res) { res.type("text").send(Value("packed ").repeat(3000)); });
  app.use("/files", express.static_(process.env["FOLDER"]));
  app.all("/refuse", [](auto& req, auto& res) { res.status(413).send("too much"); });
  app.all("/early", [](auto& req, auto& res) { req.once("data", [=] { res.status(202).send("enough"); }); });
  app.get("/hints", [](auto& req, auto& res) {
    res.writeEarlyHints({{"link", "</a.css>; rel=preload; as=style"}}, [=] { res.send("hinted"); });
  });
  app.get("/trailers", [](auto& req, auto& res) {
    res.writeHead(200, {{"Trailer", "X-Sum"}, {"Content-Type", "text/plain"}});
    res.write("a body");
    res.addTrailers({{"X-Sum", "42"}});
    res.end();
  });
  app.get("/close", [](auto& req, auto& res) { res.set("Connection", "close").send("bye"); });
  app.get("/empty", [](auto& req, auto& res) { res.status(204).end(); });
  app.get("/break", [](auto& req, auto& res) {
    res.set("Content-Length", "100").write("half");
    setTimeout([=] { res.destroy(); }, 5);
  });
  app.get("/away", [](auto& req, auto& res) { res.redirect(req.query["to"] || "/bytes/10"); });
  app.post("/moved", [](auto& req, auto& res) { res.redirect(int(Number(req.query["status"])), "/echo"); });

  app.listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
