// bcrypt, against what npm's bcryptjs 3 and bcrypt 6 give; tests/interop compares hundreds more.
#include <crema/bcrypt.hpp>
#include <crema/buffer.hpp>
#include <crema/regex.hpp>
#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "net/loop.hpp"

using namespace crema;

namespace {

const std::string salt = "04$abcdefghijklmnopqrstuu";
const std::string secret_hash = "$2b$" + salt + "2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

template <class F>
std::string thrown_by(F f) {
  try {
    f();
  } catch (const Error& err) {
    return err.message.str();
  }
  return {};
}

}  // namespace

TEST_CASE("a hash has npm's letters, whatever the revision of its salt") {
  CHECK(bcrypt.hashSync("secret", "$2b$" + salt) == secret_hash);
  CHECK(bcrypt.hashSync("Zoë 🦊", "$2a$" + salt) == "$2a$" + salt + "Doc/7vf8oe2oB9EYyAw0uI038YRxNVW");
  CHECK(bcrypt.hashSync(std::string(100, 'x'), "$2y$" + salt) == "$2y$" + salt + "bzadhGtS2zEF.gu0yd0opP6cVzb.e0i");
  CHECK(bcrypt.hashSync("ab", "$2$" + salt) == "$2$" + salt + "M7VGf5m9F/mCbwd9338qP/WEb3LjMbu");
  // libxcrypt's own "$2a$" has another one for this.
  CHECK(bcrypt.hashSync("\u00ff\u00a3345", "$2a$" + salt) == "$2a$" + salt + "OFFVI6x3biGoCr.NQM3jrZSWsXOC0eC");
  CHECK(bcrypt.hashSync(Buffer.from("secret"), secret_hash) == secret_hash);
}

TEST_CASE("a password is compared with its hash") {
  CHECK(bcrypt.compareSync("secret", secret_hash));
  CHECK_FALSE(bcrypt.compareSync("Secret", secret_hash));
  CHECK_FALSE(bcrypt.compareSync("secret", secret_hash.substr(0, 59)));
  CHECK_FALSE(bcrypt.compareSync("secret", secret_hash + "x"));
  for (const char* none : {"", "secret", "$2b$", "$2x$04$abcdefghijklmnopqrstuu", "$2b$03$abcdefghijklmnopqrstuu"})
    CHECK_FALSE(bcrypt.compareSync("secret", none));
}

TEST_CASE("72 bytes of a password count") {
  const std::string long_one(72, 'x');
  const Value hash = bcrypt.hashSync(long_one, 4);
  CHECK(bcrypt.compareSync(long_one + "and more", hash));
  CHECK(bcrypt.compareSync(long_one + "\0more"s, hash));
  CHECK_FALSE(bcrypt.compareSync(long_one.substr(1), hash));
  CHECK(bcrypt.truncates(long_one + "y"));
  CHECK_FALSE(bcrypt.truncates(long_one));
  CHECK(bcrypt.truncates("é"s + long_one.substr(1)));
}

TEST_CASE("a NUL does not end a password") {
  const Value hash = bcrypt.hashSync("a", 4);
  CHECK(bcrypt.compareSync("a", hash));
  CHECK_FALSE(bcrypt.compareSync("a\0b"s, hash));
  CHECK_FALSE(bcrypt.compareSync("a\0"s, hash));
  CHECK_FALSE(bcrypt.compareSync("\0"s, bcrypt.hashSync("", 4)));
  CHECK(thrown_by([] { bcrypt.hashSync("a\0b"s, 4); }) == "data must not have a NUL in its first 72 bytes");
}

TEST_CASE("salts are new each time, with the rounds that are asked for") {
  const Value one = bcrypt.genSaltSync(4), other = bcrypt.genSaltSync(4);
  CHECK(R"(^\$2b\$04\$[./A-Za-z0-9]{22}$)"_re.test(one));
  CHECK(one != other);
  CHECK(bcrypt.genSaltSync().startsWith("$2b$10$"));
  CHECK(bcrypt.genSaltSync(1, "a").startsWith("$2a$04$"));
  CHECK(bcrypt.genSaltSync(99).startsWith("$2b$31$"));
  CHECK(thrown_by([] { bcrypt.genSaltSync("4"); }) == "rounds must be a number");
  CHECK(thrown_by([] { bcrypt.genSaltSync(-1); }) == "rounds must be a positive integer");
  CHECK(thrown_by([] { bcrypt.genSaltSync(4, "c"); }) == "minor must be either \"a\" or \"b\"");
}

TEST_CASE("what a hash tells") {
  CHECK(bcrypt.getRounds(secret_hash) == 4);
  CHECK(bcrypt.getRounds("$2$31$x") == 31);
  CHECK(thrown_by([] { bcrypt.getRounds("x"); }) == "invalid hash provided");
  CHECK(thrown_by([] { bcrypt.getRounds(undefined); }) == "hash argument required");
  CHECK(bcrypt.getSalt(secret_hash) == "$2b$" + salt);
  CHECK(thrown_by([] { bcrypt.getSalt("x"); }) == "Illegal hash length: 1 != 60");
}

TEST_CASE("wrong arguments are told in bcrypt's words") {
  CHECK(thrown_by([] { bcrypt.hashSync(undefined, 4); }) == "data and salt arguments required");
  CHECK(thrown_by([] { bcrypt.hashSync(5, 4); }) ==
        "data must be a string or Buffer and salt must either be a salt string or a number of rounds");
  CHECK(thrown_by([] { bcrypt.hashSync("x", "salt"); }) ==
        "Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue");
  CHECK(thrown_by([] { bcrypt.compareSync("x", undefined); }) == "data and hash arguments required");
  CHECK(thrown_by([] { bcrypt.compareSync("x", 5); }) == "data must be a string or Buffer and hash must be a string");
}

TEST_CASE("awaited, the work is done elsewhere") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string said;
  run([&]() -> Task<> {
    Value hash = co_await bcrypt.hash("secret", 4);
    said += bcrypt.getRounds(hash) == 4 ? "hash " : "";
    if (co_await bcrypt.compare("secret", hash)) said += "same ";
    if (!co_await bcrypt.compare("Secret", hash)) said += "other ";
    Value made = co_await bcrypt.genSalt(5);
    if (made.startsWith("$2b$05$")) said += "salt ";
    try {
      co_await bcrypt.compare(undefined, hash);
    } catch (Error& err) {
      said += err.message.str();
    }
  }());
  CHECK(said == "hash same other salt data and hash arguments required");
}

TEST_CASE("a server goes on while a password is hashed") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string order;
  bcrypt.hash("secret", 8, [&](auto err, auto hash) { order += "hash"; });
  loop.post([&] { order += "post "; });
  net::run_until_idle();
  CHECK(order == "post hash");
}

TEST_CASE("callbacks are called later, also with an error") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string said;
  bcrypt.genSalt(4, [&](auto, auto made) {
    bcrypt.hash("secret", made, [&](auto, auto hash) {
      bcrypt.compare("secret", hash, [&](auto err, auto same) { said += !err && same ? "same" : "wrong"; });
    });
  });
  bcrypt.genSalt([&](auto err, auto made) { said += made.startsWith("$2b$10$") ? "ten " : ""; });
  bcrypt.hash("secret", "salt", [&](auto err, auto) { said += err.message.str().substr(0, 13) + " "; });
  bcrypt.compare("secret", 5, [&](auto err, auto) { said += err.message.str() + " "; });
  CHECK(said.empty());
  net::run_until_idle();
  CHECK(said == "ten Invalid salt. data and hash must be strings same");
}
