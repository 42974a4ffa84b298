// methodOverride(), against what npm's method-override does.
#include <crema/express.hpp>
#include <crema/method_override.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Fields;
using crema::testing::Pump;

namespace {

// "METHOD original vary"
std::string ask(Handler handler, const std::string& method, const std::string& path, const Fields& fields = {}) {
  auto app = express();
  app.set("env", "test");
  app.use(handler);
  app.use([](auto& req, auto& res) { res.send(format("{} {}", req.method, req["originalMethod"])); });
  app.use([](auto& err, auto& req, auto& res, auto next) { res.status(500).send(err.message); });
  Pump pump(app);
  const auto answer = pump.request(method, path, fields);
  return answer.body + (answer.has("Vary") ? " " + answer.header("Vary") : "");
}

}  // namespace

TEST_CASE("a field names the method, of POST alone") {
  const auto field = methodOverride();
  CHECK(ask(field, "POST", "/", {{"X-HTTP-Method-Override", "DELETE"}}) == "DELETE POST X-HTTP-Method-Override");
  CHECK(ask(field, "POST", "/", {{"x-http-method-override", "delete"}}) == "DELETE POST X-HTTP-Method-Override");
  CHECK(ask(field, "POST", "/", {{"X-HTTP-Method-Override", " PUT , DELETE"}}) == "PUT POST X-HTTP-Method-Override");
  CHECK(ask(field, "POST", "/", {{"X-HTTP-Method-Override", "PATCH"}, {"X-HTTP-Method-Override", "PUT"}}) ==
        "PATCH POST X-HTTP-Method-Override");
  CHECK(ask(field, "POST", "/") == "POST POST X-HTTP-Method-Override");
  CHECK(ask(field, "GET", "/", {{"X-HTTP-Method-Override", "DELETE"}}) == "GET GET");
  CHECK(ask(methodOverride("x-method"), "POST", "/", {{"X-Method", "m-search"}}) == "M-SEARCH POST x-method");
  CHECK(ask(methodOverride(""), "POST", "/", {{"X-HTTP-Method-Override", "PUT"}}) == "PUT POST X-HTTP-Method-Override");
}

TEST_CASE("methods that Node does not know are ignored") {
  for (const char* wrong : {"BOGUS", "", "all", "delete_", "GET ME", "PUT\t2"})
    CHECK(ask(methodOverride(), "POST", "/", {{"X-HTTP-Method-Override", wrong}}) ==
          "POST POST X-HTTP-Method-Override");
}

TEST_CASE("other names are keys of the query") {
  const auto query = methodOverride("_method");
  CHECK(ask(query, "POST", "/?_method=DELETE") == "DELETE POST");
  CHECK(ask(query, "POST", "/?a=1&_method=put&_method=DELETE") == "PUT POST");
  CHECK(ask(query, "POST", "/?%5Fmethod=%44ELETE") == "DELETE POST");
  CHECK(ask(query, "POST", "/?&&_method=patch") == "PATCH POST");
  CHECK(ask(query, "POST", "/?_method=%zz") == "POST POST");
  CHECK(ask(query, "POST", "/?_method") == "POST POST");
  CHECK(ask(query, "POST", "/?my_method=PUT") == "POST POST");
  CHECK(ask(query, "POST", "/") == "POST POST");
  CHECK(ask(query, "GET", "/?_method=DELETE") == "GET GET");
  std::string many = "/?";
  for (int i = 0; i < 1000; i++) many += "a&";
  CHECK(ask(query, "POST", many + "_method=PUT") == "POST POST");
  CHECK(ask(query, "POST", many.substr(0, many.size() - 2) + "_method=PUT") == "PUT POST");
}

TEST_CASE("a function names the method, or a list of which the first counts, also later") {
  CHECK(ask(methodOverride([](auto& req, auto& res) { return req.get("x-a"); }), "POST", "/", {{"X-A", "put"}}) ==
        "PUT POST");
  CHECK(ask(methodOverride([](auto& req, auto& res) { return Array("PATCH", "PUT"); }), "POST", "/") == "PATCH POST");
  CHECK(ask(methodOverride([](auto& req, auto& res) { return 5; }), "POST", "/") == "POST POST");
  CHECK(ask(methodOverride([](auto& req, auto& res) {}), "POST", "/") == "POST POST");
  CHECK(ask(methodOverride([](auto& req, auto& res) -> Task<Value> { co_return "DELETE"; }), "POST", "/") ==
        "DELETE POST");
  CHECK(ask(methodOverride([](auto& req, auto& res) -> Value { throw Error("broken"); }), "POST", "/") == "broken");
  CHECK(ask(methodOverride([](auto& req, auto& res) -> Task<Value> {
              co_await Promise([](auto resolve, auto reject) { setTimeout(resolve, 1); });
              throw Error("broken later");
            }),
            "POST", "/") == "broken later");
}

TEST_CASE("which methods may be replaced is an option") {
  CHECK(ask(methodOverride("_method", {.methods = {"GET", "POST"}}), "GET", "/?_method=PUT") == "PUT GET");
  CHECK(ask(methodOverride("_method", {.methods = {"GET"}}), "POST", "/?_method=PUT") == "POST POST");
  CHECK(ask(methodOverride("_method", {.methods = null}), "PATCH", "/?_method=PUT") == "PUT PATCH");
  CHECK(ask(methodOverride("_method", {.methods = Array()}), "POST", "/?_method=PUT") == "POST POST");
}

TEST_CASE("of two the second one sees the original method") {
  CHECK(ask({methodOverride(), methodOverride("_method")}, "POST", "/?_method=PATCH",
            {{"X-HTTP-Method-Override", "PUT"}}) == "PATCH POST X-HTTP-Method-Override");
}

TEST_CASE("routes are chosen by the new method") {
  auto app = express();
  app.use(methodOverride("_method"));
  app.delete_("/:id", [](auto& req, auto& res) { res.send(format("deleted {}", req.params["id"])); });
  Pump pump(app);
  CHECK(pump.post("/7?_method=DELETE", "").body == "deleted 7");
  CHECK(pump.post("/7", "").status == 404);
}
