// UUIDs; tests/interop compares them with npm's uuid.
#include <crema/buffer.hpp>
#include <crema/error.hpp>
#include <crema/object.hpp>
#include <crema/uuid.hpp>
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>

using namespace crema;

namespace {

const Value sixteen = {0x10, 0x91, 0x56, 0xbe, 0xc4, 0xfb, 0xc1, 0xea, 0x71, 0xb4, 0xef, 0xe1, 0x67, 0x1c, 0x58, 0x36};

}  // namespace

TEST_CASE("uuid.v4() is random, and made of what it is given") {
  CHECK(Regex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$").test(uuid.v4()));
  CHECK(uuidv4() != uuidv4());
  CHECK(uuid.v4({.random = sixteen}) == "109156be-c4fb-41ea-b1b4-efe1671c5836");
  CHECK(uuid.v4({.rng = [] { return sixteen; }}) == "109156be-c4fb-41ea-b1b4-efe1671c5836");
  CHECK_THROWS_WITH_AS(uuid.v4({.random = {1, 2}}), "Random bytes length must be >= 16", Error);
}

TEST_CASE("uuid.v3() and uuid.v5() name the same by the same") {
  CHECK(uuid.v3("hello.example.com", uuid.v3.DNS) == "9125a8dc-52ee-365b-a5aa-81b0b3681cf6");
  CHECK(uuid.v5("hello.example.com", uuid.v5.DNS) == "fdda765f-fc57-5604-a269-52a7df8164ec");
  CHECK(uuid.v5("http://example.com/hello", uuidv5.URL) == "3bbcee75-cecc-5b56-8031-b6641c1ed1f1");
  CHECK(uuid.v5("ü", uuid.parse(uuid.v5.DNS)) == uuid.v5(Buffer.from("ü"), uuid.v5.DNS));
  CHECK(uuid.v5({104, 105}, uuid.v5.DNS) == uuid.v5("hi", uuid.v5.DNS));
  CHECK_THROWS_WITH_AS(uuid.v5("x", "nobody"), "Invalid UUID", TypeError);
  CHECK_THROWS_AS(uuid.v5("x", {1, 2, 3}), TypeError);
}

TEST_CASE("uuid.v1() and uuid.v6() say their time") {
  const UuidV1Options fixed = {
      .node = {1, 0x23, 0x45, 0x67, 0x89, 0xab}, .clockseq = 0x1234, .msecs = 1321644961388, .nsecs = 5678};
  CHECK(uuid.v1(fixed) == "8beeb0ee-121c-11e1-9234-0123456789ab");
  CHECK(uuid.v6(fixed) == "1e1121c8-beeb-60ee-9234-0123456789ab");
  CHECK(uuid.v1ToV6("8beeb0ee-121c-11e1-9234-0123456789ab") == "1e1121c8-beeb-60ee-9234-0123456789ab");
  CHECK(uuid.v6ToV1("1e1121c8-beeb-60ee-9234-0123456789ab") == "8beeb0ee-121c-11e1-9234-0123456789ab");
  CHECK(uuid.stringify(uuid.v6ToV1(uuid.v1ToV6(uuid.parse(uuid.v1(fixed))))) == uuid.v1(fixed));
}

TEST_CASE("uuid.v7() says its time and a number") {
  CHECK(uuid.v7({.msecs = 0x17f22e279b0, .seq = 0x661b189b, .random = sixteen}) ==
        "017f22e2-79b0-7661-ac62-6fe1671c5836");
  CHECK(uuid.v7({.msecs = 0x17f22e279b0, .seq = -5, .random = sixteen}) == "017f22e2-79b0-7fff-bfff-efe1671c5836");
  CHECK(uuid.v7({.msecs = 5, .random = sixteen}) == "00000000-0005-741e-a9c6-d3e1671c5836");
  Value before = uuid.v7();
  for (int i = 0; i < 5000; ++i) {
    const Value next = uuid.v7();
    CHECK(before < next);
    before = next;
  }
}

TEST_CASE("UUIDs of the time are never the same, on whatever thread") {
  for (const bool seventh : {false, true}) {
    std::set<std::string> all[3];
    std::thread threads[3];
    for (int t = 0; t < 3; ++t)
      threads[t] = std::thread([&all, t, seventh] {
        for (int i = 0; i < 15000; ++i) all[t].insert(seventh ? uuid.v7() : i % 2 ? uuid.v1() : uuid.v6());
      });
    for (auto& thread : threads) thread.join();
    all[0].merge(all[1]);
    all[0].merge(all[2]);
    CHECK(all[0].size() == 45000);
  }
}

TEST_CASE("uuid.validate(), version(), parse() and stringify()") {
  CHECK(uuid.validate("D9428888-122b-11e1-b85c-61cd3cbb3210"));
  for (const char* good : {uuid.NIL, uuid.MAX, "d9428888-122b-81e1-b85c-61cd3cbb3210"}) CHECK(uuid.validate(good));
  for (const char* bad : {"", "d9428888-122b-91e1-b85c-61cd3cbb3210", "d9428888-122b-11e1-c85c-61cd3cbb3210",
                          "d9428888-122b-11e1-b85c-61cd3cbb321", "d9428888x122b-11e1-b85c-61cd3cbb3210",
                          "d9428888-122b-11e1-b85c-61cd3cbb321g", " d9428888-122b-11e1-b85c-61cd3cbb321"})
    CHECK(!uuid.validate(bad));
  CHECK(!uuid.validate(undefined));
  CHECK(uuid.version("d9428888-122b-11e1-b85c-61cd3cbb3210") == 1);
  CHECK(uuid.version(uuid.NIL) == 0);
  CHECK(uuid.version(uuid.MAX) == 15);
  CHECK_THROWS_AS(uuid.version("x"), TypeError);
  CHECK(uuid.stringify(uuid.parse("D9428888-122b-11e1-b85c-61cd3cbb3210")) == "d9428888-122b-11e1-b85c-61cd3cbb3210");
  CHECK(uuid.stringify(Value{spread(Array(9)), spread(Array.from(uuid.parse(uuid.MAX), [](auto b) { return b; }))},
                       1) == uuid.MAX);
  CHECK_THROWS_WITH_AS(uuid.stringify(sixteen), "Stringified UUID is invalid", TypeError);
  CHECK_THROWS_AS(uuid.stringify({1, 2}), TypeError);
  CHECK_THROWS_WITH_AS(uuid.parse("x"), "Invalid UUID", TypeError);
}

TEST_CASE("UUIDs go into a buffer") {
  Value buffer = Buffer.alloc(20);
  CHECK(uuid.v4({.random = sixteen}, buffer, 2) == buffer);
  CHECK(buffer.toString("hex") == "0000109156bec4fb41eab1b4efe1671c58360000");
  uuid.v5("x", uuid.v5.DNS, buffer);
  CHECK(uuid.stringify(buffer) == uuid.v5("x", uuid.v5.DNS));
  CHECK_THROWS_WITH_AS(uuid.v1({}, buffer, 5), "UUID byte range 5:20 is out of buffer bounds", RangeError);
}
