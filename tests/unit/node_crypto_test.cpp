// crypto: known answers, and Node's errors.
#include <crema/buffer.hpp>
#include <crema/crypto.hpp>
#include <crema/error.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

using namespace crema;

TEST_CASE("createHash hashes in parts, into every encoding") {
  CHECK(crypto.createHash("sha256").update("abc").digest("hex") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(crypto.createHash("SHA256").update("a").update(Buffer.from("bc")).digest("base64") ==
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(crypto.createHash("sha256").update("616263", "hex").digest("base64url") ==
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  Value bytes = crypto.createHash("md5").update("a").digest();
  CHECK(Buffer.isBuffer(bytes));
  CHECK(bytes.toString("hex") == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(crypto.createHash("RSA-SHA1").update("").digest("hex") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(crypto.hash("md5", "a") == "0cc175b9c0f1b6a831c399e269772661");
}

TEST_CASE("an unknown digest, a second digest and wrong data are Node's errors") {
  CHECK_THROWS_WITH_AS(crypto.createHash("nope"), "Digest method not supported", Error);
  CHECK_THROWS_WITH_AS(crypto.createHmac("nope", "k"), "Invalid digest: nope", TypeError);
  auto hash = crypto.createHash("md5");
  hash.digest();
  CHECK_THROWS_WITH_AS(hash.digest(), "Digest already called", Error);
  CHECK_THROWS_WITH_AS(hash.update("a"), "Digest already called", Error);
  CHECK_THROWS_WITH_AS(
      crypto.createHash("md5").update(5),
      "The \"data\" argument must be of type string or an instance of Buffer, TypedArray, or DataView. "
      "Received type number (5)",
      TypeError);
  CHECK(crypto.hasHash("sha512"));
  CHECK(!crypto.hasHash("nope"));
  CHECK(crypto.getHashes().includes("sha256"));
}

TEST_CASE("createHmac keys a hash") {
  CHECK(crypto.createHmac("sha256", "key").update("The quick brown fox jumps over the lazy dog").digest("hex") ==
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  CHECK(crypto.createHmac("sha1", "").update("").digest("hex") == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
  CHECK(crypto.createHmac("sha1", Buffer.from("k")).update("x").digest().length() == 20);
}

TEST_CASE("randomness has the right size and form") {
  CHECK(crypto.randomBytes(16).length() == 16);
  CHECK(crypto.randomBytes(16).toString("hex") != crypto.randomBytes(16).toString("hex"));
  CHECK_THROWS_AS(crypto.randomBytes(-1), RangeError);
  const std::string id = crypto.randomUUID();
  CHECK(id.size() == 36);
  CHECK(id[14] == '4');
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
  for (int i = 0; i < 100; ++i) {
    const Value drawn = crypto.randomInt(3, 6);
    CHECK(drawn >= 3);
    CHECK(drawn < 6);
  }
  CHECK(crypto.randomInt(1) == 0);
  CHECK_THROWS_AS(crypto.randomInt(5, 5), RangeError);
}

TEST_CASE("keys from passwords") {
  CHECK(crypto.pbkdf2Sync("a", "b", 1, 8, "sha256").toString("hex") == "ee212b01b70c9fb7");
  CHECK(crypto.scryptSync("a", "b", 8).toString("hex") == "87c5081bda438d49");
  CHECK_THROWS_WITH_AS(crypto.pbkdf2Sync("a", "b", 1, 5, "xx"), "Invalid digest: xx", TypeError);
  CHECK_THROWS_AS(crypto.pbkdf2Sync("a", "b", 0, 5, "sha1"), RangeError);
  std::string key;
  crypto.pbkdf2("a", "b", 1, 8, "sha256", [&](auto err, auto bytes) {
    CHECK(!err);
    key = bytes.toString("hex").str();
  });
  net::run_until_idle();
  CHECK(key == "ee212b01b70c9fb7");
}

TEST_CASE("timingSafeEqual compares buffers of one length") {
  CHECK(crypto.timingSafeEqual(Buffer.from("abc"), Buffer.from("abc")));
  CHECK(!crypto.timingSafeEqual(Buffer.from("abc"), Buffer.from("abd")));
  CHECK_THROWS_WITH_AS(crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab")),
                       "Input buffers must have the same byte length", RangeError);
  CHECK_THROWS_AS(crypto.timingSafeEqual("a", "a"), TypeError);
}
