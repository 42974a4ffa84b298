// asyncHandler().
#include <crema/async_handler.hpp>
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using crema::testing::Pump;

namespace {

void plain(Request&, Response&, Next) { throw Error("plain"); }

Task<> later(Request, Response, Next next) {
  co_await Promise.resolve();
  next(Error("by next"));
}

std::string answer_of(Handler handler) {
  auto app = express();
  app.get("/", handler);
  app.use([](auto& err, auto& req, auto& res, auto next) { res.send("caught " + err.message); });
  Pump pump(app);
  return pump.get("/").body;
}

}  // namespace

TEST_CASE("asyncHandler() is the handler, and its errors reach the error handlers") {
  CHECK(answer_of(asyncHandler([](auto& req, auto& res) -> Task<> {
          co_await Promise.resolve();
          throw Error("later");
        })) == "caught later");
  CHECK(answer_of(asyncHandler([](auto& req, auto& res) -> Task<> { res.send(co_await Promise.resolve("fine")); })) ==
        "fine");
  CHECK(answer_of(asyncHandler(plain)) == "caught plain");
  CHECK(answer_of(asyncHandler(later)) == "caught by next");
}
