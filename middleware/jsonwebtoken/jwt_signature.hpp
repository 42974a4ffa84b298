// The algorithms of RFC 7518 §3: HMAC, RSASSA-PKCS1, RSASSA-PSS and ECDSA with SHA-2, and "none".
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "jwt_key.hpp"

namespace crema::detail {

struct JwtAlgorithm {
  enum class Family { none, hmac, rsa, pss, ecdsa };

  Family family = Family::none;
  int bits = 0;

  /// By its name in a header. Throws TypeError in jwa's words for others.
  static JwtAlgorithm named(std::string_view name);
  /// The signature of `input`, in base64url.
  std::string sign(std::string_view input, const JwtKey& key) const;
  /// Whether `signature` (base64url) is the key's for `input`. Throws TypeError for one of ECDSA of a wrong length.
  bool verify(std::string_view input, std::string_view signature, const JwtKey& key) const;
};

/// What does not fit: "\"alg\" parameter for \"ec\" key type must be one of: …"; nothing where the key is one for the algorithm.
std::optional<std::string> misfit(std::string_view algorithm, const JwtKey& key);

}  // namespace crema::detail
