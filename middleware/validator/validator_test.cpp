// The validator. What npm's express-validator makes of thousands of values is in tests/interop.
#include <crema/express.hpp>
#include <crema/validator.hpp>
#include <doctest/doctest.h>

#include <ctime>
#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// The errors, and the body as it is then.
void tell(Request& req, Response& res) {
  res.json(
      {{"errors", validationResult(req).array().map([](auto error) { return error["path"] + ": " + error["msg"]; })},
       {"body", req.body.value_or(nullptr)}});
}

std::string post(Handler checks, const std::string& json, Handler answer = tell, const std::string& path = "/") {
  auto app = express();
  app.set("env", "test");
  app.use(express.json());
  app.post("/", checks, answer);
  app.use([](auto& err, auto&, auto& res, auto) { res.status(500).send(err.message); });
  Pump pump(app);
  return pump
      .ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(json.size()) + "\r\n\r\n" + json)
      .body;
}

}  // namespace

TEST_CASE("an error of a field has npm's members in npm's order") {
  const auto all = [](auto& req, auto& res) { res.json(validationResult(req).array()); };
  CHECK(post(body("email").isEmail(), R"({"email":"x"})", all) ==
        R"([{"type":"field","value":"x","msg":"Invalid value","path":"email","location":"body"}])");
  CHECK(post(body("email").isEmail(), "{}", all) ==
        R"([{"type":"field","msg":"Invalid value","path":"email","location":"body"}])");
  CHECK(post(body("email").isEmail().hide("***"), R"({"email":"x"})", all) ==
        R"([{"type":"field","value":"***","msg":"Invalid value","path":"email","location":"body"}])");
}

TEST_CASE("chains stand in lists, and sanitizers change the request") {
  CHECK(post({body("name").trim().notEmpty().escape(), body("age").isInt({.min = 18}).toInt()},
             R"({"name":" <b> ","age":"20"})") == R"({"errors":[],"body":{"name":"&lt;b&gt;","age":20}})");
  CHECK(post({body("name").trim().notEmpty(), body("age").isInt({.min = 18}).withMessage("too young")},
             R"({"name":" ","age":"2"})") ==
        R"({"errors":["name: Invalid value","age: too young"],"body":{"name":"","age":"2"}})");
}

TEST_CASE("messages are texts, objects or functions, of the check or of the chain") {
  CHECK(post(body("a", "of the chain").isInt().isEmail().withMessage("of the check"), R"({"a":"x"})") ==
        R"({"errors":["a: of the chain","a: of the check"],"body":{"a":"x"}})");
  CHECK(post(body("a").isInt().withMessage([](auto value, auto meta) { return meta.path + " is not " + value; }),
             R"({"a":"x"})") == R"({"errors":["a: a is not x"],"body":{"a":"x"}})");
}

TEST_CASE("own checks give, throw or wait") {
  const auto equal = [](auto value, auto meta) { return value == meta.req.body["b"]; };
  CHECK(post(body("a").custom(equal), R"({"a":1,"b":1})") == R"({"errors":[],"body":{"a":1,"b":1}})");
  CHECK(post(body("a").custom(equal), R"({"a":1})") == R"({"errors":["a: Invalid value"],"body":{"a":1}})");
  CHECK(post(body("a").custom([](auto) -> bool { throw Error("no"); }), R"({"a":1})") ==
        R"({"errors":["a: no"],"body":{"a":1}})");
  CHECK(post(body("a").custom([](auto) -> Task<> {
          auto wait = Promise.reject(Error("taken"));
          co_await wait;
        }),
             R"({"a":1})") == R"({"errors":["a: taken"],"body":{"a":1}})");
  CHECK(post(body("a").customSanitizer([](auto value) -> Task<Value> { co_return value + 1; }), R"({"a":1})") ==
        R"({"errors":[],"body":{"a":2}})");
}

