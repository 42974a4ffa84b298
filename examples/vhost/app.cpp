// Several sites on one port: the Host field decides. To try it in a browser, /etc/hosts needs
//   127.0.0.1  example.com foo.example.com bar.example.com
#include <crema/express.hpp>
#include <crema/morgan.hpp>
#include <crema/vhost.hpp>
using namespace crema;

int main() {
  auto verbose = process.env["NODE_ENV"] != "test";
  auto port = process.env["PORT"] || 3000;

  // The main site.
  auto site = express();

  if (verbose) site.use(morgan("dev"));

  site.get("/", [](auto& req, auto& res) { res.send("Hello from main app!"); });

  site.get("/:sub", [](auto& req, auto& res) { res.send("requested " + req.params["sub"]); });

  // Sends visitors of a subdomain to a page of the main site.
  auto redirect = express();

  redirect.use([=](auto& req, auto& res) {
    if (verbose) console.log(req["vhost"]["hostname"]);
    res.redirect("http://example.com:3000/" + req["vhost"][0]);
  });

  auto app = express();

  app.use(vhost("*.example.com", redirect));  // all subdomains
  app.use(vhost("example.com", site));        // the domain itself

  app.listen(port, [=] { console.log(format("Express started on port {}", port)); });
}
