// What needs no server: URLs, replies, slots, commands. tests/redis runs the rest against real ones.
#include <crema/redis.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "redis_greeting.hpp"
#include "redis_slots.hpp"
#include "redis_url.hpp"
#include "reply_decoder.hpp"

using namespace crema;
using detail::RedisAddress;
using detail::RedisRequest;
using detail::ReplyDecoder;

namespace {

detail::RedisTarget target_of(const char* address) { return detail::redis_target({.url = address}); }

std::string refusal_of(const char* address) {
  try {
    target_of(address);
  } catch (const TypeError& e) {
    return e.message.str();
  }
  return "taken";
}

// All replies in the bytes, as JSON, when they come in pieces of that size.
std::string replies(const std::string& bytes, std::size_t piece) {
  ReplyDecoder decoder(1 << 20);
  std::string made;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    decoder.feed(std::string_view(bytes).substr(at, piece));
    Value reply;
    ReplyDecoder::Step step;
    while ((step = decoder.next(reply)) == ReplyDecoder::Step::reply) {
      made += (detail::is_redis_error(reply) ? "error " + reply.str() : JSON.stringify(reply).str()) + "\n";
    }
    if (step == ReplyDecoder::Step::broken) return made + "broken: " + decoder.failure();
  }
  return made;
}

std::string broken(const std::string& bytes, std::size_t most = 1 << 20) {
  ReplyDecoder decoder(most);
  for (std::size_t at = 0; at < bytes.size(); at += 4096) decoder.feed(std::string_view(bytes).substr(at, 4096));
  Value reply;
  while (decoder.next(reply) == ReplyDecoder::Step::reply) {
  }
  return decoder.next(reply) == ReplyDecoder::Step::broken ? decoder.failure() : "not broken";
}

std::string line(const RedisRequest& request) {
  std::string all;
  for (std::size_t i = 0; i < request.size(); i++) all += (i ? " " : "") + std::string(request[i]);
  return all;
}

}  // namespace

TEST_CASE("a Redis URL names the server, the user, the password and the database") {
  auto t = target_of("redis://user:p%40ss@example.org:7000/3");
  CHECK(t.username == "user");
  CHECK(t.password == "p@ss");
  CHECK(t.database == 3);
  REQUIRE(t.seeds.size() == 1);
  CHECK(t.seeds[0].text() == "example.org:7000");
  CHECK(target_of("redis://localhost").seeds[0].text() == "localhost:6379");
  CHECK(target_of("redis://:secret@localhost").password == "secret");
  CHECK(target_of("redis://:secret@localhost").username == "");
  CHECK(target_of("redis://[::1]:7001").seeds[0].text() == "[::1]:7001");
  CHECK(detail::redis_target({}).seeds[0].text() == "localhost:6379");
  CHECK(detail::redis_target({.socket = {.host = "h", .port = "7002"}}).seeds[0].text() == "h:7002");
}

TEST_CASE("a Redis URL names a unix socket, or several nodes") {
  CHECK(target_of("unix:///run/redis.sock").seeds[0].path == "/run/redis.sock");
  const auto t = target_of("unix://ann:pw@/run/redis.sock?db=2");
  CHECK(t.seeds[0].path == "/run/redis.sock");
  CHECK(t.username == "ann");
  CHECK(t.database == 2);
  const auto many = target_of("redis://:pw@a:7000,b,[::1]:7001/0");
  REQUIRE(many.seeds.size() == 3);
  CHECK(many.seeds[0].text() == "a:7000");
  CHECK(many.seeds[1].text() == "b:6379");
  CHECK(many.seeds[2].text() == "[::1]:7001");
  CHECK(many.password == "pw");
}

TEST_CASE("rediss:// and socket.tls ask for TLS, and must not say different things") {
  CHECK(target_of("rediss://h").tls);
  CHECK_FALSE(target_of("redis://h").tls);
  CHECK(target_of("rediss://:pw@a:7000,b/1").seeds.size() == 2);
  CHECK(detail::redis_target({.socket = {.host = "h", .tls = true}}).tls);
  CHECK(detail::redis_target({.url = "rediss://h", .socket = {.tls = true}}).tls);
  CHECK_THROWS_WITH(detail::redis_target({.url = "redis://:pw@h", .socket = {.tls = true}}),
                    doctest::Contains("\"redis://:***@h\" asks for no TLS, but socket.tls is true: write rediss://"));
  CHECK_THROWS_WITH(detail::redis_target({.url = "rediss://h", .socket = {.tls = false}}),
                    doctest::Contains("asks for TLS, but socket.tls is false"));
  CHECK_THROWS_WITH(detail::redis_target({.socket = {.path = "/run/redis.sock", .tls = true}}),
                    doctest::Contains("no TLS over a unix socket"));
}

