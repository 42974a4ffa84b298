// Keys of tokens: secrets, and what PEM, DER or a JWK say, as Node's createSecretKey, createPrivateKey and createPublicKey take them.
#pragma once
#include <crema/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

// EVP_PKEY, as OpenSSL declares it.
struct evp_pkey_st;

namespace crema::detail {

struct JwtKey {
  enum class Type { none, secret, public_key, private_key };

  Type type = Type::none;
  std::string secret;                 // of a secret
  std::shared_ptr<evp_pkey_st> pair;  // of the others; private where the type says so

  /// Node's asymmetricKeyType: "rsa", "rsa-pss", "ec" …; empty for a secret.
  std::string_view kind() const;
  /// Bits of an RSA key's modulus; 0 for others.
  int modulus_bits() const;
  /// OpenSSL's name of an EC key's curve: "prime256v1"; empty for others.
  std::string curve() const;
  /// What an rsa-pss key is for; nothing where it does not say.
  struct Restrictions {
    std::string digest, mgf_digest;  // Node's names: "sha256"
    int salt_length;
  };
  std::optional<Restrictions> restrictions() const;
};

/// The private key that a Value holds, else the secret; nothing where it is neither. An empty Value is a key of no type.
std::optional<JwtKey> signing_key(const Value& v);
/// The public key (also that of a certificate or of a private key) that a Value holds, else the secret.
std::optional<JwtKey> verifying_key(const Value& v);

}  // namespace crema::detail
