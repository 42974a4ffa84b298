// The steady state allocates nothing: counted, not timed.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "pump.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CREMA_COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CREMA_COUNTS 0
#endif
#endif
#ifndef CREMA_COUNTS
#define CREMA_COUNTS 1
#endif

#if CREMA_COUNTS

namespace {
// Of this thread: another may still be at work for an earlier test.
thread_local long allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  allocations++;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace crema;
using namespace crema::testing;

namespace {

// Allocations of a thousand requests on one connection, once it has answered some.
long steady_allocations(Handler app, std::string_view request) {
  Pump pump(app);
  Client client(pump);
  std::string answers;
  const auto ask = [&] {
    pump.loop.turn([&] { client.protocol().feed(request); });
    client.forget_text();
  };
  for (int i = 0; i < 200; i++) ask();
  const auto before = allocations;
  for (int i = 0; i < 1000; i++) ask();
  return allocations - before;
}

constexpr std::string_view get = "GET /?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("the counter counts") {
  const auto before = allocations;
  delete new int;
  CHECK(allocations > before);
}

TEST_CASE("a steady res.send(\"Hello World!\") allocates nothing") {
  auto app = express();
  app.get("/", [](auto&, auto& res) { res.send("Hello World!"); });
  CHECK(steady_allocations(app, get) == 0);
}

TEST_CASE("nor do middleware, params and a small JSON") {
  auto app = express();
  for (int i = 0; i < 10; i++) app.use([](auto&, auto&, auto next) { next(); });
  app.get("/users/:id", [](auto& req, auto& res) { res.json({{"id", req.params["id"]}, {"ok", true}}); });
  CHECK(steady_allocations(app, "GET /users/42 HTTP/1.1\r\nHost: localhost\r\n\r\n") == 0);
}

TEST_CASE("nor does an async handler") {
  auto app = express();
  app.get("/", [](auto&, auto& res) -> Task<> {
    co_await Promise.resolve(1);
    res.send("later");
  });
  CHECK(steady_allocations(app, get) == 0);
}

#endif
