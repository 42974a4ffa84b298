// argon2, against what npm's argon2 0.45 gives; tests/interop compares hundreds more.
#include <crema/argon2.hpp>
#include <crema/buffer.hpp>
#include <crema/regex.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

using namespace crema;

namespace {

const std::string secret_hash =
    "$argon2id$v=19$m=64,p=1,t=2$c2l4dGVlbiBieXRlIHNhbA$/dgEex/e6M2D4X5iBuL4irMsALLmCrM+peNBuMziM40";
const std::string peppered_hash =
    "$argon2i$v=19$m=64,p=1,t=2,data=ZGF0YQ$c2l4dGVlbiBieXRlIHNhbA$jcxErHVXwkoy+MkCHXdnEQ";

Argon2Options small() {
  return {.memoryCost = 64, .timeCost = 2, .parallelism = 1, .salt = Buffer.from("sixteen byte sal")};
}

// What a task gives, as text; "Name: message" of what it throws.
template <class T>
std::string outcome(Task<T> task) {
  std::string said;
  run([](Task<T> given, std::string& out) -> Task<> {
    try {
      out = Value(co_await given).str();
    } catch (Error& err) {
      out = err.str();
    }
  }(std::move(task), said));
  return said;
}

struct Looped {
  net::Loop loop;
  net::Loop::Scope scope{loop};
};

}  // namespace

TEST_CASE("argon2: a hash has npm's letters") {
  const Looped looped;
  CHECK(outcome(argon2.hash("secret", small())) == secret_hash);
  auto options = small();
  options.type = argon2.argon2i;
  options.hashLength = 16;
  options.secret = Buffer.from("pepper");
  options.associatedData = Buffer.from("data");
  CHECK(outcome(argon2.hash(Buffer.from("secret"), options)) == peppered_hash);
}

TEST_CASE("argon2: the bytes of a hash") {
  const Looped looped;
  auto options = small();
  options.raw = true;
  Value bytes;
  run([&]() -> Task<> { bytes = co_await argon2.hash("secret", options); }());
  CHECK(bytes.toString("hex") == "fdd8047b1fdee8cd83e17e6206e2f88ab32c00b2e60ab33ea5e341b8cce2338d");
}

TEST_CASE("argon2: the defaults are npm's, the salt is new") {
  const Looped looped;
  const Value one = outcome(argon2.hash("secret")), other = outcome(argon2.hash("secret"));
  CHECK(R"(^\$argon2id\$v=19\$m=65536,p=4,t=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$)"_re.test(one));
  CHECK(one != other);
  CHECK(outcome(argon2.verify(one, "secret")) == "true");
  CHECK_FALSE(argon2.needsRehash(one));
}

TEST_CASE("argon2: a password is verified") {
  const Looped looped;
  CHECK(outcome(argon2.verify(secret_hash, "secret")) == "true");
  CHECK(outcome(argon2.verify(secret_hash, "Secret")) == "false");
  CHECK(outcome(argon2.verify(secret_hash, "secret\0"s)) == "false");
  CHECK(outcome(argon2.verify(peppered_hash, "secret")) == "false");
  CHECK(outcome(argon2.verify(peppered_hash, "secret", {.secret = Buffer.from("pepper")})) == "true");
  CHECK(outcome(argon2.verify("$scrypt$v=19$m=64,t=2,p=1$abcdefghijkl$abcdabcd", "secret")) == "false");
}

TEST_CASE("argon2: costs that have changed ask for a new hash") {
  CHECK(argon2.needsRehash(secret_hash));
  CHECK_FALSE(argon2.needsRehash(secret_hash, {.memoryCost = 64, .timeCost = 2, .parallelism = 1}));
  CHECK(argon2.needsRehash(secret_hash, {.memoryCost = 64, .timeCost = 3, .parallelism = 1}));
  CHECK_THROWS_WITH_AS(argon2.needsRehash("x"), "pchstr must contain a $ as first char", TypeError);
}

TEST_CASE("argon2: mistakes in npm's words") {
  const Looped looped;
  const auto refused = [](auto change) {
    auto options = small();
    change(options);
    return outcome(argon2.hash("secret", options));
  };
  CHECK(refused([](auto& o) { o.salt = Buffer.from("short"); }) == "Error: Salt is too short");
  CHECK(refused([](auto& o) { o.salt = "text"; }) == "Error: Invalid argument");
  CHECK(refused([](auto& o) { o.timeCost = 0; }) == "Error: Time cost is too small");
  CHECK(refused([](auto& o) { o.memoryCost = 1; }) == "Error: Memory cost is too small");
  CHECK(refused([](auto& o) { o.memoryCost = 1e10; }) == "RangeError: Memory cost is too large");
  CHECK(refused([](auto& o) { o.type = 7; }) == "Error: There is no such version of Argon2");
  CHECK(outcome(argon2.hash(5)).starts_with("TypeError: The first argument must be of type string"));
  CHECK(outcome(argon2.verify("", "x")) == "TypeError: pchstr must be a non-empty string");
  CHECK(outcome(argon2.verify("$argon2id$v=19$m=64,t$c2FsdHNhbHQ$abcd", "x")) ==
        "TypeError: params must be in the format name=value");
  CHECK(outcome(argon2.verify("$argon2id$v=19$m=64,t=2,p=1", "x")) ==
        "TypeError: Cannot read properties of undefined (reading 'byteLength')");
}
