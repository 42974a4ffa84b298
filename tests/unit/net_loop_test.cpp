// The loop: Turns, hops, posts, offload, and when running ends. Real time only where another thread is the subject.
#include <crema/express.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "net/loop.hpp"

using namespace crema;

namespace {

struct TestLoop {
  net::ManualClock clock;
  net::Loop loop{clock};
  net::Loop::Scope scope{loop};
};

void hop(std::string& order, const char* text) {
  struct Note : detail::Closure {
    std::string* order;
    const char* text;
  };
  auto* note = new Note;
  note->order = &order;
  note->text = text;
  detail::LoopContext::current().hop({[](detail::Hop& self) {
                                        auto& n = *static_cast<Note*>(self.object);
                                        *n.order += n.text;
                                      },
                                      note, detail::ClosurePtr(note)});
}

// Hops on for ever, as a handler that calls itself does.
void hop_on(detail::Hop& self) {
  ++*static_cast<int*>(self.object);
  detail::LoopContext::current().hop({hop_on, self.object, {}});
}

}  // namespace

TEST_CASE("hops run before a Turn ends, in order, also those that hops add") {
  TestLoop test;
  std::string order;
  test.loop.turn([&] {
    hop(order, "b");
    hop(order, "c");
    order += "a";
  });
  CHECK(order == "abc");
}

TEST_CASE("a hop outside of a Turn gets one") {
  TestLoop test;
  std::string order;
  hop(order, "a");
  CHECK(order == "");
  CHECK(!test.loop.idle());
  test.loop.poll();
  CHECK(order == "a");
  CHECK(test.loop.idle());
}

TEST_CASE("hops without an end let others have their turn") {
  TestLoop test;
  int hops = 0;
  bool posted = false;
  test.loop.turn([&] { detail::LoopContext::current().hop({hop_on, &hops, {}}); });
  CHECK(hops == 1000);
  test.loop.post([&] { posted = true; });
  test.loop.io().restart();
  test.loop.io().poll_one();
  test.loop.io().poll_one();
  CHECK(posted);
}

TEST_CASE("what a callback throws is reported, and the loop goes on") {
  TestLoop test;
  int calls = 0;
  setTimeout([] { throw std::runtime_error("of a timer, expected in this test"); }, 1);
  setTimeout([&] { calls++; }, 2);
  test.loop.advance(10);
  CHECK(calls == 1);
}

TEST_CASE("posts come from any thread, and keep a running loop going until they have run") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  int sum = 0;
  loop.retain_work();
  std::thread other([&] {
    for (int i = 1; i <= 1000; i++) loop.post([&, i] { sum += i; });
    loop.post([&] { loop.release_work(); });
  });
  net::run_until_idle();
  other.join();
  CHECK(sum == 500500);
}

TEST_CASE("running ends when only timers that do not count are left") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  int calls = 0;
  setInterval([] {}, 5).unref();
  setTimeout([&] { calls++; }, 20);
  net::run_until_idle();
  CHECK(calls == 1);
}

TEST_CASE("timers that are due at the same time run in the order in which they were set") {
  TestLoop test;
  std::string order;
  for (int i = 0; i < 50; i++) setTimeout([&, i] { order += static_cast<char>('A' + i); }, i % 2 ? 10 : 5);
  test.loop.advance(100);
  CHECK(order == "ACEGIKMOQSUWY[]_acegikmoqBDFHJLNPRTVXZ\\^`bdfhjlnpr");
}

TEST_CASE("a timer that throws is over; an interval that throws goes on") {
  TestLoop test;
  int calls = 0;
  setInterval(
      [&] {
        calls++;
        throw std::runtime_error("of an interval, expected in this test");
      },
      10);
  test.loop.advance(35);
  CHECK(calls == 3);
}

TEST_CASE("offloaded work runs elsewhere; its result, and what it throws, come back to the loop") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto here = std::this_thread::get_id();
  std::string said;
  run([&]() -> Task<> {
    const auto there = co_await offload([] { return std::this_thread::get_id(); });
    if (there != here) said += "elsewhere ";
    if (std::this_thread::get_id() == here) said += "back ";
    try {
      co_await offload([] { throw std::runtime_error("broken"); });
    } catch (const std::exception& error) {
      said += error.what();
    }
  }());
  CHECK(said == "elsewhere back broken");
}

TEST_CASE("run throws what its task threw, at once") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const auto timer = setInterval([] {}, 1000);
  CHECK_THROWS_WITH(run([]() -> Task<> {
                      co_await offload([] {});
                      throw std::runtime_error("of main");
                    }()),
                    "of main");
}

TEST_CASE("the date is renewed with the second") {
  TestLoop test;
  CHECK(test.loop.date_text() == "Mon, 30 Nov 2026 00:53:20 GMT");
  test.loop.advance(1000);
  CHECK(test.loop.date_text() == "Mon, 30 Nov 2026 00:53:21 GMT");
}
