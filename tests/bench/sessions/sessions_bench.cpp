// What a visit to the counter costs with 1,000 sessions in a MemoryStore and with many, and what a session takes of memory.
//   sessions-bench [SESSIONS] [MOST]      default: 1000000 1.3
// Without sockets; the CPU time of visits of sessions in random order, by turns in both. Fails when the many cost MOST times more.
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
  const auto many = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 1000000);
  const double most = argc > 2 ? std::atof(argv[2]) : 1.3;
  auto small = std::make_unique<Site>(1000);
  auto large = std::make_unique<Site>(many);
  std::vector<double> few_us, many_us;
  for (int turn = 0; turn < 15; ++turn) {
    few_us.push_back(small->cost(5000));
    many_us.push_back(large->cost(5000));
  }
  const auto middle = [](std::vector<double>& all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
  };
  const double few = middle(few_us), lots = middle(many_us);
  std::printf(
      "%zu sessions: %.0f bytes each; a visit takes %.2f us of CPU, %.2f with 1000 sessions: %.2f times as much\n",
      many, large->bytes, lots, few, lots / few);
  return lots > few * most;
}