TEST_CASE("fields are found by their paths") {
  CHECK(
      post(body("items.*.n").isInt(), R"({"items":[{"n":"1"},{"n":"x"},{}]})") ==
      R"({"errors":["items[1].n: Invalid value","items[2].n: Invalid value"],"body":{"items":[{"n":"1"},{"n":"x"},{}]}})");
  CHECK(post(body("**.n").toInt(), R"({"n":"1","a":{"b":[{"n":"2"}]}})") ==
        R"({"errors":[],"body":{"n":1,"a":{"b":[{"n":2}]}}})");
  CHECK(post(body("['x.y']").isInt(), R"({"x.y":"1"})") == R"({"errors":[],"body":{"x.y":"1"}})");
  CHECK(post(body("a.__proto__.b").default_("x"), R"({"a":{}})") == R"({"errors":[],"body":{"a":{}}})");
}

TEST_CASE("a path with ** finds each field once, however it comes there, and tells the names on its way") {
  const auto values = [](auto& req, auto& res) {
    res.json(validationResult(req).array().map([](auto error) { return Array(error["path"], error["msg"]); }));
  };
  const auto chain = [](const char* field) {
    return body(field).custom([](auto) { return false; }).withMessage([](auto, auto meta) { return meta.pathValues; });
  };
  CHECK(post(chain("**.a.*"), R"({"x":{"a":{"b":{"a":[1]}}}})", values) ==
        R"([["x.a.b.a[0]",[["x","a","b","0"]]],["x.a.b",[["x","b"]]]])");
  CHECK(post(chain("*.**.a.**"), R"({"x":[{"a":{"a":{"c":1}}}]})", values) ==
        R"([["x[0].a.a.c",["x",["0","a","c"]]]])");
}

TEST_CASE("a path with ** takes little time, and a body that is nested too deeply for it is an error") {
  const auto nested = [](int depth, const std::string& inside) {
    std::string json = inside;
    for (int i = 0; i < depth; ++i) json = "{\"a\":" + json + "}";
    return json;
  };
  const auto count = [](auto& req, auto& res) { res.json(validationResult(req).array().length()); };
  for (const char* field : {"**.a", "**.a.**", "**.a.**.a.**.a.**"})
    CHECK(post(body(field).isInt(), nested(900, "1"), count) == "The request is nested too deeply for a path with **");
  CHECK(post(checkExact({body("**.b").exists()}), nested(900, "1"), count) ==
        "The request is nested too deeply for a path with **");
  std::string leaves = "[\"x\"";
  for (int i = 0; i < 5000; ++i) leaves += ",1";
  const auto began = std::clock();
  CHECK(post(body("**.a.**.a.**.a.**").isInt(), nested(90, leaves + "]"), count) == "1");
  CHECK(std::clock() - began < 10 * CLOCKS_PER_SEC);
}

TEST_CASE("bail, if, optional and not decide what is checked") {
  CHECK(post(body("a").isInt().bail().isEmail(), R"({"a":"x"})") ==
        R"({"errors":["a: Invalid value"],"body":{"a":"x"}})");
  CHECK(post({body("a").isInt().bail({.level = "request"}), body("b").isInt()}, "{}") ==
        R"({"errors":["a: Invalid value"],"body":{}})");
  CHECK(post(body("a").if_(body("b").exists()).isInt(), R"({"a":"x"})") == R"({"errors":[],"body":{"a":"x"}})");
  CHECK(post(body("a").if_([] { return true; }).isInt(), R"({"a":"x"})") ==
        R"({"errors":["a: Invalid value"],"body":{"a":"x"}})");
  CHECK(post({body("a").optional().isInt(), body("b").optional({.values = "falsy"}).isInt()}, R"({"b":""})") ==
        R"({"errors":[],"body":{"b":""}})");
  CHECK(post(body("a").not_().isInt().isLength({.max = 1}), R"({"a":"5"})") ==
        R"({"errors":["a: Invalid value"],"body":{"a":"5"}})");
}

