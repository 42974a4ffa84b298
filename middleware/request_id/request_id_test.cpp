// requestID().
#include <crema/express.hpp>
#include <crema/request_id.hpp>
#include <doctest/doctest.h>

#include <string>

#include "pump.hpp"

using namespace crema;
using namespace crema::testing;

namespace {

// What req["id"] was, and what the field of the answer says.
std::string named(RequestIDOptions options, const Fields& fields = {}) {
  auto app = express();
  app.use(requestID(options));
  app.get("/", [](auto& req, auto& res) { res.send(req["id"]); });
  Pump pump(app);
  auto answer = pump.get("/", fields);
  return answer.body + " " + answer.header("X-Request-Id");
}

}  // namespace

TEST_CASE("requestID() names a request, and keeps the name that a client gives") {
  CHECK(Regex("^([0-9a-f-]{36}) \\1$").test(named({})));
  CHECK(named({}) != named({}));
  CHECK(named({}, {{"X-Request-Id", "seven"}}) == "seven seven");
}

TEST_CASE("requestID()'s options") {
  CHECK(named({.generator = [](auto& req) { return "for " + req.method; }}) == "for GET for GET");
  CHECK(named({.headerName = "X-Trace"}, {{"X-Trace", "seven"}}) == "seven ");
  CHECK(named({.setHeader = false}, {{"X-Request-Id", "seven"}}) == "seven ");
  CHECK_THROWS_AS(requestID({.headerName = "X Trace"}), TypeError);
}
