#include "jwt_signature.hpp"

#include <crema/buffer.hpp>
#include <crema/cookie.hpp>
#include <crema/error.hpp>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <memory>

namespace crema::detail {
namespace {

using Family = JwtAlgorithm::Family;

struct Free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, Free>;
using Points = std::unique_ptr<ECDSA_SIG, Free>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const EVP_MD* sha(int bits) { return bits == 256 ? EVP_sha256() : bits == 384 ? EVP_sha384() : EVP_sha512(); }

// OpenSSL's first error, in the words that Node has for it.
[[noreturn]] void throw_failed() {
  const unsigned long code = ERR_get_error();
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  Error error(Value(text.data()));
  const char *library = ERR_lib_error_string(code), *reason = ERR_reason_error_string(code);
  if (library) error["library"] = library;
  if (reason) error["reason"] = reason;
  throw error;
}

std::string base64url(std::string bytes_of_signature) {
  return bufferOfBytes(std::move(bytes_of_signature)).toString("base64url").str();
}

std::string from_base64(std::string_view text) { return std::string(Buffer.from(text, "base64").view()); }

std::string hmac(int bits, std::string_view input, std::string_view secret) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  // An empty secret needs an address, too: a null one would mean "the key of before".
  const char* key = secret.empty() ? "" : secret.data();
  if (!HMAC(sha(bits), key, static_cast<int>(secret.size()), bytes(input), input.size(), bytes(out), &size))
    throw_failed();
  out.resize(size);
  return out;
}

// RFC 7518 §3.5: PSS with MGF1 of the same digest, and a salt as long as that.
bool set_padding(EVP_PKEY_CTX* context, Family family) {
  if (family != Family::pss) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

std::string sign_with_pair(const JwtAlgorithm& algorithm, std::string_view input, const JwtKey& key) {
  const Digest digest(EVP_MD_CTX_new());
  EVP_PKEY_CTX* context = nullptr;
  std::size_t size = 0;
  const bool ready = digest &&
                     EVP_DigestSignInit(digest.get(), &context, sha(algorithm.bits), nullptr, key.pair.get()) == 1 &&
                     set_padding(context, algorithm.family) &&
                     EVP_DigestSign(digest.get(), nullptr, &size, bytes(input), input.size()) == 1;
  std::string out(size, '\0');
  if (!ready || EVP_DigestSign(digest.get(), bytes(out), &size, bytes(input), input.size()) != 1) throw_failed();
  out.resize(size);
  return out;
}

bool verify_with_pair(const JwtAlgorithm& algorithm, std::string_view input, std::string_view signature,
                      const JwtKey& key) {
  const Digest digest(EVP_MD_CTX_new());
  EVP_PKEY_CTX* context = nullptr;
  if (!digest || EVP_DigestVerifyInit(digest.get(), &context, sha(algorithm.bits), nullptr, key.pair.get()) != 1 ||
      !set_padding(context, algorithm.family)) {
    throw_failed();
  }
  const int result = EVP_DigestVerify(digest.get(), bytes(signature), signature.size(), bytes(input), input.size());
  if (result != 1) ERR_clear_error();
  return result == 1;
}

// RFC 7518 §3.4: R and S one behind the other, each as long as the curve's order; OpenSSL has them in DER.
int coordinate_size(int bits) { return bits == 512 ? 66 : bits / 8; }

void append_coordinate(std::string& out, const char* name, const BIGNUM* number, int size) {
  std::string coordinate(static_cast<std::size_t>(size), '\0');
  if (BN_bn2binpad(number, bytes(coordinate), size) < 0) {
    ERR_clear_error();
    throw Error("\"" + std::string(name) + "\" specified length of \"" + std::to_string(BN_num_bits(number) / 8 + 1) +
                "\", max of \"" + std::to_string(size + 1) + "\" is acceptable");
  }
  out += coordinate;
}

std::string der_to_pair(std::string_view der, int bits) {
  const auto* at = bytes(der);
  const Points points(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!points) throw_failed();
  std::string out;
  append_coordinate(out, "r", ECDSA_SIG_get0_r(points.get()), coordinate_size(bits));
  append_coordinate(out, "s", ECDSA_SIG_get0_s(points.get()), coordinate_size(bits));
  return out;
}

std::string pair_to_der(std::string_view pair, int bits) {
  const int size = coordinate_size(bits);
  if (pair.size() != static_cast<std::size_t>(2 * size)) {
    throw TypeError("\"ES" + std::to_string(bits) + "\" signatures must be \"" + std::to_string(2 * size) +
                    "\" bytes, saw \"" + std::to_string(pair.size()) + "\"");
  }
  const Points points(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes(pair), size, nullptr);
  BIGNUM* s = BN_bin2bn(bytes(pair) + size, size, nullptr);
  if (!points || !r || !s || ECDSA_SIG_set0(points.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    throw_failed();
  }
  std::string der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(points.get(), nullptr))), '\0');
  auto* out = bytes(der);
  i2d_ECDSA_SIG(points.get(), &out);
  return der;
}

