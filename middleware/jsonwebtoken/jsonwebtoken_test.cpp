// jwt.sign(), jwt.verify() and jwt.decode(), against what npm's jsonwebtoken 9 gives; tests/interop compares thousands more.
#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/jsonwebtoken.hpp>
#include <crema/object.hpp>
#include <crema/process.hpp>
#include <crema/regex.hpp>
#include <crema/task.hpp>
#include <doctest/doctest.h>

#include <string>

#include "net/loop.hpp"

using namespace crema;

namespace {

const Value issued = 1'700'000'000;

const std::string ec_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg97H0bdH0/tILN200\n"
    "RGWo3J6er7dCTPWbLw/OY3YDojihRANCAATd1X4tsM2MaIdVp4CjYq422nivMV3g\n"
    "O1saZN41ft+WJ702RZZkiXfmR80JPUe4UgNsDbPbqsXHFRC81R1B9ue9\n"
    "-----END PRIVATE KEY-----\n";
const std::string ec_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3dV+LbDNjGiHVaeAo2KuNtp4rzFd\n"
    "4DtbGmTeNX7flie9NkWWZIl35kfNCT1HuFIDbA2z26rFxxUQvNUdQfbnvQ==\n"
    "-----END PUBLIC KEY-----\n";
const std::string ec_certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBbzCCARWgAwIBAgIUFOl6GxtaB67nlVm/DNDp2tKUqfwwCgYIKoZIzj0EAwIw\n"
    "DDEKMAgGA1UEAwwBdDAgFw0yNjExMjkxODEyMzhaGA8yMTI2MTEwNTE4MTIzOFow\n"
    "DDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN3Vfi2wzYxo\n"
    "h1WngKNirjbaeK8xXeA7Wxpk3jV+35YnvTZFlmSJd+ZHzQk9R7hSA2wNs9uqxccV\n"
    "ELzVHUH2572jUzBRMB0GA1UdDgQWBBST6GNctyl2Fcm5yTwLFKIeWZIo0DAfBgNV\n"
    "HSMEGDAWgBST6GNctyl2Fcm5yTwLFKIeWZIo0DAPBgNVHRMBAf8EBTADAQH/MAoG\n"
    "CCqGSM49BAMCA0gAMEUCIQCo/Z/okTo/BF0ePSuBQtGTtmtmrD1PuavpOis+SpRz\n"
    "OwIgVgRUrjMK0j3MJrNpHHvN8jbO7hdltuCIGgWUuit5Y4E=\n"
    "-----END CERTIFICATE-----\n";

template <class F>
Error thrown_by(F f) {
  try {
    f();
  } catch (const Error& err) {
    return Error::from_exception(std::current_exception());
  }
  return {};
}

std::string message(const Error& err) { return err.message.str(); }

std::string refusal(const Value& payload, const Value& key, const JwtSignOptions& options = {}) {
  return message(thrown_by([&] { jwt.sign(payload, key, options); }));
}

std::string rejection(const Value& token, const Value& key, const JwtVerifyOptions& options = {}) {
  const Error err = thrown_by([&] { jwt.verify(token, key, options); });
  return err ? err.name.str() + ": " + message(err) : "";
}

std::string json(const Value& v) { return JSON.stringify(v).str(); }

}  // namespace

