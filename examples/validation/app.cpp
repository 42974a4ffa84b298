// Input that is checked and cleaned before anybody works with it: chains, a schema, and errors as JSON.
#include <crema/express.hpp>
#include <crema/validator.hpp>
using namespace crema;

// In place of a database.
Value users = Array({{"id", 1}, {"email", "ann@example.com"}, {"name", "Ann"}});

Task<Value> findByEmail(Value email) {
  co_return users.find([=](auto user) { return user["email"] == email; });
}

// Stands behind the checks of a route.
void validate(Request& req, Response& res, Next next) {
  auto errors = validationResult(req);
  if (errors.isEmpty()) return next();
  res.status(422).json({{"errors", errors.array()}});
}

// A check of one's own: an async one says no by throwing.
Task<> isFree(Value email) {
  Value user = co_await findByEmail(email);
  if (user) throw Error("E-mail already in use");
}

Handler newUser = {
    body("email").trim().isEmail().withMessage("Not a valid e-mail address").bail().normalizeEmail().custom(isFree),
    body("name").trim().notEmpty().withMessage("Name is required").isLength({.max = 40}).escape(),
    body("password")
        .isLength({.min = 8})
        .withMessage("Password must have at least 8 characters")
        .matches("\\d"_re)
        .withMessage("Password must contain a number"),
    body("passwordConfirmation")
        .custom([](auto value, auto meta) { return value == meta.req.body["password"]; })
        .withMessage("Passwords do not match"),
    body("age")
        .optional()
        .isInt({.min = 18, .max = 120})
        .withMessage([](auto value) { return format("{} is not an age of an adult", value); })
        .toInt(),
    body("website").optional({.values = "falsy"}).isURL({.protocols = Array("https"), .require_protocol = true}),
    body("address.zip").optional().isPostalCode("DE"),
    body("tags").optional().isArray({.max = 3}),
    body("tags.*").isString().isLength({.min = 2}).toLowerCase(),
};

Handler search = {
    query("q", "What are you looking for?").trim().notEmpty(),
    query("page").default_(1).isInt({.min = 1}).toInt(),
    query("sort").default_("name").isIn({"name", "date"}),
    query("exact").optional().isBoolean().toBoolean(),
};

// All of a product in one object.
Value product = {
    {"name",
     {{"in", "body"},
      {"trim", true},
      {"isLength", {{"options", {{"min", 3}}}, {"errorMessage", "A name has at least 3 letters"}}}}},
    {"price",
     {{"isFloat", {{"options", {{"gt", 0}}}}}, {"toFloat", true}, {"errorMessage", "A price is a positive number"}}},
    {"sku", {{"matches", {{"options", Array("^[A-Z]{2}-\\d{4}$"_re)}}}, {"errorMessage", "A SKU looks like AB-1234"}}},
    {"available", {{"optional", true}, {"isDate", true}, {"toDate", true}}},
};

// One of two ways to say who it is.
auto contact = oneOf({body("email").isEmail(), body("phone").isMobilePhone("de-DE")},
                     {.message = "Leave an e-mail address or a phone number"});

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.use(express.json());

  app.post("/users", newUser, validate, [](auto& req, auto& res) {
    Value data = {spread(matchedData(req)), {"password", undefined}, {"passwordConfirmation", undefined}};
    Value user = {{"id", users.length() + 1}, spread(data)};
    users.push(user);
    res.status(201).json(user);
  });

  app.get("/users/:id", param("id").isInt({.min = 1}).toInt(), validate, [](auto& req, auto& res) {
    Value id = matchedData(req)["id"];
    auto user = users.find([=](auto user) { return user["id"] == id; });
    if (!user) return res.status(404).json({{"error", "User not found"}});
    res.json(user);
  });

  app.get("/search", search, [](auto& req, auto& res) {
    auto result = validationResult(req);
    if (!result.isEmpty()) return res.status(400).json(result.mapped());
    res.json(matchedData(req));
  });

  app.post("/products", checkSchema(product, Array("body")), validate,
           [](auto& req, auto& res) { res.status(201).json(matchedData(req)); });

  // Of each error its text alone.
  app.post("/contact", contact, [](auto& req, auto& res) {
    auto errors = validationResult(req).formatWith([](auto error) { return error["msg"]; });
    if (!errors.isEmpty()) return res.status(422).json({{"errors", errors.array({.onlyFirstError = true})}});
    res.json(matchedData(req));
  });

  app.listen(port, [=] { console.log(format("Listening on port {}", port)); });
}