TEST_CASE("keys and certificates of a Redis client are looked at when it is made") {
  CHECK_THROWS_WITH(createClient({.url = "rediss://h", .socket = {.ca = "nothing"}}),
                    doctest::Contains("`ca` is no certificate in PEM format"));
  CHECK_THROWS_WITH(createClient({.url = "rediss://h", .socket = {.key = "nothing"}}),
                    doctest::Contains("`key` is no private key in PEM format"));
}

TEST_CASE("a wrong Redis URL is refused with a sentence that keeps the password to itself") {
  CHECK(refusal_of("http://localhost").find("has the scheme \"http\", not \"redis\" or") != std::string::npos);
  CHECK(refusal_of("localhost:6379").find("has no scheme") != std::string::npos);
  CHECK(refusal_of("redis://").find("names no host") != std::string::npos);
  CHECK(refusal_of("redis://h:70000").find("has a port that is no number") != std::string::npos);
  CHECK(refusal_of("redis://h:x").find("has a port that is no number") != std::string::npos);
  CHECK(refusal_of("redis://h/one").find("has a database that is no number") != std::string::npos);
  CHECK(refusal_of("redis://[::1").find("closing bracket") != std::string::npos);
  CHECK(refusal_of("tls://h").find("not \"redis\" or \"rediss\"") != std::string::npos);
  CHECK(refusal_of("unix://x").find("names no socket") != std::string::npos);
  const std::string refused = refusal_of("http://user:hidden@h:1");
  CHECK(refused.find("hidden") == std::string::npos);
  CHECK(refused.find("user:***@h:1") != std::string::npos);
}

TEST_CASE("replies are the same wherever the bytes are cut") {
  const std::string bytes =
      "+OK\r\n-ERR no such thing\r\n:42\r\n:-7\r\n$5\r\nhello\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
      "*3\r\n$1\r\na\r\n:1\r\n*2\r\n+x\r\n$-1\r\n*2\r\n*1\r\n*1\r\n:1\r\n*0\r\n$4\r\na\r\nb\r\n";
  const std::string whole = replies(bytes, bytes.size());
  CHECK(whole ==
        "\"OK\"\nerror ERR no such thing\n42\n-7\n\"hello\"\n\"\"\nnull\nnull\n[]\n"
        "[\"a\",1,[\"x\",null]]\n[[[1]],[]]\n\"a\\r\\nb\"\n");
  for (std::size_t piece = 1; piece < bytes.size(); piece++) CHECK(replies(bytes, piece) == whole);
}

