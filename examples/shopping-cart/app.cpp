// A shop whose carts live in the visitors' sessions.
#include <crema/ejs.hpp>
#include <crema/express.hpp>
#include <crema/session.hpp>
using namespace crema;

// Prices in cents.
Value products = {
    {{"id", 1}, {"name", "Espresso cup"}, {"price", 750}},
    {{"id", 2}, {"name", "Milk jug"}, {"price", 1999}},
    {{"id", 3}, {"name", "Tamper & stand"}, {"price", 3450}},
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.locals["money"] = Function([](auto cents) { return format("${}", (cents / 100).toFixed(2)); });

  app.use(express.urlencoded({.extended = true}));
  app.use(session({
      .secret = "shopping-secret",
      .resave = false,
      .saveUninitialized = false,
  }));

  // Every visitor has a cart.
  app.use([](auto& req, auto& res, auto next) {
    if (!req.session["cart"]) req.session["cart"] = {{"items", Array()}};
    Value items = req.session["cart"]["items"];
    res.locals["count"] = items.reduce([](auto sum, auto item) { return sum + item["quantity"]; }, 0);
    next();
  });

  app.get("/", [](auto& req, auto& res) {
    auto search = (req.query["q"] || "").toLowerCase();
    res.render(
        "products",
        {{"products", products.filter([=](auto product) { return product["name"].toLowerCase().includes(search); })}});
  });

  app.get("/cart", [](auto& req, auto& res) {
    auto lines = req.session["cart"]["items"].map([](auto item) {
      auto product = products.find([=](auto product) { return product["id"] == item["id"]; });
      return Value{spread(product), {"quantity", item["quantity"]}, {"total", product["price"] * item["quantity"]}};
    });
    auto subtotal = lines.reduce([](auto sum, auto line) { return sum + line["total"]; }, 0);
    auto shipping = subtotal >= 5000 || lines.length() == 0 ? 0 : 495;
    res.render("cart",
               {{"lines", lines}, {"subtotal", subtotal}, {"shipping", shipping}, {"total", subtotal + shipping}});
  });

  app.post("/cart/add/:id", [](auto& req, auto& res) {
    auto id = Number(req.params["id"]);
    auto quantity = parseInt(req.body.get("quantity"), 10) || 1;
    if (!products.some([=](auto product) { return product["id"] == id; }))
      return res.status(404).send("No such product");

    Value items = req.session["cart"]["items"];
    auto item = items.find([=](auto item) { return item["id"] == id; });
    if (item) {
      item["quantity"] += quantity;
    } else {
      items.push({{"id", id}, {"quantity", quantity}});
    }
    res.redirect("/cart");
  });

  app.post("/cart/update/:id", [](auto& req, auto& res) {
    auto item = req.session["cart"]["items"].find([=](auto item) { return item["id"] == Number(req.params["id"]); });
    if (!item) return res.status(404).send("Not in the cart");
    item["quantity"] = Math.max(1, Math.min(99, Number(req.body["quantity"]) || 1));
    res.redirect("/cart");
  });

  app.post("/cart/remove/:id", [](auto& req, auto& res) {
    Value cart = req.session["cart"];
    cart["items"] = cart["items"].filter([=](auto item) { return item["id"] != Number(req.params["id"]); });
    res.redirect("/cart");
  });

  app.post("/cart/clear", [](auto& req, auto& res) {
    delete_(req.session["cart"]);
    res.redirect("/");
  });

  app.get("/api/cart", [](auto& req, auto& res) { res.json(req.session["cart"]); });

  app.listen(port, [=] { console.log(format("Shop open on port {}", port)); });
}
