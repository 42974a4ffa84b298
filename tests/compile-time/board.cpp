// A board of cards, as a tutorial's reader has it after a week: 240 lines, 40 handlers. What such a program costs to compile.
#include <crema/cookie_parser.hpp>
#include <crema/cors.hpp>
#include <crema/express.hpp>
#include <crema/morgan.hpp>
#include <crema/session.hpp>
using namespace crema;

// In place of a database.
Value users = Array({{"id", 1}, {"name", "ann"}, {"password", "secret"}, {"admin", true}});
Value boards = Array({{"id", 1}, {"title", "Kitchen"}, {"owner", 1}, {"cards", Array()}});
Value log_ = Array();
Value nextId = 2;

struct NotFound : Error {
  NotFound(Value what) : Error(format("No such {}", what)) { this->status = 404; }
};

Task<Value> slowly(Value result) {
  co_await Promise([](auto resolve, auto reject) { setTimeout(resolve, 1); });
  co_return result;
}

Value shown(Value user) { return {{"id", user["id"]}, {"name", user["name"]}, {"admin", !!user["admin"]}}; }

void authenticated(Request& req, Response& res, Next next) {
  if (!req.session["user"]) return res.status(401).json({{"error", "Please log in"}});
  next();
}

Handler limited(Value most) {
  Map<> counts;
  return [=](auto& req, auto& res, auto next) mutable {
    auto count = (counts.get(req.ip()) || 0) + 1;
    counts.set(req.ip(), count);
    if (count > most) return res.status(429).set("Retry-After", "60").send("Too many requests");
    next();
  };
}

Router accounts() {
  auto router = express.Router();

  router.post("/register", [](auto& req, auto& res) {
    Value name = req.body["name"], password = req.body["password"];
    if (!name || !password) return res.status(400).json({{"error", "name and password are required"}});
    if (users.some([=](auto user) { return user["name"] == name; }))
      return res.status(409).json({{"error", "That name is taken"}});
    auto user = Value{{"id", nextId++}, {"name", name}, {"password", password}};
    users.push(user);
    res.status(201).location(format("/users/{}", user["id"])).json(shown(user));
  });

  router.post("/login", limited(20), [](auto& req, auto& res) -> Task<> {
    auto named = [=](auto user) { return user["name"] == req.body["name"]; };
    auto user = co_await slowly(users.find(named));
    if (!user || user["password"] != req.body["password"])
      co_return res.status(401).json({{"error", "Wrong name or password"}});
    req.session["user"] = user["id"];
    req.session["visits"] = 0;
    res.json({{"message", format("Welcome, {}", user["name"])}});
  });

  router.post("/logout", authenticated, [](auto& req, auto& res) {
    req.session.destroy([=](auto err) {
      if (err) return res.status(500).send("Could not log out");
      res.clearCookie("connect.sid").redirect("/");
    });
  });

  router.get("/me", authenticated, [](auto& req, auto& res, auto next) {
    auto user = users.find([=](auto user) { return user["id"] == req.session["user"]; });
    if (!user) return next(NotFound("user"));
    req.session["visits"]++;
    res.json({{"user", shown(user)}, {"visits", req.session["visits"]}});
  });

  router.get("/users", [](auto& req, auto& res) { res.json(users.map([](auto user) { return shown(user); })); });

  router.get("/users/:name", [](auto& req, auto& res) {
    auto user = users.find([=](auto user) { return user["name"] == req.params["name"]; });
    if (!user) throw NotFound("user");
    res.json(shown(user));
  });

  router.patch("/users/:name", authenticated, [](auto& req, auto& res) {
    auto user = users.find([=](auto user) { return user["name"] == req.params["name"]; });
    if (!user) throw NotFound("user");
    user["name"] = req.body["name"] || user["name"];
    res.json(shown(user));
  });

  router.delete_("/users/:name", authenticated, [](auto& req, auto& res) {
    auto index = users.findIndex([=](auto user) { return user["name"] == req.params["name"]; });
    if (index == -1) throw NotFound("user");
    users.splice(index, 1);
    res.status(204).end();
  });

  return router;
}