TEST_CASE("what a server that lies can cost is bounded") {
  std::string deep;
  for (int i = 0; i < 100; i++) deep += "*1\r\n";
  CHECK(broken(deep) != "not broken");
  CHECK(broken("$5000000\r\n" + std::string(2 << 20, 'x')).find("larger") != std::string::npos);
  CHECK(broken("+" + std::string(100'000, 'x')).find("larger") != std::string::npos);
  std::string many = "*1000000\r\n";
  for (int i = 0; i < 50'000; i++) many += ":1\r\n";
  CHECK(broken(many).find("larger") != std::string::npos);
  CHECK(broken("*2000000000\r\n") == "not broken");  // a claim alone costs nothing
  CHECK(broken("HTTP/1.1 400 Bad Request\r\n").find("does not speak Redis' protocol") != std::string::npos);
}

TEST_CASE("an error of Redis has its text and its code") {
  ReplyDecoder decoder(1000);
  decoder.feed("-WRONGTYPE Operation against a key\r\n");
  Value reply;
  REQUIRE(decoder.next(reply) == ReplyDecoder::Step::reply);
  const auto error = detail::redis_error_of(reply);
  CHECK(error.message == "WRONGTYPE Operation against a key");
  CHECK(error.code == "WRONGTYPE");
  CHECK(instanceof <RedisError>(error));
}

TEST_CASE("a key's slot is that of the specification, and of its hash tag") {
  CHECK(detail::redis_slot("123456789") == 0x31C3);
  CHECK(detail::redis_slot("foo") == 12182);
  CHECK(detail::redis_slot("{user1000}.following") == detail::redis_slot("{user1000}.followers"));
  CHECK(detail::redis_slot("foo{}{bar}") == detail::redis_slot("foo{}{bar}"));
  CHECK(detail::redis_slot("foo{}{bar}") != detail::redis_slot("bar"));
  CHECK(detail::redis_slot("foo{{bar}}zap") == detail::redis_slot("{bar"));
  CHECK(detail::redis_slot("foo{bar}{zap}") == detail::redis_slot("bar"));
}

TEST_CASE("a command's slot is that of its first key") {
  CHECK(detail::redis_slot_of(RedisRequest::of("get", "foo")) == 12182);
  CHECK(detail::redis_slot_of(RedisRequest::of("EVAL", "return 1", "1", "foo")) == 12182);
  CHECK(detail::redis_slot_of(RedisRequest::of("EVAL", "return 1", "0")) == -1);
  CHECK(detail::redis_slot_of(RedisRequest::of("OBJECT", "ENCODING", "foo")) == 12182);
  CHECK(detail::redis_slot_of(RedisRequest::of("XREAD", "COUNT", "1", "STREAMS", "foo", "0")) == 12182);
  CHECK(detail::redis_slot_of(RedisRequest::of("SCAN", "0")) == -1);
  CHECK(detail::redis_slot_of(RedisRequest("PING")) == -1);
}

TEST_CASE("the table of slots is what CLUSTER SLOTS tells, and MOVED changes it") {
  detail::RedisSlots slots;
  CHECK(slots.owner(0) == nullptr);
  const Value reply = {{0, 8191, Array("10.0.0.1", 7000, "id"), Array("10.0.0.3", 7002, "id")},
                       {8192, 16383, Array("", 7001, "id")}};
  REQUIRE(slots.take(reply, "seed"));
  CHECK(slots.owner(0)->text() == "10.0.0.1:7000");
  CHECK(slots.owner(8192)->text() == "seed:7001");
  CHECK(slots.masters().size() == 2);
  CHECK(slots.replicas().size() == 1);
  slots.move(5, {"10.0.0.9", 7009, ""});
  CHECK(slots.owner(5)->text() == "10.0.0.9:7009");
  CHECK(slots.owner(6)->text() == "10.0.0.1:7000");
  // Nonsense changes nothing.
  CHECK(!slots.take("OK", "seed"));
  CHECK(!slots.take(Array(Array(0, 99999, Array("h", 1))), "seed"));
  CHECK(!slots.take(Array(Array(5, 1, Array("h", 1))), "seed"));
  CHECK(!slots.take(Array(Array(0, 1, Array("h", 0))), "seed"));
  CHECK(slots.owner(8192)->text() == "seed:7001");
}

TEST_CASE("the options of a command become its arguments") {
  CHECK(line(detail::redis_set("k", "v", {})) == "SET k v");
  CHECK(line(detail::redis_set("k", 5, {.EX = 10, .NX = true})) == "SET k 5 EX 10 NX");
  CHECK(line(detail::redis_set("k", "v", {.PX = Value(1500), .XX = true, .GET = true})) == "SET k v PX 1500 XX GET");
  CHECK(line(detail::redis_set("k", "v", {.KEEPTTL = true})) == "SET k v KEEPTTL");
  CHECK(line(detail::redis_set("k", "v", {.expiration = {.type = "EX", .value = 9}, .condition = "NX"})) ==
        "SET k v EX 9 NX");
  CHECK(line(detail::redis_hash_set("h", {{"a", 1}, {"b", "x"}}, detail::no_value)) == "HSET h a 1 b x");
  CHECK(line(detail::redis_scores_add("z", {{"score", 1.5}, {"value", "a"}})) == "ZADD z 1.5 a");
  CHECK(line(detail::redis_scan("0", {.MATCH = "a*", .COUNT = 5})) == "SCAN 0 MATCH a* COUNT 5");
  CHECK(line(detail::redis_range("z", 0, -1, {.REV = true}, true)) == "ZRANGE z 0 -1 REV WITHSCORES");
  CHECK(detail::redis_bytes(RedisRequest::of("SET", "k", "a\r\nb")) ==
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\nb\r\n");
}

TEST_CASE("an argument that is no text, number or Buffer is refused before anything is sent") {
  CHECK_THROWS_AS(RedisRequest::of("SET", "k", Value(true)), TypeError);
  CHECK_THROWS_AS(RedisRequest::of("SET", "k", Object()), TypeError);
  CHECK_THROWS_AS(RedisRequest::of("GET", undefined), TypeError);
  CHECK_THROWS_AS(detail::redis_request("PING"), TypeError);
  CHECK_THROWS_AS(detail::redis_request(Array()), TypeError);
}

TEST_CASE("a client is closed before connect(), and its commands say so") {
  auto client = createClient();
  CHECK(!client.isOpen());
  CHECK(!client.isReady());
  Value told;
  (void)client.get("k").catch_([&](auto& err) { told = err.message; });
  CHECK(told == "The client is closed");
  CHECK_THROWS_AS(RedisClient().get("k"), TypeError);
}
