// Short links: a form and a JSON API, redirects, and how often each link was followed.
#include <crema/express.hpp>
#include <crema/nanoid.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  Map<> links;

  app.use(express.static_(path.join(__dirname, "public")));
  app.use(express.json());
  app.use(express.urlencoded({.extended = true}));

  app.post("/shorten", [=](auto& req, auto& res) {
    Value body = req.body || Object(), url = body["url"], code = body["code"];
    if (!url || !Regex(R"(^https?://\S+$)", "i").test(url)) {
      return res.status(400).json({{"error", "url must begin with http:// or https://"}});
    }
    if (code && !R"(^[\w-]{3,20}$)"_re.test(code))
      return res.status(400).json({{"error", "A code has 3 to 20 letters"}});
    if (code && links.has(code)) return res.status(409).json({{"error", "This code is taken"}});
    Value link = {{"code", code || nanoid(8)}, {"url", url}, {"visits", 0}, {"lastVisit", null}};
    links.set(link["code"], link);
    Value shortUrl = format("{}://{}/{}", req.protocol(), req.get("host"), link["code"]);
    res.status(201).json({{"shortUrl", shortUrl}, {"code", link["code"]}});
  });

  app.get("/links", [=](auto& req, auto& res) {
    Value all = Array();
    links.forEach([=](auto link) { all.push({{"code", link["code"]}, {"visits", link["visits"]}}); });
    res.json({{"count", links.size()}, {"links", all}});
  });

  app.get("/:code/stats", [=](auto& req, auto& res) {
    auto link = links.get(req.params["code"]);
    if (!link) return res.status(404).json({{"error", "No such link"}});
    res.json(link);
  });

  app.get("/:code", [=](auto& req, auto& res) {
    auto link = links.get(req.params["code"]);
    if (!link) return res.status(404).json({{"error", "No such link"}});
    link["visits"]++;
    link["lastVisit"] = Date().toISOString();
    res.redirect(301, link["url"]);
  });

  app.delete_("/:code", [=](auto& req, auto& res) {
    if (!links.delete_(req.params["code"])) return res.status(404).json({{"error", "No such link"}});
    res.sendStatus(204);
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