Router cards() {
  auto router = express.Router({.mergeParams = true});

  router.use([](auto& req, auto& res, auto next) {
    req["board"] = boards.find([=](auto board) { return board["id"] == Number(req.params["board"]); });
    if (!req["board"]) return next(NotFound("board"));
    next();
  });

  router.param("card", [](auto& req, auto& res, auto next, auto id) {
    req["card"] = req["board"]["cards"].find([=](auto card) { return card["id"] == Number(id); });
    if (!req["card"]) return next(NotFound("card"));
    next();
  });

  router.get("/", [](auto& req, auto& res) {
    Value page = Number(req.query["page"] || 1), size = Number(req.query["size"] || 10);
    auto all = req["board"]["cards"].filter(
        [=](auto card) { return !req.query["tag"] || card["tags"].includes(req.query["tag"]); });
    auto from = (page - 1) * size;
    res.json({{"page", page}, {"total", all.length()}, {"cards", all.slice(from, from + size)}});
  });

  router.post("/", authenticated, [](auto& req, auto& res) {
    Value title = req.body["title"], tags = req.body["tags"].value_or(Array());
    if (!title) return res.status(400).json({{"error", "title is required"}});
    auto card =
        Value{{"id", nextId++}, {"title", title.trim()}, {"tags", tags}, {"done", false}, {"comments", Array()}};
    req["board"]["cards"].push(card);
    res.status(201).json(card);
  });

  router.get("/:card", [](auto& req, auto& res) { res.json(req["card"]); });

  router.put("/:card", authenticated, [](auto& req, auto& res) {
    Value title = req.body["title"], done = req.body["done"];
    req["card"]["title"] = title || req["card"]["title"];
    req["card"]["done"] = done == true;
    res.json(req["card"]);
  });

  router.post("/:card/toggle", authenticated, [](auto& req, auto& res) {
    req["card"]["done"] = !req["card"]["done"];
    res.redirect(303, req.baseUrl + "/" + req.params["card"]);
  });

  router.delete_("/:card", authenticated, [](auto& req, auto& res) {
    auto all = req["board"]["cards"];
    all.splice(all.indexOf(req["card"]), 1);
    res.sendStatus(204);
  });

  router.get("/:card/comments", [](auto& req, auto& res) { res.json(req["card"]["comments"]); });

  router.post("/:card/comments", authenticated, [](auto& req, auto& res) -> Task<> {
    auto me = [=](auto user) { return user["id"] == req.session["user"]; };
    auto author = co_await slowly(users.find(me));
    auto comment = Value{{"author", author.get("name")}, {"text", req.body["text"]}, {"time", Date.now()}};
    req["card"]["comments"].push(comment);
    res.status(201).json(comment);
  });

  return router;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(morgan("dev"));
  app.use(cors({.origin = "http://localhost:5173", .credentials = true}));
  app.use(cookieParser("my-secret"));
  app.use(express.json(), express.urlencoded({.extended = true}));
  app.use(session({.secret = "my-secret", .resave = false, .saveUninitialized = false, .cookie = {.maxAge = 300000}}));
  app.use([](auto& req, auto& res, auto next) {
    req["time"] = Date.now();
    res.on("finish", [=] { log_.push(format("{} {} {}", req.method, req.originalUrl, res.statusCode)); });
    next();
  });

  app.get("/", [](auto& req, auto& res) {
    if (req.session["views"]) {
      req.session["views"]++;
      res.send(format("Number of views: {}", req.session["views"]));
    } else {
      req.session["views"] = 1;
      res.send("Welcome! This is your first visit.");
    }
  });

  app.get("/about", [](auto& req, auto& res) { res.type("text").send("Boards with cards"); });
  app.get("/time", [](auto& req, auto& res) { res.json({{"time", req["time"]}, {"date", Date().toISOString()}}); });
  app.get("/health", [](auto& req, auto& res) { res.json({{"status", "ok"}, {"uptime", process.uptime()}}); });
  app.get("/log", [](auto& req, auto& res) { res.send("<pre>" + log_.slice(-20).join("\n") + "</pre>"); });
  app.get("/old/*rest", [](auto& req, auto& res) { res.redirect(301, "/" + req.params["rest"].join("/")); });
  app.get("/theme", [](auto& req, auto& res) { res.send(req.cookies["theme"] || "light"); });
  app.post("/theme", [](auto& req, auto& res) { res.cookie("theme", req.body["theme"], {.maxAge = "7d"}).end(); });
  app.get("/add/:a/:b", [](auto& req, auto& res) { res.json(+req.params["a"] + Number(req.params["b"])); });
  app.get("/search", [](auto& req, auto& res) {
    auto words = (req.query["q"] || "").toLowerCase().split(" ");
    auto found = boards.filter([=](auto board) {
      return words.every([=](auto word) { return board["title"].toLowerCase().includes(word); });
    });
    res.json({{"found", found.length()}, {"boards", found}});
  });

  app.use(accounts());
  app.route("/boards")
      .get([](auto& req, auto& res) {
        res.json(boards.map([](auto board) { return Value{{"id", board["id"]}, {"title", board["title"]}}; }));
      })
      .post(authenticated, [](auto& req, auto& res) {
        auto board = Value{{"id", nextId++}, {"title", req.body["title"]}, {"cards", Array()}};
        boards.push(board);
        res.status(201).json(board);
      });
  app.delete_("/boards/:board", authenticated, [](auto& req, auto& res) {
    auto index = boards.findIndex([=](auto board) { return board["id"] == Number(req.params["board"]); });
    if (index == -1) throw NotFound("board");
    boards.splice(index, 1);
    res.sendStatus(204);
  });
  app.use("/boards/:board/cards", cards());

  app.get("/slow", [](auto& req, auto& res) -> Task<> { res.send(co_await slowly("At last")); });
  app.get("/range/:file", [](auto& req, auto& res) { res.json(req.range(1000) || null); });
  app.get("/later", [](auto& req, auto& res) { setTimeout([=] { res.send("Later"); }, 10); });
  app.get("/fail", [](auto& req, auto& res) -> Task<> {
    co_await slowly(null);
    throw Error("It failed");
  });

  app.use([](auto& req, auto& res) { res.status(404).json({{"error", "Not found"}, {"path", req.path()}}); });
  app.use([](auto& err, auto& req, auto& res, auto next) {
    if (res.headersSent()) return next(err);
    res.status(err.status || 500).json({{"error", err.message}});
  });
  app.listen(port, [=] { console.log(format("http://localhost:{}", port)); });
}