TEST_CASE("a token has npm's bytes") {
  CHECK(
      jwt.sign({{"id", 1}, {"iat", issued}}, "secret",
               {.expiresIn = "1h",
                .notBefore = 10,
                .audience = {"a", "b"},
                .issuer = "me",
                .jwtid = "j",
                .subject = "s",
                .keyid = "k"}) ==
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ."
      "eyJpZCI6MSwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMTAsImV4cCI6MTcwMDAwMzYwMCwiYXVkIjpbImEiLCJiIl0sImlzcyI6Im1l"
      "Iiwic3ViIjoicyIsImp0aSI6ImoifQ.UEHYyLHKIessCLBT4ZlqV4yKoYQ5KflAumCTz6qpvP8");
  CHECK(jwt.sign("text", "secret") == "eyJhbGciOiJIUzI1NiJ9.dGV4dA.fGgfvMoH2wkxu3s-NqhFhFl-e1BKVYcyz1RkiL6RNDE");
  CHECK(jwt.sign({{"id", 1}, {"iat", issued}}, null, {.algorithm = "none"}) ==
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpZCI6MSwiaWF0IjoxNzAwMDAwMDAwfQ.");
  CHECK(jwt.sign({{"id", 1}, {"iat", issued}}, Buffer.from("secret"),
                 {.algorithm = "HS512", .header = {{"cty", "x"}, {"typ", "at+jwt"}}}) ==
        "eyJhbGciOiJIUzUxMiIsInR5cCI6ImF0K2p3dCIsImN0eSI6IngifQ.eyJpZCI6MSwiaWF0IjoxNzAwMDAwMDAwfQ."
        "xJouRtIfypaFa-uyU03Cpy3Mpxp2S59FHH0dX31o4Zbz6pHxMuBnYtzBxr8u-rNshCehBzHmfGN7B5sBroM96Q");
}

TEST_CASE("a payload is copied, unless it is to be changed") {
  Value payload = {{"id", 1}, {"iat", issued}};
  jwt.sign(payload, "secret", {.expiresIn = 60});
  CHECK(json(payload) == R"({"id":1,"iat":1700000000})");
  jwt.sign(payload, "secret", {.expiresIn = 60, .mutatePayload = true});
  CHECK(json(payload) == R"({"id":1,"iat":1700000000,"exp":1700000060})");
}

TEST_CASE("a token without iat gets the moment of its making, or none") {
  const Value payload = jwt.verify(jwt.sign({{"id", 1}}, "secret"), "secret");
  CHECK(payload["iat"].number() >= Date.now().number() / 1000 - 60);
  CHECK(json(jwt.verify(jwt.sign({{"id", 1}}, "secret", {.noTimestamp = true}), "secret")) == R"({"id":1})");
}

TEST_CASE("sign() refuses in npm's words") {
  const Value claims = {{"id", 1}};
  CHECK(refusal(claims, "") == "secretOrPrivateKey must have a value");
  CHECK(refusal(claims, undefined) == "secretOrPrivateKey must have a value");
  CHECK(refusal(claims, 5) == "secretOrPrivateKey is not valid key material");
  CHECK(refusal(claims, "secret", {.algorithm = "RS256"}) ==
        "secretOrPrivateKey must be an asymmetric key when using RS256");
  CHECK(refusal(claims, ec_private) == "secretOrPrivateKey must be a symmetric key when using HS256");
  CHECK(refusal(claims, ec_private, {.algorithm = "ES384"}) ==
        "\"alg\" parameter \"ES384\" requires curve \"secp384r1\".");
  CHECK(refusal(claims, ec_private, {.algorithm = "RS256"}) ==
        "\"alg\" parameter for \"ec\" key type must be one of: ES256, ES384, ES512.");
  CHECK(refusal(undefined, "secret") == "payload is required");
  CHECK(refusal(null, "secret") == "Expected \"payload\" to be a plain object.");
  CHECK(refusal(claims, "secret", {.algorithm = "HS257"}) == "\"algorithm\" must be a valid string enum value");
  CHECK(refusal(claims, "secret", {.expiresIn = "soon"}) ==
        "\"expiresIn\" should be a number of seconds or string representing a timespan eg: \"1d\", \"20h\", 60");
  CHECK(refusal(claims, "secret", {.expiresIn = 1.5}) ==
        "\"expiresIn\" should be a number of seconds or string representing a timespan");
  CHECK(refusal({{"exp", 5}}, "secret", {.expiresIn = 5}) ==
        "Bad \"options.expiresIn\" option the payload already has an \"exp\" property.");
  CHECK(refusal({{"iss", "x"}}, "secret", {.issuer = "y"}) ==
        "Bad \"options.issuer\" option. The payload already has an \"iss\" property.");
  CHECK(refusal({{"exp", "x"}}, "secret") == "\"exp\" should be a number of seconds");
  CHECK(refusal("text", "secret", {.expiresIn = 5, .issuer = "x"}) ==
        "invalid expiresIn,issuer option for string payload");
  const Value unknown = {{"expiry", 5}};
  CHECK(message(thrown_by([&] { jwt.sign(claims, "secret", unknown); })) == "\"expiry\" is not allowed in \"options\"");
}

TEST_CASE("an option that is undefined is none: an environment variable that is not set") {
  CHECK(jwt.sign({{"iat", issued}}, "secret", {.issuer = process.env["CREMA_NO_SUCH_VARIABLE"]}) ==
        jwt.sign({{"iat", issued}}, "secret"));
}

TEST_CASE("a token of a private key is verified with the public one, its certificate, or itself") {
  const Value token = jwt.sign({{"id", 1}, {"iat", issued}}, ec_private, {.algorithm = "ES256"});
  for (const auto& key : {ec_public, ec_certificate, ec_private}) CHECK(jwt.verify(token, key)["id"] == 1);
  CHECK(jwt.verify(token, {{"key", Buffer.from(ec_public)}, {"format", "pem"}})["id"] == 1);
  CHECK(rejection(token, "secret") == "JsonWebTokenError: invalid algorithm");
}

TEST_CASE("nobody signs by HMAC with a public key") {
  const Value forged = jwt.sign({{"admin", true}}, Buffer.from(ec_public));
  CHECK(rejection(forged, ec_public) == "JsonWebTokenError: invalid algorithm");
  CHECK(rejection(forged, ec_public, {.algorithms = {"HS256", "ES256"}}) ==
        "JsonWebTokenError: secretOrPublicKey must be a symmetric key when using HS256");
}

TEST_CASE("an unsigned token is refused, unless it is asked for") {
  const Value token = jwt.sign({{"iat", issued}}, null, {.algorithm = "none"});
  CHECK(rejection(token, "secret") == "JsonWebTokenError: jwt signature is required");
  CHECK(rejection(token, undefined) ==
        "JsonWebTokenError: please specify \"none\" in \"algorithms\" to verify unsigned tokens");
  CHECK(json(jwt.verify(token, undefined, {.algorithms = "none"})) == R"({"iat":1700000000})");
}

TEST_CASE("verify() refuses in npm's words") {
  const Value token = jwt.sign({{"iat", issued}, {"aud", {"a", "b"}}, {"iss", "me"}}, "secret", {.expiresIn = 60});
  const auto with = [&](JwtVerifyOptions options) {
    options.clockTimestamp = issued;
    return rejection(token, "secret", options);
  };
  CHECK(with({}).empty());
  CHECK(rejection(undefined, "secret") == "JsonWebTokenError: jwt must be provided");
  CHECK(rejection(5, "secret") == "JsonWebTokenError: jwt must be a string");
  CHECK(rejection("a.b", "secret") == "JsonWebTokenError: jwt malformed");
  CHECK(rejection("a.b.c", "secret") == "JsonWebTokenError: invalid token");
  CHECK(rejection(token, "another") == "JsonWebTokenError: invalid signature");
  CHECK(rejection(token, undefined) == "JsonWebTokenError: secret or public key must be provided");
  CHECK(rejection(token, "secret") == "TokenExpiredError: jwt expired");
  CHECK(with({.algorithms = {"HS384", "HS512"}}) == "JsonWebTokenError: invalid algorithm");
  CHECK(with({.audience = {"x", "/b"}}) == "JsonWebTokenError: jwt audience invalid. expected: x or /b");
  CHECK(with({.audience = {"x", "^B$"_re}}) == "JsonWebTokenError: jwt audience invalid. expected: x or /^B$/");
  CHECK(with({.audience = Regex("^B$", "i")}).empty());
  CHECK(with({.issuer = {"you", "them"}}) == "JsonWebTokenError: jwt issuer invalid. expected: you,them");
  CHECK(with({.jwtid = "1"}) == "JsonWebTokenError: jwt jwtid invalid. expected: 1");
  CHECK(with({.maxAge = "soon"}).starts_with("JsonWebTokenError: \"maxAge\" should be a number of seconds"));
  CHECK(with({.nonce = " "}) == "JsonWebTokenError: nonce must be a non-empty string");
  CHECK(rejection(token, "secret", {.maxAge = "1m", .clockTimestamp = issued.number() + 59}).empty());
  CHECK(rejection(token, "secret", {.ignoreExpiration = true, .maxAge = "1m"}) == "TokenExpiredError: maxAge exceeded");
}

TEST_CASE("each letter of a token counts") {
  const std::string token = jwt.sign({{"id", 1}, {"iat", issued}}, "secret").str();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK(!rejection(changed, "secret").empty());
  }
}

