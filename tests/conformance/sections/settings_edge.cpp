// Settings: what they return, what a mounted app takes over, ETag functions, query parsers, subdomains, escapes, routing flags.
#include <crema/express.hpp>

#include "sections.hpp"
using namespace crema;

Router settingsEdge() {
  auto router = express.Router();
  auto mount = [=](Value path, Callback<App&> configure) {
    auto app = express();
    configure(app);
    router.use(path, app);
    return app;
  };

  auto values = mount("/values", [](auto& app) {
    app.set("number", 5).set("list", {1, 2}).set("off", false).enable("tobi").disable("loki");
  });
  values.get("/", [=](auto& req, auto& res) {
    res.json({{"number", values.get("number")},
              {"list", values.get("list")},
              {"missing", values.get("missing") == undefined},
              {"off", {values.get("off"), values.enabled("off"), values.disabled("off")}},
              {"unset", {values.enabled("foo"), values.disabled("foo")}},
              {"tobi", values.get("tobi")},
              {"loki", values.get("loki")},
              {"number2", values.enabled("number")},
              {"chained", values.set("x", 1) == values}});
  });
  auto defaults = mount("/defaults", [] {});
  defaults.get("/", [=](auto& req, auto& res) {
    res.json({{"env", defaults.get("env")},
              {"etag", defaults.get("etag")},
              {"powered", defaults.enabled("x-powered-by")},
              {"offset", defaults.get("subdomain offset")},
              {"cache", defaults.enabled("view cache")},
              {"callback", defaults.get("jsonp callback name")},
              {"parser", defaults.get("query parser")},
              {"proxy", defaults.get("trust proxy")},
              {"strict", defaults.enabled("strict routing")},
              {"sensitive", defaults.enabled("case sensitive routing")},
              {"spaces", defaults.get("json spaces") == undefined},
              {"escape", defaults.get("json escape") == undefined},
              {"mountpath", defaults.mountpath},
              {"locals", defaults.locals["settings"]["env"]}});
  });

  // refused values
  auto refused = mount("/refused", [] {});
  auto attempt = [](auto set) -> Value {
    try {
      set();
      return "accepted";
    } catch (Error& err) {
      return err.message;
    }
  };
  refused.get("/etag", [=](auto& req, auto& res) { res.send(attempt([=] { refused.set("etag", "bogus"); })); });
  refused.get("/query",
              [=](auto& req, auto& res) { res.send(attempt([=] { refused.set("query parser", "bogus"); })); });
  refused.get("/proxy",
              [=](auto& req, auto& res) { res.send(attempt([=] { refused.set("trust proxy", "not-an-address"); })); });
  refused.get("/after", [=](auto& req, auto& res) {
    res.json({{"etag", refused.get("etag") != undefined}, {"query", req.query}});
  });

  // ETags by function
  auto tag = [=](Value path, Value fn, Handler handler) {
    mount(path, [=](auto& app) { app.set("etag", fn); }).get("/", handler);
  };
  tag("/tag-text", Function([](auto body, auto encoding) { return format("\"{}-{}\"", body.toString(), encoding); }),
      [](auto& req, auto& res) { res.send("abc"); });
  tag("/tag-buffer",
      Function([](auto body, auto encoding) { return format("\"{}-{}\"", body.length(), encoding == undefined); }),
      [](auto& req, auto& res) { res.send(Buffer.from("abcd")); });
  tag("/tag-json", Function([](auto body) { return format("W/\"{}\"", body.length()); }), [](auto& req, auto& res) {
    res.json({{"a", 1}});
  });
  tag("/tag-none", Function([] { return undefined; }), [](auto& req, auto& res) { res.send("abc"); });
  tag("/tag-kept", Function([] { return "\"never\""; }),
      [](auto& req, auto& res) { res.set("ETag", "\"kept\"").send("abc"); });
  auto strong = mount("/strong", [](auto& app) { app.set("etag", "strong"); });
  strong.get("/", [](auto& req, auto& res) { res.send("hello, world!"); });
  strong.get("/long", [](auto& req, auto& res) { res.send(Value("0").repeat(2000)); });
  strong.get("/file", [](auto& req, auto& res) { res.sendFile("hello.txt", {.root = "public"}); });
  auto off = mount("/tag-off", [](auto& app) { app.disable("etag"); });
  off.get("/", [](auto& req, auto& res) { res.send("no tag"); });
  off.get("/own", [](auto& req, auto& res) { res.set("ETag", "\"own\"").send("own tag"); });
  off.get("/file", [](auto& req, auto& res) { res.sendFile("hello.txt", {.root = "public"}); });

  // query parsers; each app reads with its own
  for (auto value : Array(true, "extended", "simple")) {
    mount(format("/query/{}", value), [=](auto& app) {
      app.set("query parser", value);
    }).get("/", [](auto& req, auto& res) { res.json(req.query); });
  }
  auto outer = mount("/query-mixed", [](auto& app) { app.set("query parser", "simple"); });
  auto inner = express();
  inner.set("query parser", "extended");
  inner.get("/", [](auto& req, auto& res) { res.json(req.query); });
  outer.get("/", [](auto& req, auto& res) { res.json(req.query); });
  outer.use("/inner", inner);

  // json in res.json and res.jsonp
  auto escaped = mount("/escape", [](auto& app) { app.set("json escape", true); });
  escaped.get("/", [](auto& req, auto& res) { res.json({{"&", "\u2028<script>\u2029"}, {"list", {">", "<"}}}); });
  escaped.get("/jsonp", [](auto& req, auto& res) { res.jsonp({{"&", "<script>"}}); });
  auto replaced = mount("/replacer", [](auto& app) {
    app.set("json replacer", Function([](auto key, auto value) { return key[0] == "_" ? undefined : value; }))
        .set("json spaces", "\t");
  });
  replaced.get("/", [](auto& req, auto& res) {
    res.json({{"name", "tobi"}, {"_id", 1}, {"list", Array({{"_a", 1}, {"b", 2}})}});
  });
  replaced.get("/jsonp", [](auto& req, auto& res) { res.jsonp({{"name", "tobi"}, {"_id", 1}}); });
  mount("/listed", [](auto& app) {
    app.set("json replacer", {"a", "c"});
  }).get("/", [](auto& req, auto& res) {
    res.json({{"a", 1}, {"b", 2}, {"c", {{"a", 3}, {"b", 4}}}});
  });

  // subdomains
  for (auto offset : Array(0, 1, 2, 3)) {
    mount(format("/offset/{}", offset), [=](auto& app) {
      app.set("subdomain offset", offset).set("trust proxy", true);
    }).get("/", [](auto& req, auto& res) {
      res.json({{"subdomains", req.subdomains()}, {"hostname", req.hostname() || null}});
    });
  }

  // what a mounted app takes over, what it keeps, and whom it trusts
  auto parent = mount("/parent", [](auto& app) {
    app.set("trust proxy", true).set("color", "green").set("json spaces", 2).set("etag", false).set("title", "parent");
  });
  auto heir = express();
  heir.get("/", [=](auto& req, auto& res) {
    res.json({{"color", heir.get("color")}, {"ip", req.ip()}, {"title", heir.get("title")}});
  });
  parent.use("/heir", heir);
  auto own = express();
  own.set("color", "blue").set("trust proxy", false).set("etag", "strong").disable("x-powered-by");
  own.get("/", [=](auto& req, auto& res) {
    res.json({{"color", own.get("color")}, {"ip", req.ip()}, {"enabled", own.enabled("trust proxy")}});
  });
  parent.use("/own", own);
  parent.get("/", [=](auto& req, auto& res) { res.json({{"color", parent.get("color")}, {"ip", req.ip()}}); });
  own.use("/grandchild", express().get("/", [](auto& req, auto& res) {
    res.json({{"color", req.app.get("color")}, {"ip", req.ip()}});
  }));
  parent.use(
      "/through", [](auto& req, auto& res, auto next) { next(); }, own);

  // routing flags and middleware
  auto strict = mount("/strict", [](auto& app) { app.enable("strict routing"); });
  auto saw = [](auto& req, auto& res, auto next) {
    res.append("X-Saw", format("{} {}", req.baseUrl, req.url));
    next();
  };
  strict.use("/user", saw);
  strict.use("/slash/", saw);
  strict.get("/user/", [](auto& req, auto& res) { res.send("with slash"); });
  strict.get("/user", [](auto& req, auto& res) { res.send("without"); });
  strict.get("/only/", [](auto& req, auto& res) { res.send("only with"); });
  strict.get("/slash", [](auto& req, auto& res) { res.send("slash without"); });
  strict.route("/chain/").get([](auto& req, auto& res) { res.send("chain with"); });
  strict.use("/sub", express.Router()
                         .get("/", [](auto& req, auto& res) { res.send("sub root"); })
                         .get("/x/", [](auto& req, auto& res) { res.send("lax in a router"); }));
  auto sensitive = mount("/sensitive", [](auto& app) { app.enable("case sensitive routing"); });
  sensitive.get("/uSer", [](auto& req, auto& res) { res.send("tj"); });
  sensitive.use("/Area", [](auto& req, auto& res) { res.send(format("area {}", req.url)); });
  sensitive.use("/sub", express.Router().get("/Lax", [](auto& req, auto& res) { res.send("lax in a router"); }));

  return router;
}
