// What the validator makes of requests: rules by their names and schemas that a request brings, and chains as programs have them. The port
// of validator_lab.js.
#include <crema/cookie_parser.hpp>
#include <crema/express.hpp>
#include <crema/validator.hpp>
using namespace crema;

namespace {

// JSON has no expressions: {"$re": ["^a", "i"]} is one.
Value revived(Value v) {
  if (Array.isArray(v)) return v.map(revived);
  if (v == nullptr || typeof_(v) != "object") return v;
  if (v["$re"]) return Regex(v["$re"][0], v["$re"][1]);
  Value all = Object();
  for (auto [name, one] : Object.entries(v)) all[name] = revived(one);
  return all;
}

Task<Value> later(Callback<> work) {
  return Promise([=](auto resolve, auto reject) {
    setTimeout(
        [=] {
          try {
            work();
            resolve();
          } catch (Error& err) {
            reject(err);
          }
        },
        1);
  });
}

void told(Request& req, Response& res) {
  auto result = validationResult(req);
  res.json({
      {"errors", result.array()},
      {"first", result.array({.onlyFirstError = true})},
      {"mapped", result.mapped()},
      {"matched", matchedData(req)},
      {"all", matchedData(req, {.includeOptionals = true, .onlyValidData = false})},
      {"bodies", matchedData(req, {.locations = Array("body")})},
      {"body", req.body.value_or(nullptr)},
      {"params", req.params},
  });
}

App lab() {
  auto app = express();
  app.use(express.json({.limit = "10mb", .strict = false}));
  app.use(cookieParser());

  // One rule on each value: the errors, and what has become of it.
  app.post("/rule", [](auto& req, auto& res) -> Task<> {
    Value name = req.body["name"], values = req.body["values"];
    Value options = revived(req.body["args"]);
    Value results = Array();
    for (int i = 0; i < values.length(); i++) {
      try {
        Value schema = Object();
        schema[format("values[{}]", i)] = {{name, {{"options", options}}}};
        auto chains = checkSchema(schema, Array("body"));
        auto run = chains.run(req);
        auto all = co_await run;
        results.push({{"errors", all[0].array()}, {"value", req.body["values"][i]}});
      } catch (Error& err) {
        Value failure = Object();
        failure["thrown"] = err.message;
        results.push(failure);
      }
    }
    res.json(results);
  });

  app.post(
      "/schema",
      [](auto& req, auto& res, auto next) -> Task<> {
        Value schema = req.body["schema"];
        Value data = req.body["data"];
        req.body = data;
        auto chains = checkSchema(revived(schema), Array("body"));
        for (auto& chain : chains) {
          auto run = chain.run(req);
          co_await run;
        }
        next();
      },
      told);

  // All chains at once.
  app.post(
      "/together",
      [](auto& req, auto& res, auto next) -> Task<> {
        Value schema = req.body["schema"];
        Value data = req.body["data"];
        req.body = data;
        std::vector<Task<ValidationResult>> running;
        for (auto& chain : checkSchema(revived(schema), Array("body"))) running.push_back(chain.run(req));
        for (auto& run : running) co_await run;
        next();
      },
      told);

  app.post(
      "/exact",
      [](auto& req, auto& res, auto next) -> Task<> {
        Value schema = req.body["schema"];
        Value data = req.body["data"];
        req.body = data;
        auto run = checkExact(checkSchema(schema, Array("body"))).run(req);
        co_await run;
        next();
      },
      told);

  app.post(
      "/paths",
      [](auto& req, auto& res, auto next) -> Task<> {
        Value fields = req.body["fields"];
        Value data = req.body["data"];
        req.body = data;
        auto chain = body(fields).custom([](auto value, auto meta) {
          throw Value{meta.path, meta.location, meta.pathValues};
        });
        auto run = chain.run(req);
        co_await run;
        next();
      },
      told);

  app.post("/signup",
           {
               body("email", "No mail").isEmail().withMessage("Not a mail").bail().normalizeEmail(),
               body("password")
                   .isLength({.min = 8})
                   .withMessage([](auto value, auto meta) { return format("{} is short: {}", meta.path, value); })
                   .matches(R"(\d)"_re)
                   .withMessage({{"code", "digit"}})
                   .hide("***"),
               body("confirm")
                   .custom([](auto value, auto meta) { return value == meta.req.body["password"]; })
                   .withMessage("Passwords differ"),
               body("age").optional({.values = "falsy"}).isInt({.min = 18, .max = 99}).toInt(),
               body("name").trim().notEmpty().escape(),
               body("tags").toArray().isArray({.max = 3}),
               body("tags.*").isString().isLength({.max = 5}).toUpperCase(),
               body("site").if_(body("site").exists()).isURL().not_().contains("evil"),
               body("secret").hide().isEmpty(),
               body("plan").default_("free").isIn({"free", "paid"}),
               body("old").replace({1, "one", nullptr}, "first"),
               check("token").exists({.values = "null"}).isUUID(),
           },
           told);

  app.post("/async", body("user").custom([](auto value) -> Task<> {
    auto wait = later([=] {
      if (value == "taken") throw Error("Taken");
      if (value == "text") throw Error::thrown("a text");
      if (value == "empty") throw Error("");
    });
    co_await wait;
  }),
           body("other").not_().custom([](auto value) {
             return later([=] {
               if (value == "bad") throw Error("bad");
             });
           }),
           body("n").customSanitizer([](auto value) -> Task<Value> {
             auto wait = later([] {});
             co_await wait;
             co_return format("<{}>", value);
           }),
           body("when")
               .if_([](auto value) {
                 return later([=] {
                   if (!value) throw Error("no");
                 });
               })
               .isInt(),
           told);

  app.post("/sync", body("a").custom([](auto value) {
    if (value == "throw") throw Error("thrown");
    return value;
  }),
           body("b").not_().custom([](auto value) {
             if (value == "throw") throw Error("thrown");
             return value;
           }),
           body("c").customSanitizer([](auto value, auto meta) { return meta.path + value; }), told);

  app.post("/places/:id", param("id").isInt().toInt(), query("page").default_("1").isInt({.gt = 0}).toInt(),
           query({"sort", "order.*"}).optional().isIn({"up", "down"}), header("X-Kind").optional().isAlpha(),
           cookie("flavour").optional().isSlug(), check("everywhere").isBoolean(), told);

  app.post("/one-of", oneOf({body("a").isInt().toInt(), {body("b").isEmail(), body("c").notEmpty()}}), told);
  app.post("/one-of-flat",
           oneOf({body("a").isInt(), {body("b").isEmail(), body("c").notEmpty()}},
                 {.message = "One of these", .errorType = "flat"}),
           told);
  app.post("/one-of-least",
           oneOf({{body("a").isInt(), body("b").isInt()}, body("c").isInt()},
                 {.message = [](auto nested) { return format("{} errors", int(nested.length())); },
                  .errorType = "least_errored"}),
           told);
  app.post("/known",
           checkExact({body("a").exists(), {body("b.*.c").exists()}},
                      {.message = [](auto fields) { return format("{} unknown", int(fields.length())); }}),
           told);
  app.post("/bail", body("a").isInt().bail({.level = "request"}), body("b").isInt(), body("c").exists(), told);
  app.post("/if", body("a").if_(oneOf({body("x").exists(), body("y").exists()})).isInt(),
           body("b").if_([] { return false; }).isInt(), told);
  app.post("/throw", body("a").isInt(), [](auto& req, auto& res) {
    try {
      validationResult(req).throw_();
      res.send("fine");
    } catch (Error& err) {
      Value options = Object();
      options["onlyFirstError"] = true;
      res.status(422).json({{"errors", err["array"](options)}, {"mapped", err["mapped"]()}});
    }
  });
  app.post("/locale", body("a").isAlpha("xx-XX"), told);

  auto own = ExpressValidator(
      {{"isEven", [](auto value) { return value % 2 == 0; }}}, {{"half", [](auto value) { return value / 2; }}},
      {.errorFormatter = [](auto error) { return format("{}: {}", error["path"], error["msg"]); }});
  app.post("/own", own.body("a")["isEven"]().withMessage("odd")["half"](),
           own.checkSchema(Value{{"b", {{"isEven", true}, {"half", true}}}}, Array("body")), [=](auto& req, auto& res) {
             res.json({{"errors", own.validationResult(req).array()}, {"body", req.body}});
           });

  app.use([](auto& err, auto&, auto& res, auto) { res.status(err.status || 500).json({{"error", err.message}}); });
  return app;
}

}  // namespace

int main() {
  lab().listen(process.env["PORT"], "127.0.0.1", [] { console.log("up"); });
}
