// crema/keygrip.hpp — signatures of a list of keys, of which the first signs and all verify.                     npm: keygrip 1.1
#pragma once
#include <crema/value.hpp>

#include <initializer_list>
#include <memory>

namespace crema {

/// Keys to sign with: `Keygrip keys({"new", "old"})`. A new key is put in front, and an old one goes when nothing that it has
/// signed is left. A handle: copies share the keys; for all threads. npm: https://github.com/crypto-utils/keygrip
class Keygrip {
 public:
  /// Without keys: false, and sign throws.
  Keygrip() = default;
  /// A list of texts or buffers, or one of them. `algorithm` is a digest that OpenSSL knows, `encoding` of the signature
  /// "base64", "hex" … Throws Error "Keys must be provided." for an empty list, TypeError for a key that is neither text nor
  /// buffer (an environment variable that is not set), Error "Invalid digest: …".
  Keygrip(std::initializer_list<Value> keys, const Text& algorithm = "sha1", const Text& encoding = "base64");
  Keygrip(const Value& keys, const Text& algorithm = "sha1", const Text& encoding = "base64");
  template <detail::Chars T>
  Keygrip(const T& key) : Keygrip({Value(key)}) {}

  /// The signature of a text by the first key, with "-" and "_" for "+" and "/", and no "=".
  Value sign(const Text& data) const;
  /// Whether one of the keys made this signature. Compares in constant time.
  bool verify(const Text& data, const Text& signature) const { return index(data, signature) >= 0; }
  /// Which key made it; -1 if none did.
  int index(const Text& data, const Text& signature) const;

  explicit operator bool() const noexcept { return static_cast<bool>(keys_); }

 private:
  struct Keys;
  std::shared_ptr<const Keys> keys_;
};

}  // namespace crema
