// JSONP: JSON as a script that calls a function of the page, for pages of other sites in old browsers.
#include <crema/express.hpp>
using namespace crema;

Value quotes = {
    {{"id", 1}, {"by", "Ada"}, {"text", "That brain of mine is more than merely mortal."}},
    {{"id", 2}, {"by", "Grace"}, {"text", "A ship in port is safe, but that is not what ships are for."}},
};
Value values = {
    {"text", "<b>\"Hi\" & bye</b>"}, {"line", "a\u2028b\u2029c"}, {"number", 1.5}, {"nothing", null}, {"list", Array()},
};

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/quotes", [](auto& req, auto& res) { res.jsonp(quotes); });

  app.get("/quotes/:id", [](auto& req, auto& res) {
    auto quote = quotes.find([=](auto q) { return q["id"] == Number(req.params["id"]); });
    if (!quote) return res.status(404).jsonp({{"error", "There is no such quote"}});
    res.jsonp(quote);
  });

  app.get("/values/:name", [](auto& req, auto& res) { res.jsonp(values[req.params["name"]]); });

  auto v2 = express();
  v2.set("jsonp callback name", "cb");
  v2.set("json spaces", 2);
  v2.set("json escape", true);
  v2.get("/quotes", [](auto& req, auto& res) { res.jsonp(quotes); });
  v2.get("/html", [](auto& req, auto& res) {
    res.type("text/plain").jsonp({{"html", "<script>alert('&')</script>"}});
  });
  app.use("/v2", v2);

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).jsonp({{"error", err.message}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