TEST_CASE("what the query brings stays as it was, and matchedData has it sanitized") {
  const auto both = [](auto& req, auto& res) { res.json({req.query["n"], matchedData(req)}); };
  CHECK(post({query("n").isInt().toInt(), body("a").isInt(), body("b").optional().isInt()}, R"({"a":"x","b":"2"})",
             both, "/?n=1") == R"(["1",{"n":1,"b":"2"}])");
}

TEST_CASE("schemas, alternatives and unknown fields") {
  const Value schema = {{"a", {{"isInt", {{"options", {{"min", 5}}}, {"errorMessage", "small"}}}, {"toInt", true}}},
                        {"b", {{"odd", {{"custom", Function([](auto value) { return value % 2 == 1; })}}}}}};
  CHECK(post(checkSchema(schema, Array("body")), R"({"a":"3","b":2})") ==
        R"({"errors":["a: small","b: Invalid value"],"body":{"a":3,"b":2}})");
  const auto type = [](auto& req, auto& res) {
    res.json(validationResult(req).array().map([](auto error) { return error["type"]; }));
  };
  const auto either = oneOf({body("a").isInt(), {body("b").exists(), body("c").exists()}});
  CHECK(post(either, R"({"b":1,"c":2})", type) == "[]");
  CHECK(post(either, R"({"b":1})", type) == R"(["alternative_grouped"])");
  CHECK(post(checkExact({body("a").exists()}), R"({"a":1,"z":2})", type) == R"(["unknown_fields"])");
  CHECK(post(checkExact({body("a").exists()}), R"({"a":{"b":1}})", type) == "[]");
}

TEST_CASE("checks of one's own have names") {
  const auto own = ExpressValidator({{"isEven", [](auto value) { return value % 2 == 0; }}},
                                    {{"half", [](auto value) { return value / 2; }}},
                                    {.errorFormatter = [](auto error) { return error["msg"]; }});
  const auto errors = [=](auto& req, auto& res) { res.json({own.validationResult(req).array(), req.body}); };
  CHECK(post(own.body("a")["isEven"]()["half"](), R"({"a":4})", errors) == R"([[],{"a":2}])");
  CHECK(post(own.body("a")["isEven"]().withMessage("odd"), R"({"a":3})", errors) == R"([["odd"],{"a":3}])");
  CHECK_THROWS_WITH_AS(own.body("a")["isOdd"](), "chain.isOdd is not a function", TypeError);
}

TEST_CASE("a chain that is used wrongly says so in npm's words") {
  CHECK_THROWS_WITH_AS(body("a").withMessage("x"), "Cannot set properties of undefined (setting 'message')", TypeError);
  CHECK(post(body("a").isAlpha("xx"), "{}") == "Invalid locale 'xx'");
  CHECK_THROWS_WITH_AS(checkSchema(Value{{"a", Value{{"isInt", Value{{"if", 5}}}}}}),
                       "express-validator: condition is not a validation chain nor a function", Error);
}

TEST_CASE("hostile texts cost little") {
  const std::string dots(60'000, '.'), ats(60'000, '@'), blanks(60'000, ' ');
  for (const auto& text : {dots, ats, blanks, "http://" + dots, "data:" + blanks + ",x", std::string(60'000, '1')}) {
    const std::string json = JSON.stringify(Value{{"a", text}}).str();
    const auto chain =
        body("a").isEmail().isURL().isFQDN().isDataURI().isSlug().isSemVer().isLocale().isJWT().rtrim("x").trim();
    CHECK(post(chain, json).starts_with(R"({"errors":["a: Invalid value")"));
  }
  // An index that a client has chosen makes no array of millions.
  const auto data = [](auto& req, auto& res) { res.json(matchedData(req)); };
  CHECK(post(body("a.*.b").exists(), R"({"a":{"4000000000":{"b":1}}})", data) == R"({"a":{"4000000000":{"b":1}}})");
}
