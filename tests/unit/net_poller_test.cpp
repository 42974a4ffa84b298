// Whose turn it is: descriptors that are ready, and those that have much to send.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "net/loop.hpp"
#include "net/poller.hpp"

using namespace crema;

namespace {

constexpr std::size_t megabyte = 1 << 20;

// Has `left` bytes to send; writes its name into the log for each megabyte or less that it may.
struct Sender final : net::Pollable {
  Sender(net::Loop& l, std::string& to, char n, std::size_t size) : loop(l), log(to), name(n), left(size) {}
  void ready(std::uint32_t) override {}
  void may_send() override {
    const auto size = std::min(loop.poller().allowance(left), left);
    loop.poller().sent(size);
    log += name;
    left -= size;
    if (left > 0) loop.poller().queue_sender(*this);
  }
  net::Loop& loop;
  std::string& log;
  char name;
  std::size_t left;
};

// One end of a pipe that always has something to read.
struct Reader final : net::Pollable {
  Reader(net::Loop& l, std::string& to) : loop(l), log(to) {
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], "a", 1) == 1);
    loop.poller().add(ends[0], *this, EPOLLIN);
  }
  ~Reader() {
    loop.poller().remove(ends[0], *this);
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void ready(std::uint32_t) override {
    log += '.';
    allowance = loop.poller().allowance(4 * megabyte);
  }
  net::Loop& loop;
  std::string& log;
  int ends[2];
  std::size_t allowance = 0;
};

void run(net::Loop& loop, int rounds) {
  loop.io().restart();
  for (int i = 0; i < rounds; i++) loop.io().poll_one();
}

}  // namespace

TEST_CASE("who has much to send takes turns, and between two turns all others have theirs") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string log;
  Reader reader(loop, log);
  Sender a(loop, log, 'a', 3 * megabyte), b(loop, log, 'b', 2 * megabyte), c(loop, log, 'c', megabyte);
  for (auto* sender : {&a, &b, &c}) loop.poller().queue_sender(*sender);
  run(loop, 7);
  CHECK(log.substr(0, 12) == ".a.b.c.a.b.a");
  CHECK(a.left + b.left + c.left == 0);
  run(loop, 2);
  CHECK(reader.allowance == megabyte);
}

TEST_CASE("who comes later does not overtake those that wait to send, and small shares leave room for the next") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string log;
  Reader reader(loop, log);
  Sender a(loop, log, 'a', megabyte / 4), b(loop, log, 'b', megabyte / 4);
  loop.poller().queue_sender(a);
  loop.poller().queue_sender(b);
  run(loop, 1);
  CHECK(reader.allowance == 0);
  CHECK(log == ".ab");
}

TEST_CASE("a small rest goes along with the megabyte before it") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string log;
  Reader reader(loop, log);
  Sender a(loop, log, 'a', megabyte + 324), b(loop, log, 'b', megabyte + megabyte / 4), c(loop, log, 'c', megabyte);
  for (auto* sender : {&a, &b, &c}) loop.poller().queue_sender(*sender);
  run(loop, 4);
  CHECK(log.substr(0, 8) == ".a.b.c.b");
  CHECK(a.left + b.left + c.left == 0);
}

TEST_CASE("who is removed while it waits to send is not called") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string log;
  Reader reader(loop, log);
  auto gone = std::make_unique<Sender>(loop, log, 'a', megabyte);
  Sender b(loop, log, 'b', megabyte);
  loop.poller().queue_sender(*gone);
  loop.poller().queue_sender(b);
  loop.poller().remove(-1, *gone);
  gone.reset();
  run(loop, 1);
  CHECK(log == ".b");
}