TEST_CASE("errors have their dates, their classes, and npm's JSON") {
  const Value token = jwt.sign({{"iat", issued}}, "secret", {.expiresIn = 60});
  const Error expired = thrown_by([&] { jwt.verify(token, "secret"); });
  CHECK(instanceof <TokenExpiredError>(expired));
  CHECK(instanceof <JsonWebTokenError>(expired));
  CHECK_FALSE(instanceof <NotBeforeError>(expired));
  CHECK(json(expired) ==
        R"({"name":"TokenExpiredError","message":"jwt expired","expiredAt":"2023-11-14T22:14:20.000Z"})");
  const Value later = jwt.sign({{"iat", issued}}, "secret", {.notBefore = 60});
  const Error early = thrown_by([&] { jwt.verify(later, "secret", {.clockTimestamp = issued}); });
  CHECK(instanceof <NotBeforeError>(early));
  CHECK(json(early) == R"({"name":"NotBeforeError","message":"jwt not active","date":"2023-11-14T22:14:20.000Z"})");
  CHECK(json(thrown_by([&] { jwt.verify("x", "secret"); })) ==
        R"({"name":"JsonWebTokenError","message":"jwt malformed"})");
  CHECK(json(jwt.JsonWebTokenError("no", Error("inner")))
            .starts_with(R"({"name":"JsonWebTokenError","message":"no","inner":)"));
}

