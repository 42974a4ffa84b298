// Behind a proxy: who the client is and how it came here stands in X-Forwarded-*, which one may believe only from one's own proxies.
#include <crema/express.hpp>
using namespace crema;

Value ours = {"10.0.0.7", "10.0.0.8"};
Value visits = Object();

void whoami(Request& req, Response& res) {
  res.json({
      {"ip", req.ip()},
      {"ips", req.ips()},
      {"protocol", req.protocol()},
      {"secure", req.secure()},
      {"host", req.host()},
      {"hostname", req.hostname()},
      {"subdomains", req.subdomains()},
  });
}

App site(Value trust) {
  auto inner = express();
  inner.set("trust proxy", trust);
  inner.get("/", whoami);
  return inner;
}

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/", whoami);

  app.use("/nobody", site(false));
  app.use("/everybody", site(true));
  app.use("/one", site(1));
  app.use("/two", site(2));
  app.use("/this-machine", site("loopback"));
  app.use("/network", site("loopback, 10.0.0.0/8, fd00::/8"));
  app.use("/list", site({"loopback", "linklocal", "uniquelocal"}));
  app.use("/function", site(Function([](auto address, auto hop) { return hop == 0 || ours.includes(address); })));

  auto shop = express();
  shop.set("trust proxy", 1);
  shop.set("subdomain offset", 1);
  shop.use([](auto& req, auto& res, auto next) {
    if (!req.secure()) return res.redirect(308, format("https://{}{}", req.host(), req.originalUrl));
    next();
  });
  shop.get("/",
           [](auto& req, auto& res) { res.send(format("Welcome to {}", req.subdomains().join("/") || "the shop")); });
  shop.get("/cookie",
           [](auto& req, auto& res) { res.cookie("seen", "yes", {.secure = req.secure()}).sendStatus(204); });
  app.use("/shop", shop);

  auto counter = express();
  counter.set("trust proxy", "loopback");
  counter.get("/", [](auto& req, auto& res) {
    visits[req.ip()] = (visits[req.ip()] || 0) + 1;
    res.json(visits);
  });
  app.use("/counter", counter);

  try {
    app.set("trust proxy", "my-proxy");
  } catch (Error& err) {
    console.log(err.message);
  }

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