struct Fit {
  std::string_view kind;
  std::string_view algorithms;
};
constexpr std::array<Fit, 3> fits = {{
    {"ec", "ES256, ES384, ES512"},
    {"rsa", "RS256, PS256, RS384, PS384, RS512, PS512"},
    {"rsa-pss", "PS256, PS384, PS512"},
}};

std::string_view curve_of(std::string_view algorithm) {
  if (algorithm == "ES256") return "prime256v1";
  return algorithm == "ES384" ? "secp384r1" : "secp521r1";
}

std::optional<std::string> unmet_restriction(std::string_view algorithm, const JwtKey& key) {
  const auto allowed = key.restrictions();
  const std::string bits(algorithm.substr(2));
  if (!allowed || allowed->digest != "sha" + bits || allowed->mgf_digest != allowed->digest) {
    return "Invalid key for this operation, its RSA-PSS parameters do not meet the requirements of \"alg\" " +
           std::string(algorithm) + ".";
  }
  if (allowed->salt_length > std::stoi(bits) / 8) {
    return "Invalid key for this operation, its RSA-PSS parameter saltLength does not meet the requirements of "
           "\"alg\" " +
           std::string(algorithm) + ".";
  }
  return std::nullopt;
}

}  // namespace

JwtAlgorithm JwtAlgorithm::named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Family>, 4> families = {
      {{"HS", Family::hmac}, {"RS", Family::rsa}, {"PS", Family::pss}, {"ES", Family::ecdsa}}};
  if (name == "none") return {};
  for (const auto& [prefix, family] : families) {
    if (!name.starts_with(prefix)) continue;
    const auto bits = name.substr(2);
    if (bits == "256" || bits == "384" || bits == "512") return {family, std::stoi(std::string(bits))};
  }
  throw TypeError(
      "\"" + std::string(name) +
      "\" is not a valid algorithm.\n  Supported algorithms are:\n  \"HS256\", \"HS384\", \"HS512\", \"RS256\", "
      "\"RS384\", \"RS512\", \"PS256\", \"PS384\", \"PS512\", \"ES256\", \"ES384\", \"ES512\" and \"none\".");
}

std::string JwtAlgorithm::sign(std::string_view input, const JwtKey& key) const {
  switch (family) {
    case Family::none:
      return {};
    case Family::hmac:
      return base64url(hmac(bits, input, key.secret));
    case Family::rsa:
    case Family::pss:
      return base64url(sign_with_pair(*this, input, key));
    case Family::ecdsa:
      return base64url(der_to_pair(sign_with_pair(*this, input, key), bits));
  }
  return {};
}

bool JwtAlgorithm::verify(std::string_view input, std::string_view signature, const JwtKey& key) const {
  switch (family) {
    case Family::none:
      return signature.empty();
    case Family::hmac:
      return sameText(signature, base64url(hmac(bits, input, key.secret)));
    case Family::rsa:
    case Family::pss:
      return verify_with_pair(*this, input, from_base64(signature), key);
    case Family::ecdsa:
      return verify_with_pair(*this, input, pair_to_der(from_base64(signature), bits), key);
  }
  return false;
}

std::optional<std::string> misfit(std::string_view algorithm, const JwtKey& key) {
  const auto kind = key.kind();
  if (algorithm.empty() || kind.empty()) return std::nullopt;
  const auto* fit = std::find_if(fits.begin(), fits.end(), [&](const Fit& one) { return one.kind == kind; });
  if (fit == fits.end()) return "Unknown key type \"" + std::string(kind) + "\".";
  const auto at = fit->algorithms.find(algorithm);
  if (algorithm.size() != 5 || at == std::string_view::npos || at % 7 != 0) {
    return "\"alg\" parameter for \"" + std::string(kind) +
           "\" key type must be one of: " + std::string(fit->algorithms) + ".";
  }
  if (kind == "rsa-pss") return unmet_restriction(algorithm, key);
  if (kind != "ec" || key.curve() == curve_of(algorithm)) return std::nullopt;
  return "\"alg\" parameter \"" + std::string(algorithm) + "\" requires curve \"" + std::string(curve_of(algorithm)) +
         "\".";
}

}  // namespace crema::detail
