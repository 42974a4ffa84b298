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

/// What createCipheriv and createDecipheriv give. A handle: copies go on with the same one.
class Cipher {
 public:
  /// What is ready of the result, as a buffer or in `output`'s encoding. Data: a text (utf8 unless `input` says so), a buffer.
  Value update(const Value& data, const Value& input = {}, const Value& output = {}) const;
  /// The rest. Throws what does not fit: a wrong key, a changed text, a wrong tag.
  Value final(const Value& output = {}) const;
  /// Whether the last block is filled up. Default: true.
  const Cipher& setAutoPadding(bool on = true) const;
  /// What an authenticated mode (aes-256-gcm) tells after final(), 16 bytes.
  Value getAuthTag() const;
  const Cipher& setAuthTag(const Value& tag, const Value& encoding = {}) const;
  /// What is authenticated, but not encrypted.
  const Cipher& setAAD(const Value& data) const;

  // For the framework.
  explicit Cipher(detail::ClosurePtr state) noexcept : state_(std::move(state)) {}

 private:
  detail::ClosurePtr state_;
};

/// What createSign and createVerify give. A handle.
class Signature {
 public:
  const Signature& update(const Value& data, const Value& encoding = {}) const;
  /// The signature, as a buffer or a text. Key: PEM, or {key, passphrase}.
  Value sign(const Value& key, const Value& encoding = {}) const;
  /// Whether it is one of what was added. Key: PEM of a public key or a certificate; a private key will do, too.
  bool verify(const Value& key, const Value& signature, const Value& encoding = {}) const;

  // For the framework.
  explicit Signature(detail::ClosurePtr state) noexcept : state_(std::move(state)) {}

 private:
  detail::ClosurePtr state_;
};

/// Options of crypto.scrypt.
struct ScryptOptions {
  Value cost = 16384;               // N, a power of two. Default: 16384.
  Value blockSize = 8;              // r. Default: 8.
  Value parallelization = 1;        // p. Default: 1.
  Value maxmem = 32 * 1024 * 1024;  // Bytes that it may take. Default: 32 MB.
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
  void randomBytes(const Value& size, Callback<Error, Value> callback) const;
  /// From `min` on, below `max`: crypto.randomInt(max), crypto.randomInt(min, max).
  Value randomInt(const Value& min_or_max, const Value& max = {}) const;
  void randomInt(const Value& max, Callback<Error, Value> callback) const { randomInt(0, max, std::move(callback)); }
  void randomInt(const Value& min, const Value& max, Callback<Error, Value> callback) const;
  /// A version 4 UUID.
  Value randomUUID() const;

  /// A key of `length` bytes. Blocks: the callback form works on another thread.
  Value pbkdf2Sync(const Value& password, const Value& salt, const Value& iterations, const Value& length,
                   const Text& digest) const;
  void pbkdf2(const Value& password, const Value& salt, const Value& iterations, const Value& length,
              const Text& digest, Callback<Error, Value> callback) const;
  /// scrypt with Node's defaults: N 16384, r 8, p 1.
  Value scryptSync(const Value& password, const Value& salt, const Value& length,
                   const ScryptOptions& options = {}) const;
  void scrypt(const Value& password, const Value& salt, const Value& length, Callback<Error, Value> callback) const {
    scrypt(password, salt, length, {}, std::move(callback));
  }
  void scrypt(const Value& password, const Value& salt, const Value& length, const ScryptOptions& options,
              Callback<Error, Value> callback) const;

  /// "aes-256-cbc", "aes-256-gcm" and whatever else OpenSSL knows: a key and an initialisation vector of the right lengths
  /// (vector null: none), as texts or buffers. Throws Error "Invalid cipher", RangeError "Invalid key length", TypeError "Invalid
  /// initialization vector". Options: {authTagLength}.
  Cipher createCipheriv(const Text& algorithm, const Value& key, const Value& vector, const Value& options = {}) const;
  Cipher createDecipheriv(const Text& algorithm, const Value& key, const Value& vector,
                          const Value& options = {}) const;
  Value getCiphers() const;
  /// "RSA-SHA256", "sha256" …; with RSA, EC and Ed25519 keys as OpenSSL reads them.
  Signature createSign(const Text& algorithm) const;
  Signature createVerify(const Text& algorithm) const;

  /// Whether two buffers of one length are equal, in a time that does not depend on where they differ.
  bool timingSafeEqual(const Value& a, const Value& b) const;
};

}  // namespace detail

/// Node: https://nodejs.org/api/crypto.html
inline constexpr detail::CryptoLibrary crypto{};

}  // namespace crema
