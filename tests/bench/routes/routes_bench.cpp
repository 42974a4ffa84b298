// What a request costs with many further routes: routes-bench ROUTES REQUESTS PATH, without a socket, for measure.py.
// The further routes are /r0, /r0/:id, /r1, /r1/:id …; /first stands before them, /last and /last/:id after them.
#define DOCTEST_CONFIG_DISABLE
#include <crema/express.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "pump.hpp"

using namespace crema;

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: routes-bench ROUTES REQUESTS PATH\n"), 2;
  const int further = std::atoi(argv[1]), requests = std::atoi(argv[2]);
  auto answers = [](auto& req, auto& res) { res.send("ok"); };
  auto app = express();
  app.get("/first", answers);
  for (int i = 0; i < further / 2; i++) {
    const auto place = "/r" + std::to_string(i);
    app.get(place, answers).get(place + "/:id", answers);
  }
  app.get("/last", answers).get("/last/:id", answers);

  testing::Pump pump(app);
  const auto client = pump.connect();
  const auto request = "GET " + std::string(argv[3]) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (int i = 0; i < requests; i++) {
    client->send(request);
    client->forget_text();
  }
  return 0;
}
