// Entity tags. The low-level SHA-1 calls are a seventh of EVP_Digest's price for short bodies and allocate nothing;
// OpenSSL 3 calls them deprecated, hence the definition, in this file alone.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "http/etag.hpp"

#include <charconv>
#include <cstring>

#include <openssl/sha.h>

#include "http/base64.hpp"

namespace crema::http {
namespace {

constexpr std::size_t hash_characters = 27;  // all that base64 makes of 20 bytes, but the padding
constexpr std::string_view empty_hash = "2jmj7l5rSw0yVb/vlWAYkK/YBwk";

char* open_tag(char* out, bool weak) noexcept {
  if (weak) {
    *out++ = 'W';
    *out++ = '/';
  }
  *out++ = '"';
  return out;
}

}  // namespace

EntityTag entity_tag(std::string_view body, bool weak) noexcept {
  EntityTag tag;
  char* out = open_tag(tag.text_, weak);
  out = std::to_chars(out, out + 16, body.size(), 16).ptr;
  *out++ = '-';
  if (body.empty()) {
    std::memcpy(out, empty_hash.data(), hash_characters);
  } else {
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA_CTX state;
    SHA1_Init(&state);
    SHA1_Update(&state, body.data(), body.size());
    SHA1_Final(digest, &state);
    encode_base64(out, {reinterpret_cast<const char*>(digest), sizeof digest}, Base64::bare);
  }
  out += hash_characters;
  *out++ = '"';
  tag.size_ = static_cast<unsigned char>(out - tag.text_);
  return tag;
}

void append_entity_tag(std::string& out, std::string_view body, bool weak) { out += entity_tag(body, weak).view(); }

EntityTag stat_tag(std::uint64_t size, std::int64_t modified_ms, bool weak) noexcept {
  EntityTag tag;
  char* out = open_tag(tag.text_, weak);
  out = std::to_chars(out, out + 16, size, 16).ptr;
  *out++ = '-';
  out = std::to_chars(out, out + 17, modified_ms, 16).ptr;
  *out++ = '"';
  tag.size_ = static_cast<unsigned char>(out - tag.text_);
  return tag;
}

}  // namespace crema::http
