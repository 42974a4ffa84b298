#include "core/body_inflate.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>
#include <string_view>

using namespace crema::detail;
using namespace std::string_literals;

namespace {

constexpr std::int64_t plenty = 100'000;

// 15: zlib, 31: gzip, -15: neither head nor tail.
std::string packed(std::string_view text, int window_bits) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string gzip(std::string_view text) { return packed(text, 31); }

std::string unpacked(Coding coding, std::string_view bytes, std::int64_t limit = plenty) {
  std::string out;
  const auto result = inflate_body(coding, bytes, limit, out);
  if (result.kind == Inflated::Kind::too_large) return "too large: " + std::to_string(result.received);
  if (result.kind == Inflated::Kind::broken)
    return result.code + " " + std::to_string(result.number) + ": " + result.message;
  return out;
}

const auto cut = "Z_BUF_ERROR -5: unexpected end of file"s;
const auto no_header = "Z_DATA_ERROR -3: incorrect header check"s;

}  // namespace

TEST_CASE("content codings are found by their names") {
  CHECK(find_coding("gzip") == Coding::gzip);
  CHECK(find_coding("deflate") == Coding::deflate);
  CHECK(find_coding("identity") == Coding::identity);
  CHECK(find_coding("") == Coding::identity);
  CHECK_FALSE(find_coding("x-gzip"));
  CHECK_FALSE(find_coding("gzip, gzip"));
}

TEST_CASE("gzip and deflate bodies are unpacked") {
  const std::string text = std::string(40'000, 'x') + "end";
  CHECK(unpacked(Coding::gzip, gzip("hello")) == "hello");
  CHECK(unpacked(Coding::gzip, gzip("")).empty());
  CHECK(unpacked(Coding::gzip, gzip(text)) == text);
  CHECK(unpacked(Coding::deflate, packed(text, 15)) == text);
}

TEST_CASE("a gzip body may have several members, and zeros behind them") {
  const auto one = gzip("hello");
  CHECK(unpacked(Coding::gzip, one + one) == "hellohello");
  CHECK(unpacked(Coding::gzip, one + std::string(10, '\0')) == "hello");
  CHECK(unpacked(Coding::gzip, one + "\0\1\2"s) == "hello");
  CHECK(unpacked(Coding::gzip, one + "junkjunkjunk") == no_header);
  CHECK(unpacked(Coding::gzip, one + "j") == cut);
  CHECK(unpacked(Coding::gzip, one + one.substr(0, 15)) == cut);
}

TEST_CASE("what stands behind a deflate body is passed over") {
  CHECK(unpacked(Coding::deflate, packed("hello", 15) + "junk") == "hello");
}

TEST_CASE("deflate means zlib: without its head it is refused, as Node does") {
  CHECK(unpacked(Coding::deflate, packed("hello", -15)) == no_header);
  CHECK(unpacked(Coding::deflate, gzip("hello")) == no_header);
  CHECK(unpacked(Coding::gzip, packed("hello", 15)) == no_header);
}

TEST_CASE("broken bodies are told in Node's words") {
  const auto good = gzip("hello");
  CHECK(unpacked(Coding::gzip, "") == cut);
  CHECK(unpacked(Coding::deflate, "") == cut);
  for (std::size_t size = 1; size < good.size(); size++) CHECK(unpacked(Coding::gzip, good.substr(0, size)) == cut);
  auto bad = good;
  bad[good.size() - 6] = static_cast<char>(bad[good.size() - 6] ^ 1);
  CHECK(unpacked(Coding::gzip, bad) == "Z_DATA_ERROR -3: incorrect data check");
  bad = good;
  bad[good.size() - 1] = static_cast<char>(bad[good.size() - 1] ^ 1);
  CHECK(unpacked(Coding::gzip, bad) == "Z_DATA_ERROR -3: incorrect length check");
  bad = good;
  bad[2] = 7;
  CHECK(unpacked(Coding::gzip, bad) == "Z_DATA_ERROR -3: unknown compression method");
}

TEST_CASE("a bomb is given up within a piece of the limit") {
  const std::string bomb = gzip(std::string(50'000'000, '\0'));
  CHECK(bomb.size() < 60'000);
  CHECK(unpacked(Coding::gzip, bomb, 20'480) == "too large: 32768");
  CHECK(unpacked(Coding::gzip, gzip(std::string(11, 'x')), 10) == "too large: 11");
  CHECK(unpacked(Coding::gzip, gzip(std::string(10, 'x')), 10) == std::string(10, 'x'));
  CHECK(unpacked(Coding::gzip, gzip("x"), 0) == "too large: 1");
  std::string out;
  (void)inflate_body(Coding::gzip, bomb, 20'480, out);
  CHECK(out.empty());
  CHECK(out.capacity() < 100'000);
}

TEST_CASE("a body may be longer packed than it is") {
  CHECK(packed_limit(10) >= 1000);
  CHECK(packed_limit(102'400) >= 2 * 102'400);
  CHECK(packed_limit(INT64_MAX) == INT64_MAX);
  CHECK(packed_limit(-1) > 0);
}

#if CREMA_HAS_BROTLI
TEST_CASE("br bodies are unpacked") {
  const auto plain = "\x0b\x02\x80hello\x03"s;
  const auto run = "\x1b\x4f\xc3\xf8\x25\xf0\xe2\xb1\x40\x20\x61\x17\x00"s;  // 50,000 times x
  CHECK(unpacked(Coding::br, plain) == "hello");
  CHECK(unpacked(Coding::br, run) == std::string(50'000, 'x'));
  CHECK(unpacked(Coding::br, run, 20'480) == "too large: 32768");
  CHECK(unpacked(Coding::br, plain + "junk") == "hello");
  CHECK(unpacked(Coding::br, plain, 4) == "too large: 5");
  CHECK(unpacked(Coding::br, "") == cut);
  CHECK(unpacked(Coding::br, plain.substr(0, 5)) == cut);
  CHECK(unpacked(Coding::br, "{\"a\":1}") == "ERR__ERROR_FORMAT_PADDING_2 -15: Decompression failed");
}
#endif
