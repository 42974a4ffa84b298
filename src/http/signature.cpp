// HMAC-SHA256 (RFC 2104) with the two padded-key blocks hashed once, when the Signer is made: a signature then costs
// two compressions more than its text and no allocation, where EVP_MAC allocates at each use and is bound to one
// thread. OpenSSL 3 calls the low-level SHA-256 deprecated, hence the definition.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "http/signature.hpp"

#include <cstring>
#include <type_traits>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "http/base64.hpp"

namespace crema::http {
namespace {

using Digest = unsigned char[SHA256_DIGEST_LENGTH];

static_assert(std::is_trivially_copyable_v<SHA256_CTX>);

void start(unsigned char* state, const unsigned char (&key)[SHA256_CBLOCK], unsigned char pad) noexcept {
  unsigned char block[SHA256_CBLOCK];
  for (std::size_t i = 0; i < sizeof block; ++i) block[i] = key[i] ^ pad;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block, sizeof block);
  std::memcpy(state, &context, sizeof context);
  OPENSSL_cleanse(block, sizeof block);
  OPENSSL_cleanse(&context, sizeof context);
}

void finish(const unsigned char* state, const void* data, std::size_t size, Digest& digest) noexcept {
  SHA256_CTX context;
  std::memcpy(&context, state, sizeof context);
  SHA256_Update(&context, data, size);
  SHA256_Final(digest, &context);  // wipes the context
}

}  // namespace

Signer::Signer(std::string_view secret) noexcept {
  static_assert(sizeof(SHA256_CTX) <= state_size);
  unsigned char key[SHA256_CBLOCK] = {};
  if (secret.size() > sizeof key) {
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), key);
  } else {
    std::memcpy(key, secret.data(), secret.size());
  }
  std::memset(inner_, 0, sizeof inner_);
  std::memset(outer_, 0, sizeof outer_);
  start(inner_, key, 0x36);
  start(outer_, key, 0x5c);
  OPENSSL_cleanse(key, sizeof key);
}

Signer::~Signer() {
  OPENSSL_cleanse(inner_, sizeof inner_);
  OPENSSL_cleanse(outer_, sizeof outer_);
}

void Signer::signature(std::string_view value, char* out) const noexcept {
  Digest inner;
  Digest outer;
  finish(inner_, value.data(), value.size(), inner);
  finish(outer_, inner, sizeof inner, outer);
  encode_base64(out, {reinterpret_cast<const char*>(outer), sizeof outer}, Base64::bare);
}

void Signer::sign(std::string_view value, std::string& out) const {
  char text[signature_size];
  signature(value, text);
  out += value;
  out += '.';
  out.append(text, sizeof text);
}

std::optional<std::string_view> Signer::unsign(std::string_view input) const noexcept {
  const std::size_t dot = input.rfind('.');
  if (dot == std::string_view::npos || input.size() - dot - 1 != signature_size) return std::nullopt;
  char expected[signature_size];
  signature(input.substr(0, dot), expected);
  if (CRYPTO_memcmp(expected, input.data() + dot + 1, sizeof expected) != 0) return std::nullopt;
  return input.substr(0, dot);
}

}  // namespace crema::http
