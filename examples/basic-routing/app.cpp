// Routes of all kinds: a function for each method and path, parameters, expressions, chains, and a page for what is not there.
#include <crema/express.hpp>
using namespace crema;

int main() {
  auto app = express();
  auto port = process.env["PORT"] || 3000;

  app.get("/", [](auto& req, auto& res) { res.send("Hello World!"); });
  app.post("/", [](auto& req, auto& res) { res.send("Got a POST request"); });
  app.put("/user", [](auto& req, auto& res) { res.send("Got a PUT request at /user"); });
  app.delete_("/user", [](auto& req, auto& res) { res.send("Got a DELETE request at /user"); });

  app.all("/secret", [](auto& req, auto& res, auto next) {
    console.log("Accessing the secret section ...");
    next();
  });
  app.get("/secret", [](auto& req, auto& res) { res.send("The secret is 42."); });

  app.get("/users/:userId/books/:bookId", [](auto& req, auto& res) { res.send(req.params); });
  app.get("/flights/:from-:to",
          [](auto& req, auto& res) { res.send(format("From {} to {}", req.params["from"], req.params["to"])); });
  app.get("/greet{/:name}",
          [](auto& req, auto& res) { res.send(format("Hello {}", req.params["name"] || "stranger")); });
  app.get("/files/*path", [](auto& req, auto& res) { res.send(req.params["path"]); });
  app.get(".*fly$"_re, [](auto& req, auto& res) { res.send("Something that flies"); });

  auto announce = [](auto& req, auto& res, auto next) {
    console.log("the response will be sent by the next function ...");
    next();
  };
  app.get("/example/b", announce, [](auto& req, auto& res) { res.send("Hello from B!"); });

  auto first = [](auto& req, auto& res, auto next) {
    res.set("X-First", "yes");
    next();
  };
  auto second = [](auto& req, auto& res, auto next) {
    res.set("X-Second", "yes");
    next();
  };
  app.get("/example/c", {first, second}, [](auto& req, auto& res) { res.send("Hello from C!"); });

  app.route("/book")
      .get([](auto& req, auto& res) { res.send("Get a random book"); })
      .post([](auto& req, auto& res) { res.send("Add a book"); })
      .put([](auto& req, auto& res) { res.send("Update the book"); });

  app.use([](auto& req, auto& res) { res.status(404).send("Sorry, can't find that!"); });

  app.listen(port, [=] { console.log(format("Server running on http://localhost:{}", port)); });
}
