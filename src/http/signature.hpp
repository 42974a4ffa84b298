// http/signature.hpp — signed values as npm's cookie-signature makes them: `value.HMAC-SHA256`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// A secret, prepared once: signing and checking allocate nothing beyond `out`. Immutable, so one Signer serves all
/// threads.
class Signer {
 public:
  /// Length of a signature: base64 of 32 bytes without padding.
  static constexpr std::size_t signature_size = 43;

  explicit Signer(std::string_view secret) noexcept;
  Signer(const Signer&) = default;
  Signer& operator=(const Signer&) = default;
  ~Signer();  // wipes the key

  /// Writes the signature of `value` at `out` (signature_size characters).
  void signature(std::string_view value, char* out) const noexcept;

  /// Appends `value.signature`.
  void sign(std::string_view value, std::string& out) const;

  /// The value without its signature, a view of `input`; nothing if the signature is not ours. Compares in constant
  /// time.
  std::optional<std::string_view> unsign(std::string_view input) const noexcept;

 private:
  static constexpr std::size_t state_size = 128;  // an SHA256_CTX, checked in the source

  alignas(8) unsigned char inner_[state_size];  // the hash after the inner padded key (RFC 2104)
  alignas(8) unsigned char outer_[state_size];
};

}  // namespace crema::http
