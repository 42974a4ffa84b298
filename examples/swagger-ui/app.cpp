// An API, its description as OpenAPI, and a page by Swagger UI on which one reads and tries it.
#include <crema/express.hpp>
using namespace crema;

Value pets = {{{"id", 1}, {"name", "Tom"}, {"kind", "cat"}}, {{"id", 2}, {"name", "Rex"}, {"kind", "dog"}}};
Value nextId = 3;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;
  auto spec = JSON.parse(fs.readFileSync(path.join(__dirname, "openapi.json"), "utf8"));
  auto swaggerUi = process.env["SWAGGER_UI"] || path.join(__dirname, "node_modules", "swagger-ui-dist");
  auto kinds = spec["components"]["schemas"]["NewPet"]["properties"]["kind"]["enum"];

  // The description says on which server it was asked for.
  app.get("/openapi.json", [=](auto& req, auto& res) {
    Value servers = Array({{"url", format("{}://{}", req.protocol(), req.get("host"))}});
    res.set("Access-Control-Allow-Origin", "*").json({spread(spec), {"servers", servers}});
  });

  // The page is ours; what it loads are the files of Swagger UI, wherever they are.
  app.get("/", [](auto& req, auto& res) { res.redirect("/docs/"); });
  app.use("/docs/assets", express.static_(swaggerUi, {.index = false, .maxAge = "1d"}));
  app.use(express.static_(path.join(__dirname, "public")));

  auto api = express.Router();
  api.use(express.json());

  api.get("/pets", [](auto& req, auto& res) {
    Value kind = req.query["kind"];
    res.json(kind ? pets.filter([=](auto pet) { return pet["kind"] == kind; }) : pets);
  });

  api.post("/pets", [=](auto& req, auto& res) {
    Value body = req.body || Object(), name = body["name"], kind = body["kind"];
    if (!name) return res.status(400).json({{"error", "name is required"}});
    if (!kinds.includes(kind)) return res.status(400).json({{"error", format("kind is one of {}", kinds.join(", "))}});
    Value pet = {{"id", nextId++}, {"name", name}, {"kind", kind}};
    pets.push(pet);
    res.status(201).location(format("/api/pets/{}", pet["id"])).json(pet);
  });

  api.param("id", [](auto& req, auto& res, auto next, auto id) {
    req["pet"] = pets.find([=](auto pet) { return pet["id"] == Number(id); });
    if (!req["pet"]) return res.status(404).json({{"error", "There is no such pet"}});
    next();
  });

  api.get("/pets/:id", [](auto& req, auto& res) { res.json(req["pet"]); });

  api.delete_("/pets/:id", [](auto& req, auto& res) {
    pets = pets.filter([=](auto pet) { return pet != req["pet"]; });
    res.status(204).end();
  });

  app.use("/api", api);

  app.use([](auto& err, auto& req, auto& res, auto next) {
    res.status(err.status || 500).json({{"error", err.message}});
  });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}/docs", port)); });
}
