// req.url, baseUrl and originalUrl on the way through routers, and what becomes of a url that a handler assigns.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// Inside `/m`: assigns x-url to req.url; the last handler of all shows what the parent sees.
std::string rewritten(std::string_view mount, std::string_view target, std::string_view to) {
  auto app = express();
  app.use(mount, [](auto& req, auto&, auto next) {
    req.url = req.get("x-url");
    next();
  });
  app.use([](auto& req, auto& res) { res.send(req.url + " " + req.baseUrl + " " + req.originalUrl); });
  return Pump(app).get(target, {{"X-Url", std::string(to)}}).body;
}

std::string seen(std::string_view mount, std::string_view target) {
  auto app = express();
  app.use(mount, [](auto& req, auto& res) { res.send(req.url + " " + req.baseUrl + " " + req.path()); });
  return Pump(app).ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n").body;
}

}  // namespace

TEST_CASE("the matched prefix is cut off as the client wrote it") {
  CHECK(seen("/m", "/m") == "/ /m /");
  CHECK(seen("/m", "/m/") == "/ /m /");
  CHECK(seen("/m", "/m/x/y?z=1") == "/x/y?z=1 /m /x/y");
  CHECK(seen("/m", "/M?a=1") == "/?a=1 /M /");
  CHECK(seen("/a/:b", "/a/b%20c/d") == "/d /a/b%20c /d");
  CHECK(seen("/", "/x?y") == "/x?y  /x");
}

TEST_CASE("an absolute target keeps its scheme and host, and is matched by its path") {
  CHECK(seen("/m", "http://a.org/m/x?y=1") == "http://a.org/x?y=1 /m /x");
  CHECK(seen("/m", "http://a.org/m") == "http://a.org /m /");
  CHECK(seen("/m", "/m/http://a.org/x") == "/http://a.org/x /m /http://a.org/x");
}

TEST_CASE("the prefix returns in front of the url that a handler assigned") {
  CHECK(rewritten("/m", "/m/x", "/y") == "/m/y  /m/x");
  CHECK(rewritten("/m", "/m", "/y") == "/m/y  /m");
  CHECK(rewritten("/m", "/m?q", "/?r") == "/m?r  /m?q");
  CHECK(rewritten("/m", "/m", "/") == "/m  /m");
  CHECK(rewritten("/m/", "/m/", "/y") == "/m/y  /m/");
  CHECK(rewritten("/m", "/m/x", "y") == "/my  /m/x");
  CHECK(rewritten("/m", "/other", "/y") == "/other  /other");
}

TEST_CASE("a url without a path leaves the router") {
  auto app = express();
  auto router = express.Router();
  router.use([](auto& req, auto&, auto next) {
    req.url = "";
    next();
  });
  router.use([](auto&, auto& res) { res.send("never"); });
  app.use(router);
  CHECK(Pump(app).get("/x").status == 404);
}

TEST_CASE("baseUrl is undefined again when no router has answered, as in Express") {
  auto app = express();
  auto router = express.Router();
  router.get("/there", [](auto& req, auto& res) { res.send("there"); });
  Value told = Array();
  app.use([=](auto& req, auto& res, auto next) {
    res.on("finish", [=] { told.push(req.baseUrl); });
    next();
  });
  app.use("/api", router);
  Pump pump(app);
  pump.get("/api/there");
  pump.get("/api/none");
  CHECK(told[0] == "/api");
  CHECK(typeof_(told[1]) == "undefined");
}
