// Filters that other threads work for.
#include <crema/body_hooks.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "captured.hpp"
#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

// Puts marks around what it gets; of two bytes and more it says that they take long.
class Marks final : public SlowFilter {
 public:
  explicit Marks(char mark, bool slow_end = false) : mark_(mark), slow_end_(slow_end) {}
  bool isSlow(std::size_t bytes) const noexcept override { return bytes >= 2 || (bytes == 0 && slow_end_); }
  void write(std::string_view bytes, Sink& out) override {
    if (bytes == "boom") throw std::runtime_error("boom");
    out.write(std::string(1, mark_) + std::string(bytes));
    if (std::this_thread::get_id() != home_) elsewhere_ = true;
  }
  void flush(Sink& out) override { out.write("|"); }
  void end(Sink& out) override { out.write(elsewhere_ ? "." : ","); }

 private:
  char mark_;
  bool slow_end_, elsewhere_ = false;
  std::thread::id home_ = std::this_thread::get_id();
};

class Loud final : public Filter {
 public:
  void write(std::string_view bytes, Sink& out) override { out.write(Value(bytes).toUpperCase().view()); }
  void flush(Sink& out) override { out.write("/"); }
  void end(Sink& out) override { out.write("!"); }
};

App app_with(Callback<Response&> filters, Handler handler) {
  auto app = express();
  app.get("/", [=](auto& req, auto& res, auto next) {
    filters(res);
    handler(req, res, next);
  });
  return app;
}

std::string body(Callback<Response&> filters, Handler handler) {
  Pump pump(app_with(filters, handler));
  return pump.get("/").body;
}

void pieces(Request&, Response& res) {
  for (const char* piece : {"a", "bb", "c", "dd"}) res.write(piece);
  res.flush();
  res.end("e");
}

}  // namespace

TEST_CASE("what follows a piece that another thread works on waits behind it") {
  const auto one = [](auto& res) { res.filter(std::make_unique<Marks>('1')); };
  CHECK(body(one, pieces) == "1a1bb1c1dd|1e.");
  CHECK(body(one, [](auto&, auto& res) { res.end("x"); }) == "1x,");
  CHECK(body(one, [](auto&, auto& res) { res.end(); }) == ",");
}

TEST_CASE("filters before and behind it see its bytes in order, and several of it may stand in a row") {
  CHECK(body(
            [](auto& res) {
              res.filter(std::make_unique<Marks>('x'));
              res.filter(std::make_unique<Loud>());
            },
            pieces) == "XAXBBXCXDD|/XE.!");
  CHECK(body(
            [](auto& res) {
              res.filter(std::make_unique<Loud>());
              res.filter(std::make_unique<Marks>('1', true));
              res.filter(std::make_unique<Marks>('2'));
            },
            pieces) == "21A21BB21C21DD21/2||21E21!2..");
}

TEST_CASE("what such a filter throws breaks the answer off") {
  const auto filters = [](auto& res) { res.filter(std::make_unique<Marks>('1')); };
  Pump pump(app_with(filters, [](auto&, auto& res) { res.end("boom"); }));
  crema::testing::Captured err(2);
  auto client = pump.connect();
  client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(!client->answer().complete);
  CHECK(client->closed());
  CHECK(err.text().find("boom") != std::string::npos);
}

TEST_CASE("a head hook knows the length of a body that is whole") {
  std::int64_t told = -2;
  const auto ask = [&](Handler handler) {
    body([&](auto& res) { res.beforeHead([&](auto& r) { told = endingLength(r); }); }, handler);
    return told;
  };
  CHECK(ask([](auto&, auto& res) { res.end("four"); }) == 4);
  CHECK(ask([](auto&, auto& res) { res.send("sent"); }) == 4);
  CHECK(ask([](auto&, auto& res) { res.end(); }) == 0);
  CHECK(ask([](auto&, auto& res) {
          res.write("four");
          res.end();
        }) == -1);
  CHECK(ask([](auto&, auto& res) {
          res.writeHead(200);
          res.end("four");
        }) == -1);
}
