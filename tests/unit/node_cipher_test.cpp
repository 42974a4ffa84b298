#include <crema/express.hpp>
#include <doctest/doctest.h>

using namespace crema;

namespace {
const Value key = Value("k").repeat(32), vector_16 = Value("i").repeat(16), vector_12 = Value("i").repeat(12);
}

// The texts are what Node gives.
TEST_CASE("a text is encrypted and read again") {
  auto cipher = crypto.createCipheriv("aes-256-cbc", key, vector_16);
  Value secret = cipher.update("secret text", "utf8", "hex");
  secret += cipher.final("hex");
  CHECK(secret == "b6ec3b6df1f72dfeb0edb70df18c2151");
  auto back = crypto.createDecipheriv("aes-256-cbc", key, vector_16);
  Value text = back.update(secret, "hex", "utf8");
  text += back.final("utf8");
  CHECK(text == "secret text");
}

TEST_CASE("what was changed on the way is not read") {
  auto cipher = crypto.createCipheriv("aes-256-gcm", key, vector_12);
  cipher.setAAD(Buffer.from("aad"));
  Value secret = cipher.update("secret", "utf8", "hex");
  secret += cipher.final("hex");
  CHECK(secret == "a9e19b06578c");
  CHECK(cipher.getAuthTag().toString("hex") == "2a926adebbfe4784bef1dad0e3fc5028");

  auto back = crypto.createDecipheriv("aes-256-gcm", key, vector_12);
  back.setAAD(Buffer.from("aad")).setAuthTag(cipher.getAuthTag());
  CHECK(back.update(secret, "hex", "utf8") == "secret");
  CHECK_NOTHROW(back.final());

  auto changed = crypto.createDecipheriv("aes-256-gcm", key, vector_12);
  changed.setAAD(Buffer.from("bad")).setAuthTag(cipher.getAuthTag());
  (void)changed.update(secret, "hex", "utf8");
  CHECK_THROWS_WITH(changed.final(), "Unsupported state or unable to authenticate data");

  auto untold = crypto.createDecipheriv("aes-256-gcm", key, vector_12);
  (void)untold.update(secret, "hex", "utf8");
  CHECK_THROWS_WITH(untold.final(), "Unsupported state or unable to authenticate data");
}

TEST_CASE("wrong keys and vectors are refused in Node's words") {
  CHECK_THROWS_WITH(crypto.createCipheriv("nonsense", key, vector_16), "Unknown cipher");
  CHECK_THROWS_WITH(crypto.createCipheriv("aes-256-cbc", "short", vector_16), "Invalid key length");
  CHECK_THROWS_WITH(crypto.createCipheriv("aes-256-cbc", key, "short"), "Invalid initialization vector");
  CHECK_THROWS_WITH(crypto.createDecipheriv("aes-256-gcm", key, vector_12).setAuthTag("abc"),
                    "Invalid authentication tag length: 3");
}

TEST_CASE("a signature fits its text alone") {
  const Value pem =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n";
  const Value signature = crypto.createSign("sha256").update("text").sign(pem, "hex");
  CHECK(signature.length() == 128);
  CHECK(crypto.createVerify("sha256").update("te").update("xt").verify(pem, signature, "hex"));
  CHECK_FALSE(crypto.createVerify("sha256").update("other").verify(pem, signature, "hex"));
  CHECK_THROWS_WITH(crypto.createSign("sha256").sign("no key"), "error:1E08010C:DECODER routines::unsupported");
}
