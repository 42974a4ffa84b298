// Applications with their own settings.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router settings() {
  auto router = express.Router();
  auto mount = [=](Value path, Callback<App&> configure) {
    auto app = express();
    configure(app);
    router.use(path, app);
    return app;
  };

  for (auto [name, value] : Object.entries({{"weak", "weak"}, {"strong", "strong"}, {"off", false}, {"on", true}})) {
    Value etag = value;
    auto app = mount(format("/etag-{}", name), [=](auto& app) { app.set("etag", etag); });
    app.get("/", [](auto& req, auto& res) { res.send("a body to be tagged"); });
    app.get("/json", [](auto& req, auto& res) { res.json({{"tagged", true}}); });
    app.get("/empty", [](auto& req, auto& res) { res.send(""); });
  }
  auto tagged = mount("/etag-own", [](auto& app) {
    app.set("etag", Function([](auto body, auto encoding) { return format("\"{}-own\"", body.length()); }));
  });
  tagged.get("/", [](auto& req, auto& res) { res.send("own"); });

  auto pretty = mount("/json-pretty", [](auto& app) {
    app.set("json spaces", 2);
    app.set("json escape", true);
  });
  pretty.get("/", [](auto& req, auto& res) {
    res.json({{"list", {1, {{"two", 2}}}}, {"html", "<b>&</b>"}, {"empty", Array()}, {"none", Object()}});
  });
  pretty.get("/jsonp", [](auto& req, auto& res) { res.jsonp({{"html", "<b>"}}); });

  auto replaced = mount("/json-replacer", [](auto& app) {
    app.set("json replacer", Function([](auto key, auto value) { return key.startsWith("_") ? undefined : value; }));
  });
  replaced.get("/", [](auto& req, auto& res) {
    res.json({{"name", "tobi"}, {"_id", 12345}, {"deep", {{"_x", 1}, {"y", 2}}}});
  });

  auto named = mount("/jsonp-name", [](auto& app) { app.set("jsonp callback name", "clb"); });
  named.get("/", [](auto& req, auto& res) { res.jsonp({{"a", 1}}); });

  for (auto value : Array("simple", "extended", false)) {
    auto app = mount(format("/query-{}", value), [=](auto& app) { app.set("query parser", value); });
    app.get("/", [](auto& req, auto& res) { res.json(req.query); });
  }
  auto ownQuery = mount("/query-own", [](auto& app) {
    app.set("query parser", Function([](auto text) { return Value{{"length", (text || "").length()}}; }));
  });
  ownQuery.get("/", [](auto& req, auto& res) { res.json(req.query); });

  auto quiet = mount("/quiet", [](auto& app) { app.disable("x-powered-by"); });
  quiet.get("/", [](auto& req, auto& res) { res.send("quiet"); });

  auto routes = [](const App& app) {
    app.get("/Foo", [](auto& req, auto& res) { res.send("Foo"); });
    app.get("/bar/", [](auto& req, auto& res) { res.send("bar"); });
  };
  routes(mount("/case", [](auto& app) { app.enable("case sensitive routing"); }));
  routes(mount("/strict", [](auto& app) { app.enable("strict routing"); }));
  routes(mount("/loose", [] {}));

  Value proxies = {{"none", false},
                   {"all", true},
                   {"one", 1},
                   {"two", 2},
                   {"loopback", "loopback"},
                   {"list", "127.0.0.1, 10.0.0.0/8"},
                   {"only", "10.0.0.1"},
                   {"own", Function([](auto ip, auto hop) { return hop < 1; })}};
  for (auto [name, value] : Object.entries(proxies)) {
    Value trusted = value;
    auto app = mount(format("/proxy-{}", name), [=](auto& app) { app.set("trust proxy", trusted); });
    app.get("/", [](auto& req, auto& res) {
      res.json({{"ip", req.ip()},
                {"ips", req.ips()},
                {"protocol", req.protocol()},
                {"secure", req.secure()},
                {"host", req.host() || null},
                {"hostname", req.hostname() || null}});
    });
  }

  auto offset = mount("/offset", [](auto& app) { app.set("subdomain offset", 1); });
  offset.get("/", [](auto& req, auto& res) { res.json(req.subdomains()); });

  auto values = mount("/values", [](auto& app) {
    app.set("title", "My Site");
    app.enable("shiny");
    app.disable("dull");
    app.locals["email"] = "me@example.com";
  });
  values.get("/", [=](auto& req, auto& res) {
    res.json({{"title", values.get("title")},
              {"missing", values.get("missing") == undefined},
              {"shiny", {values.enabled("shiny"), values.disabled("shiny")}},
              {"dull", {values.enabled("dull"), values.disabled("dull")}},
              {"email", values.locals["email"]},
              {"views", values.get("views") != undefined},
              {"etag", values.get("etag")}});
  });

  // what a mounted app takes over from its parent
  auto parent = mount("/inherit", [](auto& app) {
    app.set("trust proxy", true);
    app.set("json spaces", 1);
    app.set("color", "green");
  });
  auto child = express();
  child.get("/", [=](auto& req, auto& res) {
    res.json({{"ip", req.ip()}, {"color", child.get("color")}, {"spaces", child.get("json spaces")}});
  });
  parent.use("/child", child);

  return router;
}
