// The tests of the API, in a plain main: what is not as expected is thrown.
#include <crema/express.hpp>
#include <crema/testing.hpp>

#include "api.hpp"
using namespace crema;

int main() {
  auto app = api();

  request(app).get("/users").expect(200).expect("Content-Type", "json"_re).expect([](auto& res) {
    if (res.body.length() != 2) throw Error("two users are there from the start");
  });

  request(app).get("/users/1").expect(200, {{"id", 1}, {"name", "Ann"}, {"email", "ann@example.com"}});
  request(app).get("/users/99").expect(404, {{"error", "User not found"}});

  auto res = request(app).post("/users").send({{"name", "Eve"}}).expect(201).expect("Location", "/users/3").end();
  auto user = format("/users/{}", res.body["id"]);
  Value eva = {{"name", "Eva"}, {"email", "eva@example.com"}};
  request(app).put(user).send(eva).expect(200, {{"id", 3}, spread(eva)});
  request(app).patch(user).send({{"name", "Evi"}, {"id", 7}}).expect(200, {{"id", 3}, spread(eva), {"name", "Evi"}});
  request(app).delete_(user).expect(204);
  request(app).get(user).expect(404);

  request(app).post("/users").send({{"email", "x"}}).expect(400, {{"error", "A user needs a name"}});
  request(app).post("/users").type("json").send("{").expect(400).expect("Content-Type", "json"_re);

  console.log("The API does what it should.");
}
