// Output: what goes in comes out, whatever pieces the system takes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "h1/output.hpp"

using namespace crema::h1;

namespace {

// Takes all of it, `step` bytes at a time.
std::string drain(Output& out, std::size_t step) {
  std::string all;
  std::string_view pieces[4];
  while (!out.empty()) {
    const auto count = out.pieces(pieces, 4);
    std::string some;
    for (std::size_t i = 0; i < count; i++) some += pieces[i];
    const auto n = std::min(step, some.size());
    all += some.substr(0, n);
    out.take(n);
  }
  return all;
}

std::string text(std::size_t size) {
  std::string s(size, ' ');
  for (std::size_t i = 0; i < size; i++) s[i] = static_cast<char>('a' + i * 7 % 26);
  return s;
}

}  // namespace

TEST_CASE("output keeps its order through copies, room for printing and adopted bodies") {
  for (const std::size_t step : {1u, 7u, 4096u, 8192u, 100000u}) {
    BlockPool pool;
    Output out(pool);
    std::string expected;
    for (const std::size_t size : {10u, 8000u, 300u, 20000u, 1u, 16384u, 16385u}) {
      auto piece = text(size);
      expected += piece;
      out.append(piece);
      expected += piece;
      out.adopt(std::move(piece));
      char* to = out.reserve(100);
      std::memcpy(to, "printed", 7);
      out.commit(to + 7);
      expected += "printed";
    }
    CHECK(out.size() == expected.size());
    CHECK(drain(out, step) == expected);
    CHECK(out.taken() == expected.size());
    CHECK(out.appended() == expected.size());
  }
}

TEST_CASE("a small head and its body are one piece") {
  BlockPool pool;
  Output out(pool);
  char* to = out.reserve(200);
  std::memcpy(to, "head", 4);
  out.commit(to + 4);
  out.append("body");
  std::string_view pieces[4];
  CHECK(out.pieces(pieces, 4) == 1);
  CHECK(pieces[0] == "headbody");
}

TEST_CASE("room larger than a block is one piece, too") {
  BlockPool pool;
  Output out(pool);
  out.append("x");
  char* to = out.reserve(50000);
  std::memset(to, 'y', 50000);
  out.commit(to + 40000);
  CHECK(drain(out, 1000) == "x" + std::string(40000, 'y'));
}
