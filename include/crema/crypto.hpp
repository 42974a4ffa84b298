// crema/crypto.hpp — Node's crypto: hashes, randomness, passwords, comparison.
#pragma once
#include <crema/callback.hpp>
#include <crema/value.hpp>

#include <cstdint>

namespace crema {

/// A hash or HMAC being computed. A handle: copies go on with the same one.
class Hash {
 public:
  /// Adds a text or a buffer. Throws TypeError for anything else, Error after digest().
  const Hash& update(const Value& data, const Value& encoding = {}) const;
  /// The result, once: as "hex", "base64", "base64url", "latin1", or as a buffer.
  Value digest(const Value& encoding = {}) const;

  // For the framework.
  explicit Hash(detail::ClosurePtr state) noexcept : state_(std::move(state)) {}

 private:
  detail::ClosurePtr state_;
};

namespace detail {

struct CryptoLibrary {
  /// "sha256", "sha512", "md5" and whatever else OpenSSL knows; Error "Digest method not supported" otherwise.
  Hash createHash(const Text& algorithm) const;
  Hash createHmac(const Text& algorithm, const Value& key) const;
  /// crypto.hash("sha256", data): in one call, in hex unless another encoding is named; "buffer" gives a buffer.
  Value hash(const Text& algorithm, const Value& data, const Value& encoding = "hex") const;
  /// Whether createHash takes it.
  bool hasHash(const Text& algorithm) const;
  Value getHashes() const;

  /// A buffer from the system's generator.
  Value randomBytes(const Value& size) const;
  /// From `min` on, below `max`: crypto.randomInt(max), crypto.randomInt(min, max).
  Value randomInt(const Value& min_or_max, const Value& max = {}) const;
  /// A version 4 UUID.
  Value randomUUID() const;

  /// A key of `length` bytes. Blocks: the callback form works on another thread.
  Value pbkdf2Sync(const Value& password, const Value& salt, const Value& iterations, const Value& length,
                   const Text& digest) const;
  void pbkdf2(const Value& password, const Value& salt, const Value& iterations, const Value& length,
              const Text& digest, Callback<Error, Value> callback) const;
  /// scrypt with Node's defaults: N 16384, r 8, p 1.
  Value scryptSync(const Value& password, const Value& salt, const Value& length) const;
  void scrypt(const Value& password, const Value& salt, const Value& length, Callback<Error, Value> callback) const;

  /// Whether two buffers of one length are equal, in a time that does not depend on where they differ.
  bool timingSafeEqual(const Value& a, const Value& b) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/crypto.html
inline constexpr detail::CryptoLibrary crypto{};

}  // namespace crema