TEST_CASE("callbacks get what the other form gives or throws") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  std::string said;
  jwt.sign({{"iat", issued}}, "secret", [&](auto, auto token) {
    jwt.verify(token, "secret", [&](auto err, auto payload) { said += err ? "wrong" : json(payload) + " "; });
    jwt.verify(token, "another", {.complete = true}, [&](auto err) { said += err.message.str() + " "; });
  });
  CHECK(said.empty());
  jwt.sign({{"iat", issued}}, "", {.issuer = "x"}, [&](auto err, auto) { said += err.message.str() + " "; });
  net::run_until_idle();
  CHECK(said == "secretOrPrivateKey must have a value {\"iat\":1700000000} invalid signature ");
}

TEST_CASE("a function may find the key, at once or later") {
  net::Loop loop;
  const net::Loop::Scope scope(loop);
  const Value token = jwt.sign({{"iat", issued}}, "secret", {.keyid = "k1"});
  std::string said;
  const auto tell = [&](auto err, auto payload) { said += (err ? err.message.str() : json(payload)) + " "; };
  const auto later = [](Value header, auto found) {
    process.nextTick([=] { header["kid"] == "k1" ? found(nullptr, "secret") : found(Error("no such key")); });
  };
  jwt.verify(token, later, tell);
  jwt.verify(
      token, [](auto, auto found) { found(Error("down")); }, {.algorithms = "HS256"}, tell);
  jwt.verify("x", later, tell);
  net::run_until_idle();
  CHECK(said == "error in secret or public key callback: down jwt malformed {\"iat\":1700000000} ");
  const Value in_value = Function([](auto header, auto found) { found(null, "secret"); });
  CHECK(rejection(token, in_value) ==
        "JsonWebTokenError: verify must be called asynchronous if secret or public key is provided as a callback");
  said.clear();
  jwt.verify(token, in_value, tell);
  CHECK(said == "{\"iat\":1700000000} ");
}

TEST_CASE("decode() takes a token apart and verifies nothing") {
  const Value token = jwt.sign({{"id", 1}, {"iat", issued}}, "secret");
  CHECK(json(jwt.decode(token)) == R"({"id":1,"iat":1700000000})");
  CHECK(json(jwt.decode(token, {.complete = true})["header"]) == R"({"alg":"HS256","typ":"JWT"})");
  CHECK(jwt.decode("a.b.c") == null);
  CHECK(jwt.decode(undefined) == null);
  CHECK(jwt.decode(jwt.sign("text", "secret")) == "text");
  CHECK(message(thrown_by([&] { jwt.decode(jwt.sign("text", "secret"), {.json = true}); })) ==
        "Unexpected token 'e', \"text\" is not valid JSON");
}

TEST_CASE("short tokens have their parts, too") {
  CHECK(jwt.decode("e30.e30.", {.complete = true})["signature"] == "");
  CHECK(rejection("e30.e30.", undefined, {.algorithms = "none"}) == "JsonWebTokenError: invalid algorithm");
}
