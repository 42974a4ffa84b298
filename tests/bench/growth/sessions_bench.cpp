// What a visit to the counter costs with so many sessions in a MemoryStore, and what each takes of memory: sessions-bench SESSIONS...
// Without sockets; CPU time of visits of sessions in random order, by turns in all stores, the best of 15. A line for each store:
// sessions, bytes a session, microseconds a visit.
#define DOCTEST_CONFIG_DISABLE
#include <crema/express.hpp>
#include <crema/session.hpp>

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "pump.hpp"

using namespace crema;

namespace {

double cpu_us() { return static_cast<double>(std::clock()) * 1e6 / CLOCKS_PER_SEC; }

class Site {
 public:
  explicit Site(std::size_t sessions) : cookies_(sessions * cookie_size, ' ') {
    const auto before = mallinfo2().uordblks;
    for (std::size_t i = 0; i < sessions; ++i) {
      const auto head = visit("").head;
      const auto from = head.find("connect.sid=");
      const auto size = std::min(head.find(';', from) - from, cookie_size);
      std::copy_n(head.begin() + static_cast<std::ptrdiff_t>(from), size,
                  cookies_.begin() + static_cast<std::ptrdiff_t>(i * cookie_size));
    }
    bytes = static_cast<double>(mallinfo2().uordblks - before) / static_cast<double>(sessions);
  }

  // Microseconds for each of so many visits.
  double cost(int visits) {
    const auto count = cookies_.size() / cookie_size;
    std::vector<std::string> requests;
    for (int i = 0; i < visits; ++i) {
      random_ = random_ * 6364136223846793005u + 1442695040888963407u;
      requests.push_back(
          request("Cookie: " + cookies_.substr((random_ >> 33) % count * cookie_size, cookie_size) + "\r\n"));
    }
    const auto client = pump_.connect();
    const double from = cpu_us();
    for (const auto& one : requests) {
      client->send(one);
      if (client->text().find("views 1\r\n") != std::string::npos) std::abort();
      client->forget_text();
    }
    return (cpu_us() - from) / visits;
  }

  double bytes;

 private:
  static constexpr std::size_t cookie_size = 120;

  static std::string request(const std::string& fields) {
    return "GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
  }
  crema::testing::Answer visit(const std::string& fields) { return pump_.ask(request(fields)); }
  static App counter() {
    auto app = express();
    app.use(session({.secret = "my-secret",
                     .resave = false,
                     .saveUninitialized = false,
                     .store = session.MemoryStore({.maxBytes = 0}),
                     .cookie = {.maxAge = 3600000}}));
    app.get("/", [](auto& req, auto& res) {
      req.session["views"] = (req.session["views"] || 0) + 1;
      res.send(format("views {}\r\n", req.session["views"]));
    });
    return app;
  }

  std::string cookies_;
  crema::testing::Pump pump_{counter()};
  std::uint64_t random_ = 42;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::unique_ptr<Site>> sites;
  for (int i = 1; i < argc; ++i) sites.push_back(std::make_unique<Site>(static_cast<std::size_t>(std::atoll(argv[i]))));
  if (sites.empty()) return std::fprintf(stderr, "usage: sessions-bench SESSIONS...\n"), 2;
  std::vector<double> best(sites.size(), 1e9);
  for (int turn = 0; turn < 15; ++turn)
    for (std::size_t i = 0; i < sites.size(); ++i) best[i] = std::min(best[i], sites[i]->cost(5000));
  for (std::size_t i = 0; i < sites.size(); ++i) std::printf("%s %.0f %.2f\n", argv[i + 1], sites[i]->bytes, best[i]);
}
