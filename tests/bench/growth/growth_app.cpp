// What growth is measured of, written as a user would: one path for each thing of which there may be more. README.md has the list.
#include <crema/express.hpp>
using namespace crema;

namespace {

// A router with so many pairs of routes, /r0 and /r0/:id first.
Router many_routes(int pairs) {
  auto answers = [](auto& req, auto& res) { res.send("ok"); };
  auto router = express.Router();
  for (int i = 0; i < pairs; i++) {
    router.get(format("/r{}", i), answers);
    router.get(format("/r{}/:id", i), answers);
  }
  return router;
}

Router many_middleware(int count) {
  auto router = express.Router();
  for (int i = 0; i < count; i++) router.use([](auto& req, auto& res, auto next) { next(); });
  router.get("/", [](auto& req, auto& res) { res.send("ok"); });
  return router;
}

Value many_items(int count) {
  Value list = Array();
  for (int i = 0; i < count; i++) {
    list.push(
        {{"id", i}, {"name", format("Item {}", i)}, {"price", i + 0.5}, {"tags", {"new", "sale"}}, {"inStock", true}});
  }
  return list;
}

}  // namespace

int main() {
  auto app = express();

  app.get("/", [](auto& req, auto& res) { res.type("text").send("Hello World!"); });

  for (int count : {10, 100, 1000, 10000}) {
    app.use(format("/routes/{}", count), many_routes(count / 2));
    app.get(format("/items/{}", count), [items = many_items(count)](auto& req, auto& res) { res.json(items); });
  }
  app.get("/items/1", [items = many_items(1)](auto& req, auto& res) { res.json(items); });
  app.post("/register/:count", [](auto& req, auto& res) {
    many_routes(int(parseInt(req.params["count"]) / 2));
    res.send("ok");
  });

  for (int count : {1, 3, 10, 30, 100}) app.use(format("/middleware/{}", count), many_middleware(count));

  app.get("/header", [](auto& req, auto& res) { res.send(req.get("x-last").value_or("none")); });
  app.get("/headers", [](auto& req, auto& res) { res.send(format("{}", Object.keys(req.headers)["length"])); });

  app.post("/raw", express.raw({.limit = "20mb"}),
           [](auto& req, auto& res) { res.send(format("{}", req.body["length"])); });
  app.post("/json", express.json({.limit = "20mb"}),
           [](auto& req, auto& res) { res.send(format("{}", Object.keys(req.body)["length"])); });
  app.post("/form", express.urlencoded({.limit = "20mb", .parameterLimit = 1000000}),
           [](auto& req, auto& res) { res.send(format("{}", Object.keys(req.body)["length"])); });
  app.post("/form-extended", express.urlencoded({.extended = true, .limit = "20mb", .parameterLimit = 1000000}),
           [](auto& req, auto& res) { res.send(format("{}", Object.keys(req.body)["length"])); });
  app.post("/unread", [](auto& req, auto& res) { res.send("ok"); });

  for (int size : {0, 100, 1000, 10000, 100000, 1000000, 10000000}) {
    auto text = Value("x").repeat(size);
    app.get(format("/text/{}", size), [text](auto& req, auto& res) { res.type("text").send(text); });
    auto bytes = Buffer.alloc(size, "x");
    app.get(format("/buffer/{}", size), [bytes](auto& req, auto& res) { res.send(bytes); });
  }

  app.listen({.port = process.env["PORT"], .host = "127.0.0.1", .backlog = 4096, .keepAliveTimeout = 600000});
}
