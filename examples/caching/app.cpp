// Answers that are kept: compression, ETags, Cache-Control, 304 and 412, and results that the server itself remembers.
#include <crema/compression.hpp>
#include <crema/express.hpp>
using namespace crema;

Value articles = {
    {{"id", 1},
     {"title", "Caching"},
     {"text", Value("What is kept need not be sent again. ").repeat(60)},
     {"version", 3},
     {"updated", "2026-03-01T10:00:00Z"}},
    {{"id", 2},
     {"title", "Short"},
     {"text", "Too small to be compressed."},
     {"version", 1},
     {"updated", "2026-04-01T12:30:00Z"}},
};
Map<> remembered;
Value computed = 0;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  // Strong ETags tell answers apart byte by byte; Express's default are weak ones.
  app.set("etag", "strong");
  app.use(compression({.threshold = 512}));
  app.use(express.json());

  // Files with a version in their name may be kept for ever, pages are asked for anew each time.
  app.use("/assets", express.static_(path.join(__dirname, "assets"), {.immutable = true, .maxAge = "365d"}));
  auto setHeaders = [](auto& res, auto file, auto) {
    if (path.extname(file) == ".html") res.set("Cache-Control", "no-cache");
  };
  app.use(express.static_(path.join(__dirname, "public"), {.maxAge = "1h", .setHeaders = setHeaders}));

  // How long an answer may be kept, by anybody.
  auto maxAge = [](Value seconds) {
    return [=](auto& req, auto& res, auto next) {
      res.set("Cache-Control", format("public, max-age={}, stale-while-revalidate=30", seconds));
      next();
    };
  };

  // What has been computed lately is not computed again.
  auto remember = [](auto& req, auto& res, auto next) {
    auto known = remembered.get(req.originalUrl);
    if (known && known["until"] > Date.now()) return res.set("X-Cache", "HIT").json(known["body"]);
    res.locals["send"] = Function([=](auto body) {
      remembered.set(req.originalUrl, {{"body", body}, {"until", Date.now() + 60000}});
      res.set("X-Cache", "MISS").json(body);
    });
    next();
  };

  app.get("/articles", maxAge(60), [](auto& req, auto& res) {
    res.json(articles.map([](auto article) { return Value{{"id", article["id"]}, {"title", article["title"]}}; }));
  });

  app.param("id", [](auto& req, auto& res, auto next, auto id) {
    req["article"] = articles.find([=](auto article) { return article["id"] == Number(id); });
    if (!req["article"]) return res.status(404).json({{"error", "Not found"}});
    next();
  });

  // The browser's copy is as good as long as the article has not changed; nothing is rendered then.
  app.get("/articles/:id", maxAge(10), [](auto& req, auto& res) {
    res.set("Last-Modified", Date(req["article"]["updated"]).toUTCString());
    res.set("ETag", format("\"{}-{}\"", req["article"]["id"], req["article"]["version"]));
    if (req.fresh()) return res.status(304).end();
    res.vary("Accept").format({
        {"json", [&] { res.json(req["article"]); }},
        {"html", [&] { res.send(format("<h1>{}</h1><p>{}</p>", req["article"]["title"], req["article"]["text"])); }},
    });
  });

  // Who has not seen the latest version must not write over it.
  app.put("/articles/:id", [](auto& req, auto& res) {
    auto etag = format("\"{}-{}\"", req["article"]["id"], req["article"]["version"]);
    if (req.get("If-Match") != etag) return res.status(412).json({{"error", "It has changed meanwhile"}});
    Object.assign(req["article"], {{"title", req.body["title"]}, {"version", req["article"]["version"] + 1}});
    res.json(req["article"]);
  });

  app.get("/report", remember, [](auto& req, auto& res) {
    res.locals["send"](Value{{"report", req.query["of"] || "all"}, {"computed", ++computed}});
  });

  app.get("/me", [](auto& req, auto& res) { res.set("Cache-Control", "private, no-store").json({{"user", "tj"}}); });

  app.get("/stream", [](auto& req, auto& res) {
    res.type("text").write(Value("line\n").repeat(200));
    res.end("end\n");
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
