// An API that pages of other sites may call: all of them, some of them, some of them with cookies.
#include <crema/cors.hpp>
#include <crema/express.hpp>
using namespace crema;

Value products = {{{"id", 1}, {"name", "Espresso"}}, {{"id", 2}, {"name", "Ristretto"}}};
Value allowlist = {"https://shop.example.com", "https://admin.example.com"};

// Who may write: sites of the list, and clients that are no browsers and send no Origin.
CorsOptions corsOptions = {
    .origin =
        [](auto origin, auto callback) {
          if (!origin || allowlist.includes(origin)) {
            callback(null, true);
          } else {
            auto err = Error("Not allowed by CORS");
            err.status = 403;
            callback(err);
          }
        },
    .methods = {"GET", "POST", "DELETE"},
    .allowedHeaders = {"Content-Type", "Authorization"},
    .exposedHeaders = Array("X-Total-Count"),
    .credentials = true,
    .maxAge = 600,
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.json());

  // For everybody.
  app.get("/public", cors(), [](auto& req, auto& res) {
    res.json({{"message", "This is CORS-enabled for all origins!"}});
  });

  // For one site, and for its subdomains.
  app.get("/partner", cors({.origin = {"https://partner.example", "\\.partner\\.example$"_re}}),
          [](auto& req, auto& res) {
            res.json({{"message", "This is CORS-enabled for a partner."}});
          });

  // For nobody.
  app.get("/private", [](auto& req, auto& res) { res.json({{"message", "Only pages of this site can read this."}}); });

  // Each request decides for itself.
  auto dynamic = [](auto& req, auto callback) { callback(null, {.origin = req.query["open"] == "yes"}); };
  app.options("/dynamic", cors(dynamic));
  app.get("/dynamic", cors(dynamic), [](auto& req, auto& res) {
    res.json({{"message", format("open: {}", req.query["open"])}});
  });

  // All that follows is for the list, preflights included.
  app.use("/products", cors(corsOptions));

  app.get("/products", [](auto& req, auto& res) {
    res.set("X-Total-Count", String(products.length()));
    res.json(products);
  });

  app.post("/products", [](auto& req, auto& res) {
    Value product = {{"id", products.length() + 1}, {"name", req.body["name"]}};
    products.push(product);
    res.status(201).json(product);
  });

  app.delete_("/products/:id", [](auto& req, auto& res) {
    auto index = products.findIndex([=](auto product) { return product["id"] == Number(req.params["id"]); });
    if (index == -1) return res.status(404).json({{"error", "Not found"}});
    products.splice(index, 1);
    res.sendStatus(204);
  });

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.message}});
  });

  app.listen(port, [=] { console.log(format("CORS-enabled web server listening on port {}", port)); });
}
